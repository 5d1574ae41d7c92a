import type { Context } from '../../../kernel/context';
import { ValidationError } from '../../../kernel/errors';
import type { Id } from '../../../kernel/ids';
import { QUANTITY_MAX } from '../../../kernel/quantity';
import { runIdempotent } from '../../../platform/idempotency';
import type { IdempotentRequest } from '../../../platform/idempotency';
import type { Tx } from '../../../platform/transaction';
import { getCountIn } from './find-stock-count';
import { recordCountEvent, saveCountIn } from './save-stock-count';
import { stockCountLines } from './stock-count.model';
import type { StockCountDoc } from './stock-count.model';
import { assertCountStatus } from './stock-count.states';

/** An action on a whole count. */
export interface StockCountRequest {
  readonly input: IdempotentRequest['input'];
  readonly countId: Id;
}

/**
 * Ends counting and sums the differences up, so that approvers see what they approve; nothing is booked yet. Throws
 * NotFoundError, InvalidStateError unless the count is open, ValidationError STOCK_COUNT_EMPTY without a line to book and
 * VARIANCE_OUT_OF_RANGE.
 */
export async function submitStockCount(ctx: Context, request: StockCountRequest): Promise<StockCountDoc> {
  return runIdempotent(ctx, { operation: 'submitStockCount', input: request.input }, async (tx) => {
    const count = await getCountIn(tx, request.countId);
    assertCountStatus(count, 'submitted', ['OPEN']);
    const { lines, varianceUnits, varianceValueMinor } = await openVariance(tx, count._id);
    if (lines === 0) {
      throw new ValidationError(null, 'Expected at least one counted line, got none. Record one.', 'STOCK_COUNT_EMPTY');
    }
    assertReadable(varianceUnits, varianceValueMinor);
    const changes = { status: 'SUBMITTED' as const, varianceUnits, varianceValueMinor, submittedAt: tx.now };
    const after = await saveCountIn(tx, count, changes);
    recordCountEvent(tx, 'submitted', after);
    return after;
  });
}

/** Differences beyond what clients can read are slips, such as a barcode typed as a quantity. */
function assertReadable(varianceUnits: number, varianceValueMinor: number): void {
  if (varianceUnits <= QUANTITY_MAX && Number.isSafeInteger(varianceValueMinor)) return;
  throw new ValidationError(
    null,
    `Expected differences of at most ${QUANTITY_MAX} units together, got ${varianceUnits}. Record the slip again.`,
    'VARIANCE_OUT_OF_RANGE',
  );
}

interface OpenVariance {
  readonly lines: number;
  readonly varianceUnits: number;
  readonly varianceValueMinor: number;
}

/** Sums over the lines that are not booked yet. */
async function openVariance(tx: Tx, countId: Id): Promise<OpenVariance> {
  const [sums] = await stockCountLines(tx.db)
    .aggregate<OpenVariance>([
      { $match: { tenantId: tx.tenantId, countId, status: { $in: ['COUNTED', 'MOVED_SINCE_COUNTED', 'BELOW_HELD'] } } },
      {
        $group: {
          _id: null,
          lines: { $sum: 1 },
          varianceUnits: { $sum: '$varianceUnits' },
          varianceValueMinor: { $sum: '$varianceValueMinor' },
        },
      },
    ])
    .session(tx.session);
  return sums ?? { lines: 0, varianceUnits: 0, varianceValueMinor: 0 };
}

/**
 * Gives a count up; what an earlier approval booked stays booked. Throws NotFoundError, and InvalidStateError once it
 * ended or while an approval is under way.
 */
export async function cancelStockCount(ctx: Context, request: StockCountRequest): Promise<StockCountDoc> {
  return runIdempotent(ctx, { operation: 'cancelStockCount', input: request.input }, async (tx) => {
    const count = await getCountIn(tx, request.countId);
    assertCountStatus(count, 'cancelled', ['OPEN', 'SUBMITTED']);
    const after = await saveCountIn(tx, count, { status: 'CANCELLED' });
    recordCountEvent(tx, 'cancelled', after);
    return after;
  });
}
