import type { Context } from '../../kernel/context';
import { NotFoundError, ValidationError, badInput, invariant } from '../../kernel/errors';
import { newId, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { QUANTITY_MAX } from '../../kernel/quantity';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { tenantDirectory } from '../tenants';
import { LIST_PRICES_PER_REQUEST_MAX } from './catalog.policy';
import { findVariantsByIds } from './find-variant';
import { listPrices } from './price-list.model';
import type { PriceListDoc } from './price-list.model';
import { touchPriceListIn } from './save-price-list';
import { assertAmount, assertCurrency } from './variant-rules';

/** A price from a quantity on; without a price the tier is removed. */
export interface ListPriceLine {
  readonly variantId: Id;
  /** 1 or more. */
  readonly minQuantity: number;
  readonly priceMinor: number | null;
  readonly currency?: string;
}

/**
 * Sets or removes prices of a list, all lines or none; tiers that are not named stay. A fixed number of commands.
 * Throws NotFoundError for a list or variant that the tenant lacks; ValidationError PRICE_OUT_OF_RANGE,
 * CURRENCY_MISMATCH, or TIER_TWICE for the same variant and quantity on two lines.
 */
export async function setListPrices(
  ctx: Context,
  request: {
    readonly input: IdempotentRequest['input'];
    readonly priceListId: Id;
    readonly lines: readonly ListPriceLine[];
  },
): Promise<PriceListDoc> {
  const { input, priceListId, lines } = request;
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context names a tenant that does not exist');
  assertLines(facts.tenant.currency, lines);
  const ids = lines.map(() => newId());
  return runIdempotent(ctx, { operation: 'setListPrices', input }, async (tx) => {
    const { tenantId, session } = tx;
    const list = await touchPriceListIn(tx, priceListId);
    const known = await findVariantsByIds(
      tx,
      lines.map((line) => line.variantId),
    );
    const foreign = lines.find((line) => line.priceMinor !== null && !known.has(line.variantId.toHexString()));
    if (foreign !== undefined) throw new NotFoundError('Variant', toGlobalId('Variant', foreign.variantId));
    await listPrices(tx.db).bulkWrite(
      lines.map(({ variantId, minQuantity, priceMinor }, index) => {
        const filter = { tenantId, priceListId, variantId, minQuantity };
        if (priceMinor === null) return { deleteOne: { filter } };
        const update = { $set: { priceMinor }, $setOnInsert: { _id: ids[index] ?? newId() } };
        return { updateOne: { filter, update, upsert: true } };
      }),
      { session },
    );
    return list;
  });
}

function assertLines(currency: string, lines: readonly ListPriceLine[]): void {
  if (lines.length < 1 || lines.length > LIST_PRICES_PER_REQUEST_MAX) {
    throw badInput(`Expected 1 to ${LIST_PRICES_PER_REQUEST_MAX} prices, got ${lines.length}.`, 'prices');
  }
  const seen = new Set<string>();
  lines.forEach((line, index) => {
    const field = `prices.${index}`;
    if (!Number.isInteger(line.minQuantity) || line.minQuantity < 1 || line.minQuantity > QUANTITY_MAX) {
      throw badInput(
        `Expected a minQuantity of 1 to ${QUANTITY_MAX}, got ${line.minQuantity}.`,
        `${field}.minQuantity`,
      );
    }
    if (line.priceMinor !== null) assertAmount(line.priceMinor, `${field}.price`);
    assertCurrency({ currency }, line.currency, `${field}.price.currency`);
    const key = `${line.variantId.toHexString()} ${line.minQuantity}`;
    if (seen.has(key)) {
      throw new ValidationError(field, 'Another line sets the same variant from the same quantity on.', 'TIER_TWICE');
    }
    seen.add(key);
  });
}
