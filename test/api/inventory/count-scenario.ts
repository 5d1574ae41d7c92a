import type { Id } from '../../../src/kernel/ids';
import { idFromHex, parseGlobalId } from '../../../src/kernel/ids';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import type { GraphqlData } from '../../support/executors';
import type { TestApp } from '../../support/test-app';
import { branchGid, memberOf, nextKey, variantGid } from './stock-scenario';

const COUNT = `id number status blind lineCount varianceUnits needsApprover scopeVariantIds scopeCategoryId note
  approval { movedLines judgedLines appliedLines movedLineCount belowHeldLineCount } branch { code }`;

function mutation(name: string): string {
  const state = name === 'startStockCount' ? '' : '... on InvalidStateError { currentStatus }';
  const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename
    ... on StockCountPayload { stockCount { ${COUNT} } }
    ... on UserError { code message } ${state} ... on ValidationError { field } } }`;
}

type Verb = 'start' | 'record' | 'submit' | 'approve' | 'cancel';

/** Does one step of a count; answers the union member. */
export async function countStep(
  t: TestApp,
  verb: Verb,
  input: Record<string, unknown>,
  token = t.tokens.clerk,
): Promise<GraphqlData> {
  const answer = await t.gql(mutation(`${verb}StockCount`), { input: { idempotencyKey: nextKey(), ...input } }, token);
  return memberOf(answer);
}

/** The count after a step that must succeed. */
export async function counted(
  t: TestApp,
  verb: Verb,
  input: Record<string, unknown>,
  token = t.tokens.clerk,
): Promise<GraphqlData> {
  const member = await countStep(t, verb, input, token);
  expect(member).toMatchObject({ __typename: 'StockCountPayload' });
  return member.stockCount;
}

/** An open count of branch north. */
export async function openCount(t: TestApp, input: Record<string, unknown> = {}): Promise<string> {
  return (await counted(t, 'start', { branchId: branchGid(t.branches.north), ...input })).id;
}

/** Records what was found of one variant. */
export async function found(
  t: TestApp,
  stockCountId: string,
  variant: { _id: Id },
  quantity: number,
  mode: 'ADD' | 'REPLACE' = 'REPLACE',
  token = t.tokens.clerk,
): Promise<GraphqlData> {
  return countStep(t, 'record', { stockCountId, mode, lines: [{ variantId: variantGid(variant), quantity }] }, token);
}

/** Submits as the clerk and approves as the manager. */
export async function approved(
  t: TestApp,
  stockCountId: string,
  movedLines: 'REBASE' | 'RECOUNT' = 'REBASE',
): Promise<GraphqlData> {
  await counted(t, 'submit', { stockCountId });
  return counted(t, 'approve', { stockCountId, movedLines }, t.tokens.manager);
}

const LINES = `query ($id: ID!, $status: StockCountLineStatus, $first: Int, $after: String) {
  stockCountLines(stockCountId: $id, status: $status, first: $first, after: $after) {
    nodes { status countedQuantity expectedQuantity variance appliedDelta variant { id } }
    pageInfo { hasNextPage endCursor } } }`;

/** Lines of a count as the caller sees them. */
export async function linesOf(
  t: TestApp,
  id: string,
  { token = t.tokens.manager, ...variables }: { token?: string; status?: string; first?: number; after?: string } = {},
): Promise<GraphqlData> {
  const page = memberOf(await t.gql(LINES, { id, ...variables }, token));
  return page === null ? null : page.nodes;
}

/** The COUNT movements of a count: on hand change, reason, on hand after. */
export async function countMovements(t: TestApp, stockCountId: string): Promise<unknown[]> {
  const parsed = parseGlobalId(stockCountId);
  const rows = await stockMovements(t.app.db)
    .find({ tenantId: t.tenant._id, referenceType: 'StockCount', referenceId: parsed?.id ?? idFromHex('0'.repeat(24)) })
    .sort({ _id: 1 })
    .lean();
  return rows.map((row) => [row.type, row.reason, row.onHandDelta, row.onHandAfter]);
}
