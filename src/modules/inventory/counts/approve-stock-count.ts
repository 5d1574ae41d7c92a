import { actorId } from '../../../kernel/context';
import type { Context } from '../../../kernel/context';
import { RefusalError, ValidationError } from '../../../kernel/errors';
import { can } from '../../../kernel/permissions';
import { findStored, runIdempotent } from '../../../platform/idempotency';
import { runInTransaction } from '../../../platform/transaction';
import type { Tx } from '../../../platform/transaction';
import { entriesFor } from '../find-stock';
import { stockKeyOf } from '../stock-change';
import type { StockChange } from '../stock-change';
import type { StockEntryDoc } from '../stock-entry.model';
import { applyStockChanges } from '../stock-ledger';
import { judgeLine } from './count-line';
import type { LineVerdict } from './count-line';
import { countedMeanwhile } from './counted-meanwhile';
import type { MovedLine } from './counted-meanwhile';
import { APPROVAL_BATCH_LINES, VARIANCE_UNITS_FREE_MAX, VARIANCE_VALUE_FREE_MAX_MINOR } from './counts.policy';
import { findStockCount, getCountIn } from './find-stock-count';
import { recordCountEvent, saveCountIn } from './save-stock-count';
import { stockCountLines } from './stock-count.model';
import type { CountApproval, StockCountDoc, StockCountLineDoc } from './stock-count.model';
import { assertCountStatus } from './stock-count.states';
import type { MovedLineChoice } from './stock-count.states';
import type { StockCountRequest } from './submit-stock-count';

const OPERATION = 'approveStockCount';

export interface ApproveStockCountRequest extends StockCountRequest {
  /** What becomes of lines whose stock moved since they were counted. An approval that is resumed keeps its choice. */
  readonly movedLines: MovedLineChoice;
}

/** True when the differences are so large that a second person with `stock:approve` must approve them. */
export function needsApprover(count: Pick<StockCountDoc, 'varianceUnits' | 'varianceValueMinor'>): boolean {
  return (
    (count.varianceUnits ?? 0) > VARIANCE_UNITS_FREE_MAX ||
    (count.varianceValueMinor ?? 0) > VARIANCE_VALUE_FREE_MAX_MINOR
  );
}

/**
 * Books the differences as COUNT movements. Lines that can't be booked (moved and to be counted again, or fewer than
 * are held) open the count again; without any it is APPROVED. Beyond 1,000 lines it takes several transactions, each of
 * which books lines once and says so: an approval that stopped goes on where it was when it is sent again.
 * Throws NotFoundError, InvalidStateError unless it waits for approval, ValidationError APPROVER_REQUIRED and
 * APPROVER_COUNTED for large differences, LimitExceededError when on hand would leave 32 bits.
 */
export async function approveStockCount(ctx: Context, request: ApproveStockCountRequest): Promise<StockCountDoc> {
  const stored = await findStored(ctx, OPERATION, request.input.idempotencyKey);
  // Only the last transaction stores the key, so nothing may be booked under one that has had its effect.
  if (stored === null) await bookAllButLast(ctx, request);
  return runIdempotent(ctx, { operation: OPERATION, input: request.input }, (tx) => bookLastIn(tx, request));
}

async function bookAllButLast(ctx: Context, request: ApproveStockCountRequest): Promise<void> {
  for (;;) {
    const count = await findStockCount(ctx, request.countId);
    if (count === null || linesLeft(count) <= APPROVAL_BATCH_LINES) return;
    if (count.status !== 'SUBMITTED' && count.status !== 'APPROVING') return;
    await runInTransaction(ctx, async (tx) => {
      const fresh = await getCountIn(tx, request.countId);
      const approval = await bookBatchIn(tx, fresh, request);
      await saveCountIn(tx, fresh, { status: 'APPROVING', approval });
    });
  }
}

async function bookLastIn(tx: Tx, request: ApproveStockCountRequest): Promise<StockCountDoc> {
  const count = await getCountIn(tx, request.countId);
  const approval = await bookBatchIn(tx, count, request);
  if (approval.judgedLines < count.lineCount) {
    throw new RefusalError('BUSY', 'The count grew meanwhile. Send the same request again.', { retryAfterMs: 1_000 });
  }
  const isComplete = approval.movedLineCount === 0 && approval.belowHeldLineCount === 0;
  const after = await saveCountIn(
    tx,
    count,
    isComplete ? { status: 'APPROVED', approval, approvedAt: tx.now } : { status: 'OPEN', approval },
  );
  recordCountEvent(tx, isComplete ? 'approved' : 'reopened', after);
  return after;
}

/** Lines that the approval under way, or a new one, has still to judge. */
function linesLeft({ status, approval, lineCount }: StockCountDoc): number {
  return lineCount - (status === 'APPROVING' ? (approval?.judgedLines ?? 0) : 0);
}

