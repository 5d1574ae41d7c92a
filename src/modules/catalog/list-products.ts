import type { QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import { idFromHex } from '../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import { products } from './product.model';
import type { ProductDoc } from './product.model';
import { productQuery } from './product-filter';
import type { ProductSelection } from './product-filter';
import { PRICE_DIGITS, TITLE_END } from './product-projections';

/** Orders of a list. A price is the product's lowest; ties are in the order of creation, or its reverse. */
export const PRODUCT_SORTS = ['OLDEST', 'NEWEST', 'TITLE', 'PRICE_ASC', 'PRICE_DESC'] as const;
export type ProductSort = (typeof PRODUCT_SORTS)[number];

export interface ProductListQuery extends ProductSelection {
  /** 1 to 100; 20 when left out. */
  readonly first?: number | null;
  readonly after?: string | null;
  /** OLDEST when left out: products made while a client pages come at the end, so no page is shifted. */
  readonly sort?: ProductSort | null;
}

type PlaceField = '_id' | 'titleOrder' | 'priceOrder';
/** Each order is that of one unique field, so that a page is a range of one index. */
const ORDERS: Readonly<Record<ProductSort, { field: PlaceField; direction: 1 | -1 }>> = {
  OLDEST: { field: '_id', direction: 1 },
  NEWEST: { field: '_id', direction: -1 },
  TITLE: { field: 'titleOrder', direction: 1 },
  PRICE_ASC: { field: 'priceOrder', direction: 1 },
  PRICE_DESC: { field: 'priceOrder', direction: -1 },
};

const HEX_ID = /^[0-9a-f]{24}$/;
const DIGITS = /^\d+$/;

/** A page of the products that the caller may see; one command, and one more for a category. */
export async function listProducts(ctx: Context, query: ProductListQuery): Promise<Page<ProductDoc>> {
  const first = pageSize(query.first ?? undefined);
  const { field, direction } = ORDERS[query.sort ?? 'OLDEST'];
  const cursorOf = (product: ProductDoc): string => encodeCursor([String(product[field])]);
  const filter = await productQuery(ctx, query);
  if (filter === null) return toPage([], first, undefined, cursorOf);
  const after = query.after ?? undefined;
  if (after !== undefined) {
    const place = field === '_id' ? idAfter(after) : placeAfter(after, field);
    Object.assign(filter, { [field]: direction === 1 ? { $gt: place } : { $lt: place } } as QueryFilter<ProductDoc>);
  }
  const sort = { [field]: direction };
  const rows = await products(ctx.db)
    .find(filter, UNLISTED_FIELDS)
    .sort(sort)
    .limit(first + 1)
    .lean<ProductDoc[]>();
  return toPage(rows, first, after, cursorOf);
}

/** A product has up to 1,000 search words and as many option keys: no client reads them. */
export const UNLISTED_FIELDS = { searchWords: 0, optionKeys: 0, pricesMinor: 0, inStockBranchIds: 0 } as const;

function placeAfter(cursor: string, field: PlaceField): string {
  const place = String(decodeCursor(cursor, ['string'])[0]);
  if (isPlaceIn(field, place)) return place;
  throw badInput('Expected after to be a cursor of this list. Pass pageInfo.endCursor of the page before.', 'after');
}

/** A place in one order is none in another, and must not pass for one. */
function isPlaceIn(field: PlaceField, place: string): boolean {
  const [value, id] = [place.slice(0, -24), place.slice(-24)];
  if (!HEX_ID.test(id)) return false;
  if (field === '_id') return value === '';
  return field === 'titleOrder' ? value.endsWith(TITLE_END) : value.length === PRICE_DIGITS && DIGITS.test(value);
}

/** The id in a cursor of a list in the order of creation. Refuses others (BAD_USER_INPUT). */
export function idAfter(cursor: string): ProductDoc['_id'] {
  return idFromHex(placeAfter(cursor, '_id'));
}
