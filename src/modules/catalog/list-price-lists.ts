import type { Context } from '../../kernel/context';
import { NotFoundError, badInput } from '../../kernel/errors';
import { idFromHex, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import { listPrices, ofList, priceLists } from './price-list.model';
import type { ListPrice, ListPriceDoc, PriceListDoc } from './price-list.model';

interface PageQuery {
  /** 1 to 100; 20 when left out. */
  readonly first?: number | null;
  readonly after?: string | null;
}

const HEX_ID = /^[0-9a-f]{24}$/;

/** A page of the tenant's price lists, in the order of creation; one command. */
export async function listPriceLists(ctx: Context, query: PageQuery): Promise<Page<PriceListDoc>> {
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const from = after === undefined ? {} : { _id: { $gt: hexAt(decodeCursor(after, ['string'])[0]) } };
  const rows = await priceLists(ctx.db)
    .find({ tenantId: ctx.tenantId, ...from })
    .sort({ _id: 1 })
    .limit(first + 1)
    .lean<PriceListDoc[]>();
  return toPage(rows, first, after, (list) => encodeCursor([list._id.toHexString()]));
}

/** One price list, or null. */
export async function findPriceList(ctx: Context, id: Id): Promise<PriceListDoc | null> {
  return priceLists(ctx.db).findOne({ tenantId: ctx.tenantId, _id: id }).lean<PriceListDoc>();
}

/** A page of the prices of one list, by variant and quantity. Throws NotFoundError for a list that the tenant lacks. */
export async function listListPrices(
  ctx: Context,
  query: PageQuery & { readonly priceListId: Id },
): Promise<Page<ListPrice>> {
  const { priceListId } = query;
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const list = await findPriceList(ctx, priceListId);
  if (list === null) throw new NotFoundError('PriceList', toGlobalId('PriceList', priceListId));
  const rows = await listPrices(ctx.db)
    .find({ tenantId: ctx.tenantId, priceListId, ...(after === undefined ? {} : behind(after)) })
    .sort({ variantId: 1, minQuantity: 1 })
    .limit(first + 1)
    .lean<ListPriceDoc[]>();
  const prices = rows.map((row) => ofList(row, list));
  return toPage(prices, first, after, (row) => encodeCursor([row.variantId.toHexString(), row.minQuantity]));
}

function behind(cursor: string): object {
  const [hex, minQuantity] = decodeCursor(cursor, ['string', 'number']);
  const variantId = hexAt(hex);
  // The range stands beside the alternatives: the planner walks the index from here, and not from its beginning.
  return {
    variantId: { $gte: variantId },
    $or: [{ variantId: { $gt: variantId } }, { variantId, minQuantity: { $gt: Number(minQuantity) } }],
  };
}

function hexAt(value: string | number | undefined): Id {
  if (typeof value === 'string' && HEX_ID.test(value)) return idFromHex(value);
  throw badInput('Expected after to be a cursor of this list. Pass pageInfo.endCursor of the page before.', 'after');
}
