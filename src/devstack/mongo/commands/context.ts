import type { Timestamp } from 'bson';
import type { Document } from '../bson-types';
import { failure } from '../errors';
import type { Pace } from '../sessions/pace';
import type { Session, SessionTransaction } from '../sessions/session';
import { WriteConflict } from '../storage';
import type { EngineTransaction } from '../storage';
import type { Connection } from '../wire/connection';
import { Arguments, toNumber } from './arguments';
import type { ServerState } from './server-state';

/** A consistent view for one read command; a cursor may take it over. */
export interface ReadView {
  readonly tx: EngineTransaction;
  /** Set for `readConcern: snapshot` outside transactions: the reply names it. */
  readonly atClusterTime: Timestamp | undefined;
  release(): void;
}

/** One running command. */
export class CommandContext {
  readonly args: Arguments;
  readonly now = new Date();
  /** Set for a retryable write outside a transaction. */
  isRetryable = false;
  transaction: SessionTransaction | undefined;
  /** A handler that must answer more than once (exhaust) sets this. */
  nextAnswer: (() => Promise<Document>) | undefined;
  /** Set by the fail point that cuts the connection after a write. */
  isConnectionCut = false;

  constructor(
    readonly server: ServerState,
    readonly connection: Connection,
    readonly name: string,
    readonly db: string,
    readonly body: Document,
    readonly pace: Pace,
    readonly session: Session | undefined,
    readonly txnNumber: bigint | undefined,
    readonly isExhaustAllowed: boolean,
  ) {
    this.args = new Arguments(body, name);
  }

  /** Opens the view that the command's read concern asks for. */
  openRead(): ReadView {
    const { transaction } = this;
    if (transaction !== undefined) return { tx: transaction.tx, atClusterTime: undefined, release: () => undefined };
    const readConcern = this.body['readConcern'] as Document | undefined;
    if (readConcern?.['level'] === 'snapshot') {
      const asked = readConcern['atClusterTime'] as Timestamp | undefined;
      const newest = this.server.clock.time;
      const time = asked ?? newest;
      if (time.compare(newest) > 0) {
        throw failure(72, 'readConcern atClusterTime value must not be greater than the current clusterTime');
      }
      const { tx, release } = this.server.snapshots.open(time, time.equals(newest));
      return { tx, atClusterTime: time, release };
    }
    const tx = this.server.engine.begin({ multiDocument: false });
    return {
      tx,
      atClusterTime: undefined,
      release: () => {
        if (tx.state === 'open') tx.abort();
      },
    };
  }

  /** Runs a read that keeps nothing open. */
  async read<T>(work: (tx: EngineTransaction) => Promise<T> | T): Promise<T> {
    const view = this.openRead();
    try {
      return await work(view.tx);
    } finally {
      view.release();
    }
  }

  /**
   * Runs a write: inside the open transaction, or in a transaction of its own that is flushed when this resolves and
   * that starts again after the end of any transaction it conflicts with. `work` may therefore run several times.
   */
  async write<T>(work: (tx: EngineTransaction) => Promise<T> | T): Promise<T> {
    if (this.transaction !== undefined) return work(this.transaction.tx);
    for (;;) {
      const conflict = await this.attempt(work);
      if (!('conflict' in conflict)) return conflict.result;
      await this.pace.waitFor(conflict.conflict.ended);
    }
  }

  /** One attempt at a write outside a transaction; a conflict is returned, everything else thrown. */
  async attempt<T>(
    work: (tx: EngineTransaction) => Promise<T> | T,
  ): Promise<{ result: T } | { conflict: WriteConflict }> {
    const tx = this.server.engine.begin({ multiDocument: false });
    try {
      const made = work(tx);
      const result = made instanceof Promise ? await made : made;
      await this.commit(tx);
      return { result };
    } catch (error) {
      if (tx.state === 'open') tx.abort();
      this.session?.retryLog.discard();
      if (error instanceof WriteConflict) return { conflict: error };
      throw error;
    }
  }

  private async commit(tx: EngineTransaction): Promise<void> {
    const retryLog = this.isRetryable ? this.session?.retryLog : undefined;
    retryLog?.writeTo(tx);
    if (!tx.hasWrites) {
      tx.abort();
      return;
    }
    const flushed = tx.commit();
    this.server.clock.tick();
    await flushed;
    retryLog?.confirm();
  }

  /** The fail point that stands for a crash around a retryable write; to be called for every write inside its commit. */
  meetWriteFailPoint(): void {
    if (!this.isRetryable && this.transaction === undefined) return;
    const data = this.server.failPoints.hit('onPrimaryTransactionalWrite');
    if (data === undefined) return;
    if (data['closeConnection'] !== false) this.isConnectionCut = true;
    const code = data['failBeforeCommitExceptionCode'];
    if (code !== undefined) {
      throw failure(
        toNumber(code, 'failBeforeCommitExceptionCode'),
        'Failing write due to failpoint. The write must not be reflected.',
      );
    }
  }
}
