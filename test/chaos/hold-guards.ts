import type { Guard } from './guard';

const CHANGE = 'src/modules/reservations/end-in.ts';
const EXTEND = 'src/modules/reservations/extend-in.ts';
const EXPIRE = 'src/modules/reservations/expire-reservations.ts';
const FIND = 'src/modules/reservations/find-reservation.ts';
const CHANGE_TEST = 'test/api/reservations/change-reservation.test.ts';
const CLAIM_TEST = 'test/api/reservations/claims.test.ts';
const LIMIT_RACE_TEST = 'test/race/hold-limits.test.ts';
const PLACE_TEST = 'test/api/orders/place-order.test.ts';

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
