import { newId, toGlobalId } from '../../../src/kernel/ids';
import { createRegister } from '../../../src/modules/pos';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Shop, memberOf, nextKey, refusalOf } from '../orders/order-scenario';
import type { Member } from '../orders/order-scenario';
import { Till, gbp } from './pos-scenario';

let test: TestApp;
let shop: Shop;
let till: Till;
beforeAll(async () => {
  test = await createTestApp();
  shop = new Shop(test);
  till = new Till(test);
}, 60_000);
afterAll(() => test?.close());
afterEach(() => test.expectStockConsistent());

const sequenceOf = (member: Member): number => Number(member.receipt.number.split('-').at(-1));

it('sells in one step: stock, order, payment, change and receipt', async () => {
  const mug = await shop.stocked(5, { barcodes: ['5012345678900'], priceMinor: 750 });
  const payments = [{ method: 'CASH', amount: gbp(1500), tenderedAmount: gbp(2000) }];
  const sold = memberOf(await till.sell([{ barcode: '5012345678900', quantity: 2 }], 0, { payments }));
  expect(sold).toMatchObject({
    __typename: 'PosSalePayload',
    changeDue: { amountMinor: 500, currency: 'GBP' },
    receipt: { number: 'NORTH-R1-000001', issuedAt: '2026-01-05T09:00:00.000Z', copies: 0 },
    order: {
      status: 'FULFILLED',
      channel: 'POS',
      reservation: null,
      total: { net: { amountMinor: 1250 }, tax: { amountMinor: 250 }, gross: { amountMinor: 1500 } },
      amountPaid: { amountMinor: 1500 },
      amountDue: { amountMinor: 0 },
      lines: [
        {
          quantity: 2,
          fulfilledQuantity: 2,
          unitPrice: { gross: { amountMinor: 750 } },
          variant: { sku: mug.variant.sku },
          branch: { code: 'NORTH' },
        },
      ],
      payments: [
        {
          method: 'CASH',
          status: 'CAPTURED',
          amount: { amountMinor: 1500 },
          tenderedAmount: { amountMinor: 2000 },
          changeAmount: { amountMinor: 500 },
        },
      ],
    },
  });
  expect(sold.receipt.text).toContain('  2 x 7.50                           15.00\n');
  expect(await shop.stockOf(mug)).toEqual({ onHand: 3, reserved: 0, available: 3 });
});

it('takes barcode, sku and id in one sale and splits the payment', async () => {
  const [a, b, c] = [await shop.stocked(5, { barcodes: ['X-1'] }), await shop.stocked(5), await shop.stocked(5)];
  const lines = [
    { barcode: 'X-1', quantity: 1 },
    { sku: b.variant.sku.toLowerCase(), quantity: 1 },
    { variantId: toGlobalId('Variant', c.variant._id), quantity: 1 },
  ];
  const payments = [
    { method: 'CARD', amount: gbp(2000), reference: 'slip 1' },
    { method: 'CASH', amount: gbp(1000) },
  ];
  const sold = memberOf(await till.sell(lines, 0, { payments }));
  expect(sold.order.lines.map((line) => line.variant.sku)).toEqual([a.variant.sku, b.variant.sku, c.variant.sku]);
  expect(sold.order.payments.map((payment) => payment.method)).toEqual(['CARD', 'CASH']);
});

it('two hundred lines take as many commands as one', async () => {
  const made = [];
  for (let batch = 0; batch < 2; batch += 1) made.push(await test.makeProduct({ variants: Array(50).fill({}) }));
  const variants = made.flatMap((product) => product.variants);
  await test.makeStock(...variants.map((variant) => ({ branch: test.branches.north, variant, quantity: 9 })));
  const lines = variants.flatMap((variant) => [
    { sku: variant.sku, quantity: 1 },
    { sku: variant.sku, quantity: 1 },
  ]);
  const short = 'mutation ($input: CreatePosSaleInput!) { createPosSale(input: $input) { __typename } }';
  const sell = (some: object[]) => () =>
    test.gql(
      short,
      {
        input: {
          idempotencyKey: nextKey(),
          registerId: till.registerId,
          lines: some,
          payments: [{ method: 'CASH', amount: gbp(some.length * 1000) }],
        },
      },
      test.tokens.cashier,
    );
  // Not counted: on a busy machine what is known of the tenant and the till may have grown old meanwhile.
  await sell(lines.slice(0, 1))();
  const one = await test.countCommands(sell(lines.slice(0, 1)));
  const many = await test.countCommands(sell(lines));
  expect(memberOf(many.result).__typename).toBe('PosSalePayload');
  expect(many.commands).toEqual(one.commands);
  expect(one.commands).toEqual([
    'find variants',
    'aggregate list_prices',
    'insert orders',
    'insert payments',
    'findAndModify registers',
    'insert receipts',
    'update stock_entries',
    'find stock_entries',
    'insert stock_movements',
    'insert idempotency_records',
    'insert outbox_events',
    'commitTransaction',
  ]);
});

