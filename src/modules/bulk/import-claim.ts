import type { Context } from '../../kernel/context';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { ISSUES_KEPT_MAX, LEASE_MS } from './bulk.policy';
import { importIssues } from './import-parts.model';
import { imports } from './import.model';
import type { ImportDoc } from './import.model';
import type { RowIssue } from './row-cells';

/** Another worker took the import over: what this one was about to write must not count. */
export class ClaimLostError extends Error {
  constructor() {
    super('The import was taken over by another worker.');
  }
}

/**
 * Takes the oldest import that waits or whose worker died; null when there is none. One command. An import that waits for
 * its next try lets the others pass, and is taken early only to be cancelled.
 */
export async function claimImport(ctx: Context, workerId: string): Promise<ImportDoc | null> {
  const now = ctx.clock.now();
  return imports(ctx.db)
    .findOneAndUpdate(
      {
        tenantId: ctx.tenantId,
        status: { $in: ['QUEUED', 'RUNNING'] },
        $or: [
          { claimedUntil: null },
          { claimedUntil: { $lte: now } },
          { claimedBy: workerId },
          { claimedBy: null, cancelRequested: true },
        ],
      },
      {
        $set: { status: 'RUNNING', claimedBy: workerId, claimedUntil: new Date(now.getTime() + LEASE_MS) },
        $inc: { attempts: 1 },
      },
      { sort: { _id: 1 }, returnDocument: 'after' },
    )
    .lean<ImportDoc>();
}

/** Gives an import back, so that the next run may go on with it at once; the step that it did not begin counts no try. */
export async function releaseImport(ctx: Context, importId: Id, workerId: string): Promise<void> {
  await imports(ctx.db).updateOne(
    { tenantId: ctx.tenantId, _id: importId, claimedBy: workerId },
    { $set: { claimedBy: null, claimedUntil: null }, $inc: { attempts: -1 } },
  );
}

/** What a step changes in its import. */
export interface ImportChange {
  readonly $set?: Partial<ImportDoc>;
  readonly $inc?: Partial<Record<keyof ImportDoc, number>>;
}

/**
 * Writes an import's progress in the step's own transaction and renews the lease. Throws ClaimLostError unless the import
 * is still this worker's and stands where the step began: so each step counts once, whoever runs it.
 */
export async function advanceImport(tx: Tx, job: ImportDoc, change: ImportChange): Promise<ImportDoc> {
  const { tenantId, session, now } = tx;
  const { _id, claimedBy, position, rowsRead, phase } = job;
  const startedAt = job.startedAt ?? now;
  const claimedUntil = new Date(now.getTime() + LEASE_MS);
  // What comes next is a step of its own, at its first try.
  const $set = { startedAt, claimedUntil, attempts: 1, ...change.$set };
  const moved = await imports(tx.db)
    .findOneAndUpdate(
      { tenantId, _id, status: 'RUNNING', claimedBy, position, rowsRead, phase },
      change.$inc === undefined ? { $set } : { $set, $inc: change.$inc },
      { session, returnDocument: 'after' },
    )
    .lean<ImportDoc>();
  if (moved === null) throw new ClaimLostError();
  return moved;
}

/** An issue with the line of its row. */
export interface PlacedIssue {
  readonly line: number;
  readonly issue: RowIssue;
}

/** Keeps issues of an import, up to the limit; the caller counts them all. */
export async function recordIssues(tx: Tx, job: ImportDoc, issues: readonly PlacedIssue[]): Promise<void> {
  const room = Math.max(0, ISSUES_KEPT_MAX - job.issueCount);
  const { tenantId, session } = tx;
  const rows = issues
    .slice(0, room)
    .map(({ line, issue }) => ({ _id: newId(), tenantId, importId: job._id, line, ...issue }));
  if (rows.length > 0) await importIssues(tx.db).insertMany(rows, { session, lean: true });
}

/** The end of an import: done, refused or cancelled. */
export function endOf(tx: Tx, status: ImportDoc['status']): Partial<ImportDoc> {
  return { status, finishedAt: tx.now, claimedBy: null, claimedUntil: null };
}
