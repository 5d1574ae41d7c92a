import type { CollectionInfo, Document, IndexSpec } from './bson-types';
import type { ServerState } from './commands/server-state';
import { executePlan, planQuery } from './planner';
import { compileFilter } from './query';
import { Pace } from './sessions/pace';
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
    const path = Object.keys(index.key)[0] as string;
    const limit = new Date(now.getTime() - (index.expireAfterSeconds ?? 0) * 1000);
    const dated: Document = { [path]: { $lte: limit, $gte: new Date(-8.64e15) } };
    const rawFilter: Document =
      index.partialFilterExpression === undefined ? dated : { $and: [dated, index.partialFilterExpression] };
    let total = 0;
    for (;;) {
      const deleted = await this.expireSlice(coll, index, rawFilter);
      total += deleted;
      if (deleted < DELETED_PER_COMMIT || this.isStopped) return total;
    }
  }

  private async expireSlice(coll: CollectionInfo, index: IndexSpec, rawFilter: Document): Promise<number> {
    const tx = this.server.engine.begin({ multiDocument: false });
    const pace = new Pace(undefined);
    try {
      const current = tx.collection(coll.db, coll.name);
      const stillThere = current?.indexes.find(({ name }) => name === index.name);
      if (current === undefined || stillThere === undefined) return 0;
      const plan = planQuery(tx, current, {
        filter: compileFilter(rawFilter),
        rawFilter,
        ...(stillThere.hidden ? {} : { hint: index.name }),
        limit: DELETED_PER_COMMIT,
      });
      let deleted = 0;
      for (const record of executePlan(tx, plan, { keysExamined: 0, docsExamined: 0 })) {
        const pause = pace.tick();
        if (pause !== undefined) await pause;
        if (record === undefined) continue;
        tx.remove(current, record);
        deleted += 1;
        if (deleted >= DELETED_PER_COMMIT) break;
      }
      if (deleted > 0) {
        const flushed = tx.commit();
        this.server.clock.tick();
        await flushed;
      }
      return deleted;
    } catch (error) {
      // Somebody is changing one of them right now; the next pass looks again.
      if (error instanceof WriteConflict) return 0;
      throw error;
    } finally {
      if (tx.state === 'open') tx.abort();
    }
  }
}
