import type { App } from '../../src/app';
import type { Context } from '../../src/kernel/context';
import { fromGlobalId, newId, parseGlobalId, toGlobalId } from '../../src/kernel/ids';
import { setVariantTracking } from '../../src/modules/inventory';
import { setProductQuantities } from '../../src/modules/catalog';
import { createRegister } from '../../src/modules/pos';
import { createBranch, createCustomer, createTenant, issueSession } from '../../src/modules/tenants';
import type { GraphqlAnswer, GraphqlData } from '../support/executors';

type Gql = (document: string, variables: Record<string, unknown>, token: string) => Promise<GraphqlAnswer>;

/** A tenant with one of everything; each text of it holds `marker`, so that a leak can be told. */
export interface Shop {
  readonly marker: string;
  readonly slug: string;
  readonly adminToken: string;
  readonly terminalToken: string;
  readonly sku: string;
  readonly barcode: string;
  readonly productSlug: string;
  readonly orderNumber: string;
  readonly receiptNumber: string;
  /** Tracked by lot, with units of the lot LOT-1. */
  readonly lotVariantId: string;
  /** Tracked by serial number; of it there is the unit SERIAL-1. */
  readonly serialVariantId: string;
  /** Global ids by the name of their type. */
  readonly ids: Readonly<Record<ShopThing, string>>;
}

export type ShopThing =
  | 'Tenant'
  | 'Branch'
  | 'Customer'
  | 'Product'
  | 'OtherProduct'
  | 'Variant'
  | 'Category'
  | 'Collection'
  | 'PriceList'
  | 'Register'
  | 'Receipt'
  | 'Reservation'
  | 'Order'
  | 'OrderLine'
  | 'Payment'
  | 'StockCount'
  | 'StockEntry'
  | 'StockMovement'
  | 'StockTransfer'
  | 'ImportJob'
  | 'ExportJob';

const ORDER = 'order { id number lines { id } payments { id } }';
const DOCUMENTS = {
  createProduct: 'product { id slug variants { nodes { id } } }',
  createCategory: 'category { id }',
  createCollection: 'collection { id }',
  addProductsToCollection: 'collection { id }',
  createPriceList: 'priceList { id }',
  setProductCategories: 'product { id }',
  setListPrices: 'priceList { id }',
  adjustStock: 'entries { id } movements { id }',
  startStockCount: 'stockCount { id }',
  recordStockCount: 'stockCount { id }',
  createStockTransfer: 'stockTransfer { id }',
  shipStockTransfer: 'stockTransfer { id }',
  reserveStock: 'reservation { id }',
  placeOrder: ORDER,
  payOrder: ORDER,
  createImport: 'importJob { id }',
  startExport: 'exportJob { id }',
  createPosSale: `receipt { id number } ${ORDER}`,
} as const;

let made = 0;

/** A key that was not used before. */
export function nextKey(): string {
  made += 1;
  return `key-${made}`;
}

/** Does one mutation that must succeed; fails with the whole answer otherwise. */
export async function must(
  gql: Gql,
  name: keyof typeof DOCUMENTS,
  input: Record<string, unknown>,
  token: string,
): Promise<GraphqlData> {
  const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
  const payload = {
    createProduct: 'ProductPayload',
    createCategory: 'CategoryPayload',
    createCollection: 'CollectionPayload',
    addProductsToCollection: 'CollectionPayload',
    createPriceList: 'PriceListPayload',
    setProductCategories: 'ProductPayload',
    setListPrices: 'PriceListPayload',
    adjustStock: 'StockMovementsPayload',
    startStockCount: 'StockCountPayload',
    recordStockCount: 'StockCountPayload',
    createStockTransfer: 'StockTransferPayload',
    shipStockTransfer: 'StockTransferPayload',
    reserveStock: 'ReservationPayload',
    placeOrder: 'OrderPayload',
    payOrder: 'OrderPayload',
    createImport: 'ImportJobPayload',
    startExport: 'ExportJobPayload',
    createPosSale: 'PosSalePayload',
  }[name];
  const document = `mutation ($input: ${type}Input!) {
    ${name}(input: $input) { __typename ... on ${payload} { ${DOCUMENTS[name]} } ... on UserError { code message } }
  }`;
  const answer = await gql(document, { input: { idempotencyKey: nextKey(), ...input } }, token);
  const result = answer.data?.[name];
  if (result?.__typename !== payload) throw new Error(`Expected ${name} to succeed, got ${JSON.stringify(answer)}.`);
  return result;
}

