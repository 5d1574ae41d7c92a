import type { App } from '../../app';
import type { Context } from '../../kernel/context';
import { createProduct } from '../../modules/catalog';
import type { VariantDoc } from '../../modules/catalog';
import { adjustStock } from '../../modules/inventory';
import { createTenant } from '../../modules/tenants';
import type { BranchDoc } from '../../modules/tenants';
import type { Credentials } from '../data-folder';
import { seedBranches, seedPeople } from './demo-people';
import { makeGoods } from './goods';
import type { SeedProduct } from './goods';

/** The demonstration tenant's slug. */
export const DEMO_TENANT = 'demo';
/** Seed of everything that is not a secret: the same shop on every machine. */
export const DEMO_SEED = 20_260_101;
export const DEMO_PRODUCTS = 300;

const CURRENCY = 'GBP';
/** Products made at the same time: enough to share the flushes of the database, few enough not to queue. */
const PRODUCTS_AT_ONCE = 8;

interface MadeVariant {
  readonly variant: VariantDoc;
  readonly openingStock: readonly number[];
  readonly costPriceMinor: number;
}

/**
 * Makes the demonstration tenant through the domain's own functions: branches, people, products and opening stock as
 * RECEIPT movements. Returns what signs in to it; `url` is left to the caller.
 * @param onProduct called when a product stands with its stock.
 */
export async function seedDemo(app: App, onProduct: () => void): Promise<Omit<Credentials, 'url'>> {
  const tenant = await createTenant(app.db, app.clock, {
    slug: DEMO_TENANT,
    name: 'Holdfast Demonstration',
    currency: CURRENCY,
    defaultTaxRateBasisPoints: 2_000,
  });
  const ctx = app.newContext(tenant._id, { kind: 'system', job: 'seed' });
  const branches = await seedBranches(ctx);
  const people = await seedPeople(ctx, branches.slice(0, 2));
  const goods = makeGoods(DEMO_SEED, DEMO_PRODUCTS);
  for (let start = 0; start < goods.length; start += PRODUCTS_AT_ONCE) {
    const batch = goods.slice(start, start + PRODUCTS_AT_ONCE);
    const made = await Promise.all(batch.map((product, index) => seedProduct(ctx, product, start + index)));
    await receiveStock(ctx, made.flat(), branches, start);
    batch.forEach(onProduct);
  }
  return { tenant: DEMO_TENANT, ...people };
}

async function seedProduct(ctx: Context, product: SeedProduct, index: number): Promise<MadeVariant[]> {
  const stored = await createProduct(ctx, {
    input: { idempotencyKey: `seed-product-${index}` },
    product: {
      title: product.title,
      description: product.description,
      status: product.status,
      options: product.options.map(({ name, values }) => ({ name, values: [...values] })),
      variants: product.variants.map(({ barcode, openingStock: _stock, ...variant }) => ({
        ...variant,
        barcodes: [barcode],
        currency: CURRENCY,
      })),
    },
  });
  return product.variants.flatMap(({ sku, openingStock, costPriceMinor }) => {
    const variant = stored.variants.find((one) => one.sku === sku);
    return variant === undefined ? [] : [{ variant, openingStock, costPriceMinor }];
  });
}

async function receiveStock(
  ctx: Context,
  made: readonly MadeVariant[],
  branches: readonly BranchDoc[],
  start: number,
): Promise<void> {
  const lines = made.flatMap(({ variant, openingStock, costPriceMinor }) =>
    branches.flatMap((branch, index) => {
      const delta = openingStock[index] ?? 0;
      return delta === 0
        ? []
        : [{ branchId: branch._id, variantId: variant._id, delta, unitCostMinor: costPriceMinor }];
    }),
  );
  if (lines.length === 0) return;
  await adjustStock(ctx, {
    input: { idempotencyKey: `seed-stock-${start}` },
    reason: 'RECEIVED',
    note: 'Opening stock',
    lines,
  });
}
