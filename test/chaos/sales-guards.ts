import type { Guard } from './guard';

const KEYS = 'src/platform/idempotency.ts';
const TENDERS = 'src/modules/pos/settle-tenders.ts';
const PAY = 'src/modules/orders/begin-payment.ts';
const ADJUST_TEST = 'test/api/inventory/adjust-stock.test.ts';
const STORAGE_TEST = 'test/api/pos/storage-guards.test.ts';
const SALE_TEST = 'test/api/pos/create-pos-sale.test.ts';
const TENDER_TEST = 'test/unit/pos/settle-tenders.test.ts';
const OWED_TEST = 'test/api/inventory/owed-units.test.ts';
const PAY_TEST = 'test/api/payments/pay-order.test.ts';

/** Guards of what is sold before it comes, and of lots that are named. */
export const OWED_GUARDS: readonly Guard[] = [
  {
    name: 'a shelf does not have what it owes',
    file: 'src/modules/inventory/stock-promise.ts',
    text: 'entry.quantityOnHand + (entry.quantityOwed ?? 0)',
    replacement: 'entry.quantityOnHand',
    tests: [OWED_TEST],
  },
  {
    name: 'what is sold of a hold that waits is owed',
    file: 'src/modules/reservations/end-in.ts',
    text: '      holdId: reservationId,\n',
    replacement: '',
    tests: ['test/api/inventory/backorders-paid.test.ts'],
  },
  {
    name: 'units of a hold that were there are sold before those that it waits for',
    file: 'src/modules/inventory/find-backorders.ts',
    text: 'Math.max(0, waitingQuantity - heldQuantity)',
    replacement: '(heldQuantity === 0 ? waitingQuantity : 0)',
    tests: [OWED_TEST],
  },
  {
    name: 'a variant that owes units is not removed',
    file: 'src/modules/inventory/settle-removed.ts',
    text: ' || quantityOwed !== 0) return true;',
    replacement: ') return true;',
    tests: [OWED_TEST],
  },
  {
    name: 'units of a lot are kept for the line that names them',
    file: 'src/modules/inventory/lots/move-lots.ts',
    text: 'kept: kept[at] ?? NOTHING_KEPT,',
    replacement: 'kept: NOTHING_KEPT,',
    tests: ['test/api/inventory/lots.test.ts'],
  },
];

/** Guards of idempotency and of tenants. */
export const REPEAT_GUARDS: readonly Guard[] = [
  {
    name: 'a key with another input is refused',
    file: KEYS,
    text: 'if (stored[field] !== given[field]) throw',
    replacement: "if (field === '') throw",
    tests: [ADJUST_TEST],
  },
  {
    name: 'a key under way with another input is refused',
    file: KEYS,
    text: '    assertSameInput(running.hashes, hashes);\n',
    replacement: '',
    tests: ['test/race/last-unit.test.ts'],
  },
  {
    name: 'one record per key',
    file: KEYS,
    text: '{ name: UNIQUE_INDEX, unique: true }',
    replacement: '{ name: UNIQUE_INDEX }',
    tests: [STORAGE_TEST],
  },
  {
    name: 'keys of two principals never meet',
    file: 'src/kernel/context.ts',
    text: "return `${actor.kind}:${actorId(actor)?.toHexString() ?? ''}`;",
    replacement: 'return actor.kind;',
    tests: ['test/unit/kernel/context.test.ts'],
  },
  {
    name: 'a query without its tenant is not sent',
    file: 'src/platform/tenant-scope.ts',
    text: 'assertNamesTenant(this.getFilter(), this.model.modelName);',
    replacement: 'this.getFilter();',
    tests: ['test/unit/platform/tenant-scope.test.ts'],
  },
  {
    name: 'a branch of another tenant is a missing one',
    file: 'src/modules/inventory/stock-refusal.ts',
    text: 'if (known?.branches.some((branch) => branch._id.equals(branchId)) !== true) {',
    replacement: 'if (known === null) {',
    tests: [ADJUST_TEST],
  },
];

