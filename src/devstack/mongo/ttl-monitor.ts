import type { CollectionInfo, IndexSpec } from './bson-types';
import type { ServerState } from './commands/server-state';
import { WriteConflict } from './storage';

const DELETED_PER_COMMIT = 200;

/** Deletes documents whose TTL index says that their time is over, as MongoDB does about once a minute. */
export class TtlMonitor {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly server: ServerState,
    private readonly intervalMs: number,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(async () => {
        try {
          await this.pass();
        } catch (error) {
          this.server.log(`ttl: ${String(error)}`);
        }
      });
    }, this.intervalMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** One pass over all TTL indexes; returns how many documents were deleted. */
  async pass(now = new Date()): Promise<number> {
    let deleted = 0;
    for (const { coll, index } of this.ttlIndexes()) {
      if (this.isStopped) break;
      deleted += await this.expire(coll, index, now);
    }
    this.server.counters.ttlDeleted += deleted;
    this.server.counters.ttlPasses += 1;
    return deleted;
  }

  private ttlIndexes(): { coll: CollectionInfo; index: IndexSpec }[] {
    const { engine } = this.server;
    const tx = engine.begin({ multiDocument: false });
    try {
      return engine
        .listDatabases()
        .flatMap(({ name }) => tx.listCollections(name))
        .flatMap((coll) =>
          coll.indexes
            .filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined)
            .map((index) => ({ coll, index })),
        );
    } finally {
      tx.abort();
    }
  }

  private async expire(coll: CollectionInfo, index: IndexSpec, now: Date): Promise<number> {
    let total = 0;
    for (;;) {
      const deleted = await this.expireSlice(coll, index.name, now);
      total += deleted;
      if (deleted < DELETED_PER_COMMIT || this.isStopped) return total;
    }
  }

  private async expireSlice(coll: CollectionInfo, indexName: string, now: Date): Promise<number> {
    const { engine, clock } = this.server;
    const tx = engine.begin({ multiDocument: false });
    try {
      const current = tx.collection(coll.db, coll.name);
      // Dropped since the pass began.
      if (!current?.indexes.some(({ name }) => name === indexName)) return 0;
      const ids = engine.findExpired(tx, current, indexName, now, DELETED_PER_COMMIT);
      let removed = 0;
      for (const id of ids) {
        const record = tx.get(current, id);
        if (record === undefined) continue;
        tx.remove(current, record);
        removed += 1;
      }
      if (removed > 0) {
        const flushed = tx.commit();
        clock.tick();
        await flushed;
      }
      return removed;
    } catch (error) {
      // Somebody is changing one of them right now; the next pass looks again.
      if (error instanceof WriteConflict) return 0;
      throw error;
    } finally {
      if (tx.state === 'open') tx.abort();
    }
  }
}
