import { toGlobalId } from '../../../src/kernel/ids';
import { setListPrices } from '../../../src/modules/catalog';
import type { ListBudget } from '../list-budget';

const PRODUCTS = 'products(first: $first)';

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
    select: 'variants { nodes { sku product { title } } }',
    commands: ['find products', 'find variants'],
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
    commands: ['find variants', 'find list_prices'],
  },
];
