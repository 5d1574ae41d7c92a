import type { Document } from '../bson-types';
import { codeNameOf } from '../error-codes';
import { failure, MongoError } from '../errors';
import type { StatementResult } from '../sessions/retry-log';
import { WriteConflict } from '../storage';
import type { EngineTransaction } from '../storage';
import { numberOf } from './arguments';
import type { CommandContext } from './context';
import { MAX_WRITE_BATCH } from './hello';

/** Statements of one command that share a commit: enough to share the flush, few enough not to stop the others. */
const STATEMENTS_PER_COMMIT = 200;
/** Large documents fill a commit before that: it is applied in one go, and takes about as long as its preparation. */
const GROUP_MS = 10;

/** Errors that end the whole command instead of becoming one statement's write error. */
const COMMAND_ERRORS = new Set([50, 112, 251, 290, 11600, 11601, 11602, 14031, 10107, 189, 91]);

export interface StatementKind {
  readonly count: number;
  /** A statement that manages its own commits (`multi`). */
  isAlone(index: number): boolean;
  /** Runs a statement inside the transaction given; may be called again after a conflict. */
  run(tx: EngineTransaction, index: number): StatementResult | Promise<StatementResult>;
  runAlone(index: number): Promise<StatementResult>;
}

export interface StatementOutcome {
  readonly results: readonly (StatementResult | undefined)[];
  readonly writeErrors: readonly Document[];
  readonly retriedStmtIds: readonly number[];
}

/** @throws 16 InvalidLength */
export function checkBatchLength(count: number): void {
  if (count < 1 || count > MAX_WRITE_BATCH) {
    throw failure(16, `Write batch sizes must be between 1 and ${MAX_WRITE_BATCH}. Got ${count} operations.`);
  }
}

function stmtIdAt(ctx: CommandContext, index: number): number {
  const ids = ctx.body['stmtIds'];
  if (Array.isArray(ids)) return numberOf(ids[index]) ?? index;
  return (numberOf(ctx.body['stmtId']) ?? 0) + index;
}

/** Runs the statements of an insert, update or delete, ordered or not, with MongoDB's rules of what stops what. */
export class StatementRun {
  private readonly results: (StatementResult | undefined)[] = [];
  private readonly writeErrors: Document[] = [];
  private readonly retriedStmtIds: number[] = [];
  private isStopped = false;

  constructor(
    private readonly ctx: CommandContext,
    private readonly kind: StatementKind,
    private readonly isOrdered: boolean,
  ) {}

  async run(): Promise<StatementOutcome> {
    checkBatchLength(this.kind.count);
    let next = 0;
    while (next < this.kind.count && !this.isStopped) {
      if (this.takeRetried(next)) next += 1;
      else if (this.kind.isAlone(next)) next = await this.runAlone(next);
      else next = await this.runGroup(next);
    }
    return { results: this.results, writeErrors: this.writeErrors, retriedStmtIds: this.retriedStmtIds };
  }

  private takeRetried(index: number): boolean {
    if (!this.ctx.isRetryable) return false;
    const stmtId = stmtIdAt(this.ctx, index);
    const result = this.ctx.session?.retryLog.executed(stmtId);
    if (result === undefined) return false;
    this.results[index] = result;
    this.retriedStmtIds.push(stmtId);
    return true;
  }

  private async runAlone(index: number): Promise<number> {
    if (this.ctx.isRetryable) throw failure(72, 'Cannot use retryable writes with multi=true or limit=0');
    try {
      this.results[index] = await this.kind.runAlone(index);
    } catch (error) {
      this.note(index, error);
    }
    return index + 1;
  }

  /** Runs statements from `from` on in one commit; returns the first one that was not run. */
  private async runGroup(from: number): Promise<number> {
    let limit = Math.min(this.kind.count, from + STATEMENTS_PER_COMMIT);
    for (;;) {
      const errorsBefore = this.writeErrors.length;
      let at = from;
      const startedMs = performance.now();
      const work = async (tx: EngineTransaction): Promise<void> => {
        for (at = from; at < limit && !this.isStopped; at += 1) {
          if (this.kind.isAlone(at) || this.isRetriedLater(at)) break;
          if (at > from && this.ctx.transaction === undefined && performance.now() - startedMs > GROUP_MS) break;
          const pause = this.ctx.pace.tick();
          if (pause !== undefined) await pause;
          await this.runOne(tx, at);
        }
      };
      if (this.ctx.transaction !== undefined) {
        await work(this.ctx.transaction.tx);
        return at;
      }
      const outcome = await this.ctx.attempt(work);
      if (!('conflict' in outcome)) return at;
      this.writeErrors.length = errorsBefore;
      this.isStopped = false;
      if (at > from) {
        // What came before the conflict must not wait with it: run that part alone first.
        limit = at;
      } else {
        await this.ctx.pace.waitFor(outcome.conflict.ended);
      }
    }
  }

  private isRetriedLater(index: number): boolean {
    return this.ctx.isRetryable && this.ctx.session?.retryLog.executed(stmtIdAt(this.ctx, index)) !== undefined;
  }

  private async runOne(tx: EngineTransaction, index: number): Promise<void> {
    try {
      this.ctx.meetWriteFailPoint();
      const made = this.kind.run(tx, index);
      const result = made instanceof Promise ? await made : made;
      this.results[index] = result;
      // A statement that changed nothing may simply run again when it is repeated.
      if (this.ctx.isRetryable && tx.hasWrites) this.ctx.session?.retryLog.record(stmtIdAt(this.ctx, index), result);
    } catch (error) {
      if (error instanceof WriteConflict) throw error;
      this.note(index, error);
    }
  }

  private note(index: number, error: unknown): void {
    if (!(error instanceof MongoError) || COMMAND_ERRORS.has(error.code)) throw error;
    this.results[index] = undefined;
    this.writeErrors.push(writeError(index, error));
    // Inside a transaction one failed statement ends everything.
    if (this.ctx.transaction !== undefined) {
      this.ctx.transaction.finish('aborted');
      this.isStopped = true;
    } else if (this.isOrdered) {
      this.isStopped = true;
    }
  }
}

function writeError(index: number, error: MongoError): Document {
  const { code } = error;
  return {
    index,
    code,
    ...(error.extra.fields ?? {}),
    errmsg: error.message,
    ...(code === 11000 ? {} : { codeName: codeNameOf(code) }),
  };
}
