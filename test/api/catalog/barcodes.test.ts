import { toGlobalId } from '../../../src/kernel/ids';
import { fillBarcodeKeys } from '../../../src/modules/catalog';
import { variants as variantModel } from '../../../src/modules/catalog/variant.model';
import type { MadeProduct } from '../../factories';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Shop, memberOf, nextKey } from '../orders/order-scenario';
import { Till } from '../pos/pos-scenario';

const UNIT_EAN = '5012345678900';
const CASE_GTIN = '15012345678907';
const UPC = '036000291452';
const UPDATE = `mutation U($input: UpdateVariantInput!) { updateVariant(input: $input) {
  __typename ... on VariantPayload { variant { barcodes barcodeDetails { code packQuantity kind } } }
  ... on UserError { code } ... on ValidationError { field } } }`;
const CREATE = `mutation C($input: CreateProductInput!) { createProduct(input: $input) {
  __typename ... on ProductPayload { product { variants { nodes { sku barcodeDetails { code packQuantity } } } } }
  ... on UserError { code } ... on ValidationError { field } } }`;
const LOOKUP = `query L($registerId: ID!, $barcode: String!) { posLookup(registerId: $registerId, barcode: $barcode) {
  packQuantity variant { sku } } }`;

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

async function update({ variant }: MadeProduct, fields: Record<string, unknown>) {
  const input = { idempotencyKey: nextKey(), variantId: toGlobalId('Variant', variant._id), ...fields };
  return t.gql(UPDATE, { input }, t.tokens.buyer);
}

const lookup = (barcode: string) => t.gql(LOOKUP, { registerId: till.registerId, barcode }, t.tokens.cashier);
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

