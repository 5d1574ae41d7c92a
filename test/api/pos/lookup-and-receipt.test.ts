import { newId, toGlobalId } from '../../../src/kernel/ids';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Shop, memberOf, refusalOf } from '../orders/order-scenario';
import { Till } from './pos-scenario';

let test: TestApp;
let shop: Shop;
let till: Till;
beforeAll(async () => {
  test = await createTestApp();
  shop = new Shop(test);
  till = new Till(test);
}, 60_000);
afterAll(() => test?.close());

const LOOKUP = `query ($registerId: ID!, $barcode: String, $sku: String) {
  posLookup(registerId: $registerId, barcode: $barcode, sku: $sku) {
    variant { sku price { gross { amountMinor } } } stock { quantityAvailable branch { code } } } }`;
const RECEIPT = `query ($id: ID, $number: String) { receipt(id: $id, number: $number) {
  id number text html order { number total { gross { amountMinor } } } } }`;

describe('posLookup', () => {
  it("answers a scan with the price and this branch's stock in two commands", async () => {
    const mug = await shop.stocked(4, { barcodes: ['5012345678900'], priceMinor: 750 });
    await test.makeStock({ branch: test.branches.south, variant: mug.variant, quantity: 90 });
    const variables = { registerId: till.registerId, barcode: '5012345678900' };
    const scan = await test.countCommands(() => test.gql(LOOKUP, variables, test.tokens.cashier));
    expect(memberOf(scan.result)).toEqual({
      variant: { sku: mug.variant.sku, price: { gross: { amountMinor: 750 } } },
      stock: { quantityAvailable: 4, branch: { code: 'NORTH' } },
    });
    expect(scan.commands).toEqual(['find variants', 'find stock_entries']);
    const bySku = { registerId: till.registerId, sku: mug.variant.sku.toLowerCase() };
    expect(memberOf(await test.gql(LOOKUP, bySku, test.tokens.cashier)).stock.quantityAvailable).toBe(4);
  });

  it('knows a variant that the branch never had, and no unknown code', async () => {
    const mug = await shop.stocked(0);
    const { registerId } = till;
    expect(
      memberOf(await test.gql(LOOKUP, { registerId, sku: mug.variant.sku }, test.tokens.cashier)).stock,
    ).toBeNull();
    expect(memberOf(await test.gql(LOOKUP, { registerId, sku: 'NOPE' }, test.tokens.cashier))).toBeNull();
  });

  it('refuses two codes, none, another register, and people who do not sell', async () => {
    const { registerId } = till;
    const refused = async (variables: Record<string, unknown>, token = test.tokens.cashier) =>
      refusalOf(await test.gql(LOOKUP, variables, token));
    expect(await refused({ registerId })).toBe('BAD_USER_INPUT');
    expect(await refused({ registerId, sku: 'A', barcode: 'B' })).toBe('BAD_USER_INPUT');
    expect(await refused({ registerId, sku: '' })).toBe('BAD_USER_INPUT');
    expect(await refused({ registerId: toGlobalId('Register', newId()), sku: 'A' })).toBe('NOT_FOUND');
    expect(await refused({ registerId, sku: 'A' }, test.tokens.foreignAdmin)).toBe('NOT_FOUND');
    expect(await refused({ registerId, sku: 'A' }, test.tokens.customer)).toBe('FORBIDDEN');
  });
});

it('posProducts shows what is on sale', async () => {
  const draft = await test.makeProduct({ title: 'Zebra draft', status: 'DRAFT' });
  const active = await test.makeProduct({ title: 'Zebra lamp' });
  const document = `query ($registerId: ID!, $search: String) {
    posProducts(registerId: $registerId, search: $search) { nodes { title } } }`;
  const variables = { registerId: till.registerId, search: 'zebra' };
  expect(memberOf(await test.gql(document, variables, test.tokens.cashier)).nodes).toEqual([
    { title: active.product.title },
  ]);
  expect(draft.product.status).toBe('DRAFT');
});

describe('receipt', () => {
  it('is read by id and number, by its till and by staff with orders, and escapes titles', async () => {
    const made = await test.makeProduct({ title: '<img src=x onerror=alert(1)>' });
    await test.makeStock({ branch: test.branches.north, variant: made.variant, quantity: 1 });
    const sold = memberOf(await till.sell([{ sku: made.variant.sku, quantity: 1 }], 1000));
    const { id, number } = sold.receipt as { id: string; number: string };
    const seen = memberOf(await test.gql(RECEIPT, { id }, test.tokens.cashier));
    expect(seen).toMatchObject({
      id,
      number,
      order: { number: sold.order.number, total: { gross: { amountMinor: 1000 } } },
    });
    expect(seen.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(seen.html).not.toContain('<img');
    expect(memberOf(await test.gql(RECEIPT, { number }, test.tokens.clerk)).id).toBe(id);
    expect(memberOf(await test.gql(RECEIPT, { id }, test.tokens.foreignAdmin))).toBeNull();
    expect(memberOf(await test.gql(RECEIPT, { id: till.registerId }, test.tokens.cashier))).toBeNull();
    expect(refusalOf(await test.gql(RECEIPT, { id }, test.tokens.customer))).toBe('FORBIDDEN');
    expect(refusalOf(await test.gql(RECEIPT, {}, test.tokens.cashier))).toBe('BAD_USER_INPUT');
    // The till sees its own sale as an order, too.
    const order = await test.gql(
      'query ($id: ID) { order(id: $id) { number } }',
      { id: sold.order.id },
      test.tokens.cashier,
    );
    expect(memberOf(order)).toEqual({ number: sold.order.number });
  });
});

describe('signInRegister', () => {
  const SIGN_IN = `mutation ($input: SignInRegisterInput!) { signInRegister(input: $input) {
    __typename ... on SignInSuccess { session { accessToken } } ... on ValidationError { code field } } }`;

  it('signs the cashier in at this till', async () => {
    const member = memberOf(await test.gql(SIGN_IN, { input: { tenant: 'acme', ...test.till } }));
    const token = member.session.accessToken;
    const NODE = 'query ($id: ID!) { node(id: $id) { ... on Register { code active branch { code } } } }';
    expect(memberOf(await test.gql(NODE, { id: till.registerId }, token))).toEqual({
      code: 'R1',
      active: true,
      branch: { code: 'NORTH' },
    });
  });

  it('answers the same whatever is wrong', async () => {
    const right = { tenant: 'acme', ...test.till };
    const wrong = [
      { ...right, tenant: 'nobody' },
      { ...right, tenant: 'other' },
      { ...right, terminalToken: 'hft_nonsense' },
      { ...right, cashierPin: '000000' },
    ];
    for (const input of wrong) {
      expect(memberOf(await test.gql(SIGN_IN, { input }))).toEqual({
        __typename: 'ValidationError',
        code: 'INVALID_CREDENTIALS',
        field: null,
      });
    }
  });
});
