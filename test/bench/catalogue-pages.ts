import { randomBytes } from 'node:crypto';
import type { App } from '../../src/app';
import { ProgressBar } from '../../src/devstack/progress-bar';
import { newId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { encodeCursor } from '../../src/kernel/page';
import { makeProductDocuments } from '../../src/modules/catalog/new-product';
import { products } from '../../src/modules/catalog/product.model';
import { variants } from '../../src/modules/catalog/variant.model';
import { stockEntries } from '../../src/modules/inventory/stock-entry.model';
import type { StockEntryDoc } from '../../src/modules/inventory/stock-entry.model';
import { createBranch, createTenant, issueSession } from '../../src/modules/tenants';
import type { Side } from './measure';
import { cpuSeconds } from './processes';
import { median } from './summary';

const BRANCHES = 4;
const PAGE_SIZE = 50;
const SEED_BATCH = 500;
const ROUNDS = 5;
const REQUESTS_PER_ROUND = 20;

const PAGE = `query Page($after: String, $sort: ProductSort, $filter: ProductFilterInput) {
  products(first: ${PAGE_SIZE}, after: $after, sort: $sort, filter: $filter) { nodes { id title slug status variants { nodes {
    id sku price { gross { amountMinor currency } } stock { quantityAvailable branch { code } } } } } } }`;

/** One page of one catalogue. */
export interface PageFigures {
  readonly products: number;
  readonly says: string;
  readonly p50Ms: number;
  /** Of all processes of ours, per request. */
  readonly cpuMs: number;
}

interface Catalogue {
  readonly products: number;
  readonly token: string;
}
interface Page {
  readonly says: string;
  readonly token: string;
  readonly products: number;
  readonly variables: object;
}

/**
 * W9: the page of 50 products with variants and stock, first and 1,000th (or last), in three orders and filtered, of a
 * catalogue of 1,000 products beside a large one, request by request in turn. Every product is six documents.
 */
export async function cataloguePages(app: App, side: Side, large: number): Promise<PageFigures[]> {
  const pages: Page[] = [];
  for (const size of [1_000, large]) pages.push(...(await pagesOf(app, await seedCatalogue(app, size))));
  const times = pages.map((): number[] => []);
  const cpu = pages.map((): number[] => []);
  for (const page of pages) await ask(side, page, 3);
  for (let round = 0; round < ROUNDS; round += 1) {
    process.stderr.write(`W9: round ${round + 1} of ${ROUNDS}\n`);
    for (const [at, page] of pages.entries()) {
      const before = cpuSeconds(side.pids);
      times[at]?.push(...(await ask(side, page, REQUESTS_PER_ROUND)));
      cpu[at]?.push(((cpuSeconds(side.pids) - before) * 1_000) / REQUESTS_PER_ROUND);
    }
  }
  return pages.map(({ products: size, says }, at) => ({
    products: size,
    says,
    p50Ms: median(times[at] ?? []),
    cpuMs: median(cpu[at] ?? []),
  }));
}

/** The table, each figure beside the same page of the small catalogue and beside the first page. */
export function pageLines(figures: readonly PageFigures[]): string[] {
  const small = Math.min(...figures.map((one) => one.products));
  const find = (size: number, says: string) => figures.find((one) => one.products === size && one.says === says);
  return figures.map(({ products: size, says, p50Ms, cpuMs }) => {
    const besideSmall = p50Ms / (find(small, says)?.p50Ms ?? Number.NaN);
    const besideFirst = p50Ms / (find(size, says.replace(/far$/, 'first'))?.p50Ms ?? Number.NaN);
    const ratios = `${besideSmall.toFixed(2)}x of ${small}, ${besideFirst.toFixed(2)}x of the first page`;
    return `W9  ${String(size).padStart(7)} products  ${says.padEnd(18)} p50 ${p50Ms.toFixed(1)} ms  CPU ${cpuMs.toFixed(1)} ms  ${ratios}`;
  });
}

async function ask(side: Side, page: Page, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const start = performance.now();
    const response = await fetch(side.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${page.token}` },
      body: JSON.stringify({ query: PAGE, variables: page.variables }),
    });
    const text = await response.text();
    times.push(performance.now() - start);
    const answer = JSON.parse(text) as { data?: { products: { nodes: unknown[] } } };
    if (answer.data?.products.nodes.length !== PAGE_SIZE) throw new Error(`W9 ${page.says}: ${text.slice(0, 300)}`);
  }
  return times;
}

async function pagesOf(app: App, { products: size, token, tenantId }: Catalogue & { tenantId: Id }): Promise<Page[]> {
  const depth = Math.min(1_000, size / PAGE_SIZE);
  const skip = (depth - 1) * PAGE_SIZE - 1;
  const pages: Page[] = [];
  for (const [sort, field] of [
    ['OLDEST', '_id'],
    ['TITLE', 'titleOrder'],
    ['PRICE_ASC', 'priceOrder'],
  ] as const) {
    const found = await products(app.db)
      .find({ tenantId })
      .sort({ [field]: 1 })
      .skip(skip)
      .limit(1)
      .lean();
    const after = encodeCursor([String(found[0]?.[field])]);
    pages.push({ says: `${sort} first`, products: size, token, variables: { sort } });
    pages.push({ says: `${sort} far`, products: size, token, variables: { sort, after } });
  }
  const filter = { options: [{ name: 'Size', values: ['S'] }] };
  pages.push({ says: 'filtered first', products: size, token, variables: { filter } });
  return pages;
}

/** Straight into the collections, as the writers of catalogue and stock would have left them, but for the ledger. */
async function seedCatalogue(app: App, size: number): Promise<Catalogue & { tenantId: Id }> {
  const slug = `pages-${randomBytes(4).toString('hex')}`;
  const tenant = await createTenant(app.db, app.clock, { slug, name: 'Pages', currency: 'GBP' });
  const ctx = app.newContext(tenant._id, { kind: 'system', job: 'bench' });
  const branchIds: Id[] = [];
  for (let index = 0; index < BRANCHES; index += 1) {
    const place = { code: `P${index}`, name: `Place ${index}`, kind: 'STORE', timeZone: 'Europe/London' } as const;
    branchIds.push((await createBranch(ctx, place))._id);
  }
  const bar = new ProgressBar(process.stderr, `W9: ${size} products`, size);
  for (let from = 0; from < size; from += SEED_BATCH) {
    const made = Array.from({ length: Math.min(SEED_BATCH, size - from) }, (_, offset) => {
      const number = from + offset;
      return makeProductDocuments(
        tenant,
        {
          title: `Paged product ${number}`,
          slug: `paged-product-${number}`,
          options: [{ name: 'Size', values: ['S', 'M', 'L'] }],
          variants: [
            {
              sku: `PAGED-${number}`,
              priceMinor: 500 + (number % 97),
              selectedOptions: [{ name: 'Size', value: ['S', 'M', 'L'][number % 3] ?? 'S' }],
            },
          ],
        },
        app.clock.now(),
      );
    });
    const rows = made.flatMap((one) => one.variants);
    const entries = rows.flatMap((row) => branchIds.map((branchId) => entryOf(row, branchId, app.clock.now())));
    await products(app.db).insertMany(
      made.map(({ product }) => product),
      { lean: true, ordered: false },
    );
    await variants(app.db).insertMany(rows, { lean: true, ordered: false });
    await stockEntries(app.db).insertMany(entries, { lean: true, ordered: false });
    bar.advance(made.length);
  }
  const session = await issueSession(app, tenant._id, { kind: 'staff', userId: newId(), role: 'ADMIN' });
  return { products: size, token: session.accessToken, tenantId: tenant._id };
}

function entryOf(row: { _id: Id; tenantId: Id; productId: Id }, branchId: Id, updatedAt: Date): StockEntryDoc {
  const units = {
    quantityOnHand: 10,
    quantityReserved: 0,
    quantityUnavailable: 0,
    quantityAvailable: 10,
    quantityPromisable: 10,
  };
  const { tenantId, productId, _id: variantId } = row;
  return {
    _id: newId(),
    tenantId,
    branchId,
    variantId,
    productId,
    ...units,
    quantityIncoming: 0,
    sequence: 1,
    totalValueMinor: 0,
    reorderPoint: null,
    safetyStock: null,
    lastChangeId: null,
    updatedAt,
  };
}
