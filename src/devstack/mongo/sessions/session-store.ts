import { Binary } from 'bson';
import type { Document } from '../bson-types';
import { failure } from '../errors';
import type { Engine } from '../storage';
import { RETRY_PREFIX } from './retry-log';
import { Session } from './session';

/** logicalSessionTimeoutMinutes of a 7.0 server. */
export const SESSION_TIMEOUT_MINUTES = 30;
const SESSION_TIMEOUT_MS = SESSION_TIMEOUT_MINUTES * 60_000;
/** Beyond this the sessions unused for longest are forgotten; what matters of them is stored (see RetryLog). */
const MAX_SESSIONS = 20_000;
const PRUNED_PER_SLICE = 500;

/** All logical sessions, and the clock that ends transactions and sessions that live too long. */
export class SessionStore {
  private readonly sessions = new Map<string, Session>();

  constructor(
    private readonly engine: Engine,
    /** transactionLifetimeLimitSeconds. */
    private readonly transactionLifetimeMs: number,
  ) {}

  get size(): number {
    return this.sessions.size;
  }

  /** The session of an `lsid`, new when not seen before. @throws 261 when too many are in use */
  open(lsid: unknown): Session {
    const key = sessionKey(lsid);
    let session = this.sessions.get(key);
    if (session === undefined) {
      if (this.sessions.size >= MAX_SESSIONS) this.forgetOldest();
      session = new Session(key, lsid as Document, Date.now());
    } else {
      this.sessions.delete(key);
    }
    // Set anew, so that the map stays in the order of last use.
    this.sessions.set(key, session);
    session.lastUseMs = Date.now();
    return session;
  }

  /** @throws 261 when every session is in the middle of something */
  private forgetOldest(): void {
    for (const session of this.sessions.values()) {
      if (session.isBusy || session.transaction?.state === 'open') continue;
      this.sessions.delete(session.key);
      return;
    }
    throw failure(261, 'cannot add session into the cache');
  }

  find(lsid: unknown): Session | undefined {
    return this.sessions.get(sessionKey(lsid));
  }

  all(): Iterable<Session> {
    return this.sessions.values();
  }

  /** Forgets a session; its open transaction is aborted. */
  end(session: Session): void {
    session.transaction?.stop('Transaction was aborted because its session was killed', 11601);
    if (!session.isBusy) this.sessions.delete(session.key);
  }

  /** Aborts transactions over their lifetime and drops sessions that were not used for 30 minutes. */
  sweep(nowMs = Date.now(), isPruning = true): string[] {
    const expired: string[] = [];
    for (const session of this.sessions.values()) {
      const { transaction } = session;
      if (transaction?.state === 'open' && nowMs - transaction.startedMs > this.transactionLifetimeMs) {
        transaction.stop('Transaction was aborted because it exceeded transactionLifetimeLimitSeconds', 290);
      }
      if (isPruning && !session.isBusy && nowMs - session.lastUseMs > SESSION_TIMEOUT_MS) {
        session.transaction?.finish('aborted');
        this.sessions.delete(session.key);
        expired.push(session.key);
      }
    }
    return expired;
  }

  /** Removes stored records of retryable writes that nobody may repeat any more. */
  async pruneStored(nowMs = Date.now()): Promise<number> {
    const tx = this.engine.begin({ multiDocument: false });
    let removed = 0;
    try {
      for (const { key, value } of tx.scanMeta(RETRY_PREFIX)) {
        const at = value['at'];
        if (!(at instanceof Date) || nowMs - at.getTime() <= SESSION_TIMEOUT_MS) continue;
        if (this.sessions.has(key.slice(RETRY_PREFIX.length))) continue;
        tx.writeMeta(key, undefined);
        removed += 1;
        if (removed >= PRUNED_PER_SLICE) break;
      }
      if (removed > 0) await tx.commit();
      else tx.abort();
    } catch (error) {
      if (tx.state === 'open') tx.abort();
      throw error;
    }
    return removed;
  }

  close(): void {
    for (const session of this.sessions.values()) session.transaction?.finish('aborted');
    this.sessions.clear();
  }
}

/** The identity of a session: its UUID as hexadecimal digits. @throws 9 for anything else */
export function sessionKey(lsid: unknown): string {
  const id = typeof lsid === 'object' && lsid !== null ? (lsid as Document)['id'] : undefined;
  if (!(id instanceof Binary) || id.sub_type !== Binary.SUBTYPE_UUID || id.position !== 16) {
    throw failure(9, 'lsid.id must be a UUID');
  }
  return Buffer.from(id.buffer.subarray(0, 16)).toString('hex');
}
