import type { Id } from '../../../src/kernel/ids';
import { parseGlobalId } from '../../../src/kernel/ids';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import type { GraphqlData } from '../../support/executors';
import type { TestApp } from '../../support/test-app';
import { branchGid, memberOf, nextKey, variantGid } from './stock-scenario';

const TRANSFER = `id number status version note shippedAt receivedAt cancelledAt fromBranch { code } toBranch { code }
  lines { quantity shippedQuantity receivedQuantity lostQuantity returnedQuantity inTransitQuantity
    discrepancies { reason quantity note } variant { id } }`;

type Verb = 'create' | 'update' | 'ship' | 'receive' | 'cancel';

function mutation(verb: Verb): string {
  const type = `${verb[0]?.toUpperCase() ?? ''}${verb.slice(1)}StockTransfer`;
  const state = verb === 'create' ? '' : '... on InvalidStateError { currentStatus }';
  const short = verb === 'ship' ? '... on InsufficientStockError { lines { variantId requested available } }' : '';
  return `mutation ($input: ${type}Input!) { ${verb}StockTransfer(input: $input) { __typename
    ... on StockTransferPayload { stockTransfer { ${TRANSFER} } }
    ... on UserError { code message } ... on ValidationError { field } ${state} ${short} } }`;
}

/** Does one step of a transfer; answers the union member. */
export async function transferStep(
  t: TestApp,
  verb: Verb,
  input: Record<string, unknown>,
  token = t.tokens.clerk,
): Promise<GraphqlData> {
  return memberOf(await t.gql(mutation(verb), { input: { idempotencyKey: nextKey(), ...input } }, token));
}

/** The transfer after a step that must succeed. */
export async function moved(t: TestApp, verb: Verb, input: Record<string, unknown>): Promise<GraphqlData> {
  const member = await transferStep(t, verb, input);
  expect(member).toMatchObject({ __typename: 'StockTransferPayload' });
  return member.stockTransfer;
}

type Wanted = readonly (readonly [{ _id: Id }, number])[];

/** A draft from north to south. */
export async function draft(t: TestApp, wanted: Wanted): Promise<string> {
  const lines = wanted.map(([variant, quantity]) => ({ variantId: variantGid(variant), quantity }));
  const route = { fromBranchId: branchGid(t.branches.north), toBranchId: branchGid(t.branches.south) };
  return (await moved(t, 'create', { ...route, lines })).id;
}

/** A transfer from north to south that is on its way. */
export async function shipped(t: TestApp, wanted: Wanted): Promise<string> {
  const stockTransferId = await draft(t, wanted);
  await moved(t, 'ship', { stockTransferId });
  return stockTransferId;
}

/** Receives so many units of one variant, and says what became of others. */
export async function received(
  t: TestApp,
  stockTransferId: string,
  variant: { _id: Id },
  receivedQuantity: number,
  discrepancies: readonly { reason: string; quantity: number; note?: string }[] = [],
): Promise<GraphqlData> {
  const lines = [{ variantId: variantGid(variant), receivedQuantity, discrepancies }];
  return transferStep(t, 'receive', { stockTransferId, lines });
}

/** On hand, incoming and value of a variant in a branch. */
export async function standing(t: TestApp, branch: { _id: Id }, variant: { _id: Id }): Promise<number[]> {
  const entry = await stockEntries(t.app.db)
    .findOne({ tenantId: t.tenant._id, branchId: branch._id, variantId: variant._id })
    .lean();
  return entry === null ? [0, 0, 0] : [entry.quantityOnHand, entry.quantityIncoming, entry.totalValueMinor];
}

/** The movements of a transfer: branch, type, on hand change, value change. */
export async function transferMovements(t: TestApp, stockTransferId: string): Promise<unknown[]> {
  const rows = await stockMovements(t.app.db)
    .find({ tenantId: t.tenant._id, referenceType: 'StockTransfer', referenceId: parseGlobalId(stockTransferId)?.id })
    .sort({ _id: 1 })
    .lean();
  const codeOf = (branchId: Id) => Object.values(t.branches).find(({ _id }) => _id.equals(branchId))?.code;
  return rows.map((row) => [codeOf(row.branchId), row.type, row.onHandDelta, row.valueDeltaMinor]);
}
