import { toGlobalId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import {
  createCategory,
  createPriceList,
  createProduct,
  setListPrices,
  setProductCategories,
} from '../../src/modules/catalog';
import type { StoredProduct } from '../../src/modules/catalog';
import { adjustStock, setVariantTracking } from '../../src/modules/inventory';
import { reserveStock } from '../../src/modules/reservations';
import { tenantDirectory } from '../../src/modules/tenants';
import { Shop } from '../api/orders/order-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

/** As many items as a list is measured with, and one more, so that the page is not the last. */
export const ITEMS = 51;

/** A shop with 51 of everything that a list shows; rows of `test/budget/lists/` arrange what else they need. */
export interface ListWorld {
  readonly t: TestApp;
  /** Each with two sizes, in two categories, stocked in three branches. */
  readonly products: readonly StoredProduct[];
  readonly priceListIds: readonly Id[];
  /** Tracked by lot; as many lots, and as many movements of the lot LOT-1, as a list shows. */
  readonly lotVariantId: Id;
  /** Tracked by serial number; the unit SERIAL-1 was moved as often as a list shows. */
  readonly serialVariantId: Id;
  /** A key that was not used before. */
  key(): string;
}

const OPTIONS = [{ name: 'Size', values: ['S', 'M', 'L'] }];

/** Makes the shop: products, categories, price lists, stock, holds and paid orders. */
export async function makeListWorld(): Promise<ListWorld> {
  const t = await createTestApp();
  let keys = 0;
  const key = () => `budget-${(keys += 1)}`;
  const products: StoredProduct[] = [];
  for (let index = 0; index < ITEMS; index += 1) products.push(await makeProduct(t, key, index));
  const variantIds = products.flatMap(({ variants }) => variants.map(({ _id }) => _id));
  for (const { _id: branchId } of Object.values(t.branches)) {
    const lines = variantIds.map((variantId) => ({ branchId, variantId, delta: 100 }));
    await adjustStock(t.ctx, { input: { idempotencyKey: key() }, reason: 'RECEIVED', lines });
  }
  const priceListIds = await makePriceLists(t, key, products);
  const shop = new Shop(t);
  for (const { variants } of products) {
    const lines = variants.map(({ _id: variantId }) => ({ branchId: t.branches.north._id, variantId, quantity: 1 }));
    await shop.paid(
      variants.map((variant) => ({
        branchId: toGlobalId('Branch', t.branches.north._id),
        variantId: toGlobalId('Variant', variant._id),
        quantity: 1,
      })),
    );
    await reserveStock(t.ctx, { input: { idempotencyKey: key() }, lines });
  }
  return {
    t,
    products,
    priceListIds,
    lotVariantId: await makeLots(t, key),
    serialVariantId: await makeSerials(t, key),
    key,
  };
}

async function makeLots(t: TestApp, key: () => string): Promise<Id> {
  const { variant } = await t.makeProduct();
  const place = { branchId: t.branches.north._id, variantId: variant._id };
  await setVariantTracking(t.ctx, { input: { idempotencyKey: key() }, variantId: variant._id, tracking: 'LOT' });
  const lots = Array.from({ length: ITEMS }, (_, at) => ({ ...place, delta: ITEMS, lot: { code: `LOT-${at + 1}` } }));
  await adjustStock(t.ctx, { input: { idempotencyKey: key() }, reason: 'RECEIVED', lines: lots });
  const taken = Array.from({ length: ITEMS }, () => ({ ...place, delta: -1, lot: { code: 'LOT-1' } }));
  await adjustStock(t.ctx, { input: { idempotencyKey: key() }, reason: 'OTHER', lines: taken });
  return variant._id;
}

async function makeSerials(t: TestApp, key: () => string): Promise<Id> {
  const { variant } = await t.makeProduct();
  await setVariantTracking(t.ctx, { input: { idempotencyKey: key() }, variantId: variant._id, tracking: 'SERIAL' });
  const unit = { branchId: t.branches.north._id, variantId: variant._id, serials: ['SERIAL-1'] };
  const lines = Array.from({ length: ITEMS }, (_, at) => ({ ...unit, delta: at % 2 === 0 ? 1 : -1 }));
  await adjustStock(t.ctx, { input: { idempotencyKey: key() }, reason: 'RECEIVED', lines });
  return variant._id;
}

async function makeProduct(t: TestApp, key: () => string, index: number): Promise<StoredProduct> {
  const variants = ['S', 'M'].map((value) => ({
    sku: `BUDGET-${index}-${value}`,
    barcodes: [`BUDGET${index}${value}`],
    priceMinor: 1_000,
    costPriceMinor: 400,
    selectedOptions: [{ name: 'Size', value }],
  }));
  const product = { title: `Budgeted ${index}`, options: OPTIONS, variants };
  const made = await createProduct(t.ctx, { input: { idempotencyKey: key() }, product });
  const root = await createCategory(t.ctx, {
    input: { idempotencyKey: key() },
    name: `Root ${String(index).padStart(2, '0')}`,
    parentId: null,
  });
  const leaf = await createCategory(t.ctx, { input: { idempotencyKey: key() }, name: 'Leaf', parentId: root._id });
  return setProductCategories(t.ctx, {
    input: { idempotencyKey: key() },
    productId: made.product._id,
    categoryIds: [root._id, leaf._id],
  });
}

async function makePriceLists(t: TestApp, key: () => string, products: readonly StoredProduct[]): Promise<Id[]> {
  const ids: Id[] = [];
  for (let index = 0; index < ITEMS; index += 1) {
    const fields = { name: `List ${index}`, branchIds: [t.branches.north._id] };
    const list = await createPriceList(t.ctx, { input: { idempotencyKey: key() }, fields });
    ids.push(list._id);
    if (index > 0) continue;
    await setListPrices(t.ctx, {
      input: { idempotencyKey: key() },
      priceListId: list._id,
      lines: products.map(({ variants }) => ({ variantId: variants[0]!._id, minQuantity: 2, priceMinor: 900 })),
    });
  }
  return ids;
}

/** Reads the directory of tenants afresh, so that its expiry does not fall into what is counted. */
export async function warm(t: TestApp): Promise<void> {
  tenantDirectory(t.app.db).forget(t.tenant._id);
  await tenantDirectory(t.app.db).byId(t.tenant._id);
}