/** Guards of the till and of payments. */
export const MONEY_GUARDS: readonly Guard[] = [
  {
    name: 'the till sells only what is available',
    file: 'src/modules/pos/create-pos-sale.ts',
    text: "requires: 'AVAILABLE',",
    replacement: "requires: 'NOTHING',",
    tests: [SALE_TEST],
  },
  {
    name: 'a till works only as itself',
    file: 'src/modules/pos/find-register.ts',
    text: "if (ctx.actor.kind === 'register' && !ctx.actor.registerId.equals(registerId)) throw unknown(registerId);\n",
    replacement: '',
    tests: [SALE_TEST],
  },
  {
    name: 'a register that is off sells nothing',
    file: 'src/modules/pos/issue-receipt.ts',
    text: '_id: register._id, active: true }',
    replacement: '_id: register._id }',
    tests: [SALE_TEST],
  },
  {
    name: "a till's own id of a sale is stored once",
    file: 'src/modules/orders/order.model.ts',
    text: '{ name: CLIENT_ORDER_INDEX, unique: true,',
    replacement: '{ name: CLIENT_ORDER_INDEX,',
    tests: [STORAGE_TEST],
  },
  {
    name: 'receipt numbers of a register are unique',
    file: 'src/modules/pos/receipt.model.ts',
    text: "{ name: 'receipt_series', unique: true }",
    replacement: "{ name: 'receipt_series' }",
    tests: [STORAGE_TEST],
  },
  {
    name: 'tenders add up to the sale',
    file: TENDERS,
    text: 'if (paidMinor !== totalMinor) {',
    replacement: 'if (paidMinor < 0) {',
    tests: [TENDER_TEST],
  },
  {
    name: 'what is handed over covers what counts',
    file: TENDERS,
    text: 'if (tenderedMinor < amountMinor) {',
    replacement: 'if (tenderedMinor < 0) {',
    tests: [TENDER_TEST],
  },
  {
    name: 'only cash gives change',
    file: TENDERS,
    text: 'if (tenderedMinor !== amountMinor) {',
    replacement: 'if (tenderedMinor < 0) {',
    tests: [TENDER_TEST],
  },
  {
    name: "tenders are in the tenant's currency",
    file: TENDERS,
    text: 'if (money.currency !== currency) {',
    replacement: "if (money.currency === '') {",
    tests: [TENDER_TEST],
  },
  {
    name: 'no tender is negative',
    file: TENDERS,
    text: 'if (money.amountMinor < 0) {',
    replacement: 'if (money.amountMinor < -(2 ** 40)) {',
    tests: [TENDER_TEST],
  },
  {
    name: 'a payment is not more than is due',
    file: PAY,
    text: 'if (amount.amountMinor > openMinor) {',
    replacement: 'if (amount.amountMinor > 2 ** 40) {',
    tests: [PAY_TEST],
  },
  {
    name: 'a payment is 1 or more',
    file: PAY,
    text: 'if (amount.amountMinor < Math.min(1, openMinor)) {',
    replacement: 'if (amount.amountMinor < -(2 ** 40)) {',
    tests: [PAY_TEST],
  },
  {
    name: "a payment is in the order's currency",
    file: PAY,
    text: 'if (amount.currency !== order.currency) {',
    replacement: "if (amount.currency === '') {",
    tests: [PAY_TEST],
  },
  {
    name: 'two payments of one sum are not under way at once',
    file: PAY,
    text: 'if (openMinor <= 0 && order.pendingMinor > 0) throw paymentUnderWay(order);\n',
    replacement: '',
    tests: ['test/unit/orders/payable.test.ts'],
  },
  {
    name: 'one attempt is one payment',
    file: 'src/modules/payments/payment.model.ts',
    text: '{ name: ATTEMPT_INDEX, unique: true }',
    replacement: '{ name: ATTEMPT_INDEX }',
    tests: [STORAGE_TEST],
  },
  {
    name: 'cash is recorded by staff',
    file: 'src/modules/orders/pay-order.ts',
    text: "if (can(ctx.actor, 'orders:all')) return null;",
    replacement: "if (ctx.actor.kind !== 'system') return null;",
    tests: [PAY_TEST],
  },
  {
    name: 'prices of their own are for those allowed',
    file: 'src/modules/orders/price-lines.ts',
    text: "if (!can(ctx.actor, 'prices:override')) {",
    replacement: "if (ctx.actor.kind === 'anonymous') {",
    tests: [SALE_TEST],
  },
  {
    name: 'a hold of one thing is no way to buy another that is off sale',
    file: 'src/modules/orders/place-order.ts',
    text: 'return held.some(({ variantId }) => variantId.equals(variant._id));',
    replacement: 'return held.length > 0;',
    tests: ['test/api/orders/place-order.test.ts'],
  },
];