describe('pack barcodes', () => {
  it('stand beside the codes of the unit, and changing one list leaves the other', async () => {
    const tea = await shop.stocked(0, { barcodes: ['TEA-1'] });
    expect(memberOf(await update(tea, { packBarcodes: [{ code: '10614141000415', packQuantity: 12 }] }))).toEqual({
      __typename: 'VariantPayload',
      variant: {
        barcodes: ['TEA-1'],
        barcodeDetails: [
          { code: 'TEA-1', packQuantity: 1, kind: 'OTHER' },
          { code: '10614141000415', packQuantity: 12, kind: 'GTIN_14' },
        ],
      },
    });
    expect(memberOf(await update(tea, { barcodes: ['73513537'] }))).toMatchObject({
      variant: {
        barcodeDetails: [
          { code: '73513537', packQuantity: 1, kind: 'GTIN_8' },
          { code: '10614141000415', packQuantity: 12 },
        ],
      },
    });
  });

  it('sell as many units as are in the pack, at the price of a unit, out of one stock', async () => {
    const mug = await shop.stocked(60, { barcodes: [UNIT_EAN], priceMinor: 250 });
    await update(mug, { packBarcodes: [{ code: CASE_GTIN, packQuantity: 12 }] });
    expect(memberOf(await lookup(CASE_GTIN))).toEqual({ packQuantity: 12, variant: { sku: mug.variant.sku } });
    expect(memberOf(await lookup(UNIT_EAN))).toEqual({ packQuantity: 1, variant: { sku: mug.variant.sku } });

    const lines = [
      { barcode: CASE_GTIN, quantity: 2 },
      { barcode: UNIT_EAN, quantity: 3 },
    ];
    const sold = memberOf(await till.sell(lines, 27 * 250));

    expect(sold).toMatchObject({
      order: {
        lines: [
          { quantity: 24, unitPrice: { gross: { amountMinor: 250 } } },
          { quantity: 3, unitPrice: { gross: { amountMinor: 250 } } },
        ],
      },
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 33, reserved: 0, available: 33 });
    const tooMany = await till.sell([{ barcode: CASE_GTIN, quantity: 2_000_000_000 }], 1);
    expect(tooMany.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('are unique in the tenant across both lists and all variants, and have their check digit verified', async () => {
    const one = await shop.stocked(0, { barcodes: ['MINE-1'] });
    const other = await shop.stocked(0);
    expect(memberOf(await update(other, { packBarcodes: [{ code: 'MINE-1', packQuantity: 6 }] }))).toMatchObject({
      code: 'BARCODE_TAKEN',
    });
    expect(memberOf(await update(one, { packBarcodes: [{ code: 'MINE-1', packQuantity: 6 }] }))).toMatchObject({
      code: 'BARCODE_TAKEN',
      field: 'packBarcodes.0.code',
    });
    expect(memberOf(await update(one, { packBarcodes: [{ code: '15012345678908', packQuantity: 6 }] }))).toMatchObject({
      code: 'BARCODE_CHECK_DIGIT',
      field: 'packBarcodes.0.code',
    });
    for (const packQuantity of [0, 1, 100_001]) {
      const refused = await update(one, { packBarcodes: [{ code: 'P', packQuantity }] });
      expect(refused.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('come with a new product, and are found by search', async () => {
    const variant = { sku: 'CASED-1', price: gbp(100), packBarcodes: [{ code: 'CASE-OF-SIX', packQuantity: 6 }] };
    const input = { idempotencyKey: nextKey(), title: 'Cased', variants: [variant] };
    expect(memberOf(await t.gql(CREATE, { input }, t.tokens.buyer))).toMatchObject({
      product: {
        variants: { nodes: [{ sku: 'CASED-1', barcodeDetails: [{ code: 'CASE-OF-SIX', packQuantity: 6 }] }] },
      },
    });
    const answer = await t.gql('{ products(search: "six") { nodes { title } } }', {}, t.tokens.buyer);
    expect(answer.data.products.nodes).toEqual([{ title: 'Cased' }]);
  });
});

describe('a UPC-A and its EAN-13 with a 0 in front', () => {
  it('are one code: either finds the variant, and neither can be given to another one', async () => {
    const soap = await shop.stocked(9, { barcodes: [UPC], priceMinor: 100 });
    const twin = `0${UPC}`;
    for (const barcode of [UPC, twin, `0${twin}`]) {
      expect(memberOf(await lookup(barcode))).toEqual({ packQuantity: 1, variant: { sku: soap.variant.sku } });
    }
    const seen = await t.gql('query V($b: String) { variant(barcode: $b) { barcodes } }', { b: twin }, t.tokens.guest);
    expect(seen.data.variant.barcodes).toEqual([UPC]);
    expect(memberOf(await till.sell([{ barcode: twin, quantity: 1 }], 100)).__typename).toBe('PosSalePayload');
    const other = await shop.stocked(0);
    expect(memberOf(await update(other, { barcodes: [twin] }))).toMatchObject({ code: 'BARCODE_TAKEN' });
    expect(memberOf(await update(other, { barcodes: ['X', twin, UPC] }))).toMatchObject({
      code: 'BARCODE_TAKEN',
      field: 'barcodes.2',
    });
  });
});

it('variants that were stored without keys get them, and are found again', async () => {
  const old = await shop.stocked(0, { barcodes: ['012345678905', 'OLD'] });
  const filter = { tenantId: t.tenant._id, _id: old.variant._id };
  await variantModel(t.app.db).updateOne(filter, { $unset: { barcodeKeys: 1, packBarcodes: 1 } });
  expect(memberOf(await lookup('OLD'))).toBeNull();

  expect(await fillBarcodeKeys(t.ctx)).toBe(1);
  expect(await fillBarcodeKeys(t.ctx)).toBe(0);

  expect(memberOf(await lookup('0012345678905'))).toEqual({ packQuantity: 1, variant: { sku: old.variant.sku } });
});

it('removed and restored, a variant keeps its pack codes', async () => {
  const box = await shop.stocked(0);
  await update(box, { packBarcodes: [{ code: 'BOX-CASE', packQuantity: 4 }] });
  const run = async (name: string) =>
    memberOf(
      await t.gql(
        `mutation M($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { __typename } }`,
        { input: { idempotencyKey: nextKey(), productId: toGlobalId('Product', box.product._id) } },
        t.tokens.buyer,
      ),
    ).__typename;
  expect(await run('deleteProduct')).toBe('ProductPayload');
  expect(memberOf(await lookup('BOX-CASE'))).toBeNull();
  expect(await run('restoreProduct')).toBe('ProductPayload');
  expect(memberOf(await lookup('BOX-CASE'))).toEqual({ packQuantity: 4, variant: { sku: box.variant.sku } });
});
