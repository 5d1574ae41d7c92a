import { Int32, Long } from 'bson';
import type { Document } from '../bson-types';
import type { EngineTransaction } from '../storage';

/** Prefix of the storage engine's meta keys for these records. */
export const RETRY_PREFIX = 'session:';

/** Consecutive statements that had the same counts: a batch of 100,000 inserts is one run. */
interface Run {
  from: number;
  to: number;
  n: number;
  nModified: number;
}

/** What an executed statement answered, as far as a repeated one must answer it again. */
export interface StatementResult {
  readonly n: number;
  readonly nModified: number;
  readonly upsertedId?: unknown;
}

/**
 * Results of the newest retryable write of one session. They are stored in the same commit as the data, so a repeated
 * write after a crash finds either both or neither.
 */
export class RetryLog {
  txnNumber = -1n;
  kind: 'none' | 'write' | 'transaction' = 'none';
  isLoaded = false;
  private isCommitted = false;
  private runs: Run[] = [];
  private upserts = new Map<number, unknown>();
  private reply: Document | undefined;
  private pending: { stmtId: number; result: StatementResult }[] = [];
  private pendingReply: Document | undefined;

  constructor(private readonly sessionKey: string) {}

  /** Reads what an earlier run of the server left. */
  load(tx: EngineTransaction): void {
    if (this.isLoaded) return;
    this.isLoaded = true;
    const stored = tx.readMeta(RETRY_PREFIX + this.sessionKey);
    if (stored === undefined) return;
    this.txnNumber = (stored['txnNumber'] as Long).toBigInt();
    this.kind = stored['kind'] as 'write' | 'transaction';
    this.isCommitted = this.kind === 'transaction';
    const runs = (stored['runs'] as Int32[][] | undefined) ?? [];
    this.runs = runs.map((run) => {
      const [from = 0, to = 0, n = 0, nModified = 0] = run.map((value) => value.value);
      return { from, to, n, nModified };
    });
    for (const upsert of (stored['upserts'] as Document[] | undefined) ?? []) {
      this.upserts.set((upsert['stmtId'] as Int32).value, upsert['_id']);
    }
    this.reply = stored['reply'] as Document | undefined;
  }

  /** A new transaction number: what was known of the older one is never asked for again. */
  begin(txnNumber: bigint, kind: 'write' | 'transaction'): void {
    this.txnNumber = txnNumber;
    this.kind = kind;
    this.isCommitted = false;
    this.runs = [];
    this.upserts = new Map();
    this.reply = undefined;
    this.discard();
  }

  isCommittedTransaction(txnNumber: bigint): boolean {
    return this.kind === 'transaction' && this.isCommitted && this.txnNumber === txnNumber;
  }

  /** The result of a statement that was executed before. */
  executed(stmtId: number): StatementResult | undefined {
    for (const run of this.runs) {
      if (stmtId >= run.from && stmtId <= run.to) {
        return { n: run.n, nModified: run.nModified, upsertedId: this.upserts.get(stmtId) };
      }
    }
    return undefined;
  }

  /** The whole reply of a findAndModify that was executed before. */
  get storedReply(): Document | undefined {
    return this.reply;
  }

  /** Notes a result; it counts from `confirm` on. */
  record(stmtId: number, result: StatementResult): void {
    this.pending.push({ stmtId, result });
  }

  recordReply(reply: Document): void {
    this.pendingReply = reply;
  }

  /** Writes the record with everything pending into the commit that is about to happen. */
  writeTo(tx: EngineTransaction): void {
    if (this.pending.length === 0 && this.pendingReply === undefined) return;
    const runs = this.mergedRuns();
    const upserts = [...this.upserts].map(([stmtId, _id]) => ({ stmtId: new Int32(stmtId), _id }));
    for (const { stmtId, result } of this.pending) {
      if (result.upsertedId !== undefined) upserts.push({ stmtId: new Int32(stmtId), _id: result.upsertedId });
    }
    tx.writeMeta(RETRY_PREFIX + this.sessionKey, {
      txnNumber: Long.fromBigInt(this.txnNumber),
      kind: 'write',
      at: new Date(),
      runs: runs.map((run) => [run.from, run.to, run.n, run.nModified].map((value) => new Int32(value))),
      ...(upserts.length > 0 ? { upserts } : {}),
      ...(this.pendingReply === undefined ? {} : { reply: this.pendingReply }),
    });
  }

  /** The commit happened. */
  confirm(): void {
    if (this.pending.length > 0) this.runs = this.mergedRuns();
    for (const { stmtId, result } of this.pending) {
      if (result.upsertedId !== undefined) this.upserts.set(stmtId, result.upsertedId);
    }
    this.reply = this.pendingReply ?? this.reply;
    this.discard();
  }

  /** The commit did not happen. */
  discard(): void {
    this.pending = [];
    this.pendingReply = undefined;
  }

  /** Notes in the commit of a transaction that it is committed, so that a repeated commit after a restart succeeds. */
  writeCommitTo(tx: EngineTransaction): void {
    tx.writeMeta(RETRY_PREFIX + this.sessionKey, {
      txnNumber: Long.fromBigInt(this.txnNumber),
      kind: 'transaction',
      at: new Date(),
    });
  }

  confirmTransaction(): void {
    this.isCommitted = true;
  }

  private mergedRuns(): Run[] {
    const runs = this.runs.map((run) => ({ ...run }));
    for (const { stmtId, result } of this.pending) {
      const last = runs.at(-1);
      if (last !== undefined && last.to === stmtId - 1 && last.n === result.n && last.nModified === result.nModified) {
        last.to = stmtId;
      } else {
        runs.push({ from: stmtId, to: stmtId, n: result.n, nModified: result.nModified });
      }
    }
    return runs;
  }
}
