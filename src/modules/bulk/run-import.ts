import type { Context } from '../../kernel/context';
import { DomainError, invariant } from '../../kernel/errors';
import { runInTransaction } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import { tenantDirectory } from '../tenants';
import type { TenantDoc } from '../tenants';
import { ATOMIC_ROWS, BATCH_ROWS, GROUP_ROWS_MAX } from './bulk.policy';
import { ClaimLostError, advanceImport, claimImport, endOf, recordIssues, releaseImport } from './import-claim';
import type { PlacedIssue } from './import-claim';
import { IMPORTS_BY_KIND } from './import-kind';
import type { RowVerdict } from './import-kind';
import { importRows } from './import-parts.model';
import type { ImportRowDoc } from './import-parts.model';
import type { ImportDoc } from './import.model';
import { readFile } from './read-file';
import { giveUpImport, isSpent, isUndoable, retryImport } from './retry-import';
import { issueOf } from './row-cells';
import type { RowIssue } from './row-cells';
import { keepImages, undoBatch } from './undo-import';

export interface ImportRun {
  readonly workerId: string;
  /** Batches of this run; the next one goes on, so that other tenants get their turn. */
  readonly batchesMax: number;
  readonly signal: AbortSignal;
  /** Told after each batch how many rows it did. */
  readonly onBatch?: (rows: number) => Promise<void>;
}

export interface ImportRunResult {
  /** False when the tenant has nothing to import. */
  readonly found: boolean;
  /** False when a later run goes on with it. */
  readonly ended: boolean;
  readonly rows: number;
}

/**
 * Works on the tenant's oldest import that nobody works on; says how many rows were done and whether one was found. Each
 * batch is one transaction that also stores where the next one begins: a worker that dies loses its batch and nothing
 * else, and who takes over goes on behind the last committed one.
 */
export async function runImport(ctx: Context, run: ImportRun): Promise<ImportRunResult> {
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context names a tenant that does not exist');
  const claimed = await claimImport(ctx, run.workerId);
  if (claimed === null) return { found: false, ended: false, rows: 0 };
  let rows = 0;
  let job = claimed;
  try {
    if (isSpent(claimed)) job = await giveUpImport(ctx, claimed);
    for (let batch = 0; batch < run.batchesMax && job.claimedBy !== null && !run.signal.aborted; batch += 1) {
      const before = job.rowsDone;
      job = await step(ctx, facts.tenant, job, run.signal);
      const done = Math.max(0, job.rowsDone - before);
      rows += done;
      await run.onBatch?.(done);
    }
    if (job.claimedBy !== null) await releaseImport(ctx, job._id, run.workerId);
  } catch (error) {
    if (!(error instanceof ClaimLostError)) job = await retryImport(ctx, claimed, error);
    else ctx.logger.warn({ importId: claimed._id.toHexString() }, 'an import was taken over');
  }
  return { found: true, ended: job.status !== 'RUNNING', rows };
}

async function step(ctx: Context, tenant: TenantDoc, job: ImportDoc, signal: AbortSignal): Promise<ImportDoc> {
  if (job.cancelRequested && job.phase !== 'UNDOING' && !isAllWritten(job)) return stop(ctx, job);
  switch (job.phase) {
    case 'READING':
      return readFile(ctx, tenant, job, signal);
    case 'UNDOING':
      return undoBatch(ctx, job);
    case 'CHECKING':
    case 'APPLYING':
      return batchOf(ctx, tenant, job);
  }
}

/** All or nothing of what can't be taken back is one transaction; once it is through, nothing is left to stop. */
function isAllWritten(job: ImportDoc): boolean {
  return job.allOrNothing && job.phase === 'APPLYING' && job.position > 0 && !isUndoable(job);
}

/** A person asked to stop: what was applied stays, unless all or nothing was asked. */
async function stop(ctx: Context, job: ImportDoc): Promise<ImportDoc> {
  const mustUndo = job.phase === 'APPLYING' && isUndoable(job);
  return runInTransaction(ctx, (tx) =>
    advanceImport(tx, job, { $set: mustUndo ? { phase: 'UNDOING' } : endOf(tx, 'CANCELLED') }),
  );
}

/**
 * One batch. When the rules refuse it as a whole (too many variants at once, a code that somebody took at this moment, a
 * rule that only shows when it is stored), it is tried again with fewer rows, down to one product, whose rows then fail.
 * Not so where all or nothing was asked of what can't be taken back: then the refusal ends the import.
 */
async function batchOf(ctx: Context, tenant: TenantDoc, job: ImportDoc): Promise<ImportDoc> {
  const mustBeWhole = job.allOrNothing && job.phase === 'APPLYING';
  let limit = mustBeWhole ? ATOMIC_ROWS : BATCH_ROWS;
  for (;;) {
    try {
      return await runInTransaction(ctx, (tx) => judgeAndStore(tx, tenant, job, limit, null));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { code, message } = error;
      if (mustBeWhole && IMPORTS_BY_KIND[job.kind].undo === null) {
        return runInTransaction(ctx, (tx) => refuseWhole(tx, job, issueOf(null, code, message, null)));
      }
      if (limit > 1) limit = Math.ceil(limit / 8);
      else return runInTransaction(ctx, (tx) => judgeAndStore(tx, tenant, job, 1, { code, message }));
    }
  }
}

