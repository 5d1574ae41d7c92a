import type { Context } from '../kernel/context';
import type { Id } from '../kernel/ids';
import { idempotencyRecords } from './idempotency';

/** Removes up to `limit` idempotency records of the tenant whose retention has ended; returns how many went. */
export async function pruneIdempotency(ctx: Context, limit: number): Promise<number> {
  const now = ctx.clock.now();
  const rows = await idempotencyRecords(ctx.db)
    .find({ tenantId: ctx.tenantId, expiresAt: { $lte: now } }, { _id: 1 })
    .sort({ expiresAt: 1 })
    .limit(limit)
    .lean<{ _id: Id }[]>();
  if (rows.length === 0) return 0;
  const answer = await idempotencyRecords(ctx.db).deleteMany({
    tenantId: ctx.tenantId,
    _id: { $in: rows.map((row) => row._id) },
    expiresAt: { $lte: now },
  });
  return answer.deletedCount;
}
