import type { Context } from '../kernel/context';
import type { Id } from '../kernel/ids';
import { outboxEvents } from './outbox';
import type { OutboxEvent } from './outbox';

/** Up to `limit` events of the tenant that are not published yet, oldest first. */
export async function readBacklog(ctx: Context, limit: number): Promise<OutboxEvent[]> {
  return outboxEvents(ctx.db)
    .find({ tenantId: ctx.tenantId, publishedAt: null })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<OutboxEvent[]>();
}

/** Marks events as published. Repeating it changes nothing: the first time stays. */
export async function markPublished(ctx: Context, ids: readonly Id[]): Promise<number> {
  if (ids.length === 0) return 0;
  const answer = await outboxEvents(ctx.db).updateMany(
    { tenantId: ctx.tenantId, _id: { $in: [...ids] }, publishedAt: null },
    { $set: { publishedAt: ctx.clock.now() } },
  );
  return answer.modifiedCount;
}

/** Removes up to `limit` events that were published before `before`; returns how many went. */
export async function prunePublished(ctx: Context, before: Date, limit: number): Promise<number> {
  const rows = await outboxEvents(ctx.db)
    .find({ tenantId: ctx.tenantId, publishedAt: { $gt: new Date(0), $lt: before } }, { _id: 1 })
    .limit(limit)
    .lean<{ _id: Id }[]>();
  if (rows.length === 0) return 0;
  const answer = await outboxEvents(ctx.db).deleteMany({
    tenantId: ctx.tenantId,
    _id: { $in: rows.map((row) => row._id) },
  });
  return answer.deletedCount;
}
