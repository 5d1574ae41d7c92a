import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { buildGraphqlSchema } from '../../src/graphql-schema';
import { documentOf, joinVariables, rootFields, variablesOf } from './root-fields';
import type { RootField } from './root-fields';
import { samplesOf } from './samples';
import { makeShop } from './shop';
import { countStored } from './stored-state';

const CALLERS = ['anonymous', 'guest', 'customer', 'cashier', 'clerk', 'buyer', 'manager', 'admin'] as const;
type Caller = (typeof CALLERS)[number];

/** One column a caller, in the order of CALLERS: `+` allowed, `u` UNAUTHENTICATED, `-` FORBIDDEN. */
const MATRIX: Readonly<Record<string, string>> = {
  //                      anonymous, guest, customer, cashier, clerk, buyer, manager, admin
  node: /*                 */ 'u + + + + + + +',
  tenant: /*               */ 'u + + + + + + +',
  branches: /*             */ 'u + + + + + + +',
  customer: /*             */ 'u - - - - - + +',
  reservationLimits: /*    */ 'u - - - - - - +',
  categories: /*           */ 'u + + + + + + +',
  collection: /*           */ 'u + + + + + + +',
  collections: /*          */ 'u + + + + + + +',
  product: /*              */ 'u + + + + + + +',
  products: /*             */ 'u + + + + + + +',
  productFacets: /*        */ 'u + + + + + + +',
  variant: /*              */ 'u + + + + + + +',
  explainPrice: /*         */ 'u - - + - + + +',
  listPrices: /*           */ 'u - - - - + + +',
  priceLists: /*           */ 'u - - - - + + +',
  stockEntries: /*         */ 'u - - + + + + +',
  stockMovements: /*       */ 'u - - + + + + +',
  stockCount: /*           */ 'u - - + + + + +',
  stockCounts: /*          */ 'u - - + + + + +',
  stockTransfer: /*        */ 'u - - + + + + +',
  stockTransfers: /*       */ 'u - - + + + + +',
  stockCountLines: /*      */ 'u - - + + + + +',
  stockAsOf: /*            */ 'u - - + + + + +',
  stockValuation: /*       */ 'u - - - - + + +',
  importJob: /*            */ 'u - - - + + + +',
  importJobs: /*           */ 'u - - - + + + +',
  importIssues: /*         */ 'u - - - + + + +',
  exportJob: /*            */ 'u - - - + + + +',
  exportJobs: /*           */ 'u - - - + + + +',
  stockLots: /*            */ 'u - - + + + + +',
  lotTrace: /*             */ 'u - - + + + + +',
  serialNumber: /*         */ 'u - - + + + + +',
  reservation: /*          */ 'u + + - - - + +',
  reservations: /*         */ 'u + + - - - + +',
  order: /*                */ 'u + + + + - + +',
  orders: /*               */ 'u + + + + - + +',
  posLookup: /*            */ 'u - - + - - + +',
  posProducts: /*          */ 'u - - + - - + +',
  receipt: /*              */ 'u - - + + - + +',

  signIn: /*               */ '+ + + + + + + +',
  signInRegister: /*       */ '+ + + + + + + +',
  startGuestSession: /*    */ '+ + + + + + + +',
  refreshSession: /*       */ '+ + + + + + + +',
  signOut: /*              */ '+ + + + + + + +',

  setScaleBarcodeRules: /* */ 'u - - - - + + +',
  createTaxClass: /*       */ 'u - - - - + + +',
  updateTaxClass: /*       */ 'u - - - - + + +',
  setCustomerGroup: /*     */ 'u - - - - - + +',

  createProduct: /*        */ 'u - - - - + + +',
  updateProduct: /*        */ 'u - - - - + + +',
  deleteProduct: /*        */ 'u - - - - + + +',
  restoreProduct: /*       */ 'u - - - - + + +',
  updateProductOptions: /* */ 'u - - - - + + +',
  generateVariants: /*     */ 'u - - - - + + +',
  updateVariant: /*        */ 'u - - - - + + +',
  deleteVariant: /*        */ 'u - - - - + + +',
  restoreVariant: /*       */ 'u - - - - + + +',
  createCategory: /*       */ 'u - - - - + + +',
  updateCategory: /*       */ 'u - - - - + + +',
  deleteCategory: /*       */ 'u - - - - + + +',
  createCollection: /*     */ 'u - - - - + + +',
  updateCollection: /*     */ 'u - - - - + + +',
  deleteCollection: /*     */ 'u - - - - + + +',
  addProductsToCollection: 'u - - - - + + +',
  removeProductsFromCollection: 'u - - - - + + +',
  reorderCollectionProducts: 'u - - - - + + +',
  setProductCategories: /* */ 'u - - - - + + +',
  createPriceList: /*      */ 'u - - - - + + +',
  updatePriceList: /*      */ 'u - - - - + + +',
  deletePriceList: /*      */ 'u - - - - + + +',
  setListPrices: /*        */ 'u - - - - + + +',

  createImport: /*         */ 'u - - - + + + +',
  addImportPart: /*        */ 'u - - - + + + +',
  startImport: /*          */ 'u - - - + + + +',
  cancelImport: /*         */ 'u - - - + + + +',
  startExport: /*          */ 'u - - - + + + +',

  adjustStock: /*          */ 'u - - - + + + +',
  setVariantTracking: /*   */ 'u - - - - + + +',
  setStock: /*             */ 'u - - - + + + +',
  moveStock: /*            */ 'u - - - + + + +',
  writeOffStock: /*        */ 'u - - - + + + +',
  setStockSettings: /*     */ 'u - - - + + + +',
  setBackorderPolicy: /*   */ 'u - - - + + + +',
  createStockTransfer: /*  */ 'u - - - + + + +',
  updateStockTransfer: /*  */ 'u - - - + + + +',
  shipStockTransfer: /*    */ 'u - - - + + + +',
  receiveStockTransfer: /* */ 'u - - - + + + +',
  cancelStockTransfer: /*  */ 'u - - - + + + +',
  startStockCount: /*      */ 'u - - - + + + +',
  recordStockCount: /*     */ 'u - - - + + + +',
  submitStockCount: /*     */ 'u - - - + + + +',
  approveStockCount: /*    */ 'u - - - + + + +',
  cancelStockCount: /*     */ 'u - - - + + + +',
  reconcileStock: /*       */ 'u - - - - - - +',

  updateBranch: /*         */ 'u - - - - - - +',
  updateReservationLimits: /* */ 'u - - - - - - +',
  reserveStock: /*         */ 'u + + - - - + +',
  extendReservation: /*    */ 'u + + - - - + +',
  releaseReservation: /*   */ 'u + + - - - + +',
  commitReservation: /*    */ 'u - - - - - + +',

  placeOrder: /*           */ 'u + + - + - + +',
  payOrder: /*             */ 'u + + - + - + +',
  fulfillOrder: /*         */ 'u - - - + - + +',
  cancelOrder: /*          */ 'u + + - + - + +',
  createPosSale: /*        */ 'u - - + - - + +',

  stockChanged: /*         */ 'u - - + + + + +',
  lowStock: /*             */ 'u - - + + + + +',
  orderChanged: /*         */ 'u + + + + - + +',
  reservationExpiring: /*  */ 'u + + - - - + +',
};

