import { toGlobalId } from '../../../src/kernel/ids';
import type { ListBudget } from '../list-budget';
import type { ListWorld } from '../list-world';

const ENTRIES = 'stockEntries(first: $first)';
const PRODUCTS = 'products(first: $first)';

/** Lines of that many variants in branch north. */
function linesOf({ t, products }: ListWorld, count: number, line: object): object[] {
  const branchId = toGlobalId('Branch', t.branches.north._id);
  const variants = products.flatMap((product) => product.variants).slice(0, count);
  return variants.map(({ _id }) => ({ branchId, variantId: toGlobalId('Variant', _id), ...line }));
}

function adjust(field: string, commands: readonly string[]): ListBudget {
  return {
    field: `StockMovementsPayload.${field}`,
    commands,
    async request(world, count) {
      const document = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) {
        ... on StockMovementsPayload { movements { type entry { variant { sku } } } entries { branch { code } variant { sku } } } } }`;
      const lines = linesOf(world, count, { delta: 1 });
      return { document, variables: { input: { idempotencyKey: world.key(), reason: 'RECEIVED', lines } } };
    },
  };
}
const ADJUSTED = [
  'find variants',
  'update stock_entries',
  'find stock_entries',
  'insert stock_movements',
  'insert idempotency_records',
  'insert outbox_events',
  'commitTransaction',
  'find stock_entries',
  'find variants',
];

export const inventoryLists: readonly ListBudget[] = [
  {
    field: 'Variant.stock',
    list: PRODUCTS,
    select: 'variants { nodes { stock { quantityOnHand branch { code } variant { sku } } } }',
    commands: ['find products', 'find variants', 'find stock_entries', 'find variants'],
  },
  {
    field: 'Variant.availability',
    list: PRODUCTS,
    select: 'variants { nodes { availability { status quantity branch { code } } } }',
    commands: ['find products', 'find variants', 'find stock_entries'],
  },
  {
    field: 'Query.stockEntries',
    list: ENTRIES,
    select: 'quantityOnHand branch { code } variant { sku }',
    commands: ['find stock_entries', 'find variants'],
  },
  {
    field: 'StockEntry.movements',
    list: ENTRIES,
    select: 'movements(first: $first) { nodes { type } }',
    commands: ['find stock_entries', 'find stock_movements'],
  },
  {
    field: 'Query.stockMovements',
    list: 'stockMovements(first: $first)',
    select: 'type entry { quantityOnHand branch { code } variant { sku } }',
    commands: ['find stock_movements', 'find stock_entries', 'find variants'],
  },
  adjust('movements', ADJUSTED),
  adjust('entries', ADJUSTED),
  {
    field: 'Query.stockAsOf',
    list: 'stockAsOf(at: "2026-01-01T00:00:00Z", first: $first)',
    select: 'quantityOnHand value { amountMinor } entry { branch { code } variant { sku } }',
    commands: ['aggregate stock_entries', 'find variants'],
  },
  {
    field: 'Query.stockLots',
    list: 'stockLots(first: $first)',
    select: 'code quantityOnHand branch { code } variant { sku }',
    commands: ['find stock_lots', 'find variants'],
  },
  {
    field: 'Query.lotTrace',
    list: ({ lotVariantId }) =>
      `lotTrace(variantId: "${toGlobalId('Variant', lotVariantId)}", lotCode: "LOT-1", first: $first)`,
    select: 'type lots { code onHandDelta } entry { branch { code } variant { sku } }',
    commands: ['find stock_movements', 'find stock_entries', 'find variants'],
  },
  {
    field: 'SerialNumber.movements',
    request: async ({ serialVariantId }, first) => ({
      document: `query ($variantId: ID!, $first: Int) { serialNumber(variantId: $variantId, serial: "SERIAL-1") {
        movements(first: $first) { nodes { type serials entry { branch { code } variant { sku } } } } } }`,
      variables: { variantId: toGlobalId('Variant', serialVariantId), first },
    }),
    commands: ['find stock_serials', 'find stock_movements', 'find stock_entries', 'find variants'],
  },
  { field: 'StockMovement.lots', isPlain: true },
  { field: 'StockValuation.branches', isPlain: true },
  { field: 'InsufficientStockError.lines', isPlain: true },
  { field: 'StockEntry.unavailable', isPlain: true },
];
