import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Shop, memberOf, refusalOf } from './order-scenario';
import type { OrderView } from './order-scenario';

let test: TestApp;
let shop: Shop;
let mine: OrderView;
let theirs: OrderView;
beforeAll(async () => {
  test = await createTestApp();
  shop = new Shop(test);
  const mug = await shop.stocked(100, { costPriceMinor: 400 });
  mine = await shop.paid([shop.line(mug, 1)]);
  theirs = await shop.placed([shop.line(mug, 2)], test.tokens.guest);
  for (let index = 0; index < 5; index += 1) await shop.placed([shop.line(mug, 1)]);
}, 60_000);
afterAll(() => test?.close());

const BY_ID = 'query ($id: ID) { order(id: $id) { id number } }';
const BY_NUMBER = 'query ($number: String) { order(number: $number) { id } }';
const LIST = `query ($first: Int, $after: String, $status: OrderStatus, $channel: OrderChannel) {
  orders(first: $first, after: $after, status: $status, channel: $channel) {
    nodes { id status } pageInfo { hasNextPage hasPreviousPage endCursor } } }`;

it('by id and by number; shoppers see their own, staff all, other tenants nothing', async () => {
  const { id, number } = mine as unknown as { id: string; number: string };
  const seen = async (document: string, variables: object, token: string) =>
    memberOf(await test.gql(document, variables as Record<string, unknown>, token));
  expect(await seen(BY_ID, { id }, test.tokens.customer)).toEqual({ id, number });
  expect(await seen(BY_NUMBER, { number }, test.tokens.clerk)).toEqual({ id });
  expect(await seen(BY_ID, { id }, test.tokens.guest)).toBeNull();
  expect(await seen(BY_NUMBER, { number }, test.tokens.guest)).toBeNull();
  expect(await seen(BY_ID, { id }, test.tokens.foreignAdmin)).toBeNull();
  expect(await seen(BY_ID, { id: 'nonsense' }, test.tokens.admin)).toBeNull();
  expect(refusalOf(await test.gql(BY_ID, {}, test.tokens.admin))).toBe('BAD_USER_INPUT');
  expect(refusalOf(await test.gql(BY_ID, { id }))).toBe('UNAUTHENTICATED');
  expect(refusalOf(await test.gql(BY_ID, { id }, test.tokens.buyer))).toBe('FORBIDDEN');
});

it('node(id) follows the same rule, for the payment too', async () => {
  const NODE = 'query ($id: ID!) { node(id: $id) { id __typename } }';
  const paid = await test.gql(
    'query ($id: ID) { order(id: $id) { payments { id } } }',
    { id: mine.id },
    test.tokens.customer,
  );
  const paymentId = memberOf(paid).payments[0]?.id;
  for (const [id, name] of [
    [mine.id, 'Order'],
    [paymentId, 'Payment'],
  ]) {
    expect(memberOf(await test.gql(NODE, { id }, test.tokens.customer))).toEqual({ id, __typename: name });
    expect(memberOf(await test.gql(NODE, { id }, test.tokens.guest))).toBeNull();
    expect(memberOf(await test.gql(NODE, { id }, test.tokens.foreignAdmin))).toBeNull();
  }
});

it('pages are stable, newest first, and end', async () => {
  const ids: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < 4; page += 1) {
    const answer = memberOf(await test.gql(LIST, { first: 2, after }, test.tokens.admin));
    ids.push(...answer.nodes.map((node) => node.id));
    expect(answer.pageInfo.hasNextPage).toBe(page < 3);
    expect(answer.pageInfo.hasPreviousPage).toBe(page > 0);
    after = answer.pageInfo.endCursor;
  }
  expect(new Set(ids).size).toBe(7);
  expect(ids.at(-1)).toBe(mine.id);
  expect(refusalOf(await test.gql(LIST, { after: 'nonsense' }, test.tokens.admin))).toBe('BAD_USER_INPUT');
  expect(refusalOf(await test.gql(LIST, { first: 101 }, test.tokens.admin))).toBe('BAD_USER_INPUT');
});

it('filters by status and channel, within what the caller may see', async () => {
  const list = async (variables: Record<string, unknown>, token: string) =>
    memberOf(await test.gql(LIST, variables, token)).nodes.map((node) => node.id);
  expect(await list({ status: 'CONFIRMED' }, test.tokens.admin)).toEqual([mine.id]);
  expect(await list({ channel: 'POS' }, test.tokens.admin)).toEqual([]);
  expect(await list({ channel: 'WEB', status: 'PENDING_PAYMENT' }, test.tokens.guest)).toEqual([theirs.id]);
  expect(await list({}, test.tokens.foreignAdmin)).toEqual([]);
});

it('a page of orders with lines, variants, payments and holds is four commands', async () => {
  const document = `{ orders(first: 7) { nodes { number lines { quantity variant { sku } branch { code } }
    payments { status } reservation { status } } } }`;
  const seven = await test.countCommands(() => test.gql(document, {}, test.tokens.admin));
  expect(memberOf(seven.result).nodes).toHaveLength(7);
  expect([...seven.commands].sort()).toEqual(['find orders', 'find payments', 'find reservations', 'find variants']);
});

it('cost is for those who may see it', async () => {
  const document = 'query ($id: ID) { order(id: $id) { lines { unitCost { amountMinor } } } }';
  const variables = { id: mine.id };
  expect(memberOf(await test.gql(document, variables, test.tokens.manager)).lines).toEqual([
    { unitCost: { amountMinor: 400 } },
  ]);
  expect(refusalOf(await test.gql(document, variables, test.tokens.customer))).toBe('FORBIDDEN');
});
