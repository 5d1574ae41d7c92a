import type { Context } from '../../kernel/context';
import { newId } from '../../kernel/ids';
import { runInTransaction } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import { BATCH_ROWS } from './bulk.policy';
import { advanceImport, endOf, recordIssues } from './import-claim';
import { IMPORTS_BY_KIND } from './import-kind';
import { importUndo } from './import-parts.model';
import type { ImportUndoDoc } from './import-parts.model';
import type { ImportDoc } from './import.model';

/** Keeps how things were, in the transaction that changes them. */
export async function keepImages(tx: Tx, job: ImportDoc, images: readonly unknown[]): Promise<void> {
  if (images.length === 0) return;
  const { tenantId, session } = tx;
  const rows = images.map((image) => ({ _id: newId(), tenantId, importId: job._id, image }));
  await importUndo(tx.db).insertMany(rows, { session, lean: true });
}

/**
 * Takes back what an all-or-nothing import wrote, last first, a batch in a transaction; then it has FAILED, or is CANCELLED
 * when a person asked for it. What somebody else changed meanwhile stays and is told as an issue, NOT_UNDONE.
 */
export async function undoBatch(ctx: Context, job: ImportDoc): Promise<ImportDoc> {
  return runInTransaction(ctx, async (tx) => {
    const { tenantId, session } = tx;
    const kept = await importUndo(tx.db)
      .find({ tenantId, importId: job._id }, null, { session })
      .sort({ _id: -1 })
      .limit(BATCH_ROWS)
      .lean<ImportUndoDoc[]>();
    const { undo } = IMPORTS_BY_KIND[job.kind];
    if (kept.length === 0 || undo === null) {
      const none = { rowsCreated: 0, rowsUpdated: 0, rowsUnchanged: 0, position: 0 };
      return advanceImport(tx, job, { $set: { ...none, ...endOf(tx, job.cancelRequested ? 'CANCELLED' : 'FAILED') } });
    }
    const issues = await undo(
      tx,
      kept.map(({ image }) => image),
    );
    const ids = kept.map(({ _id }) => _id);
    await importUndo(tx.db).deleteMany({ tenantId, _id: { $in: ids } }, { session });
    await recordIssues(
      tx,
      job,
      issues.map((issue) => ({ line: 0, issue })),
    );
    return advanceImport(tx, job, { $inc: { issueCount: issues.length } });
  });
}
