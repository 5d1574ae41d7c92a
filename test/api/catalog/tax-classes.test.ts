import { toGlobalId } from '../../../src/kernel/ids';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Shop, memberOf, nextKey } from '../orders/order-scenario';

const outcome = (payload: string, selection: string) =>
  `__typename ... on ${payload} { ${selection} } ... on UserError { code } ... on ValidationError { field }`;
const VARIANT =
  'taxRateBasisPoints taxClass { code rateBasisPoints } price { net { amountMinor } gross { amountMinor } }';
const DOCUMENTS: Readonly<Record<string, string>> = {
  createTaxClass: `mutation M($input: CreateTaxClassInput!) { createTaxClass(input: $input) {
    ${outcome('TaxClassPayload', 'taxClass { code name rateBasisPoints }')} } }`,
  updateTaxClass: `mutation M($input: UpdateTaxClassInput!) { updateTaxClass(input: $input) {
    ${outcome('TaxClassPayload', 'taxClass { code name rateBasisPoints }')} } }`,
  updateVariant: `mutation M($input: UpdateVariantInput!) { updateVariant(input: $input) {
    ${outcome('VariantPayload', `variant { ${VARIANT} }`)} } }`,
  createProduct: `mutation M($input: CreateProductInput!) { createProduct(input: $input) {
    ${outcome('ProductPayload', `product { id variants { nodes { id ${VARIANT} } } }`)} } }`,
  generateVariants: `mutation M($input: GenerateVariantsInput!) { generateVariants(input: $input) {
    ${outcome('ProductPayload', `product { variants { nodes { ${VARIANT} } } }`)} } }`,
};

let t: TestApp;
let shop: Shop;
beforeAll(async () => {
  t = await createTestApp();
  shop = new Shop(t);
});
afterAll(() => t.close());

type Fields = Record<string, unknown>;
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const run = async (name: string, fields: Fields, token = t.tokens.buyer) =>
  t.gql(DOCUMENTS[name] ?? '', { input: { idempotencyKey: nextKey(), ...fields } }, token);
const create = async (variant: Fields, fields: Fields = {}) =>
  run('createProduct', { title: 'Taxed', variants: [{ sku: nextKey(), price: gbp(1_200), ...variant }], ...fields });

it('a class gives its rate to the variants that name it, to placed orders not any more', async () => {
  expect(memberOf(await run('createTaxClass', { code: 'BOOKS', name: 'Books', rateBasisPoints: 2_000 }))).toEqual({
    __typename: 'TaxClassPayload',
    taxClass: { code: 'BOOKS', name: 'Books', rateBasisPoints: 2_000 },
  });
  const book = await shop.stocked(9, { priceMinor: 1_200 });
  const variantId = toGlobalId('Variant', book.variant._id);
  expect(memberOf(await run('updateVariant', { variantId, taxClassCode: 'BOOKS' }))).toMatchObject({
    variant: { taxRateBasisPoints: 2_000, taxClass: { code: 'BOOKS' }, price: { net: { amountMinor: 1_000 } } },
  });
  const before = await shop.placed([shop.line(book, 1)]);

  const changed = await run('updateTaxClass', { code: 'BOOKS', rateBasisPoints: 0, expectedRateBasisPoints: 2_000 });
  expect(memberOf(changed).__typename).toBe('TaxClassPayload');

  const ORDER = 'query O($id: ID) { order(id: $id) { taxSummary { taxRateBasisPoints tax { amountMinor } } } }';
  const summary = async (id: string) => memberOf(await t.gql(ORDER, { id }, t.tokens.customer));
  expect(await summary(before.id)).toEqual({ taxSummary: [{ taxRateBasisPoints: 2_000, tax: { amountMinor: 200 } }] });
  const after = await shop.placed([shop.line(book, 1)]);
  expect(await summary(after.id)).toEqual({ taxSummary: [{ taxRateBasisPoints: 0, tax: { amountMinor: 0 } }] });
  const VARIANT_QUERY = `query V($id: ID) { variant(id: $id) { ${VARIANT} } }`;
  expect(memberOf(await t.gql(VARIANT_QUERY, { id: variantId }, t.tokens.guest))).toMatchObject({
    taxRateBasisPoints: 0,
    price: { net: { amountMinor: 1_200 } },
  });
  await t.expectStockConsistent();
});

