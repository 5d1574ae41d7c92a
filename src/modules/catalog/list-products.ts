import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import { idFromHex } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import { SEARCH_LENGTH_MAX } from './catalog.policy';
import { categoryWithBelow } from './find-category';
import { LONG_AGO, products } from './product.model';
import type { ProductDoc, ProductStatus } from './product.model';
import { searchFilter } from './search-words';
import { seesOnlyOnSale } from './visibility';

export interface ProductListQuery {
  /** 1 to 100; 20 when left out. */
  readonly first?: number | null;
  readonly after?: string | null;
  /** Words, each the beginning of a word of title, SKU, barcode or option value. Without words, all products. */
  readonly search?: string | null;
  /** Shoppers only get ACTIVE ones, whatever they ask for. */
  readonly status?: ProductStatus | null;
  /** Only products of this category, or of one below it. */
  readonly categoryId?: Id | null;
  /** The removed ones instead; none for shoppers. */
  readonly removed?: boolean | null;
}

const HEX_ID = /^[0-9a-f]{24}$/;

/**
 * A page of the products that the caller may see, in the order of creation; one command, and one more for a category. Products made while a client
 * pages come at the end, so no page is shifted.
 */
export async function listProducts(ctx: Context, query: ProductListQuery): Promise<Page<ProductDoc>> {
  const first = pageSize(query.first ?? undefined);
  const search = query.search ?? '';
  if (search.length > SEARCH_LENGTH_MAX) {
    throw badInput(`Expected search to be at most ${SEARCH_LENGTH_MAX} characters, got ${search.length}.`, 'search');
  }
  const onlyOnSale = seesOnlyOnSale(ctx.actor);
  const asked = query.status ?? null;
  const removed = query.removed === true;
  if (onlyOnSale && (removed || (asked !== null && asked !== 'ACTIVE'))) return toPage([], first, undefined, cursorOf);
  const status = onlyOnSale ? 'ACTIVE' : asked;
  const after = query.after ?? undefined;
  const categoryId = query.categoryId ?? null;
  const within = categoryId === null ? {} : { categoryIds: { $in: await categoryWithBelow(ctx, categoryId) } };
  const rows = await products(ctx.db)
    .find({
      tenantId: ctx.tenantId,
      deletedAt: removed ? { $gt: LONG_AGO } : null,
      ...within,
      ...(status === null ? {} : { status }),
      ...(after === undefined ? {} : { _id: { $gt: idAfter(after) } }),
      ...searchFilter(search),
    })
    .sort({ _id: 1 })
    .limit(first + 1)
    .lean<ProductDoc[]>();
  return toPage(rows, first, after, cursorOf);
}

function cursorOf(product: ProductDoc): string {
  return encodeCursor([product._id.toHexString()]);
}

function idAfter(cursor: string): ProductDoc['_id'] {
  const [hex] = decodeCursor(cursor, ['string']);
  if (typeof hex !== 'string' || !HEX_ID.test(hex)) {
    throw badInput('Expected after to be a cursor of this list. Pass pageInfo.endCursor of the page before.', 'after');
  }
  return idFromHex(hex);
}
