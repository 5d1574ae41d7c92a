import type { CollectionInfo, Document } from '../bson-types';
import { failure } from '../errors';
import { executePlan } from '../planner';
import type { AsyncPipeline } from '../query';
import type { Batch } from '../sessions/batch';
import type { CursorSource } from '../sessions/cursor-store';
import type { Pace } from '../sessions/pace';
import type { EngineTransaction } from '../storage';
import type { CommandContext, ReadView } from './context';
import { viewOf } from './pipeline-env';
import { newStats, planFor, select } from './query-run';
import { sortInSlices } from './sliced-sort';

const MAX_VIEW_DEPTH = 20;

/** A cursor source over an asynchronous pipeline. */
export class PipelineSource implements CursorSource {
  private pending: Document | undefined;
  private readonly iterator: AsyncIterator<Document>;
  private isClosed = false;

  constructor(
    documents: AsyncIterable<Document>,
    private readonly view: ReadView,
    private readonly ctx: CommandContext,
  ) {
    this.iterator = documents[Symbol.asyncIterator]();
  }

  async fill(batch: Batch, pace: Pace): Promise<boolean> {
    // The pipeline looks at the clock of the command that opened it; a getMore lends it its own deadline.
    this.ctx.pace.deadlineMs = pace.deadlineMs;
    if (this.pending !== undefined && !batch.isFull) {
      batch.add(this.pending);
      this.pending = undefined;
    }
    while (!batch.isFull) {
      const next = await this.iterator.next();
      if (next.done) return true;
      const { value } = next;
      const pause = pace.tick();
      if (pause !== undefined) await pause;
      if (!batch.add(value)) {
        this.pending = value;
        return false;
      }
    }
    return false;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    // Ends the generators, so that none of them reads on in a snapshot that is gone.
    const ended = this.iterator.return?.() ?? Promise.resolve();
    void Promise.resolve(ended).then(
      () => this.view.release(),
      () => this.view.release(),
    );
  }
}

/** Follows views down to the collection, putting their pipelines in front. */
export function resolveViews(
  tx: EngineTransaction,
  db: string,
  name: string,
  stages: readonly Document[],
): { coll: CollectionInfo | undefined; name: string; stages: readonly Document[]; collation: Document | undefined } {
  let current = name;
  let pipeline = stages;
  let collation: Document | undefined;
  for (let depth = 0; depth <= MAX_VIEW_DEPTH; depth += 1) {
    const coll = tx.collection(db, current);
    const view = viewOf(coll);
    if (view === undefined) return { coll, name: current, stages: pipeline, collation };
    if (depth === 0) collation = coll?.options['collation'] as Document | undefined;
    pipeline = [...view.pipeline, ...pipeline];
    current = view.on;
  }
  throw failure(165, `View depth too deep or view cycle detected; maximum depth is ${MAX_VIEW_DEPTH}`);
}

/** The source documents of a pipeline, with as much of it done by the planner as can be. */
export function sourceOf(
  ctx: CommandContext,
  tx: EngineTransaction,
  coll: CollectionInfo,
  pipeline: AsyncPipeline,
  options: { collation: Document | undefined; variables: Document | undefined; hint: string | Document | undefined },
): AsyncIterable<Document> {
  const { filter, sort, limit } = pipeline.pushdown;
  const selection = select(ctx, filter, coll, { ...options, sort });
  const plan = planFor(tx, coll, selection, { limit });
  return documents();

  async function* documents(): AsyncGenerator<Document> {
    const all: Document[] | undefined = plan.needsSort && sort !== undefined ? [] : undefined;
    let left = limit ?? Infinity;
    for (const record of executePlan(tx, plan, newStats())) {
      const pause = ctx.pace.tick();
      if (pause !== undefined) await pause;
      if (record === undefined) continue;
      if (all !== undefined) {
        all.push(record.document);
        continue;
      }
      yield record.document;
      left -= 1;
      if (left <= 0) return;
    }
    if (all === undefined) return;
    for (const document of sortInSlices(all, sort as Document, selection.collation, limit)) {
      const pause = ctx.pace.look();
      if (pause !== undefined) await pause;
      if (document !== undefined) yield document;
    }
  }
}