it('a variant leaves its class for a rate of its own, or keeps the present rate', async () => {
  await run('createTaxClass', { code: 'FOOD', name: 'Food', rateBasisPoints: 500 });
  const made = await shop.stocked(0);
  const variantId = toGlobalId('Variant', made.variant._id);
  const update = async (fields: Fields) => memberOf(await run('updateVariant', { variantId, ...fields }));
  await update({ taxClassCode: 'FOOD' });
  await run('updateTaxClass', { code: 'FOOD', rateBasisPoints: 700 });
  expect(await update({ taxClassCode: null })).toMatchObject({ variant: { taxRateBasisPoints: 700, taxClass: null } });
  await update({ taxClassCode: 'FOOD' });
  expect(await update({ taxRateBasisPoints: 1 })).toMatchObject({ variant: { taxRateBasisPoints: 1, taxClass: null } });
  expect(await update({ taxClassCode: 'NONE' })).toMatchObject({ code: 'TAX_CLASS_UNKNOWN', field: 'taxClassCode' });
  const both = await run('updateVariant', { variantId, taxClassCode: 'FOOD', taxRateBasisPoints: 1 });
  expect(both.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

it('new variants have the class that they name, else the default class, and generated ones that of the first', async () => {
  await run('createTaxClass', { code: 'ZERO', name: 'Zero', rateBasisPoints: 0 });
  await run('createTaxClass', { code: 'STANDARD', name: 'Standard', rateBasisPoints: 1_900, isDefault: true });
  const tenant = await t.gql('{ tenant { taxClasses { code } defaultTaxClass { code } } }', {}, t.tokens.buyer);
  expect(tenant.data.tenant.defaultTaxClass).toEqual({ code: 'STANDARD' });
  expect(tenant.data.tenant.taxClasses).toContainEqual({ code: 'ZERO' });
  const variantOf = async (fields: Fields) => memberOf(await create(fields)).product.variants.nodes[0];
  expect(await variantOf({})).toMatchObject({ taxRateBasisPoints: 1_900, taxClass: { code: 'STANDARD' } });
  expect(await variantOf({ taxClassCode: 'ZERO' })).toMatchObject({
    taxRateBasisPoints: 0,
    taxClass: { code: 'ZERO' },
  });
  expect(await variantOf({ taxRateBasisPoints: 300 })).toMatchObject({ taxRateBasisPoints: 300, taxClass: null });
  expect(memberOf(await create({ taxClassCode: 'NONE' }))).toMatchObject({
    code: 'TAX_CLASS_UNKNOWN',
    field: 'variants.0.taxClassCode',
  });
  const options = [{ name: 'Size', values: ['S', 'M'] }];
  const selectedOptions = [{ name: 'Size', value: 'S' }];
  const { product } = memberOf(await create({ taxClassCode: 'ZERO', selectedOptions }, { options }));
  const productId = (product as unknown as { id: string }).id;
  const generated = memberOf(await run('generateVariants', { productId }));
  expect(generated.product.variants.nodes).toMatchObject([
    { taxClass: { code: 'ZERO' } },
    { taxClass: { code: 'ZERO' } },
  ]);
});

it('classes answer what is wrong with them', async () => {
  await run('createTaxClass', { code: 'ONE', name: 'One', rateBasisPoints: 1 });
  const bad = async (name: string, fields: Fields, token?: string) => {
    const answer = await run(name, fields, token);
    return answer.errors?.[0]?.extensions.code ?? memberOf(answer).code;
  };
  expect(await bad('createTaxClass', { code: 'ONE', name: 'x', rateBasisPoints: 1 })).toBe('TAX_CLASS_TAKEN');
  expect(await bad('createTaxClass', { code: 'low', name: 'x', rateBasisPoints: 1 })).toBe('BAD_USER_INPUT');
  expect(await bad('createTaxClass', { code: 'MUCH', name: 'x', rateBasisPoints: 10_001 })).toBe('BAD_USER_INPUT');
  expect(await bad('updateTaxClass', { code: 'ONE', rateBasisPoints: 2, expectedRateBasisPoints: 9 })).toBe(
    'STALE_TAX_RATE',
  );
  expect(await bad('updateTaxClass', { code: 'NONE', rateBasisPoints: 2 })).toBe('NOT_FOUND');
  expect(await bad('updateTaxClass', { code: 'ONE', rateBasisPoints: 2 }, t.tokens.foreignAdmin)).toBe('NOT_FOUND');
  expect(await bad('updateTaxClass', { code: 'ONE', rateBasisPoints: 2 }, t.tokens.cashier)).toBe('FORBIDDEN');
  const codes = Array.from({ length: 60 }, (_, index) => `MANY_${index}`);
  const answers = [];
  for (const code of codes) answers.push(await bad('createTaxClass', { code, name: code, rateBasisPoints: 1 }));
  expect(answers.at(-1)).toBe('LIMIT_EXCEEDED');
});
