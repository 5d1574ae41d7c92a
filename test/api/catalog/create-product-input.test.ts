import { products } from '../../../src/modules/catalog/product.model';
import { variants } from '../../../src/modules/catalog/variant.model';
import { outboxEvents } from '../../../src/platform/outbox';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const CREATE = `mutation Create($input: CreateProductInput!) {
  createProduct(input: $input) { __typename ... on ValidationError { code field } }
}`;

let t: TestApp;
let keys = 0;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

interface Wish {
  readonly [field: string]: unknown;
}

function productInput(wish: Wish = {}) {
  keys += 1;
  return {
    idempotencyKey: `key-${keys}`,
    title: `Thing ${keys}`,
    variants: [{ sku: `THING-${keys}`, price: { amountMinor: 1_250, currency: 'GBP' } }],
    ...wish,
  };
}

async function create(input: Wish) {
  return t.gql(CREATE, { input }, t.tokens.buyer);
}

/** How much of everything that createProduct writes is there. */
async function stored() {
  const tenant = { tenantId: t.tenant._id };
  return {
    products: await products(t.app.db).countDocuments(tenant),
    variants: await variants(t.app.db).countDocuments(tenant),
    events: await outboxEvents(t.app.db).countDocuments(tenant),
  };
}

describe('createProduct, given bad input,', () => {
  const gbp = { amountMinor: 1, currency: 'GBP' };
  it.each<[string, Wish, string]>([
    ['no variants', { variants: [] }, 'variants'],
    ['101 variants', { variants: Array.from({ length: 101 }, (_, i) => ({ sku: `N${i}`, price: gbp })) }, 'variants'],
    ['an empty SKU', { variants: [{ sku: '', price: gbp }] }, 'variants.0.sku'],
    ['a SKU of 10 KB', { variants: [{ sku: 'A'.repeat(10_240), price: gbp }] }, 'variants.0.sku'],
    ['a SKU of 65 characters', { variants: [{ sku: 'A'.repeat(65), price: gbp }] }, 'variants.0.sku'],
    [
      'a SKU with a space',
      {
        variants: [
          { sku: 'OK', price: gbp },
          { sku: 'BANK CHARGES', price: gbp },
        ],
      },
      'variants.1.sku',
    ],
    ['an empty title', { title: '' }, 'title'],
    ['a blank title', { title: '   ' }, 'title'],
    ['a title of 10 KB', { title: 'x'.repeat(10_240) }, 'title'],
    ['a slug with a slash', { slug: '../x' }, 'slug'],
    ['four options', { options: ['a', 'b', 'c', 'd'].map((name) => ({ name, values: ['x'] })) }, 'options'],
    ['an option without values', { options: [{ name: 'Size', values: [] }] }, 'options.0.values'],
    [
      'a negative tax rate',
      { variants: [{ sku: 'T', price: gbp, taxRateBasisPoints: -1 }] },
      'variants.0.taxRateBasisPoints',
    ],
    [
      'a tax rate above 100 %',
      { variants: [{ sku: 'T', price: gbp, taxRateBasisPoints: 10_001 }] },
      'variants.0.taxRateBasisPoints',
    ],
    ['a barcode with a space', { variants: [{ sku: 'T', price: gbp, barcodes: ['1 2'] }] }, 'variants.0.barcodes.0'],
    [
      'a barcode of 49 characters',
      { variants: [{ sku: 'T', price: gbp, barcodes: ['1'.repeat(49)] }] },
      'variants.0.barcodes.0',
    ],
    ['an empty key', { idempotencyKey: '' }, 'idempotencyKey'],
    ['a key of 256 characters', { idempotencyKey: 'k'.repeat(256) }, 'idempotencyKey'],
  ])('refuses %s with a short message and changes nothing', async (_what, wish, field) => {
    const before = await stored();

    const answer = await create(productInput(wish));

    expect(answer.data).toBeNull();
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(answer.errors?.[0]?.message.length).toBeLessThan(250);
    expect(await stored()).toEqual(before);
  });

  it.each<[string, Wish]>([
    ['a title that is a number', { title: 1 }],
    ['variants that are a text', { variants: 'A' }],
    ['a price with a fraction', { variants: [{ sku: 'T', price: { amountMinor: 1.5, currency: 'GBP' } }] }],
    [
      'a price beyond 2^53',
      { variants: [{ sku: 'T', price: { amountMinor: 9_007_199_254_740_992, currency: 'GBP' } }] },
    ],
    ['a currency that does not exist', { variants: [{ sku: 'T', price: { amountMinor: 1, currency: 'XYZ' } }] }],
    ['a tax rate of 2^31', { variants: [{ sku: 'T', price: gbp, taxRateBasisPoints: 2_147_483_648 }] }],
    ['a status that does not exist', { status: 'SOLD' }],
    ['no price', { variants: [{ sku: 'T' }] }],
    ['a field that does not exist', { tenantId: 'x' }],
  ])('refuses %s by its type and changes nothing', async (_what, wish) => {
    const before = await stored();

    const answer = await create(productInput(wish));

    expect(answer.data).toBeUndefined();
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await stored()).toEqual(before);
  });

  it.each<[string, Wish, string, string]>([
    [
      'a wrong check digit',
      { variants: [{ sku: 'T', price: gbp, barcodes: ['4006381333930'] }] },
      'BARCODE_CHECK_DIGIT',
      'variants.0.barcodes.0',
    ],
    [
      'a foreign currency',
      { variants: [{ sku: 'T', price: { amountMinor: 1, currency: 'EUR' } }] },
      'CURRENCY_MISMATCH',
      'variants.0.price.currency',
    ],
    [
      'a negative price',
      { variants: [{ sku: 'T', price: { amountMinor: -1, currency: 'GBP' } }] },
      'PRICE_OUT_OF_RANGE',
      'variants.0.price',
    ],
    [
      'one SKU twice',
      {
        variants: [
          { sku: 'T', price: gbp },
          { sku: 't', price: gbp },
        ],
      },
      'SKU_TAKEN',
      'variants.1.sku',
    ],
    [
      'an option not chosen',
      { options: [{ name: 'Size', values: ['S'] }] },
      'OPTIONS_INVALID',
      'variants.0.selectedOptions',
    ],
  ])('answers a ValidationError for %s and changes nothing', async (_what, wish, code, field) => {
    const before = await stored();

    const answer = await create(productInput(wish));

    expect(answer.data.createProduct).toEqual({ __typename: 'ValidationError', code, field });
    expect(await stored()).toEqual(before);
  });
});
