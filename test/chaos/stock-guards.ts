import type { Guard } from './guard';

const LEDGER = 'src/modules/inventory/stock-ledger.ts';
const WRITES = 'src/modules/inventory/stock-ledger-writes.ts';
const CHANGE = 'src/modules/reservations/end-in.ts';
const EXTEND = 'src/modules/reservations/extend-in.ts';
const EXPIRE = 'src/modules/reservations/expire-reservations.ts';
const FIND = 'src/modules/reservations/find-reservation.ts';
const ADJUST_TEST = 'test/api/inventory/adjust-stock.test.ts';
const DELTA_TEST = 'test/api/inventory/ledger-deltas.test.ts';
const RESERVE_TEST = 'test/api/reservations/reserve-stock.test.ts';
const CHANGE_TEST = 'test/api/reservations/change-reservation.test.ts';
const CLAIM_TEST = 'test/api/reservations/claims.test.ts';
const STORAGE_TEST = 'test/api/pos/storage-guards.test.ts';
const LIMIT_RACE_TEST = 'test/race/hold-limits.test.ts';
const PLACE_TEST = 'test/api/orders/place-order.test.ts';

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

/** Guards of reservations and their expiry. */
export const HOLD_GUARDS: readonly Guard[] = [
  {
    name: 'a hold is over at its end, to the instant',
    file: 'src/modules/reservations/reservation.states.ts',
    text: 'return expiresAt > now ? null',
    replacement: 'return expiresAt >= now ? null',
    tests: [CHANGE_TEST],
  },
  {
    name: 'a claimed or ended hold is not released by hand',
    file: CHANGE,
    text: `  const refusal = reservation.status === 'ACTIVE' ? null : endOf(reservation, tx.now);
  if (refusal !== null) throw refusal;
  const parts = partsOf(`,
    replacement: '  const parts = partsOf(',
    tests: [CHANGE_TEST],
  },
  {
    name: 'a part is not more than is held',
    file: CHANGE,
    text: 'if (part.quantity > units) {',
    replacement: 'if (part.quantity < 0) {',
    tests: [CHANGE_TEST],
  },
  {
    name: "an order's hold is left to the order",
    file: CHANGE,
    text: 'if (reservation.orderId === null) return;',
    replacement: "if (reservation.status !== 'PENDING') return;",
    tests: [CHANGE_TEST],
  },
  {
    name: 'a hold lives 24 hours at most',
    file: EXTEND,
    text: 'Math.min(expiresAt.getTime(), reservation.createdAt.getTime() + LIFE_MAX_MS)',
    replacement: 'Math.min(expiresAt.getTime(), LIFE_MAX_MS * LIFE_MAX_MS)',
    tests: [CHANGE_TEST],
  },
  {
    name: 'an extension never shortens',
    file: EXTEND,
    text: 'new Date(Math.max(reservation.expiresAt.getTime(), capped))',
    replacement: 'new Date(capped)',
    tests: [CHANGE_TEST],
  },
  {
    name: 'one hold has one order',
    file: EXTEND,
    text: 'if (reservation.orderId !== null) {',
    replacement: "if (reservation.status !== 'ACTIVE') {",
    tests: [PLACE_TEST],
  },
  {
    name: "another shopper's hold is a missing one",
    file: FIND,
    text: 'if (ownerKey !== undefined && ownerKey !== found.ownerKey) {',
    replacement: "if (ownerKey === '') {",
    tests: [CHANGE_TEST],
  },
  {
    name: "another tenant's hold is a missing one",
    file: FIND,
    text: `await reservations(tx.db)
    .findOne({ tenantId: tx.tenantId, _id: id }, null, { session: tx.session })
    .lean<ReservationDoc>();`,
    replacement:
      '(await reservations(tx.db).collection.findOne({ _id: id }, { session: tx.session })) as ReservationDoc | null;',
    tests: [CHANGE_TEST],
  },
  {
    name: 'shoppers list their own holds only',
    file: FIND,
    text: "return can(actor, 'reservations:all') ? { tenantId }",
    replacement: 'return actor !== undefined ? { tenantId }',
    tests: [CHANGE_TEST],
  },
  {
    name: 'a claim takes only what is still due, and no running lease',
    file: EXPIRE,
    text: "filters.push({ tenantId, endedAt: null, status: 'ACTIVE', ...upTo(due.last) });",
    replacement: 'filters.push({ tenantId, ...upTo(due.last) });',
    tests: [CLAIM_TEST],
  },
  {
    name: 'a claim keeps to the batch when holds end in the same instant',
    file: EXPIRE,
    text: '{ _id: { $lte: _id } }',
    replacement: '{}',
    tests: ['test/api/reservations/expire-reservations.test.ts'],
  },
  {
    name: 'a claim waits for the end of the lease',
    file: EXPIRE,
    text: "_id: { $in: [...due.abandoned] }, status: 'RELEASING', leaseUntil: { $lte: now } });",
    replacement: "_id: { $in: [...due.abandoned] }, status: 'RELEASING' });",
    tests: [CLAIM_TEST],
  },
  {
    name: 'what a dead worker claimed is taken over',
    file: EXPIRE,
    text: "endedAt: null, status: 'RELEASING', leaseUntil: { $lte: now } }",
    replacement: "endedAt: null, status: 'RELEASING', leaseUntil: { $lte: new Date(0) } }",
    tests: [CLAIM_TEST],
  },
  {
    name: 'only the worker with the claim gives back',
    file: EXPIRE,
    text: "{ tenantId: tx.tenantId, _id: { $in: ids }, status: 'RELEASING', claimedBy: claim },",
    replacement: "{ tenantId: tx.tenantId, _id: { $in: ids }, status: 'RELEASING' },",
    tests: [CLAIM_TEST],
  },
  {
    name: 'a lost claim ends the transaction',
    file: EXPIRE,
    text: 'if (written.matchedCount !== group.length) throw',
    replacement: 'if (written.matchedCount < 0) throw',
    tests: [CLAIM_TEST],
  },
  {
    name: 'one live hold per place of a limit',
    file: 'src/modules/reservations/reservation.model.ts',
    text: '{ name: SLOT_INDEX, unique: true,',
    replacement: '{ name: SLOT_INDEX,',
    tests: [LIMIT_RACE_TEST],
  },
  {
    name: "two holds of one owner that did not see each other collide on the owner's turn",
    file: 'src/modules/reservations/hold-slots.ts',
    text: 'return { ...take(slots, taken), ownerTurn };',
    replacement: 'return take(slots, taken);',
    tests: [LIMIT_RACE_TEST],
  },
  {
    name: 'a hold that ends gives its places back',
    file: CHANGE,
    text: 'isOver ? { slots: [] } : {}',
    replacement: '{}',
    tests: ['test/api/reservations/hold-limits.test.ts'],
  },
  {
    name: 'a replaced hold gives its units back',
    file: 'src/modules/reservations/replace-in.ts',
    text: '[...releaseChanges(old._id, given), ...reserveChanges(reservation, tx.actor)]',
    replacement: '[...reserveChanges(reservation, tx.actor)]',
    tests: ['test/api/reservations/replace-reservation.test.ts'],
  },
];
