import { gtinCheckDigit } from '../../../src/modules/catalog';
import { valueCheckDigit } from '../../../src/modules/catalog/scale-barcode';
import { toGlobalId } from '../../../src/kernel/ids';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Shop, memberOf, nextKey, refusalOf } from '../orders/order-scenario';
import { Till } from './pos-scenario';

const SET = `mutation S($input: SetScaleBarcodeRulesInput!) { setScaleBarcodeRules(input: $input) {
  __typename ... on TenantPayload { tenant { scaleBarcodeRevision scaleBarcodeRules { prefix itemDigits valueDigits } } }
  ... on UserError { code } ... on ValidationError { field } } }`;
const LOOKUP = `query L($registerId: ID!, $barcode: String!) { posLookup(registerId: $registerId, barcode: $barcode) {
  packQuantity embeddedPrice { amountMinor currency } variant { sku } stock { quantityAvailable } } }`;
/** 21, five digits of the item, five of the price in pence. */
const PLAIN = {
  prefix: '21',
  itemDigits: 5,
  valueKind: 'PRICE',
  valueDigits: 5,
  valueDecimals: 2,
  hasValueCheckDigit: false,
};
/** 02, five digits of the item, a check digit, four of the price in tens of pence: a UPC-A of number system 2. */
const CHECKED = {
  prefix: '02',
  itemDigits: 5,
  valueKind: 'PRICE',
  valueDigits: 4,
  valueDecimals: 1,
  hasValueCheckDigit: true,
};

