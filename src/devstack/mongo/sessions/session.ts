import type { Document } from '../bson-types';
import { failure, noSuchTransaction } from '../errors';
import type { EngineTransaction } from '../storage';
import type { Pace } from './pace';
import { RetryLog } from './retry-log';

/** One multi-document transaction of a session, from its first command to its end. */
export class SessionTransaction {
  state: 'open' | 'committed' | 'aborted' = 'open';
  /** Set while a command of this transaction runs, so that an expiry can stop it first. */
  runningPace: Pace | undefined;
  isDoomed = false;
  private readonly endListeners: (() => void)[] = [];

  constructor(
    readonly txnNumber: bigint,
    readonly tx: EngineTransaction,
    readonly startedMs: number,
    readonly readConcern: Document | undefined,
  ) {}

  /** Runs the listener when the transaction is over (its cursors die with it). */
  onEnd(listener: () => void): void {
    this.endListeners.push(listener);
  }

  /** Leaves the open state; the caller has committed the storage transaction or leaves the abort to this. */
  finish(state: 'committed' | 'aborted'): void {
    if (this.state !== 'open') return;
    this.state = state;
    for (const listener of this.endListeners) listener();
    this.endListeners.length = 0;
    if (state === 'aborted' && this.tx.state === 'open') this.tx.abort();
  }

  /** Aborts now, or as soon as the running command has stopped. */
  stop(reason: string, code = 251): void {
    if (this.state !== 'open') return;
    if (this.runningPace === undefined) {
      this.finish('aborted');
      return;
    }
    this.isDoomed = true;
    this.runningPace.kill(failure(code, reason));
  }
}

/** A logical session: at most one transaction or retryable write at a time. */
export class Session {
  lastUseMs: number;
  transaction: SessionTransaction | undefined;
  readonly retryLog: RetryLog;
  /** Commands with a transaction number run one after the other, as MongoDB checks a session out. */
  private tail: Promise<void> = Promise.resolve();
  private running = 0;

  constructor(
    readonly key: string,
    readonly lsid: Document,
    nowMs: number,
  ) {
    this.lastUseMs = nowMs;
    this.retryLog = new RetryLog(key);
  }

  get isBusy(): boolean {
    return this.running > 0;
  }

  /** The highest transaction number seen; -1 before the first. */
  get activeTxnNumber(): bigint {
    return this.retryLog.txnNumber;
  }

  /** Runs `work` when everything begun earlier with this session is over. */
  async runExclusive<T>(work: () => Promise<T>): Promise<T> {
    const before = this.tail;
    let release: () => void = () => undefined;
    this.tail = new Promise<void>((resolve) => (release = resolve));
    const isFree = this.running === 0;
    this.running += 1;
    try {
      if (!isFree) await before;
      return await work();
    } finally {
      this.running -= 1;
      release();
    }
  }

  /** Throws 225 for a number older than one already used. */
  checkNotTooOld(txnNumber: bigint, isTransaction: boolean): void {
    if (txnNumber >= this.activeTxnNumber) return;
    const what = isTransaction ? 'Cannot start transaction with' : 'Retryable write with';
    throw failure(
      225,
      `${what} { txnNumber: ${txnNumber} } on session ${this.key} because a newer transaction or retryable write with txnNumber ${this.activeTxnNumber} has already started on this session.`,
    );
  }

  /** The running transaction for a command that continues it. Throws 251, 225 or 256 when there is none. */
  continueTransaction(txnNumber: bigint, isCommitOrAbort: boolean): SessionTransaction | undefined {
    this.checkNotTooOld(txnNumber, true);
    const { transaction } = this;
    if (transaction === undefined || transaction.txnNumber !== txnNumber) {
      if (isCommitOrAbort && this.retryLog.isCommittedTransaction(txnNumber)) return undefined;
      if (this.retryLog.txnNumber === txnNumber && this.retryLog.kind === 'write') {
        throw noSuchTransaction(
          `Given transaction number ${txnNumber} does not match any in-progress transactions. The active transaction number is ${this.activeTxnNumber}`,
        );
      }
      throw noSuchTransaction(
        `Given transaction number ${txnNumber} does not match any in-progress transactions. The active transaction number is ${transaction?.txnNumber ?? this.activeTxnNumber}`,
      );
    }
    if (transaction.state === 'aborted') {
      throw noSuchTransaction(`Transaction with { txnNumber: ${txnNumber} } has been aborted.`);
    }
    if (transaction.state === 'committed' && !isCommitOrAbort) {
      throw failure(256, `Transaction with { txnNumber: ${txnNumber} } has been committed.`);
    }
    return transaction;
  }

  /** Makes room for a new transaction or retryable write: an older open transaction of the session is aborted. */
  supersede(): void {
    this.transaction?.finish('aborted');
    this.transaction = undefined;
  }
}
