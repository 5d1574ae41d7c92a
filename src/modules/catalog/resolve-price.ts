import type { Context } from '../../kernel/context';
import { NotFoundError, badInput, invariant } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { TaxedAmount } from '../../kernel/money';
import { QUANTITY_MAX } from '../../kernel/quantity';
import { tenantDirectory } from '../tenants';
import { PRICE_LISTS_MAX } from './catalog.policy';
import { judgePrices } from './choose-price';
import type { JudgedPrice, PriceQuestion } from './choose-price';
import { findVariant } from './find-variant';
import { listPrices, ofList, priceLists } from './price-list.model';
import type { ListPrice, ListPriceDoc, PriceListDoc } from './price-list.model';
import { unitPrice } from './unit-price';
import type { VariantDoc } from './variant.model';

/** What is asked about one line. */
export interface PricedLine {
  /** Where it is sold; null: nowhere in particular. */
  readonly branchId: Id | null;
  readonly variant: Pick<VariantDoc, '_id' | 'priceMinor'>;
  readonly quantity: number;
}

/** The price of one unit, with or without tax as `Tenant.pricesIncludeTax` says. */
export interface ResolvedPrice {
  readonly priceMinor: number;
  /** The list's price that gave it; null for the variant's own price. */
  readonly rule: ListPrice | null;
}

/** For whom and when prices are asked. */
export interface PriceTerms {
  readonly at: Date;
  /** Asked only when a price of the lines is for certain groups; from the customer's record, never from the client. */
  readonly customerGroups: () => Promise<readonly string[]>;
}

/**
 * The unit prices of lines, in their order, with price lists taken into account; one command for any number of lines.
 * Each line is judged by its own quantity; see `judgePrices` for the order of precedence.
 */
export async function resolvePrice(
  ctx: Context,
  { at, customerGroups: groupsOf }: PriceTerms,
  lines: readonly PricedLine[],
): Promise<ResolvedPrice[]> {
  const rows = await pricesOf(
    ctx,
    lines.map(({ variant }) => variant._id),
  );
  const isForGroups = [...rows.values()].some((prices) => prices.some((row) => row.customerGroups.length > 0));
  const customerGroups = isForGroups ? await groupsOf() : [];
  return lines.map(({ variant, branchId, quantity }) => {
    const question = { branchId, customerGroups, at };
    const judged = judgePrices(rows.get(variant._id.toHexString()) ?? [], question, quantity);
    const rule = judged.find(({ verdict }) => verdict === 'CHOSEN')?.row ?? null;
    return { priceMinor: rule?.priceMinor ?? variant.priceMinor, rule };
  });
}

/** A price with the reasons for it. */
export interface PriceExplanation extends ResolvedPrice {
  readonly variant: VariantDoc;
  readonly unitPrice: TaxedAmount;
  /** All list prices of the variant in the order of precedence, with what became of each. */
  readonly judged: readonly JudgedPrice[];
}

/**
 * Says what one unit costs and which rule says so. Throws NotFoundError for a variant or branch that the tenant lacks;
 * refuses a quantity out of range (BAD_USER_INPUT).
 */
export async function explainPrice(
  ctx: Context,
  asked: PriceQuestion & { readonly variantId: Id; readonly quantity: number },
): Promise<PriceExplanation> {
  const { variantId, quantity, branchId } = asked;
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX) {
    throw badInput(`Expected a quantity of 1 to ${QUANTITY_MAX}, got ${quantity}.`, 'quantity');
  }
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context names a tenant that does not exist');
  if (branchId !== null && !facts.branchById.has(branchId.toHexString())) {
    throw new NotFoundError('Branch', toGlobalId('Branch', branchId));
  }
  const variant = await findVariant(ctx, { id: variantId });
  if (variant === null) throw new NotFoundError('Variant', toGlobalId('Variant', variantId));
  const rows = (await pricesOf(ctx, [variantId])).get(variantId.toHexString()) ?? [];
  const judged = judgePrices(rows, asked, quantity);
  const rule = judged.find(({ verdict }) => verdict === 'CHOSEN')?.row ?? null;
  const priceMinor = rule?.priceMinor ?? variant.priceMinor;
  return { variant, rule, judged, priceMinor, unitPrice: unitPrice(facts.tenant, variant, priceMinor) };
}

/** Prices of one list, with the list; without it when it was removed. */
interface PricesOfList {
  readonly prices: readonly ListPriceDoc[];
  readonly lists: readonly PriceListDoc[];
}

/** All list prices of the variants with what their lists say, by variant; one command, which reads each list once. */
async function pricesOf(ctx: Context, variantIds: readonly Id[]): Promise<Map<string, ListPrice[]>> {
  const byVariant = new Map<string, ListPrice[]>();
  if (variantIds.length === 0) return byVariant;
  const { tenantId } = ctx;
  const found = await listPrices(ctx.db)
    .aggregate<PricesOfList>([
      { $match: { tenantId, variantId: { $in: [...variantIds] } } },
      { $group: { _id: '$priceListId', prices: { $push: PRICE_FIELDS } } },
      {
        $lookup: {
          from: priceLists(ctx.db).collection.collectionName,
          localField: '_id',
          foreignField: '_id',
          pipeline: [{ $match: { tenantId } }],
          as: 'lists',
        },
      },
    ])
    // A first batch holds only 101 documents unless told otherwise.
    .option({ batchSize: 2 * PRICE_LISTS_MAX });
  for (const { prices, lists } of found) {
    for (const list of lists) {
      for (const price of prices) {
        const key = price.variantId.toHexString();
        const known = byVariant.get(key);
        const row = ofList(price, list);
        if (known === undefined) byVariant.set(key, [row]);
        else known.push(row);
      }
    }
  }
  return byVariant;
}

/** What a list's price is made of; rows of earlier versions have more. */
const PRICE_FIELDS = {
  _id: '$_id',
  tenantId: '$tenantId',
  priceListId: '$priceListId',
  variantId: '$variantId',
  minQuantity: '$minQuantity',
  priceMinor: '$priceMinor',
} as const;
