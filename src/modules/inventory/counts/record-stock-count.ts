import type { AnyBulkWriteOperation } from 'mongoose';
import { actorId } from '../../../kernel/context';
import type { Context } from '../../../kernel/context';
import { LimitExceededError, NotFoundError, ValidationError, badInput } from '../../../kernel/errors';
import { newId, toGlobalId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { QUANTITY_MAX } from '../../../kernel/quantity';
import { runIdempotent } from '../../../platform/idempotency';
import type { IdempotentRequest } from '../../../platform/idempotency';
import type { Tx } from '../../../platform/transaction';
import { categoryWithBelow, findProductsByIds, findVariantsByIds } from '../../catalog';
import type { VariantDoc } from '../../catalog';
import { entriesFor } from '../find-stock';
import { stockKeyOf } from '../stock-change';
import { countedState } from './count-line';
import type { RecordMode } from './count-line';
import { COUNT_LINES_MAX, COUNT_LINES_PER_REQUEST_MAX } from './counts.policy';
import { getCountIn } from './find-stock-count';
import { saveCountIn } from './save-stock-count';
import { stockCountLines } from './stock-count.model';
import type { StockCountDoc, StockCountLineDoc } from './stock-count.model';
import { assertCountStatus } from './stock-count.states';

/** Units of a variant that somebody counted, 0 or more. */
export interface CountedLine {
  readonly variantId: Id;
  readonly quantity: number;
}

export interface RecordStockCountRequest {
  readonly input: IdempotentRequest['input'];
  readonly countId: Id;
  /** 1 to 1,000; quantities of one variant are added up. */
  readonly lines: readonly CountedLine[];
  readonly mode: RecordMode;
}

/**
 * Writes down what was counted, with what the ledger expects at this moment. Throws NotFoundError (count, variant),
 * InvalidStateError unless the count is open, LimitExceededError beyond 50,000 lines or 32 bits, and ValidationError for
 * a variant outside of the count's scope or a line that is booked already.
 */
export async function recordStockCount(ctx: Context, request: RecordStockCountRequest): Promise<StockCountDoc> {
  const counted = sumPerVariant(request.lines);
  return runIdempotent(ctx, { operation: 'recordStockCount', input: request.input }, (tx) =>
    recordIn(tx, request, counted),
  );
}

function sumPerVariant(lines: readonly CountedLine[]): ReadonlyMap<string, CountedLine> {
  if (lines.length < 1 || lines.length > COUNT_LINES_PER_REQUEST_MAX) {
    throw badInput(`Expected 1 to ${COUNT_LINES_PER_REQUEST_MAX} lines, got ${lines.length}.`, 'lines');
  }
  const sums = new Map<string, CountedLine>();
  for (const [index, { variantId, quantity }] of lines.entries()) {
    if (!Number.isInteger(quantity) || quantity < 0 || quantity > QUANTITY_MAX) {
      throw badInput(`Expected a quantity of 0 to ${QUANTITY_MAX}, got ${quantity}.`, `lines.${index}.quantity`);
    }
    const key = variantId.toHexString();
    sums.set(key, { variantId, quantity: (sums.get(key)?.quantity ?? 0) + quantity });
  }
  return sums;
}

async function recordIn(
  tx: Tx,
  { countId, mode }: RecordStockCountRequest,
  counted: ReadonlyMap<string, CountedLine>,
): Promise<StockCountDoc> {
  const count = await getCountIn(tx, countId);
  const variantIds = [...counted.values()].map(({ variantId }) => variantId);
  const variants = await countableVariants(tx, count, variantIds);
  assertCountStatus(count, 'recorded', ['OPEN']);
  const { branchId } = count;
  const entries = await entriesFor(
    tx,
    variantIds.map((variantId) => ({ branchId, variantId })),
  );
  const known = await linesOfVariants(tx, count, variantIds);
  let lineCount = count.lineCount;
  const writes: AnyBulkWriteOperation<StockCountLineDoc>[] = [];
  for (const [key, { variantId, quantity }] of counted) {
    const before = known.get(key);
    const variant = variants.get(key);
    if (before === undefined) lineCount += 1;
    else assertNotBooked(before, variant);
    const state = countedState(before, entries.get(stockKeyOf({ branchId, variantId })), quantity, mode);
    if (Math.max(state.countedQuantity, state.varianceUnits) > QUANTITY_MAX)
      throw tooMany(QUANTITY_MAX, 'units of one variant');
    writes.push({
      updateOne: {
        filter: { tenantId: tx.tenantId, countId, variantId },
        update: {
          $set: { ...state, appliedDelta: null, countedById: actorId(tx.actor), countedAt: tx.now },
          $setOnInsert: { _id: newId(), index: lineCount, productId: variant?.productId },
        },
        upsert: true,
      },
    });
  }
  if (lineCount > COUNT_LINES_MAX) throw tooMany(COUNT_LINES_MAX, 'lines of one count; count by category');
  await stockCountLines(tx.db).bulkWrite(writes, { session: tx.session });
  return saveCountIn(tx, count, { lineCount, counterIds: withCounter(count, actorId(tx.actor)) });
}

function withCounter({ counterIds }: StockCountDoc, counterId: Id | null): Id[] {
  if (counterId === null || counterIds.some((id) => id.equals(counterId))) return counterIds;
  return [...counterIds, counterId];
}

async function linesOfVariants(
  tx: Tx,
  count: StockCountDoc,
  variantIds: readonly Id[],
): Promise<Map<string, StockCountLineDoc>> {
  const rows = await stockCountLines(tx.db)
    .find({ tenantId: tx.tenantId, countId: count._id, variantId: { $in: [...variantIds] } }, null, {
      session: tx.session,
    })
    .lean<StockCountLineDoc[]>();
  return new Map(rows.map((row) => [row.variantId.toHexString(), row]));
}

/** The variants by id in hex, all of the tenant and within the count's scope. */
async function countableVariants(
  tx: Tx,
  count: StockCountDoc,
  variantIds: readonly Id[],
): Promise<Map<string, VariantDoc>> {
  const variants = await findVariantsByIds(tx, variantIds);
  const unknown = variantIds.find((id) => !variants.has(id.toHexString()));
  if (unknown !== undefined) throw new NotFoundError('Variant', toGlobalId('Variant', unknown));
  const service = [...variants.values()].find(({ isService }) => isService);
  if (service !== undefined) {
    throw badInput(`Expected variants that are stocked, got the service ${service.sku}. Leave it out.`, 'lines');
  }
  const isInScope = await scopeOf(tx, count, variants);
  const outside = [...variants.values()].find((variant) => !isInScope(variant));
  if (outside !== undefined) {
    throw new ValidationError(
      'lines',
      `Expected variants of the count's scope, got ${outside.sku}. Leave it out, or count it in another count.`,
      'OUT_OF_COUNT_SCOPE',
    );
  }
  return variants;
}

async function scopeOf(
  tx: Tx,
  { scopeVariantIds, scopeCategoryId }: StockCountDoc,
  variants: ReadonlyMap<string, VariantDoc>,
): Promise<(variant: VariantDoc) => boolean> {
  if (scopeVariantIds !== null) {
    const named = new Set(scopeVariantIds.map((id) => id.toHexString()));
    return ({ _id }) => named.has(_id.toHexString());
  }
  if (scopeCategoryId === null) return () => true;
  const categories = new Set((await categoryWithBelow(tx, scopeCategoryId)).map((id) => id.toHexString()));
  const products = await findProductsByIds(
    tx,
    [...variants.values()].map(({ productId }) => productId),
  );
  return ({ productId }) =>
    products.get(productId.toHexString())?.categoryIds.some((id) => categories.has(id.toHexString())) === true;
}

function assertNotBooked(line: StockCountLineDoc, variant: VariantDoc | undefined): void {
  if (line.status !== 'APPLIED') return;
  throw new ValidationError(
    'lines',
    `Expected lines that are not booked yet, got ${variant?.sku ?? 'one that is'}. Start another count for it.`,
    'COUNT_LINE_APPLIED',
  );
}

function tooMany(limit: number, what: string): LimitExceededError {
  return new LimitExceededError(limit, `Expected at most ${limit} ${what}.`);
}
