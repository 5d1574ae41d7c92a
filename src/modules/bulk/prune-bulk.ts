import type { Model, QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import type { ModelOf } from '../../platform/mongo';
import { DRAFT_RETENTION_MS, EXPORT_RETENTION_MS, IMPORT_RETENTION_MS } from './bulk.policy';
import { exportParts, exportsModel } from './export.model';
import { importIssues, importParts, importRows, importUndo } from './import-parts.model';
import { imports } from './import.model';

interface OfImport {
  _id: Id;
  tenantId: Id;
  importId: Id;
}

const ENDED = ['SUCCEEDED', 'PARTLY_FAILED', 'FAILED', 'CANCELLED'] as const;
/** Ended jobs that one call looks at. */
const JOBS_PER_CALL_MAX = 20;

/**
 * Removes up to `limit` documents that nobody needs any more: imports and exports after their retention, drafts that were
 * never started, and the parts of what was removed. Returns how many went; the next call goes on.
 */
export async function pruneBulk(ctx: Context, limit: number): Promise<number> {
  const nowMs = ctx.clock.now().getTime();
  const { tenantId } = ctx;
  const old = await imports(ctx.db)
    .find({
      tenantId,
      $or: [
        { tenantId, status: { $in: [...ENDED] }, finishedAt: { $lte: new Date(nowMs - IMPORT_RETENTION_MS) } },
        { tenantId, status: 'DRAFT', createdAt: { $lte: new Date(nowMs - DRAFT_RETENTION_MS) } },
      ],
    })
    .sort({ _id: 1 })
    .limit(JOBS_PER_CALL_MAX)
    .lean<{ _id: Id }[]>();
  let left = limit;
  for (const { _id } of old) {
    for (const model of [importRows, importIssues, importUndo, importParts] as unknown as ModelOf<OfImport>[]) {
      left -= await removeSome(ctx, model(ctx.db), { importId: _id }, left);
    }
    // Its parts first: a job that is gone leaves nothing behind that nobody would find.
    if (left > 0) left -= (await imports(ctx.db).deleteOne({ tenantId, _id })).deletedCount;
  }
  const written = await exportsModel(ctx.db)
    .find({ tenantId, createdAt: { $lte: new Date(nowMs - EXPORT_RETENTION_MS) } })
    .sort({ _id: 1 })
    .limit(JOBS_PER_CALL_MAX)
    .lean<{ _id: Id }[]>();
  for (const { _id } of written) {
    left -= await removeSome(ctx, exportParts(ctx.db), { exportId: _id }, left);
    if (left > 0) left -= (await exportsModel(ctx.db).deleteOne({ tenantId, _id })).deletedCount;
  }
  return limit - left;
}

async function removeSome<T extends { _id: Id; tenantId: Id }>(
  ctx: Context,
  model: Model<T>,
  filter: object,
  limit: number,
): Promise<number> {
  if (limit <= 0) return 0;
  const { tenantId } = ctx;
  const rows = await model
    .find({ tenantId, ...filter } as QueryFilter<T>, { _id: 1 })
    .limit(limit)
    .lean<{ _id: Id }[]>();
  if (rows.length === 0) return 0;
  const ids = rows.map(({ _id }) => _id);
  return (await model.deleteMany({ tenantId, _id: { $in: ids } } as QueryFilter<T>)).deletedCount;
}
