import type { Guard } from './guard';

const LEDGER = 'src/modules/inventory/stock-ledger.ts';
const WRITES = 'src/modules/inventory/stock-ledger-writes.ts';
const ADJUST_TEST = 'test/api/inventory/adjust-stock.test.ts';
const DELTA_TEST = 'test/api/inventory/ledger-deltas.test.ts';
const RESERVE_TEST = 'test/api/reservations/reserve-stock.test.ts';
const STORAGE_TEST = 'test/api/pos/storage-guards.test.ts';

/** Guards of the ledger. */
export const STOCK_GUARDS: readonly Guard[] = [
  {
    name: 'the guarded $inc asks for enough available',
    file: WRITES,
    text: '...unitGuard(demand),',
    replacement: '',
    tests: [RESERVE_TEST],
  },
  {
    name: 'the guarded $inc asks for enough reserved',
    file: WRITES,
    text: '...(reserved > 0 && { quantityReserved: { $gte: reserved } }),',
    replacement: '',
    tests: ['test/api/reservations/expire-reservations.test.ts'],
  },
  {
    name: 'shoppers may not take the safety stock',
    file: 'src/modules/inventory/stock-promise.ts',
    text: 'return { quantityPromisable: { $gte: needed } };',
    replacement: 'return { quantityAvailable: { $gte: needed } };',
    tests: ['test/api/inventory/oversell.test.ts'],
  },
  {
    name: 'shoppers may not take what is off sale',
    file: LEDGER,
    text: 'if (hidden !== undefined) throw noSuchVariant(hidden);',
    replacement: 'void hidden;',
    tests: ['test/api/reservations/off-sale.test.ts'],
  },
  {
    name: 'shoppers may order ahead only to the limit',
    file: 'src/modules/inventory/stock-promise.ts',
    text: 'return backorder ? -backorder.limitQuantity : (safetyStock ?? 0);',
    replacement: 'return backorder ? -2 * backorder.limitQuantity : (safetyStock ?? 0);',
    tests: ['test/api/inventory/backorders.test.ts'],
  },
  {
    name: 'what an order waits for is not handed over',
    file: 'src/modules/orders/fulfill-order.ts',
    text: 'await assertThere(tx, order, chosen);',
    replacement: '',
    tests: ['test/api/inventory/backorders-paid.test.ts'],
  },
  {
    name: 'what a cancelled order gives back is worth what left',
    file: 'src/modules/inventory/return-sold.ts',
    text: 'const sales = await salesOf(tx, orderId);',
    replacement: 'const sales = new Map<string, SoldUnits>();',
    tests: ['test/api/orders/cancel-value.test.ts'],
  },
  {
    name: 'no bucket of unavailable units goes below 0',
    file: WRITES,
    text: 'guards[`unavailableBy.${reason}`] = { $gte: quantity };',
    replacement: 'void [reason, quantity];',
    tests: [DELTA_TEST],
  },
  {
    name: 'incoming never goes below 0',
    file: WRITES,
    text: '...(incomingDelta < 0 && { quantityIncoming: { $gte: -incomingDelta } }),',
    replacement: '',
    tests: [DELTA_TEST],
  },
  {
    name: 'only a demand that takes nothing may make its entry, place by place',
    file: WRITES,
    text: 'newEntries.get(demand.key)',
    replacement: '[...newEntries].find(([key]) => key.endsWith(demand.variantId.toHexString()))?.[1]',
    tests: [ADJUST_TEST],
  },
  {
    name: 'a guarded update that missed refuses',
    file: LEDGER,
    text: 'if (applied !== demands.length) await refuseMissed',
    replacement: 'if (applied < 0) await refuseMissed',
    tests: [RESERVE_TEST],
  },
  {
    name: 'a quantity stays within 32 bits',
    file: LEDGER,
    text: 'if (most <= QUANTITY_MAX) return;',
    replacement: 'if (most !== null) return;',
    tests: [ADJUST_TEST],
  },
  {
    name: 'all changes of one entry are judged together',
    file: 'src/modules/inventory/stock-change.ts',
    text: 'return Math.max(0, -availableDelta(demand));',
    replacement: 'return Math.max(0, ...demand.changes.map((change) => change.reservedDelta - change.onHandDelta));',
    tests: ['test/unit/inventory/stock-change.test.ts'],
  },
  {
    name: 'lines of one place are merged',
    file: 'src/modules/inventory/stock-change.ts',
    text: 'const key = stockKeyOf({ branchId, variantId });',
    replacement: 'const key = String(index);',
    tests: [RESERVE_TEST],
  },
  {
    name: 'an adjustment takes only what is available',
    file: 'src/modules/inventory/adjust-stock.ts',
    text: "requires: line.delta < 0 ? 'AVAILABLE' : 'NOTHING',",
    replacement: "requires: 'NOTHING',",
    tests: [ADJUST_TEST],
  },
  {
    name: 'setStock stays above what is held',
    file: 'src/modules/inventory/set-stock.ts',
    text: "const requires = onHandDelta < 0 ? 'AVAILABLE' : 'NOTHING';",
    replacement: "const requires = 'NOTHING';",
    tests: [ADJUST_TEST],
  },
  {
    name: 'setStock compares before it sets',
    file: 'src/modules/inventory/set-stock.ts',
    text: 'if (expected !== null && expected !== current) throw',
    replacement: 'if (expected === -1) throw',
    tests: [ADJUST_TEST],
  },
  {
    name: 'one entry per branch and variant',
    file: 'src/modules/inventory/stock-entry.model.ts',
    text: "{ name: 'stock_entry_unique', unique: true }",
    replacement: "{ name: 'stock_entry_unique' }",
    tests: [STORAGE_TEST],
  },
  {
    name: 'one movement per place in the chain',
    file: 'src/modules/inventory/stock-movement.model.ts',
    text: "{ name: 'stock_movement_chain', unique: true }",
    replacement: "{ name: 'stock_movement_chain' }",
    tests: [STORAGE_TEST],
  },
];
