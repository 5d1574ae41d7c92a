import type { RecordId } from '../bson-types';
import { MongoError } from '../errors';
import { scanRecords } from './record-reads';
import type { CollectionState } from './catalog';
import { makeState } from './catalog';
import type { EngineCore } from './core';
import { changeReadiness, dropIndexes } from './ddl';
import type { IndexDefinition, MadeKeys } from './index-definition';
import { checkUnique, putKeys } from './record-writes';
import type { Transaction } from './transaction';
import type { IndexBuild } from './types';
import { WriteConflict } from './write-conflict';

/** Entries lie all over the index, so a slice touches about as many pages: no more than this much of preparation. */
const SLICE_MS = 10;

/** What a build needs of the engine. */
export interface BuildCore extends EngineCore {
  begin(options: { multiDocument: boolean }): Transaction;
  /** Runs and commits in one go, after everything that is queued: no other commit lies between its view and itself. */
  commitAtOnce<T>(work: (tx: Transaction) => T): Promise<T>;
}

interface Step {
  readonly isDone: boolean;
  /** Set when another transaction holds a unique key of the next record. */
  readonly blockedBy: WriteConflict | undefined;
}

/**
 * Fills indexes that are in the catalog as being built, in small commits, while others read and write. Writers
 * maintain such an index from its entry in the catalog on, so what a slice puts can only be taken away by a commit
 * after it; readers get the index with the commit that ends the build. A process that dies leaves indexes marked as
 * being built, which the next start sweeps away.
 */
export class OnlineBuild {
  private after: RecordId = 0;

  constructor(
    private readonly core: BuildCore,
    private readonly build: IndexBuild,
    private readonly sliceLength: number,
  ) {}

  /** @param pause called between two commits; what it throws ends the build and drops the indexes again */
  async run(pause: () => Promise<void> | undefined): Promise<void> {
    try {
      for (;;) {
        const step = await this.core.commitAtOnce((tx) => this.slice(tx));
        if (step.isDone) break;
        await (step.blockedBy?.ended ?? new Promise((resolve) => setImmediate(resolve)));
        await pause();
      }
      await this.changeCatalog((tx, state) => changeReadiness(tx, state, this.build.indexIds));
    } catch (error) {
      await this.drop();
      throw error;
    }
  }

  private current(): { state: CollectionState; definitions: IndexDefinition[] } {
    const { collectionId, indexIds } = this.build;
    for (const state of this.core.catalog.values()) {
      if (state.id !== collectionId) continue;
      const definitions = state.definitions.filter(({ id }) => indexIds.includes(id));
      if (definitions.length === indexIds.length) return { state, definitions };
    }
    throw new MongoError(276, 'IndexBuildAborted', 'Index build aborted: collection or index dropped');
  }

  private slice(tx: Transaction): Step {
    const { state, definitions } = this.current();
    const startedMs = performance.now();
    let done = 0;
    for (const { recordId, document } of scanRecords(tx, state, 1, this.after)) {
      if (done >= this.sliceLength || performance.now() - startedMs > SLICE_MS)
        return { isDone: false, blockedBy: undefined };
      const made = definitions.map((index) => index.keysOf(document));
      try {
        for (const [at, index] of definitions.entries())
          if (index.isUnique) checkUnique(tx, state, index, (made[at] as MadeKeys).keys, recordId);
      } catch (error) {
        if (error instanceof WriteConflict) return { isDone: false, blockedBy: error };
        throw error;
      }
      for (const [at, index] of definitions.entries()) putKeys(tx, state, index, made[at] as MadeKeys, recordId);
      this.after = recordId;
      done++;
    }
    return { isDone: true, blockedBy: undefined };
  }

  private async changeCatalog(change: (tx: Transaction, state: CollectionState) => void): Promise<void> {
    for (;;) {
      const conflict = await this.core.commitAtOnce((tx) => {
        try {
          change(tx, this.current().state);
          return undefined;
        } catch (error) {
          if (error instanceof WriteConflict) return error;
          throw error;
        }
      });
      if (conflict === undefined) return;
      await conflict.ended;
    }
  }

  /** A build that failed leaves nothing; when even that can't be stored, the next start or the next build does it. */
  private async drop(): Promise<void> {
    const { indexIds } = this.build;
    try {
      await this.changeCatalog((tx, state) => {
        const mine = state.definitions.filter(({ id }) => indexIds.includes(id));
        dropIndexes(
          tx,
          state,
          mine.map(({ spec }) => spec.name),
        );
      });
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
    }
  }
}

/** The catalog entry without the indexes of builds that a dead process left, and their ids, to be swept away. */
export function withoutBuilds(state: CollectionState): { state: CollectionState; indexIds: readonly number[] } {
  if (state.building.size === 0) return { state, indexIds: [] };
  const definitions = state.definitions.filter(({ id }) => !state.building.has(id));
  return { state: makeState({ ...state, definitions, building: new Set() }), indexIds: [...state.building] };
}