const VERDICTS: Readonly<Record<string, string>> = { '+': 'allowed', u: 'UNAUTHENTICATED', '-': 'FORBIDDEN' };

let test: TestApp;
let fields: RootField[];

beforeAll(async () => {
  test = await createTestApp();
  fields = rootFields(await buildGraphqlSchema(null));
});

afterAll(async () => test.close());

it('the matrix has a row for every root field and no other, and a column for every caller', () => {
  expect(Object.keys(MATRIX).sort()).toEqual(fields.map(({ name }) => name).sort());
  const crooked = Object.entries(MATRIX).filter(([, row]) => row.split(' ').length !== CALLERS.length);
  expect(crooked).toEqual([]);
});

it('every root field answers every caller as the matrix says, and a denial changes nothing', async () => {
  const shop = await makeShop(test.app, test.gql, 'matrix');
  const samples = samplesOf(shop);
  const answers: Record<string, string> = {};
  const expected: Record<string, string> = {};
  const call = async (root: RootField, caller: Caller) => {
    const token = caller === 'anonymous' ? undefined : test.tokens[caller];
    const answer = await test.gql(documentOf(root, 0), joinVariables([variablesOf(root, samples)]), token);
    answers[`${root.name} by ${caller}`] = verdictOf(answer.errors?.find(({ path }) => path?.length === 1)?.extensions);
  };
  const cells = fields.flatMap((root) =>
    CALLERS.map((caller, at) => ({ root, caller, verdict: VERDICTS[MATRIX[root.name]?.split(' ')[at] ?? ''] ?? '?' })),
  );
  for (const { root, caller, verdict } of cells) expected[`${root.name} by ${caller}`] = verdict;

  const before = await countStored(test.app);
  for (const { root, caller, verdict } of cells) if (verdict !== 'allowed') await call(root, caller);
  expect(await countStored(test.app)).toEqual(before);

  for (const { root, caller, verdict } of cells) if (verdict === 'allowed') await call(root, caller);
  expect(answers).toEqual(expected);
});

it.each([
  ['Product.quantity', 'quantity'],
  ['Product.missingCombinations', 'missingCombinations { __typename }'],
  ['Variant.costPrice', 'variants { nodes { costPrice { amountMinor } } }'],
  ['Variant.stock', 'variants { nodes { stock { id } } }'],
])('a shopper who asks for %s is refused there', async (name, selection) => {
  const { product, variant } = await test.makeProduct({ variants: [{ costPriceMinor: 987_654_321 }] });
  await test.makeStock({ branch: test.branches.north, variant, quantity: 5 });
  const document = `query ($slug: String) { product(slug: $slug) { title ${selection} } }`;
  for (const caller of ['guest', 'customer'] as const) {
    const answer = await test.gql(document, { slug: product.slug }, test.tokens[caller]);
    const refusals = answer.errors?.map(({ path, extensions }) => `${extensions.code} ${String(path?.at(-1))}`);
    expect(refusals).toEqual([`FORBIDDEN ${name.split('.')[1] ?? ''}`]);
    expect(JSON.stringify(answer)).not.toContain('987654321');
  }
});

/** Anything but the two codes of denial counts as let in; a fault is neither. */
function verdictOf(extensions: { readonly code: string } | undefined): string {
  const code = extensions?.code;
  return code === 'UNAUTHENTICATED' || code === 'FORBIDDEN' || code === 'INTERNAL' ? code : 'allowed';
}