/** Judges the next lines and books what can be; the caller saves the count in the same transaction. */
async function bookBatchIn(tx: Tx, count: StockCountDoc, request: ApproveStockCountRequest): Promise<CountApproval> {
  assertCountStatus(count, 'approved', ['SUBMITTED', 'APPROVING']);
  assertMayApprove(tx, count);
  const before = approvalSoFar(tx, count, request.movedLines);
  const lines = await nextLines(tx, count, before.judgedLines);
  const { branchId } = count;
  const entries = await entriesFor(
    tx,
    lines.map(({ variantId }) => ({ branchId, variantId })),
  );
  const open = lines.filter(({ status }) => status !== 'APPLIED');
  const entryOf = (line: StockCountLineDoc): StockEntryDoc | undefined =>
    entries.get(stockKeyOf({ branchId, variantId: line.variantId }));
  const moved = open.flatMap((line): MovedLine[] => {
    const entry = entryOf(line);
    return entry !== undefined && entry.sequence !== line.sequenceAtCount ? [{ line, entry }] : [];
  });
  const recounted = await countedMeanwhile(tx, moved);
  const judged = open.map((line) => ({
    line,
    verdict: judgeLine(line, entryOf(line), before.movedLines, recounted.has(line.variantId.toHexString())),
  }));
  // The entries were read in this transaction's snapshot: whoever moves one of them now makes it run again.
  const changes = judged
    .filter(({ verdict }) => verdict.onHandDelta !== 0)
    .map(({ line, verdict }) => changeOf(count, line, verdict, entryOf(line)));
  if (changes.length > 0) await applyStockChanges(tx, changes);
  await markLines(tx, judged);
  const tally = (status: StockCountLineDoc['status']): number =>
    judged.filter(({ verdict }) => verdict.status === status).length;
  return {
    ...before,
    judgedLines: Math.min(count.lineCount, before.judgedLines + APPROVAL_BATCH_LINES),
    appliedLines: before.appliedLines + tally('APPLIED'),
    movedLineCount: before.movedLineCount + tally('MOVED_SINCE_COUNTED'),
    belowHeldLineCount: before.belowHeldLineCount + tally('BELOW_HELD'),
  };
}

function approvalSoFar(tx: Tx, count: StockCountDoc, movedLines: MovedLineChoice): CountApproval {
  if (count.status === 'APPROVING' && count.approval !== null) return count.approval;
  const approverId = actorId(tx.actor);
  return { movedLines, approverId, judgedLines: 0, appliedLines: 0, movedLineCount: 0, belowHeldLineCount: 0 };
}

function assertMayApprove(tx: Tx, count: StockCountDoc): void {
  if (!needsApprover(count)) return;
  if (!can(tx.actor, 'stock:approve')) {
    throw new ValidationError(
      null,
      `Expected an approver with the permission stock:approve, because the differences are above ` +
        `${VARIANCE_UNITS_FREE_MAX} units or the value that anyone may approve. Ask a manager.`,
      'APPROVER_REQUIRED',
    );
  }
  const approverId = actorId(tx.actor);
  if (approverId !== null && count.counterIds.some((id) => id.equals(approverId))) {
    throw new ValidationError(
      null,
      'Expected an approver who did not count, got one who did. Ask another manager.',
      'APPROVER_COUNTED',
    );
  }
}

async function nextLines(tx: Tx, count: StockCountDoc, after: number): Promise<StockCountLineDoc[]> {
  return stockCountLines(tx.db)
    .find(
      { tenantId: tx.tenantId, countId: count._id, index: { $gt: after, $lte: after + APPROVAL_BATCH_LINES } },
      null,
      { session: tx.session },
    )
    .sort({ index: 1 })
    .lean<StockCountLineDoc[]>();
}

function changeOf(
  count: StockCountDoc,
  line: StockCountLineDoc,
  { onHandDelta }: LineVerdict,
  entry: StockEntryDoc | undefined,
): StockChange {
  return {
    branchId: count.branchId,
    variantId: line.variantId,
    // Left out where the count makes the entry: the ledger then asks the variant how its units are told apart.
    ...(entry !== undefined && { productId: entry.productId }),
    type: 'COUNT',
    onHandDelta,
    reservedDelta: 0,
    requires: onHandDelta < 0 ? 'AVAILABLE' : 'NOTHING',
    reason: 'CYCLE_COUNT',
    note: count.note,
    referenceType: 'StockCount',
    referenceId: count._id,
  };
}

async function markLines(
  tx: Tx,
  judged: readonly { readonly line: StockCountLineDoc; readonly verdict: LineVerdict }[],
): Promise<void> {
  if (judged.length === 0) return;
  await stockCountLines(tx.db).bulkWrite(
    judged.map(({ line, verdict: { status, onHandDelta } }) => ({
      updateOne: {
        filter: { tenantId: tx.tenantId, countId: line.countId, index: line.index },
        update: { $set: { status, appliedDelta: status === 'APPLIED' ? onHandDelta : null } },
      },
    })),
    { session: tx.session },
  );
}