it('a product with options is named in full on paper', async () => {
  const create = `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
    ... on ProductPayload { product { variants { nodes { id sku } } } } } }`;
  const input = {
    idempotencyKey: nextKey(),
    title: 'Shirt',
    options: [{ name: 'Size', values: ['M'] }],
    variants: [{ sku: 'SHIRT-M', price: gbp(0), selectedOptions: [{ name: 'Size', value: 'M' }] }],
  };
  const created = memberOf(await test.gql(create, { input }, test.tokens.admin));
  const variantId = created.product.variants.nodes[0]?.id;
  await test.gql(
    'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }',
    {
      input: {
        idempotencyKey: nextKey(),
        reason: 'RECEIVED',
        lines: [{ branchId: toGlobalId('Branch', test.branches.north._id), variantId, delta: 3 }],
      },
    },
    test.tokens.admin,
  );
  // A line of price 0 is sold like any other, without a payment.
  const sold = memberOf(await till.sell([{ variantId, quantity: 1 }], 0, { payments: [] }));
  expect(sold.receipt.text).toContain('\nShirt, M\n');
  expect(sold.order).toMatchObject({ status: 'FULFILLED', amountPaid: { amountMinor: 0 }, payments: [] });
});

describe('one effect', () => {
  it('the same key answers the same sale, other input is refused', async () => {
    const mug = await shop.stocked(5);
    const input = { idempotencyKey: nextKey() };
    const lines = [{ sku: mug.variant.sku, quantity: 1 }];
    const first = memberOf(await till.sell(lines, 1000, input));
    expect(memberOf(await till.sell(lines, 1000, input))).toEqual(first);
    const answers = await Promise.all(Array.from({ length: 20 }, () => till.sell(lines, 1000, input)));
    expect(new Set(answers.map((answer) => memberOf(answer).receipt.number)).size).toBe(1);
    expect(memberOf(await till.sell([{ sku: mug.variant.sku, quantity: 2 }], 2000, input))).toMatchObject({
      __typename: 'IdempotencyKeyReusedError',
      field: 'lines',
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 4, reserved: 0, available: 4 });
  });

  it("a till's own id of a sale is stored once, whatever the key", async () => {
    const mug = await shop.stocked(5);
    const lines = [{ sku: mug.variant.sku, quantity: 1 }];
    const first = memberOf(await till.sell(lines, 1000, { clientOrderId: 'offline-1' }));
    expect(first.__typename).toBe('PosSalePayload');
    expect(memberOf(await till.sell(lines, 1000, { clientOrderId: 'offline-1' }))).toMatchObject({
      __typename: 'InvalidStateError',
      code: 'POS_SALE_ALREADY_STORED',
      currentStatus: 'FULFILLED',
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 4, reserved: 0, available: 4 });
  });

  it('receipt numbers have no gap, with refused sales in between and twenty sales at once', async () => {
    const mug = await shop.stocked(10);
    const lines = [{ sku: mug.variant.sku, quantity: 1 }];
    const before = sequenceOf(memberOf(await till.sell(lines, 1000)));
    expect(memberOf(await till.sell([{ sku: mug.variant.sku, quantity: 99 }], 99_000)).__typename).toBe(
      'InsufficientStockError',
    );
    const members = (await Promise.all(Array.from({ length: 20 }, () => till.sell(lines, 1000)))).map(memberOf);
    const sold = members.filter((member) => member.__typename === 'PosSalePayload');
    expect(members.filter((member) => member.__typename === 'InsufficientStockError')).toHaveLength(11);
    expect(sold.map(sequenceOf).sort((a, b) => a - b)).toEqual(Array.from({ length: 9 }, (_, i) => before + 1 + i));
    expect(await shop.stockOf(mug)).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });
});

