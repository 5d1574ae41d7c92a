import { Long } from 'bson';
import type { RawDocument } from '../bson-encode';
import type { Document } from '../bson-types';
import { Batch } from '../sessions/batch';
import type { CursorSource } from '../sessions/cursor-store';
import type { Pace } from '../sessions/pace';
import type { CommandContext, ReadView } from './context';

const DEFAULT_BATCH = 101;

/** A cursor source over a synchronous generator. */
export class GeneratorSource implements CursorSource {
  private pending: Document | RawDocument | undefined;

  constructor(
    private readonly documents: Iterator<Document | RawDocument | undefined>,
    private readonly view: ReadView,
  ) {}

  async fill(batch: Batch, pace: Pace): Promise<boolean> {
    if (this.pending !== undefined && !batch.isFull) {
      batch.add(this.pending);
      this.pending = undefined;
    }
    while (!batch.isFull) {
      const next = this.documents.next();
      if (next.done) return true;
      const { value } = next;
      const pause = pace.tick();
      if (pause !== undefined) await pause;
      if (value === undefined) continue;
      if (!batch.add(value)) {
        this.pending = value;
        return false;
      }
    }
    return false;
  }

  close(): void {
    this.documents.return?.();
    this.view.release();
  }
}

/** Fills the first batch and either closes the source or leaves a cursor behind. */
export async function replyWithCursor(
  ctx: CommandContext,
  source: CursorSource,
  options: {
    collection: string;
    batchSize: number | undefined;
    isSingleBatch: boolean;
    isTimeoutFree?: boolean;
    limit?: number;
    view?: ReadView;
  },
): Promise<Document> {
  const batch = new Batch(options.batchSize ?? DEFAULT_BATCH);
  let isOwned = true;
  try {
    let isExhausted = await source.fill(batch, ctx.pace);
    if (options.isSingleBatch || (options.limit !== undefined && batch.documents.length >= options.limit))
      isExhausted = true;
    let id = 0n;
    if (!isExhausted) {
      isOwned = false;
      id = ctx.server.cursors.add(source, {
        db: ctx.db,
        collection: options.collection,
        sessionKey: ctx.session?.key,
        txnNumber: ctx.transaction?.txnNumber,
        isTimeoutFree: options.isTimeoutFree ?? false,
        deadlineMsLeft: ctx.pace.deadlineMs === undefined ? undefined : ctx.pace.deadlineMs - performance.now(),
      }).id;
    }
    ctx.server.counters.returned += batch.documents.length;
    const at = options.view?.atClusterTime;
    return {
      cursor: {
        firstBatch: batch.documents,
        id: Long.fromBigInt(id),
        ns: `${ctx.db}.${options.collection}`,
        ...(at === undefined ? {} : { atClusterTime: at }),
      },
    };
  } finally {
    if (isOwned) source.close();
  }
}
