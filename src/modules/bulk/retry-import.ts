import type { Context } from '../../kernel/context';
import { faultText } from '../../kernel/errors';
import { runInTransaction } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import { RETRY_WAITS_MS } from './bulk.policy';
import { advanceImport, endOf } from './import-claim';
import { IMPORTS_BY_KIND } from './import-kind';
import { importRows } from './import-parts.model';
import type { ImportRowDoc } from './import-parts.model';
import { imports } from './import.model';
import type { FileError, ImportDoc } from './import.model';

/** Of an import that ended by our fault; the log has the cause. */
const FAULT_CODE = 'INTERNAL';
const ATTEMPTS_MAX = RETRY_WAITS_MS.length + 1;

/** When the step that failed is tried again; null when it was the last try. */
export function nextTryAt(now: Date, attempts: number): Date | null {
  const waitMs = RETRY_WAITS_MS[attempts - 1];
  return waitMs === undefined ? null : new Date(now.getTime() + waitMs);
}

/** True when a claimed step has begun too often before: its workers died of it, and the next one would too. */
export function isSpent({ attempts }: { readonly attempts: number }): boolean {
  return attempts > ATTEMPTS_MAX;
}

/**
 * A step met an error that is no rule of the domain, so no row is to blame that a person could mend: the import waits for
 * its next try, while others go on, or is given up. Tried again for ever it would hold up all later ones of its tenant.
 */
export async function retryImport(ctx: Context, claimed: ImportDoc, error: unknown): Promise<ImportDoc> {
  const { tenantId } = ctx;
  const { _id, claimedBy } = claimed;
  const mine = { tenantId, _id, status: 'RUNNING' as const, claimedBy };
  // Read anew: a step of several transactions may have come further than it told.
  const job = await imports(ctx.db).findOne(mine).lean<ImportDoc>();
  const fields = { importId: _id.toHexString(), attempt: job?.attempts, error: faultText(error) };
  ctx.logger.error(fields, 'an import failed by our fault');
  if (job === null) return claimed;
  const claimedUntil = nextTryAt(ctx.clock.now(), job.attempts);
  if (claimedUntil === null) return giveUpImport(ctx, job);
  await imports(ctx.db).updateOne(mine, { $set: { claimedBy: null, claimedUntil } });
  return job;
}

/** Ends an import FAILED; what all or nothing was asked of and is written in part is taken back first. */
export async function giveUpImport(ctx: Context, job: ImportDoc): Promise<ImportDoc> {
  const ended = await runInTransaction(ctx, async (tx) => {
    const mustUndo = job.phase === 'APPLYING' && isUndoable(job);
    const fileError = await faultOf(tx, job, mustUndo);
    // UNDOING is a step of its own: it begins at once, with all its tries.
    const next = mustUndo
      ? { phase: 'UNDOING' as const, claimedBy: null, claimedUntil: null, attempts: 0 }
      : endOf(tx, 'FAILED');
    return advanceImport(tx, job, { $set: { ...next, fileError } });
  });
  ctx.logger.error({ importId: job._id.toHexString(), phase: job.phase }, 'an import was given up');
  return ended;
}

/** True when the import has written something that can, and must, be taken back unless it succeeds. */
export function isUndoable(job: ImportDoc): boolean {
  return job.allOrNothing && job.position > 0 && IMPORTS_BY_KIND[job.kind].undo !== null;
}

async function faultOf(tx: Tx, job: ImportDoc, mustUndo: boolean): Promise<FileError> {
  const line = job.phase === 'CHECKING' || job.phase === 'APPLYING' ? await nextLine(tx, job) : null;
  const where = line === null ? '' : ` at the rows from line ${line} on`;
  const message =
    `An error of ours stopped this import${where}, ${ATTEMPTS_MAX} times. ${stateOf(job, mustUndo)} ` +
    'Bring the file in again later; if it stops again, leave those rows out and tell us the id of this import.';
  return { code: FAULT_CODE, message, line };
}

function stateOf(job: ImportDoc, mustUndo: boolean): string {
  if (mustUndo) return 'What it had written is taken back.';
  if (job.phase === 'UNDOING') {
    return 'Not all that it had written could be taken back: compare the catalogue with the file.';
  }
  return job.phase === 'APPLYING' && job.position > 0
    ? `The ${job.rowsDone} rows that are done stay.`
    : 'Nothing was written.';
}

async function nextLine(tx: Tx, job: ImportDoc): Promise<number | null> {
  const { tenantId, session } = tx;
  const row = await importRows(tx.db)
    .findOne({ tenantId, importId: job._id, place: { $gt: job.position } }, { line: 1 }, { session })
    .sort({ place: 1 })
    .lean<Pick<ImportRowDoc, 'line'>>();
  return row?.line ?? null;
}
