import { randomUUID } from 'node:crypto';
import { PAGE_SIZE } from './seed';
import type { BenchData } from './seed';

/** One kind of request, sent over and over. */
export interface Workload {
  readonly name: string;
  readonly says: string;
  readonly connections: number;
  /** A request body; called for each request, so that each can be another one. */
  body(data: BenchData, n: number): object;
  /** Throws when the answer is not what it must be. */
  check(data: Record<string, unknown>): void;
  /** Both sides must answer the same data (reads), byte for byte after parsing. */
  readonly answersMustBeEqual: boolean;
}

const STOCK_PAGE = `query StockPage($after: String) { products(first: ${PAGE_SIZE}, after: $after) { nodes { id title slug status variants { nodes {
  id sku title barcodes price { net { amountMinor currency } tax { amountMinor currency } gross { amountMinor currency } }
  stock { quantityOnHand quantityReserved quantityAvailable branch { code name } } } } } } }`;
const BARCODE = `query Barcode($barcode: String!) { variant(barcode: $barcode) {
  id sku title price { gross { amountMinor currency } } stock { quantityAvailable branch { code } } } }`;
/** Holds stock; used by W3 and W7. */
export const RESERVE = `mutation Reserve($input: ReserveStockInput!) { reserveStock(input: $input) {
  __typename ... on ReservationPayload { reservation { id status } } } }`;

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(`A workload got a wrong answer: ${what}`);
}

function reserveLines(name: string, lines: number): Workload {
  return {
    name,
    says: `reserve ${lines} ${lines === 1 ? 'line' : 'lines'}`,
    connections: 8,
    answersMustBeEqual: false,
    body: ({ branchIds, variantIds }, n) => {
      const chosen = Array.from({ length: lines }, (_, index) => ({
        branchId: branchIds[(n + index) % branchIds.length],
        variantId: variantIds[(n * 131 + index * 7) % variantIds.length],
        quantity: 1,
      }));
      return { query: RESERVE, variables: { input: { idempotencyKey: randomUUID(), lines: chosen } } };
    },
    check: ({ reserveStock }) => {
      const result = reserveStock as { __typename: string; reservation?: { status: string } };
      expect(result.__typename === 'ReservationPayload', result.__typename);
      expect(result.reservation?.status === 'ACTIVE', 'the hold is not ACTIVE');
    },
  };
}

function stockPage(
  name: string,
  says: string,
  connections: number,
  afterOf: (data: BenchData, n: number) => string | null,
): Workload {
  return {
    name,
    says,
    connections,
    answersMustBeEqual: true,
    body: (data, n) => ({ query: STOCK_PAGE, variables: { after: afterOf(data, n) } }),
    check: ({ products }) => {
      const { nodes } = products as { nodes: { variants: { nodes: { stock: unknown[] }[] } }[] };
      expect(nodes.length === PAGE_SIZE, `${nodes.length} products`);
      const entries = nodes.flatMap((product) => product.variants.nodes).flatMap((variant) => variant.stock);
      expect(entries.length === PAGE_SIZE * 4, `${entries.length} stock entries`);
    },
  };
}

/** The workloads of `performance.md` §6 that exist so far. */
export const workloads: readonly Workload[] = [
  stockPage('W1', 'stock page, 50 products x 4 branches, 16 readers', 16, () => null),
  stockPage(
    'W1-pages',
    '16 readers, each of another page',
    16,
    ({ pagesAfter }, n) => pagesAfter[n % pagesAfter.length] ?? null,
  ),
  stockPage('W1-alone', 'one reader', 1, () => null),
  {
    name: 'W2',
    says: 'variant by barcode with its stock',
    connections: 16,
    answersMustBeEqual: true,
    body: ({ barcodes }, n) => ({ query: BARCODE, variables: { barcode: barcodes[(n * 37) % barcodes.length] } }),
    check: ({ variant }) => {
      expect((variant as { stock: unknown[] } | null)?.stock.length === 4, 'no variant with four entries');
    },
  },
  reserveLines('W3-1', 1),
  reserveLines('W3-10', 10),
  reserveLines('W3-100', 100),
  reserveLines('W3-593', 593),
  {
    name: 'W10',
    says: '{ __typename }, the floor of the framework',
    connections: 16,
    answersMustBeEqual: true,
    body: () => ({ query: '{ __typename }' }),
    check: ({ __typename }) => expect(__typename === 'Query', String(__typename)),
  },
];

/** These are no repeated requests: each is run by itself. */
export const CLEAN_UP = 'W6';
export const FLASH_SALE = 'W7';
export const CATALOGUE_PAGES = 'W9';
export const WORKLOAD_NAMES: readonly string[] = [
  ...workloads.map(({ name }) => name),
  CLEAN_UP,
  FLASH_SALE,
  CATALOGUE_PAGES,
];

/** What is to be measured. */
export interface Chosen {
  readonly repeated: readonly Workload[];
  readonly cleanUp: boolean;
  readonly flashSale: boolean;
  readonly cataloguePages: boolean;
}

/** What `--only` asks for: `W3` means all of its sizes. Throws with the known names on an unknown one. */
export function chooseWorkloads(only: string | undefined): Chosen {
  if (only === undefined) return { repeated: workloads, cleanUp: true, flashSale: true, cataloguePages: true };
  const wanted = only.split(',').map((name) => name.trim());
  const fits = (name: string, want: string): boolean => name === want || name.startsWith(`${want}-`);
  const unknown = wanted.filter((want) => !WORKLOAD_NAMES.some((name) => fits(name, want)));
  if (unknown.length > 0)
    throw new Error(`Expected workloads of ${WORKLOAD_NAMES.join(', ')}, got ${unknown.join(', ')}.`);
  return {
    repeated: workloads.filter(({ name }) => wanted.some((want) => fits(name, want))),
    cleanUp: wanted.includes(CLEAN_UP),
    flashSale: wanted.includes(FLASH_SALE),
    cataloguePages: wanted.includes(CATALOGUE_PAGES),
  };
}
