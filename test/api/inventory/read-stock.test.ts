import { adjustStock } from '../../../src/modules/inventory';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { branchGid, memberOf, nextKey, refusalOf, stocked, variantGid } from './stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const ENTRIES = `query ($first: Int, $after: String, $branchId: ID, $variantId: ID) {
  stockEntries(first: $first, after: $after, branchId: $branchId, variantId: $variantId) {
    nodes { id quantityOnHand branch { code } variant { sku } } pageInfo { hasNextPage endCursor } } }`;
const MOVEMENTS = `query ($first: Int, $after: String, $branchId: ID, $variantId: ID) {
  stockMovements(first: $first, after: $after, branchId: $branchId, variantId: $variantId) {
    nodes { id type onHandDelta sequence } pageInfo { hasNextPage endCursor } } }`;

/** All items of a list, page by page. */
async function walk(document: string, field: string, first: number, filter: object = {}) {
  const pages: { id: string }[][] = [];
  let after: string | null = null;
  for (;;) {
    const answer = await t.gql(document, { first, after, ...filter }, t.tokens.clerk);
    expect(answer.errors).toBeUndefined();
    const { nodes, pageInfo } = answer.data[field];
    pages.push(nodes);
    if (!pageInfo.hasNextPage) return pages;
    after = pageInfo.endCursor;
  }
}

describe('lists of stock', () => {
  it('page through all entries, each once, and by branch and variant', async () => {
    const variants = [await stocked(t, 1), await stocked(t, 2), await stocked(t, 3)];
    await t.makeStock(...variants.map((variant) => ({ branch: t.branches.south, variant, quantity: 9 })));
    const pages = await walk(ENTRIES, 'stockEntries', 4);
    expect(pages.map((page) => page.length)).toEqual([4, 2]);
    expect(new Set(pages.flat().map((node) => node.id)).size).toBe(6);
    const south = await walk(ENTRIES, 'stockEntries', 2, { branchId: branchGid(t.branches.south) });
    expect(south.map((page) => page.length)).toEqual([2, 1]);
    expect(south.flat()).toMatchObject(Array(3).fill({ quantityOnHand: 9, branch: { code: 'SOUTH' } }));
    const [first] = variants;
    const one = await walk(ENTRIES, 'stockEntries', 1, { variantId: first && variantGid(first) });
    expect(one.flat()).toHaveLength(2);
    expect(one.flat()).toMatchObject(Array(2).fill({ variant: { sku: first?.sku } }));
  });

  it('show movements newest first, in the entry too', async () => {
    const variant = await stocked(t, 10);
    for (const delta of [-1, -2, -3]) {
      await adjustStock(t.ctx, {
        input: { idempotencyKey: nextKey() },
        reason: 'OTHER',
        lines: [{ branchId: t.branches.north._id, variantId: variant._id, delta }],
      });
    }
    const pages = await walk(MOVEMENTS, 'stockMovements', 3, { variantId: variantGid(variant) });
    expect(pages.map((page) => page.map((node) => (node as unknown as { onHandDelta: number }).onHandDelta))).toEqual([
      [-3, -2, -1],
      [10],
    ]);
    const MINE = `query ($variantId: ID!, $after: String) { stockEntries(variantId: $variantId) { nodes {
      movements(first: 3, after: $after) { nodes { sequence onHandAfter entry { quantityOnHand } } pageInfo { hasNextPage endCursor } } } } }`;
    const page = await t.gql(MINE, { variantId: variantGid(variant) }, t.tokens.clerk);
    const { movements } = page.data.stockEntries.nodes[0];
    expect(movements.nodes).toEqual([
      { sequence: 4, onHandAfter: 4, entry: { quantityOnHand: 4 } },
      { sequence: 3, onHandAfter: 7, entry: { quantityOnHand: 4 } },
      { sequence: 2, onHandAfter: 9, entry: { quantityOnHand: 4 } },
    ]);
    expect(movements.pageInfo.hasNextPage).toBe(true);
    const rest = await t.gql(
      MINE,
      { variantId: variantGid(variant), after: movements.pageInfo.endCursor },
      t.tokens.clerk,
    );
    expect(rest.data.stockEntries.nodes[0].movements.nodes).toMatchObject([{ sequence: 1 }]);
    expect(rest.data.stockEntries.nodes[0].movements.pageInfo.hasNextPage).toBe(false);
  });

  it('refuse cursors that were made up, and a page that is too long', async () => {
    for (const after of [
      'x',
      Buffer.from('["a","b"]').toString('base64url'),
      Buffer.from('[1]').toString('base64url'),
    ]) {
      expect(refusalOf(await t.gql(ENTRIES, { after }, t.tokens.clerk))).toBe('BAD_USER_INPUT');
      expect(refusalOf(await t.gql(MOVEMENTS, { after }, t.tokens.clerk))).toBe('BAD_USER_INPUT');
    }
    expect(refusalOf(await t.gql(ENTRIES, { first: 101 }, t.tokens.clerk))).toBe('BAD_USER_INPUT');
    expect(refusalOf(await t.gql(ENTRIES, { first: 0 }, t.tokens.clerk))).toBe('BAD_USER_INPUT');
  });

  it('are for colleagues of the tenant only', async () => {
    await stocked(t, 1);
    expect(refusalOf(await t.gql(ENTRIES, {}, t.tokens.customer))).toBe('FORBIDDEN');
    expect(refusalOf(await t.gql(MOVEMENTS, {}, t.tokens.guest))).toBe('FORBIDDEN');
    const foreign = await t.gql(ENTRIES, {}, t.tokens.foreignAdmin);
    expect(foreign.data.stockEntries.nodes).toEqual([]);
    const entryId = (await t.gql(ENTRIES, { first: 1 }, t.tokens.clerk)).data.stockEntries.nodes[0].id;
    const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }';
    expect((await t.gql(NODE, { id: entryId }, t.tokens.foreignAdmin)).data.node).toBeNull();
    expect((await t.gql(NODE, { id: entryId }, t.tokens.customer)).data.node).toBeNull();
    expect((await t.gql(NODE, { id: entryId }, t.tokens.clerk)).data.node).toEqual({
      __typename: 'StockEntry',
      id: entryId,
    });
  });

  it('show what a unit cost to those who may see it only', async () => {
    const variant = await stocked(t, 0);
    const unitCost = { amountMinor: 250, currency: 'GBP' };
    const body = { branchId: branchGid(t.branches.north), variantId: variantGid(variant), delta: 2, unitCost };
    const ADJUST = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename
      ... on StockMovementsPayload { movements { unitCost { amountMinor currency } } } ... on ValidationError { code field } } }`;
    const input = { idempotencyKey: nextKey(), reason: 'RECEIVED', lines: [body] };
    expect(memberOf(await t.gql(ADJUST, { input }, t.tokens.buyer))).toEqual({
      __typename: 'StockMovementsPayload',
      movements: [{ unitCost }],
    });
    const READ =
      'query ($variantId: ID!) { stockMovements(variantId: $variantId) { nodes { onHandDelta unitCost { amountMinor } } } }';
    const hidden = await t.gql(READ, { variantId: variantGid(variant) }, t.tokens.clerk);
    expect(refusalOf(hidden)).toBe('FORBIDDEN');
    expect(hidden.data.stockMovements.nodes).toEqual([{ onHandDelta: 2, unitCost: null }]);
    const euro = { ...body, unitCost: { amountMinor: 1, currency: 'EUR' } };
    const wrong = { idempotencyKey: nextKey(), reason: 'RECEIVED', lines: [euro] };
    expect(memberOf(await t.gql(ADJUST, { input: wrong }, t.tokens.buyer))).toEqual({
      __typename: 'ValidationError',
      code: 'CURRENCY_MISMATCH',
      field: 'lines.0.unitCost.currency',
    });
  });
});