async function judgeAndStore(
  tx: Tx,
  tenant: TenantDoc,
  job: ImportDoc,
  limit: number,
  refusal: { readonly code: string; readonly message: string } | null,
): Promise<ImportDoc> {
  const rows = await nextRows(tx, job, limit);
  const last = rows.at(-1);
  if (last === undefined) return endOfPhase(tx, job);
  const judged =
    refusal === null
      ? await IMPORTS_BY_KIND[job.kind].judge(
          tx,
          tenant,
          job,
          rows.map(({ cells }) => cells),
        )
      : { verdicts: rows.map(() => [issueOf(null, refusal.code, refusal.message, null)]), images: [], store: noStore };
  const { verdicts } = judged;
  const issues = rows.flatMap(({ line }, index): PlacedIssue[] => {
    const verdict = verdicts[index] ?? 'UNCHANGED';
    return typeof verdict === 'string' ? [] : verdict.map((issue) => ({ line, issue }));
  });
  await recordIssues(tx, job, issues);
  const $inc = { ...countsOf(verdicts), issueCount: issues.length };
  if (job.phase === 'APPLYING' && job.allOrNothing && issues.length > 0) {
    // It was good when it was checked; somebody changed the catalogue since. Nothing of this batch is stored.
    return advanceImport(tx, job, { $set: { phase: 'UNDOING' }, $inc });
  }
  if (job.phase === 'APPLYING') {
    await judged.store();
    if (job.allOrNothing) await keepImages(tx, job, judged.images);
  }
  return advanceImport(tx, job, { $set: { position: last.place }, $inc });
}

/** Nothing was stored, and which row is to blame was not told: the issue is about no line. */
async function refuseWhole(tx: Tx, job: ImportDoc, issue: RowIssue): Promise<ImportDoc> {
  await recordIssues(tx, job, [{ line: 0, issue }]);
  const rows = job.rowsTotal ?? 0;
  return advanceImport(tx, job, {
    $set: endOf(tx, 'FAILED'),
    $inc: { rowsDone: rows, rowsFailed: rows, issueCount: 1 },
  });
}

const noStore = async (): Promise<void> => undefined;

/** The next rows, at least `limit` when there are so many, and all of the last one's group. */
async function nextRows(tx: Tx, job: ImportDoc, limit: number): Promise<ImportRowDoc[]> {
  const { tenantId, session } = tx;
  const read = await importRows(tx.db)
    .find({ tenantId, importId: job._id, place: { $gt: job.position } }, null, {
      session,
      batchSize: limit + GROUP_ROWS_MAX + 1,
    })
    .sort({ place: 1 })
    .limit(limit + GROUP_ROWS_MAX)
    .lean<ImportRowDoc[]>();
  const groupOf = (row: ImportRowDoc | undefined) => Math.floor((row?.place ?? 0) / 1_000_000);
  const end = read.findIndex((row, index) => index >= limit && groupOf(row) !== groupOf(read[index - 1]));
  return end === -1 ? read : read.slice(0, end);
}

function countsOf(verdicts: readonly RowVerdict[]): Partial<Record<keyof ImportDoc, number>> {
  const count = (wanted: string) => verdicts.filter((verdict) => verdict === wanted).length;
  return {
    rowsDone: verdicts.length,
    rowsCreated: count('CREATED'),
    rowsUpdated: count('UPDATED'),
    rowsUnchanged: count('UNCHANGED'),
    rowsFailed: verdicts.filter((verdict) => typeof verdict !== 'string').length,
  };
}

/** All rows are through: on to the next phase, or the end. */
async function endOfPhase(tx: Tx, job: ImportDoc): Promise<ImportDoc> {
  const mayApply = job.phase === 'CHECKING' && !job.dryRun && job.rowsFailed === 0;
  if (mayApply) {
    const zero = { rowsDone: 0, rowsCreated: 0, rowsUpdated: 0, rowsUnchanged: 0 };
    return advanceImport(tx, job, { $set: { phase: 'APPLYING', position: 0, ...zero } });
  }
  const isAllFailed = job.rowsFailed === job.rowsDone || (job.allOrNothing && job.rowsFailed > 0);
  const status = job.rowsFailed === 0 ? 'SUCCEEDED' : isAllFailed ? 'FAILED' : 'PARTLY_FAILED';
  // The check counted what it would have made. It made nothing, and the report is read by who asked for all or nothing.
  const isStopped = job.phase === 'CHECKING' && !job.dryRun;
  const none = isStopped ? { rowsCreated: 0, rowsUpdated: 0 } : {};
  return advanceImport(tx, job, { $set: { ...endOf(tx, status), ...none } });
}