let t: TestApp;
let shop: Shop;
let till: Till;
beforeAll(async () => {
  t = await createTestApp();
  shop = new Shop(t);
  till = new Till(t);
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const set = async (rules: readonly object[], expectedRevision: number, token = t.tokens.buyer) =>
  t.gql(SET, { input: { idempotencyKey: nextKey(), rules, expectedRevision } }, token);
const ean = (digits: string) => digits + gtinCheckDigit(digits);
const lookup = (barcode: string) => t.gql(LOOKUP, { registerId: till.registerId, barcode }, t.tokens.cashier);

it('the check digits of values are those of the GS1 General Specifications', () => {
  expect(valueCheckDigit('2875')).toBe('9');
  expect(valueCheckDigit('14685')).toBe('6');
});

it('a label of a scale finds its article in two commands, and is sold at the price in it', async () => {
  const cheese = await shop.stocked(10, { barcodes: [ean('210012300000')], priceMinor: 1_000 });
  const sausage = await shop.stocked(10, { barcodes: [ean('020045600000')], priceMinor: 1_000 });
  const label = ean('210012300745');
  expect(memberOf(await lookup(label))).toBeNull();
  expect(memberOf(await set([PLAIN, CHECKED], 0))).toMatchObject({
    tenant: { scaleBarcodeRevision: 1, scaleBarcodeRules: [{ prefix: '21' }, { prefix: '02' }] },
  });
  await lookup(label);

  const scan = await t.countCommands(() => lookup(label));
  expect(scan.commands).toEqual(['find variants', 'find stock_entries']);
  expect(memberOf(scan.result)).toEqual({
    packQuantity: 1,
    embeddedPrice: { amountMinor: 745, currency: 'GBP' },
    variant: { sku: cheese.variant.sku },
    stock: { quantityAvailable: 10 },
  });
  expect(memberOf(await lookup(ean('210012300000')))).toMatchObject({ embeddedPrice: null });
  const checked = ean(`0200456${valueCheckDigit('0312')}0312`);
  for (const barcode of [checked, checked.slice(1)]) {
    expect(memberOf(await lookup(barcode))).toMatchObject({
      embeddedPrice: { amountMinor: 3_120 },
      variant: { sku: sausage.variant.sku },
    });
  }

  const lines = [
    { barcode: label, quantity: 2 },
    { barcode: checked, quantity: 1 },
    { barcode: ean('210012300000'), quantity: 1 },
  ];
  const sold = memberOf(await till.sell(lines, 2 * 745 + 3_120 + 1_000));
  expect(sold).toMatchObject({
    order: {
      lines: [
        { quantity: 2, unitPrice: { gross: { amountMinor: 745 } } },
        { quantity: 1, unitPrice: { gross: { amountMinor: 3_120 } } },
        { quantity: 1, unitPrice: { gross: { amountMinor: 1_000 } } },
      ],
    },
  });
  expect(await shop.stockOf(cheese)).toEqual({ onHand: 7, reserved: 0, available: 7 });
});

it('a label with a weight is sold at the weight times the price of a kilogram, rounded half up, one bag of stock', async () => {
  const ham = await shop.stocked(5, { barcodes: [ean('230012300000')], priceMinor: 1_799 });
  const weighed = { ...PLAIN, prefix: '23', valueKind: 'WEIGHT', valueDecimals: 3 };
  expect(memberOf(await set([PLAIN, CHECKED, weighed], 1)).__typename).toBe('TenantPayload');
  const label = ean('230012300732');
  const found = memberOf(
    await t.gql(
      `query L($registerId: ID!, $barcode: String!) { posLookup(registerId: $registerId, barcode: $barcode) {
        embeddedWeightGrams embeddedPrice { amountMinor } } }`,
      { registerId: till.registerId, barcode: label },
      t.tokens.cashier,
    ),
  );
  // 0.732 kg at 17.99 a kilogram is 13.16868.
  expect(found).toEqual({ embeddedWeightGrams: 732, embeddedPrice: { amountMinor: 1_317 } });
  const sold = memberOf(await till.sell([{ barcode: label, quantity: 1 }], 1_317));
  expect(sold).toMatchObject({ order: { lines: [{ quantity: 1, unitPrice: { gross: { amountMinor: 1_317 } } }] } });
  expect(await shop.stockOf(ham)).toEqual({ onHand: 4, reserved: 0, available: 4 });
  expect(refusalOf(await set([{ ...weighed, valueDecimals: 4 }], 2))).toBe('BAD_USER_INPUT');
});

it('a misread label finds nothing, and a code of its own goes before a label', async () => {
  const wrong = String((Number(valueCheckDigit('0312')) + 1) % 10);
  expect(memberOf(await lookup(ean(`0200456${wrong}0312`)))).toBeNull();
  expect(memberOf(await lookup('2100123007450'))).toBeNull();
  const own = await shop.stocked(1, { barcodes: [ean('210012300999')], priceMinor: 50 });
  expect(memberOf(await lookup(ean('210012300999')))).toMatchObject({
    embeddedPrice: null,
    variant: { sku: own.variant.sku },
  });
  expect(memberOf(await till.sell([{ barcode: ean('210077700100'), quantity: 1 }], 100))).toMatchObject({
    code: 'NOT_FOUND',
  });
  const line = { variantId: toGlobalId('Variant', own.variant._id), quantity: 1 };
  expect(memberOf(await till.sell([line], 50)).__typename).toBe('PosSalePayload');
});

it('rules answer what is wrong with them', async () => {
  expect(memberOf(await set([PLAIN], 0))).toMatchObject({ code: 'STALE_SCALE_RULES', field: 'expectedRevision' });
  const bad = [
    [{ ...PLAIN, prefix: '50' }],
    [PLAIN, PLAIN],
    [{ ...PLAIN, itemDigits: 6 }],
    [{ ...PLAIN, valueDecimals: 3 }],
    [{ ...PLAIN, itemDigits: 3, valueDigits: 6, hasValueCheckDigit: true }],
  ];
  for (const rules of bad) expect(refusalOf(await set(rules, 2))).toBe('BAD_USER_INPUT');
  expect(refusalOf(await set([PLAIN], 1, t.tokens.cashier))).toBe('FORBIDDEN');
});