/** Makes a tenant that trades: catalogue, stock, a hold, a paid order, a sale over the counter. */
export async function makeShop(app: App, gql: Gql, slug: string): Promise<Shop> {
  const marker = `secret-${slug}`;
  const tenant = await createTenant(app.db, app.clock, { slug, name: `${marker} shop`, currency: 'GBP' });
  const ctx = app.newContext(tenant._id, { kind: 'system', job: 'test' });
  const branch = await createBranch(ctx, {
    code: 'MAIN',
    name: `${marker} branch`,
    kind: 'STORE',
    timeZone: 'Europe/London',
  });
  const depot = await createBranch(ctx, {
    code: 'DEPOT',
    name: `${marker} depot`,
    kind: 'WAREHOUSE',
    timeZone: 'Europe/London',
  });
  const { register, terminalToken } = await createRegister(ctx, {
    branchId: branch._id,
    code: 'R1',
    name: `${marker} till`,
  });
  const customer = await createCustomer(ctx, {
    email: `${marker}@example.test`,
    password: `${marker} password`,
    name: `${marker} customer`,
  });
  const session = await issueSession(app, tenant._id, { kind: 'staff', userId: newId(), role: 'ADMIN' });
  const token = session.accessToken;
  const sku = `${marker}-sku`;
  const barcode = `${marker}-bar`;
  const price = { amountMinor: 1_000, currency: 'GBP' };
  const options = [{ name: 'Size', values: ['S', 'M'] }];
  const selectedOptions = [{ name: 'Size', value: 'S' }];
  const variants = [{ sku, barcodes: [barcode], price, selectedOptions }];
  const { product } = await must(gql, 'createProduct', { title: `${marker} product`, options, variants }, token);
  const Variant: string = product.variants.nodes[0].id;
  const Branch = toGlobalId('Branch', branch._id);
  const line = { branchId: Branch, variantId: Variant };
  const { category } = await must(gql, 'createCategory', { name: `${marker} category` }, token);
  await must(gql, 'createCategory', { name: `${marker} child`, parentId: category.id }, token);
  await must(gql, 'setProductCategories', { productId: product.id, categoryIds: [category.id] }, token);
  const { collection } = await must(gql, 'createCollection', { name: `${marker} collection` }, token);
  const plain = { title: `${marker} other`, variants: [{ sku: `${marker}-other`, price }] };
  const { product: other } = await must(gql, 'createProduct', plain, token);
  const members = { collectionId: collection.id, productIds: [product.id, other.id] };
  await must(gql, 'addProductsToCollection', members, token);
  const { priceList } = await must(gql, 'createPriceList', { name: `${marker} list`, active: false }, token);
  const prices = [{ variantId: Variant, minQuantity: 5, price }];
  await must(gql, 'setListPrices', { priceListId: priceList.id, prices }, token);
  const stock = await must(gql, 'adjustStock', { reason: 'RECEIVED', lines: [{ ...line, delta: 10_000 }] }, token);
  const { stockCount } = await must(gql, 'startStockCount', { branchId: Branch, note: `${marker} count` }, token);
  const counted = { stockCountId: stockCount.id, mode: 'REPLACE', lines: [{ variantId: Variant, quantity: 10_000 }] };
  await must(gql, 'recordStockCount', counted, token);
  const route = { fromBranchId: Branch, toBranchId: toGlobalId('Branch', depot._id), note: `${marker} transfer` };
  const moved = { ...route, lines: [{ variantId: Variant, quantity: 1_000 }] };
  const { stockTransfer } = await must(gql, 'createStockTransfer', moved, token);
  await must(gql, 'shipStockTransfer', { stockTransferId: stockTransfer.id }, token);
  // As the synchronisation job would.
  const productId = fromGlobalId('Product', product.id);
  await setProductQuantities(ctx, [{ productId, quantity: 10_000, inStockBranchIds: [branch._id] }]);
  const lines = [{ ...line, quantity: 2 }];
  const { reservation } = await must(gql, 'reserveStock', { lines }, token);
  const { order: placed } = await must(gql, 'placeOrder', { lines }, token);
  const { order } = await must(gql, 'payOrder', { orderId: placed.id, method: 'CARD', token: 'tok_ok' }, token);
  const { importJob } = await must(gql, 'createImport', { kind: 'STOCK', fileName: `${marker} file` }, token);
  const { exportJob } = await must(gql, 'startExport', { kind: 'STOCK' }, token);
  // A worker would write it; here it only has to be there, so that the list holds something.
  const importId = parseGlobalId(importJob.id)?.id ?? newId();
  const issue = { line: 2, column: 'sku', code: 'SKU_UNKNOWN', message: `${marker} message`, value: null };
  await app.db.collection('import_issues').insertOne({ _id: newId(), tenantId: tenant._id, importId, ...issue });
  const Register = toGlobalId('Register', register._id);
  const sale = await must(
    gql,
    'createPosSale',
    {
      registerId: Register,
      lines: [{ variantId: Variant, quantity: 1 }],
      payments: [{ method: 'CASH', amount: price }],
    },
    token,
  );
  return {
    marker,
    slug,
    adminToken: token,
    terminalToken,
    sku,
    barcode,
    productSlug: product.slug,
    orderNumber: order.number,
    receiptNumber: sale.receipt.number,
    lotVariantId: await makeLot(ctx, gql, { marker, branchId: Branch, token }),
    serialVariantId: await makeUnit(ctx, gql, { marker, branchId: Branch, token }),
    ids: {
      Tenant: toGlobalId('Tenant', tenant._id),
      Branch,
      Customer: toGlobalId('Customer', customer._id),
      Product: product.id,
      OtherProduct: other.id,
      Variant,
      Category: category.id,
      Collection: collection.id,
      PriceList: priceList.id,
      Register,
      Receipt: sale.receipt.id,
      Reservation: reservation.id,
      Order: order.id,
      OrderLine: order.lines[0].id,
      Payment: order.payments[0].id,
      StockCount: stockCount.id,
      StockEntry: stock.entries[0].id,
      StockMovement: stock.movements[0].id,
      StockTransfer: stockTransfer.id,
      ImportJob: importJob.id,
      ExportJob: exportJob.id,
    },
  };
}