describe('refusals change nothing', () => {
  it('units that are held for a web order are not sold over the counter', async () => {
    const mug = await shop.stocked(3);
    await shop.placed([shop.line(mug, 2)]);
    const lines = [
      { sku: mug.variant.sku, quantity: 1 },
      { sku: mug.variant.sku, quantity: 1 },
    ];
    expect(memberOf(await till.sell(lines, 2000))).toMatchObject({
      __typename: 'InsufficientStockError',
      lines: [{ requested: 2, available: 1 }],
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 3, reserved: 2, available: 1 });
  });

  it('own prices are for managers', async () => {
    const mug = await shop.stocked(5);
    const lines = [{ sku: mug.variant.sku, quantity: 2, unitPriceOverride: gbp(150) }];
    expect(refusalOf(await till.sell(lines, 300))).toBe('FORBIDDEN');
    const sold = memberOf(await till.sell(lines, 300, {}, test.tokens.manager));
    expect(sold.order.total.gross.amountMinor).toBe(300);
    const negative = [{ sku: mug.variant.sku, quantity: 1, unitPriceOverride: gbp(-1) }];
    expect(memberOf(await till.sell(negative, -1, {}, test.tokens.manager))).toMatchObject({ code: 'PRICE_NEGATIVE' });
  });

  it('payments that do not add up, lines without exactly one key, times to come', async () => {
    const mug = await shop.stocked(5);
    const { sku } = mug.variant;
    const line = { sku, quantity: 1 };
    expect(memberOf(await till.sell([line], 999))).toMatchObject({ code: 'TENDER_MISMATCH', field: 'payments' });
    expect(memberOf(await till.sell([line], 1000, { occurredAt: '2027-01-01T00:00:00.000Z' }))).toMatchObject({
      code: 'OCCURRED_IN_FUTURE',
      field: 'occurredAt',
    });
    const flatBattery = { occurredAt: '2001-01-01T00:00:00.000Z' };
    expect(memberOf(await till.sell([line], 1000, flatBattery))).toMatchObject({ code: 'OCCURRED_TOO_LONG_AGO' });
    const bad: object[][] = [
      [],
      [{ quantity: 1 }],
      [{ sku, barcode: '1', quantity: 1 }],
      [{ sku, quantity: 0 }],
      [{ sku, quantity: -1 }],
      [{ sku, quantity: 1.5 }],
      [{ sku, quantity: 2 ** 31 }],
      [{ sku: 'x'.repeat(10_240), quantity: 1 }],
    ];
    for (const lines of bad)
      expect([lines, refusalOf(await till.sell(lines, 1000))]).toEqual([lines, 'BAD_USER_INPUT']);
    for (const [unknown, message] of [
      [{ sku: 'NOPE' }, 'No Variant with the SKU "NOPE". Check the SKU.'],
      [{ barcode: 'NOPE' }, 'No Variant with the barcode "NOPE". Check the barcode.'],
      [
        { variantId: 'NOPE' },
        'No Variant with the id "NOPE". Check the id; it may belong to another tenant or have been removed.',
      ],
    ] as const) {
      expect(memberOf(await till.sell([{ ...unknown, quantity: 1 }], 1000))).toMatchObject({
        __typename: 'NotFoundError',
        id: 'NOPE',
        message,
      });
    }
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it("another till's id, an unknown one, one that is off, people who don't sell", async () => {
    const mug = await shop.stocked(5);
    const line = { sku: mug.variant.sku, quantity: 1 };
    const other = await createRegister(test.ctx, { branchId: test.branches.south._id, code: 'R9', name: 'South' });
    const registerId = toGlobalId('Register', other.register._id);
    expect(memberOf(await till.sell([line], 1000, { registerId }))).toMatchObject({
      code: 'NOT_FOUND',
      id: registerId,
    });
    const unknown = toGlobalId('Register', newId());
    expect(memberOf(await till.sell([line], 1000, { registerId: unknown }, test.tokens.manager))).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(memberOf(await till.sell([line], 1000, {}, test.tokens.foreignAdmin))).toMatchObject({ code: 'NOT_FOUND' });
    await test.app.db.collection('registers').updateOne({ _id: other.register._id }, { $set: { active: false } });
    await test.makeStock({ branch: test.branches.south, variant: mug.variant, quantity: 1 });
    expect(memberOf(await till.sell([line], 1000, { registerId }, test.tokens.manager))).toMatchObject({
      code: 'REGISTER_INACTIVE',
      currentStatus: 'INACTIVE',
    });
    for (const token of [test.tokens.customer, test.tokens.clerk, test.tokens.buyer]) {
      expect(refusalOf(await till.sell([line], 1000, {}, token))).toBe('FORBIDDEN');
    }
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });
});

it('a sale of the past keeps its time', async () => {
  const mug = await shop.stocked(5);
  const occurredAt = '2026-01-04T16:30:00.000Z';
  const sold = memberOf(await till.sell([{ sku: mug.variant.sku, quantity: 1 }], 1000, { occurredAt }));
  expect(sold).toMatchObject({ receipt: { issuedAt: occurredAt }, order: { occurredAt } });
  expect(sold.receipt.text).toContain('04/01/2026 16:30');
});
