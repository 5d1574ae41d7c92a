import { toGlobalId } from '../../../src/kernel/ids';
import {
  addProductsToCollection,
  createCollection,
  listCollections,
  setListPrices,
} from '../../../src/modules/catalog';
import type { ListBudget } from '../list-budget';
import { ITEMS } from '../list-world';
import type { ListWorld } from '../list-world';

const PRODUCTS = 'products(first: $first)';

/** By hand and by rule in turns, each with some products. */
async function makeCollections({ t, products, key }: ListWorld): Promise<void> {
  if ((await listCollections(t.ctx, { first: 1 })).items.length > 0) return;
  const productIds = products.slice(0, 5).map(({ product }) => product._id);
  const byWord = { categoryId: null, word: 'budget', option: null, price: null };
  for (let index = 0; index < ITEMS; index += 1) {
    const rule = index % 2 === 0 ? null : { match: 'ANY' as const, conditions: [byWord] };
    const fields = { name: `Collection ${index}`, rule };
    const { _id: collectionId } = await createCollection(t.ctx, { input: { idempotencyKey: key() }, fields });
    if (rule === null) {
      await addProductsToCollection(t.ctx, { input: { idempotencyKey: key() }, collectionId, productIds });
    }
  }
}

export const catalogLists: readonly ListBudget[] = [
  {
    field: 'Query.products',
    list: PRODUCTS,
    select: `title variants { nodes { sku price { gross { amountMinor } } stock { quantityAvailable branch { code } }
      availability { status branch { code } } } }`,
    commands: ['find products', 'find variants', 'find stock_entries'],
  },
  {
    field: 'Product.variants',
    list: PRODUCTS,
    select: 'variants { nodes { sku product { title } } } gone: variants(removed: true) { nodes { sku } }',
    commands: ['find products', 'aggregate variants', 'find variants'],
  },
  {
    field: 'Product.categories',
    list: PRODUCTS,
    select: 'categories { name }',
    commands: ['find products', 'find categories'],
  },
  {
    field: 'Product.missingCombinations',
    list: PRODUCTS,
    select: 'missingCombinations { selectedOptions { name value } }',
    commands: ['find products', 'find variants'],
  },
  { field: 'ProductFacets.options', isPlain: true },
  { field: 'OptionFacet.values', isPlain: true },
  { field: 'ProductFacets.branches', isPlain: true },
  {
    field: 'ProductFacets.categories',
    request: async (_world, count) => ({
      document: `query ($search: String) { productFacets(search: $search) {
        categories { productCount category { name ancestors { name } } } } }`,
      variables: { search: count === 1 ? 'BUDGET7M' : '' },
    }),
    commands: ['aggregate products', 'find categories'],
  },
  { field: 'Product.options', isPlain: true },
  { field: 'OptionCombination.selectedOptions', isPlain: true },
  { field: 'Variant.selectedOptions', isPlain: true },
  { field: 'Variant.barcodeDetails', isPlain: true },
  { field: 'Product.media', isPlain: true },
  { field: 'Variant.media', isPlain: true },
  {
    field: 'Query.categories',
    list: 'categories(first: $first)',
    select: 'name ancestors { name }',
    commands: ['find categories'],
  },
  {
    field: 'Category.ancestors',
    list: PRODUCTS,
    select: 'categories { ancestors { name } }',
    commands: ['find products', 'find categories'],
  },
  {
    field: 'Query.collections',
    list: 'collections(first: $first)',
    select: 'name rule { conditions { word } }',
    commands: ['find collections'],
    arrange: makeCollections,
  },
  {
    field: 'Collection.products',
    list: 'collections(first: $first)',
    select: 'products(first: 3) { nodes { title } }',
    commands: ['find collections', 'aggregate collection_products'],
    arrange: makeCollections,
  },
  { field: 'CollectionRule.conditions', isPlain: true },
  {
    field: 'Query.priceLists',
    list: 'priceLists(first: $first)',
    select: 'name branches { code }',
    commands: ['find price_lists'],
  },
  {
    field: 'PriceList.branches',
    list: 'priceLists(first: $first)',
    select: 'branches { code name }',
    commands: ['find price_lists'],
  },
  {
    field: 'Query.listPrices',
    list: ({ priceListIds: [id] }) => `listPrices(first: $first, priceListId: "${toGlobalId('PriceList', id!)}")`,
    select: 'minQuantity price { amountMinor }',
    commands: ['find price_lists', 'find list_prices'],
  },
  {
    field: 'PriceExplanation.judged',
    async request({ t, products, priceListIds: [, priceListId], key }, count) {
      const { variants } = products[0]!;
      const variantId = variants[1]!._id;
      const lines = Array.from({ length: count }, (_, index) => ({
        variantId,
        minQuantity: index + 1,
        priceMinor: 900,
      }));
      await setListPrices(t.ctx, { input: { idempotencyKey: key() }, priceListId: priceListId!, lines });
      const document =
        'query ($id: ID!) { explainPrice(variantId: $id) { judged { verdict listPrice { minQuantity } } } }';
      return { document, variables: { id: toGlobalId('Variant', variantId) } };
    },
    commands: ['find variants', 'aggregate list_prices'],
  },
];