async function makeUnit(
  ctx: Context,
  gql: Gql,
  { marker, branchId, token }: { marker: string; branchId: string; token: string },
): Promise<string> {
  const variants = [{ sku: `${marker}-units`, price: { amountMinor: 1_000, currency: 'GBP' } }];
  const { product } = await must(gql, 'createProduct', { title: `${marker} units`, variants }, token);
  const variantId: string = product.variants.nodes[0].id;
  const tracked = { variantId: fromGlobalId('Variant', variantId), tracking: 'SERIAL' as const };
  await setVariantTracking(ctx, { input: { idempotencyKey: nextKey() }, ...tracked });
  const lines = [{ branchId, variantId, delta: 1, serials: ['SERIAL-1'] }];
  await must(gql, 'adjustStock', { reason: 'RECEIVED', lines }, token);
  return variantId;
}

async function makeLot(
  ctx: Context,
  gql: Gql,
  { marker, branchId, token }: { marker: string; branchId: string; token: string },
): Promise<string> {
  const variants = [{ sku: `${marker}-lots`, price: { amountMinor: 1_000, currency: 'GBP' } }];
  const { product } = await must(gql, 'createProduct', { title: `${marker} lots`, variants }, token);
  const variantId: string = product.variants.nodes[0].id;
  const tracked = { variantId: fromGlobalId('Variant', variantId), tracking: 'LOT' as const };
  await setVariantTracking(ctx, { input: { idempotencyKey: nextKey() }, ...tracked });
  const lines = [{ branchId, variantId, delta: 5, lot: { code: 'LOT-1' } }];
  await must(gql, 'adjustStock', { reason: 'RECEIVED', lines }, token);
  return variantId;
}
