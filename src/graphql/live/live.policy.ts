/** What one process, one caller and one connection may use of the live face. Tests make them smaller. */
export interface LiveLimits {
  /** Open sockets and streams of this process, signed in or not. */
  readonly connectionsMax: number;
  /** Of one principal in this process: a person with many windows, a till with its displays. */
  readonly connectionsPerPrincipalMax: number;
  readonly subscriptionsPerConnectionMax: number;
  /** A document of 5,000 tokens and a hundred ids fit. */
  readonly messageBytesMax: number;
  /** Messages and pings that a client may send within a minute. */
  readonly messagesPerMinuteMax: number;
  /** What the operating system has not taken of a socket's answers; more means that nobody reads. */
  readonly unsentBytesMax: number;
  /** From the handshake to `connection_init`. */
  readonly initTimeoutMs: number;
  /** Between two pings; a client that has not answered one when the next is due is gone. */
  readonly keepAliveMs: number;
  /** How often the ends of tokens are looked at. */
  readonly sweepMs: number;
  /** How often it is asked whether a session was revoked. */
  readonly recheckMs: number;
  /** Subjects that wait for a slow client, each once, with its newest state. */
  readonly waitingMax: number;
  /** How long the oldest of them may wait; RESUME_OVERLAP_MS allows for it. */
  readonly waitingMsMax: number;
}

export const LIVE_LIMITS: LiveLimits = {
  connectionsMax: 5_000,
  connectionsPerPrincipalMax: 20,
  subscriptionsPerConnectionMax: 50,
  messageBytesMax: 65_536,
  messagesPerMinuteMax: 600,
  unsentBytesMax: 1_048_576,
  initTimeoutMs: 5_000,
  keepAliveMs: 12_000,
  sweepMs: 1_000,
  recheckMs: 15_000,
  waitingMax: 1_000,
  waitingMsMax: 10_000,
};

/** Who was away for longer reads everything again: it costs less than the replay. */
export const RESUME_MAX_MS = 15 * 60_000;
/**
 * `since` is compared this much earlier. A transaction that began before the client's newest payload may have ended after
 * it (15 s at most), and a slow client may have lost what waited for it (10 s at most). Repeats only repeat a state.
 */
export const RESUME_OVERLAP_MS = 30_000;
/** Subjects that one resumption replays at most. */
export const RESUME_SUBJECTS_MAX = 500;
/** Events that one resumption reads at most. */
export const RESUME_EVENTS_MAX = 10_000;
/** Validated documents kept; clients send the same few. */
export const DOCUMENTS_KEPT_MAX = 500;