describe('stock on Variant', () => {
  const STOCK = `query ($id: ID!, $branchIds: [ID!]) { variant(id: $id) {
    stock(branchIds: $branchIds) { quantityAvailable branch { code } } } }`;
  const AVAILABILITY = `query ($id: ID!, $branchIds: [ID!]) { variant(id: $id) {
    availability(branchIds: $branchIds) { branch { code } status quantity } } }`;

  it('shows colleagues each branch, or those asked for', async () => {
    const variant = await stocked(t, 3);
    await t.makeStock({ branch: t.branches.warehouse, variant, quantity: 40 });
    const id = variantGid(variant);
    const all = await t.gql(STOCK, { id }, t.tokens.cashier);
    expect(new Set(all.data.variant.stock)).toEqual(
      new Set([
        { quantityAvailable: 3, branch: { code: 'NORTH' } },
        { quantityAvailable: 40, branch: { code: 'WH' } },
      ]),
    );
    const one = await t.gql(STOCK, { id, branchIds: [branchGid(t.branches.warehouse)] }, t.tokens.cashier);
    expect(one.data.variant.stock).toEqual([{ quantityAvailable: 40, branch: { code: 'WH' } }]);
    expect(refusalOf(await t.gql(STOCK, { id }, t.tokens.customer))).toBe('FORBIDDEN');
  });

  it('tells shoppers whether, not how much', async () => {
    const variant = await stocked(t, 3);
    await t.makeStock({ branch: t.branches.warehouse, variant, quantity: 40 });
    const id = variantGid(variant);
    const shopper = await t.gql(AVAILABILITY, { id }, t.tokens.guest);
    expect(shopper.data.variant.availability).toEqual([
      { branch: { code: 'NORTH' }, status: 'LOW_STOCK', quantity: null },
      { branch: { code: 'SOUTH' }, status: 'OUT_OF_STOCK', quantity: null },
      { branch: { code: 'WH' }, status: 'IN_STOCK', quantity: null },
    ]);
    const clerk = await t.gql(AVAILABILITY, { id, branchIds: [branchGid(t.branches.north)] }, t.tokens.clerk);
    expect(clerk.data.variant.availability).toEqual([{ branch: { code: 'NORTH' }, status: 'LOW_STOCK', quantity: 3 }]);
  });
});
