import type { Actor, Context, Logger } from '../../kernel/context';
import { principalKey } from '../../kernel/context';
import type { Clock } from '../../kernel/clock';
import { RefusalError } from '../../kernel/errors';
import type { Metrics } from '../../platform/metrics';
import type { LiveLimits } from './live.policy';

/** Whom a verified token speaks for, and until when. */
export interface LiveSession {
  readonly tenantId: Context['tenantId'];
  readonly actor: Actor;
  readonly expiresAt: Date;
}

/** Why the server ends a connection. */
export type EndReason = 'token_ended' | 'going_away';

export interface ConnectionSettings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits: LiveLimits;
  /** False when the session was revoked or its tenant is not active any more. */
  readonly isStillGood: (session: LiveSession) => Promise<boolean>;
}

/** One socket or stream. */
export class LiveConnection {
  session: LiveSession | null = null;

  constructor(
    private readonly all: LiveConnections,
    readonly transport: 'ws' | 'sse',
    /** Tells the client and ends the connection. */
    readonly end: (reason: EndReason) => void,
  ) {}

  /** Binds the connection to a caller. Refuses with RATE_LIMITED when the caller has too many. */
  signIn(session: LiveSession): void {
    this.all.bind(this, session);
  }

  /** Throws UNAUTHENTICATED when the token has ended. */
  assertSignedIn(): void {
    if (this.session === null || this.all.hasEnded(this.session)) {
      throw new RefusalError('UNAUTHENTICATED', 'The access token has ended. Connect again with a fresh one.');
    }
  }

  /** To be called when the connection is gone, whoever ended it. */
  closed(): void {
    this.all.remove(this);
  }
}

/** All live connections of this process: how many there may be, and how long their tokens serve. */
export class LiveConnections {
  private readonly open = new Set<LiveConnection>();
  private readonly countByPrincipal = new Map<string, number>();
  private readonly sweeper: NodeJS.Timeout;
  private recheckedAtMs = performance.now();
  private isRechecking = false;
  private onEmpty: () => void = () => undefined;

  constructor(private readonly settings: ConnectionSettings) {
    this.sweeper = setInterval(() => this.sweep(), settings.limits.sweepMs);
    this.sweeper.unref();
  }

  /** A new connection, nobody signed in; null when this process has as many as it may. */
  add(transport: 'ws' | 'sse', end: (reason: EndReason) => void): LiveConnection | null {
    if (this.open.size >= this.settings.limits.connectionsMax) {
      this.settings.metrics.liveDropped.inc({ reason: 'too_many_connections' });
      return null;
    }
    const connection = new LiveConnection(this, transport, end);
    this.open.add(connection);
    this.settings.metrics.liveConnections.inc({ transport });
    return connection;
  }

  bind(connection: LiveConnection, session: LiveSession): void {
    if (!this.open.has(connection)) return;
    const key = keyOf(session);
    const count = this.countByPrincipal.get(key) ?? 0;
    const { connectionsPerPrincipalMax } = this.settings.limits;
    if (count >= connectionsPerPrincipalMax) {
      this.settings.metrics.liveDropped.inc({ reason: 'too_many_connections' });
      throw new RefusalError(
        'RATE_LIMITED',
        `Expected at most ${connectionsPerPrincipalMax} live connections of one caller. Close one, or share them.`,
        { retryAfterMs: 10_000 },
      );
    }
    this.countByPrincipal.set(key, count + 1);
    connection.session = session;
  }

  remove(connection: LiveConnection): void {
    if (!this.open.delete(connection)) return;
    if (this.open.size === 0) this.onEmpty();
    this.settings.metrics.liveConnections.dec({ transport: connection.transport });
    if (connection.session === null) return;
    const key = keyOf(connection.session);
    const left = (this.countByPrincipal.get(key) ?? 1) - 1;
    if (left > 0) this.countByPrincipal.set(key, left);
    else this.countByPrincipal.delete(key);
  }

  hasEnded(session: LiveSession): boolean {
    return this.settings.clock.now() >= session.expiresAt;
  }

  /** Ends every connection and the looking after them. */
  close(): void {
    clearInterval(this.sweeper);
    for (const connection of [...this.open]) connection.end('going_away');
  }

  /** Resolves when the last connection is gone, or after the limit. */
  async emptied(limitMs: number): Promise<void> {
    if (this.open.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
    await Promise.race([limit, new Promise<void>((resolve) => (this.onEmpty = resolve))]);
    clearTimeout(timer);
  }

  private sweep(): void {
    for (const connection of [...this.open]) {
      if (connection.session !== null && this.hasEnded(connection.session)) this.expire(connection);
    }
    const nowMs = performance.now();
    if (this.isRechecking || nowMs - this.recheckedAtMs < this.settings.limits.recheckMs) return;
    this.recheckedAtMs = nowMs;
    this.isRechecking = true;
    void this.recheck().finally(() => (this.isRechecking = false));
  }

  /** One after the other: it is never urgent, and must not crowd out requests. */
  private async recheck(): Promise<void> {
    for (const connection of [...this.open]) {
      if (connection.session === null || !this.open.has(connection)) continue;
      try {
        if (!(await this.settings.isStillGood(connection.session))) this.expire(connection);
      } catch (error) {
        this.settings.logger.warn({ error: String(error) }, 'a live session could not be checked; next time again');
        return;
      }
    }
  }

  private expire(connection: LiveConnection): void {
    this.settings.metrics.liveDropped.inc({ reason: 'token_ended' });
    connection.end('token_ended');
  }
}

function keyOf(session: LiveSession): string {
  return `${session.tenantId.toHexString()}:${principalKey(session.actor)}`;
}
