import { randomBytes } from 'node:crypto';
import type { App } from '../../src/app';
import { toGlobalId } from '../../src/kernel/ids';
import { encodeCursor } from '../../src/kernel/page';
import { createProduct } from '../../src/modules/catalog';
import { adjustStock } from '../../src/modules/inventory';
import { createBranch, createStaffUser, createTenant, issueSession } from '../../src/modules/tenants';

const BRANCHES = 4;
/** Products on a page of the stock page workloads. */
export const PAGE_SIZE = 50;
const STOCK_PER_ENTRY = 1_000_000;
const PRODUCTS_PARALLEL = 8;
const ADJUST_LINES_MAX = 400;

/** What the workloads need to know of the data. */
export interface BenchData {
  readonly tenantHex: string;
  /** Access token of an administrator; it lives longer than a run. */
  readonly token: string;
  readonly branchIds: readonly string[];
  readonly variantIds: readonly string[];
  readonly barcodes: readonly string[];
  /** What each full page of the list of products comes after; null for the first. */
  readonly pagesAfter: readonly (string | null)[];
}

/** One tenant with so many products of one variant each, stocked in four branches, through the domain's own doors. */
export async function seedBench(app: App, products: number): Promise<BenchData> {
  const slug = `bench-${randomBytes(4).toString('hex')}`;
  const tenant = await createTenant(app.db, app.clock, { slug, name: 'Bench', currency: 'GBP' });
  const ctx = app.newContext(tenant._id, { kind: 'system', job: 'bench' });
  const branchIds: Awaited<ReturnType<typeof createBranch>>['_id'][] = [];
  for (let index = 0; index < BRANCHES; index += 1) {
    const made = await createBranch(ctx, {
      code: `B${index}`,
      name: `Branch ${index}`,
      kind: 'STORE',
      timeZone: 'Europe/London',
    });
    branchIds.push(made._id);
  }
  const manager = await createStaffUser(ctx, {
    email: `${slug}@example.test`,
    password: randomBytes(16).toString('base64url'),
    role: 'ADMIN',
  });
  const productHexIds: string[] = [];
  const variants: { id: Awaited<ReturnType<typeof createProduct>>['variants'][number]['_id']; barcode: string }[] = [];
  for (let from = 0; from < products; from += PRODUCTS_PARALLEL) {
    const made = await Promise.all(
      Array.from({ length: Math.min(PRODUCTS_PARALLEL, products - from) }, (_, offset) => {
        const number = from + offset;
        const barcode = `BENCH${String(number).padStart(8, '0')}`;
        const variant = {
          sku: `BENCH-${number}`,
          barcodes: [barcode],
          priceMinor: 500 + number,
          taxRateBasisPoints: 2_000,
        };
        return createProduct(ctx, {
          input: { idempotencyKey: `bench-product-${number}` },
          product: {
            title: `Bench product ${number}`,
            status: 'ACTIVE',
            variants: [{ costPriceMinor: null, ...variant }],
          },
        });
      }),
    );
    for (const { product, variants: own } of made) {
      productHexIds.push(product._id.toHexString());
      for (const variant of own) variants.push({ id: variant._id, barcode: variant.barcodes[0] ?? '' });
    }
  }
  const lines = variants.flatMap(({ id }) =>
    branchIds.map((branchId) => ({ branchId, variantId: id, delta: STOCK_PER_ENTRY })),
  );
  for (let from = 0; from < lines.length; from += ADJUST_LINES_MAX) {
    await adjustStock(ctx, {
      input: { idempotencyKey: `bench-stock-${from}` },
      reason: 'RECEIVED',
      lines: lines.slice(from, from + ADJUST_LINES_MAX),
    });
  }
  await copyForPeer(app);
  const session = await issueSession(app, tenant._id, { kind: 'staff', userId: manager._id, role: 'ADMIN' });
  return {
    tenantHex: tenant._id.toHexString(),
    token: session.accessToken,
    branchIds: branchIds.map((id) => toGlobalId('Branch', id)),
    variantIds: variants.map(({ id }) => toGlobalId('Variant', id)),
    barcodes: variants.map(({ barcode }) => barcode),
    pagesAfter: pagesAfter(productHexIds),
  };
}

/** Where the full pages of the products in the order of their ids begin. */
function pagesAfter(productHexIds: readonly string[]): (string | null)[] {
  const sorted = [...productHexIds].sort();
  const pages = Math.max(1, Math.floor(sorted.length / PAGE_SIZE));
  return Array.from({ length: pages }, (_, page) => {
    const last = sorted[page * PAGE_SIZE - 1];
    return last === undefined ? null : encodeCursor([last]);
  });
}

/** The peer writes to a copy of the entries, with the same unique index. */
async function copyForPeer(app: App): Promise<void> {
  const copy = app.db.collection('peer_stock_entries');
  await copy.createIndex({ tenantId: 1, branchId: 1, variantId: 1 }, { unique: true });
  await app.db.collection('peer_idempotency').createIndex({ tenantId: 1, key: 1 }, { unique: true });
  await app.db.collection('peer_movements').createIndex({ tenantId: 1, entryId: 1, sequence: 1 }, { unique: true });
  let batch: Record<string, unknown>[] = [];
  for await (const entry of app.db.collection('stock_entries').find({})) {
    batch.push(entry);
    if (batch.length < 1_000) continue;
    await copy.insertMany(batch);
    batch = [];
  }
  if (batch.length > 0) await copy.insertMany(batch);
}
