import { toGlobalId } from '../../../src/kernel/ids';
import type { Id } from '../../../src/kernel/ids';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { reservations } from '../../../src/modules/reservations/reservation.model';
import { idempotencyRecords } from '../../../src/platform/idempotency';
import { outboxEvents } from '../../../src/platform/outbox';
import type { GraphqlAnswer, GraphqlData } from '../../support/executors';
import type { TestApp } from '../../support/test-app';

const ERRORS = `
  ... on UserError { code }
  ... on NotFoundError { id }
  ... on IdempotencyKeyReusedError { field }
`;
const SHORT = '... on InsufficientStockError { lines { variantId branchId requested available } }';
const MOVED = `... on StockMovementsPayload {
  movements { sequence type onHandDelta reservedDelta onHandAfter reservedAfter reason note entry { quantityOnHand } }
  entries { quantityOnHand quantityReserved quantityAvailable branch { code } variant { sku } }
}`;
const HELD = `... on ReservationPayload { reservation {
  id status expiresAt orderId createdAt
  lines { quantity committedQuantity releasedQuantity variant { sku } branch { code } }
} }`;

export const ADJUST = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename ${MOVED} ${SHORT} ${ERRORS} } }`;
export const SET = `mutation ($input: SetStockInput!) { setStock(input: $input) {
  __typename ${MOVED} ${SHORT} ${ERRORS} ... on StaleQuantityError { currentQuantity } } }`;
export const RESERVE = `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { __typename ${HELD} ${SHORT} ${ERRORS} } }`;

/** An action on a reservation: `extend`, `commit` or `release`. */
export function action(verb: 'extend' | 'commit' | 'release'): string {
  const type = verb === 'extend' ? 'ExtendReservationInput' : 'ReservationActionInput';
  return `mutation ($input: ${type}!) { ${verb}Reservation(input: $input) {
    __typename ${HELD} ${ERRORS} ... on InvalidStateError { currentStatus } ... on ValidationError { field } } }`;
}

let keys = 0;
/** A key that no test used before. */
export function nextKey(): string {
  keys += 1;
  return `key-${keys}`;
}

export const branchGid = (branch: { _id: Id }): string => toGlobalId('Branch', branch._id);
export const variantGid = (variant: { _id: Id }): string => toGlobalId('Variant', variant._id);

/** The union member of the only field of an answer; fails on top-level errors. */
export function memberOf(answer: GraphqlAnswer): GraphqlData {
  expect(answer.errors).toBeUndefined();
  return Object.values(answer.data as Record<string, GraphqlData>)[0];
}

/** The code of the only top-level error. */
export function refusalOf(answer: GraphqlAnswer): string {
  expect(answer.errors).toHaveLength(1);
  return answer.errors?.[0]?.extensions.code ?? '';
}

/** A new variant with so many units in branch north. */
export async function stocked(t: TestApp, quantity: number) {
  const { variant } = await t.makeProduct();
  if (quantity > 0) await t.makeStock({ branch: t.branches.north, variant, quantity });
  return variant;
}

/** A line of branch north, as clients send it. */
export function line(t: TestApp, variant: { _id: Id }, quantity: number) {
  return { branchId: branchGid(t.branches.north), variantId: variantGid(variant), quantity };
}

/** On hand, reserved and available of a variant in branch north. */
export async function balances(t: TestApp, variant: { _id: Id }) {
  const entry = await stockEntries(t.app.db)
    .findOne({ tenantId: t.tenant._id, branchId: t.branches.north._id, variantId: variant._id })
    .lean();
  return entry === null ? null : [entry.quantityOnHand, entry.quantityReserved, entry.quantityAvailable];
}

/** How much of everything that a change of stock writes is there: a refusal must leave it as it was. */
export async function stored(t: TestApp) {
  const tenant = { tenantId: t.tenant._id };
  const { db } = t.app;
  const entries = await stockEntries(db).find(tenant).sort({ _id: 1 }).lean();
  return {
    balances: entries.map((entry) => [entry.quantityOnHand, entry.quantityReserved, entry.sequence]),
    movements: await stockMovements(db).countDocuments(tenant),
    reservations: await reservations(db).countDocuments(tenant),
    keys: await idempotencyRecords(db).countDocuments(tenant),
    events: await outboxEvents(db).countDocuments(tenant),
  };
}
