import type { Context } from '../../kernel/context';
import { OPTION_KEYS_MAX, TITLE_ORDER_LENGTH } from './catalog.policy';
import { products } from './product.model';
import type { ProductDoc } from './product.model';
import { foldText, wordsOfProduct } from './search-words';
import { variants as variantModel } from './variant.model';
import type { VariantDoc } from './variant.model';

/** What lists search, filter and sort by; derived from the product and its variants, and written with them. */
export type ProductProjections = Pick<
  ProductDoc,
  'searchWords' | 'optionKeys' | 'pricesMinor' | 'priceOrder' | 'titleOrder'
>;

type Projected = Parameters<typeof wordsOfProduct>[1][number] & Pick<VariantDoc, 'priceMinor'>;

/** Between the name and the value of an option; neither holds control characters that a keyboard makes. */
const OPTION_SEPARATOR = '\u001f';
/** Between the folded title and the id. Sorts before every character of a title, so that "Mug" stands before "Mug 2". */
export const TITLE_END = '\u0001';
/** Digits that the lowest price is filled up to. */
export const PRICE_DIGITS = 12;
const BATCH_SIZE = 200;

/** Derives the projections; `variants` are those that are on sale, of a removed product all that it had. */
export function projectionsOf(
  product: Pick<ProductDoc, '_id' | 'title'>,
  variants: readonly Projected[],
): ProductProjections {
  const hex = product._id.toHexString();
  const pricesMinor = [...new Set(variants.map((variant) => variant.priceMinor))].sort((a, b) => a - b);
  const optionKeys = variants.flatMap(({ selectedOptions }) => selectedOptions.map(optionKeyOf));
  return {
    searchWords: wordsOfProduct(product, variants),
    optionKeys: [...new Set(optionKeys)].slice(0, OPTION_KEYS_MAX),
    pricesMinor,
    // One text that holds the sort value and then the id: a page then begins at one key, however many products share a
    // price or a title. Two fields would need `$or`, which no index walks in one go.
    priceOrder: `${String(pricesMinor[0] ?? 0).padStart(PRICE_DIGITS, '0')}${hex}`,
    titleOrder: `${foldText(product.title).slice(0, TITLE_ORDER_LENGTH)}${TITLE_END}${hex}`,
  };
}

/** An option's value as it is stored and filtered by. */
export function optionKeyOf({ name, value }: { readonly name: string; readonly value: string }): string {
  return `${name}${OPTION_SEPARATOR}${value}`;
}

/** The opposite of `optionKeyOf`. */
export function optionOfKey(key: string): { name: string; value: string } {
  const end = key.indexOf(OPTION_SEPARATOR);
  return { name: key.slice(0, end), value: key.slice(end + 1) };
}

/**
 * Gives products that were stored by an earlier version their projections; safe to repeat. Without them a product is
 * missing from lists that are filtered or sorted. Returns how many it changed.
 */
export async function fillProductProjections(ctx: Pick<Context, 'db' | 'tenantId'>): Promise<number> {
  const { tenantId, db } = ctx;
  for (let filled = 0; ;) {
    const rows = await products(db).find({ tenantId, titleOrder: null }).limit(BATCH_SIZE).lean<ProductDoc[]>();
    if (rows.length === 0) return filled;
    const all = await variantModel(db)
      .find({ tenantId, productId: { $in: rows.map(({ _id }) => _id) } })
      .batchSize(100 * BATCH_SIZE)
      .lean<VariantDoc[]>();
    await products(db).bulkWrite(
      rows.map((row) => {
        const own = all.filter(({ productId }) => productId.equals(row._id));
        const live = own.filter(({ deletedAt }) => deletedAt === null);
        const fields = projectionsOf(row, row.deletedAt === null ? live : own);
        return { updateOne: { filter: { tenantId, _id: row._id, titleOrder: null }, update: { $set: fields } } };
      }),
      { ordered: false },
    );
    filled += rows.length;
  }
}
