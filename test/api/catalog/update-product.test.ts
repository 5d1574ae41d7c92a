import { newId, toGlobalId } from '../../../src/kernel/ids';
import { setProductQuantities } from '../../../src/modules/catalog';
import { outboxEvents } from '../../../src/platform/outbox';
import type { MadeProduct } from '../../factories';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const UPDATE_PRODUCT = `mutation U($input: UpdateProductInput!) { updateProduct(input: $input) {
  __typename
  ... on ProductPayload { product { title slug description status quantity updatedAt variants { nodes { sku title } } } }
  ... on UserError { code }
  ... on ValidationError { field }
} }`;
const UPDATE_VARIANT = `mutation U($input: UpdateVariantInput!) { updateVariant(input: $input) {
  __typename
  ... on VariantPayload { variant { sku barcodes price { gross { amountMinor } net { amountMinor } }
    compareAtPrice { amountMinor currency } costPrice { amountMinor } } }
  ... on UserError { code }
  ... on ValidationError { field }
} }`;

let t: TestApp;
let keys = 0;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

type Fields = Record<string, unknown>;
const productId = (made: MadeProduct) => toGlobalId('Product', made.product._id);
const variantId = (made: MadeProduct, index = 0) => toGlobalId('Variant', made.variants[index]?._id ?? newId());
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const nextKey = () => `update-${(keys += 1)}`;

async function updateProduct(made: MadeProduct, fields: Fields, token = t.tokens.buyer) {
  const input = { idempotencyKey: nextKey(), productId: productId(made), ...fields };
  return (await t.gql(UPDATE_PRODUCT, { input }, token)).data?.updateProduct;
}

async function updateVariant(made: MadeProduct, fields: Fields, token = t.tokens.buyer) {
  const input = { idempotencyKey: nextKey(), variantId: variantId(made), ...fields };
  return (await t.gql(UPDATE_VARIANT, { input }, token)).data?.updateVariant;
}

async function found(search: string, token = t.tokens.buyer): Promise<string[]> {
  const answer = await t.gql('query S($s: String) { products(search: $s) { nodes { title } } }', { s: search }, token);
  return answer.data.products.nodes.map((node: { title: string }) => node.title);
}

describe('updateProduct', () => {
  it('renames the product, its bare variant and its search words; the slug and the projected quantity stay', async () => {
    const made = await t.makeProduct({ title: 'Old Kettle', variants: [{ sku: 'KETTLE-1' }] });
    await setProductQuantities(t.ctx, [{ productId: made.product._id, quantity: 7, inStockBranchIds: [] }]);
    t.clock.tick(1_000);

    const result = await updateProduct(made, { title: ' New Teapot ', description: 'Pours.' });

    expect(result.product).toEqual({
      title: 'New Teapot',
      slug: 'old-kettle',
      description: 'Pours.',
      status: 'ACTIVE',
      quantity: 7,
      updatedAt: t.clock.now().toISOString(),
      variants: { nodes: [{ sku: 'KETTLE-1', title: 'New Teapot' }] },
    });
    expect(await found('teapot')).toEqual(['New Teapot']);
    expect(await found('old kettle')).toEqual([]);
    expect(await found('kettle-1')).toEqual(['New Teapot']);
    const event = await outboxEvents(t.app.db).findOne({ tenantId: t.tenant._id }).sort({ _id: -1 }).lean();
    expect(event).toMatchObject({
      type: 'product.updated',
      version: 1,
      payload: { productId: made.product._id.toHexString() },
    });
    expect((await updateProduct(made, { description: null, slug: 'teapot' })).product).toMatchObject({
      description: null,
      slug: 'teapot',
      title: 'New Teapot',
    });
  });

  it('hides product and variants from shoppers when archived, and shows them again', async () => {
    const made = await t.makeProduct({ title: 'Seasonal', variants: [{ sku: 'SEASON-1' }] });
    const seen = async () =>
      (
        await t.gql(
          'query Q($p: ID) { product(id: $p) { title } variant(sku: "SEASON-1") { sku } }',
          {
            p: productId(made),
          },
          t.tokens.guest,
        )
      ).data;

    await updateProduct(made, { status: 'ARCHIVED' });
    expect(await seen()).toEqual({ product: null, variant: null });
    await updateProduct(made, { status: 'ACTIVE' });
    expect(await seen()).toEqual({ product: { title: 'Seasonal' }, variant: { sku: 'SEASON-1' } });
  });

  it('answers SLUG_TAKEN, NOT_FOUND for foreign and unknown ones, and changes nothing', async () => {
    const made = await t.makeProduct({ title: 'Lamp' });
    await t.makeProduct({ title: 'Taken Lamp' });

    expect(await updateProduct(made, { title: 'X', slug: 'taken-lamp' })).toEqual({
      __typename: 'ValidationError',
      code: 'SLUG_TAKEN',
      field: 'slug',
    });
    const missing = { __typename: 'NotFoundError', code: 'NOT_FOUND' };
    expect(await updateProduct(made, { title: 'X' }, t.tokens.foreignAdmin)).toEqual(missing);
    expect(await updateProduct(made, { productId: toGlobalId('Product', newId()) })).toEqual(missing);
    expect(await updateProduct(made, { productId: variantId(made) })).toEqual(missing);
    expect(await found('lamp')).toEqual(['Lamp', 'Taken Lamp']);
  });

  it('replays the first answer of a key and refuses it for another input', async () => {
    const made = await t.makeProduct({ title: 'Twice' });
    const input = { idempotencyKey: nextKey(), productId: productId(made), title: 'Once' };
    const send = async (fields: Fields) =>
      (await t.gql(UPDATE_PRODUCT, { input: { ...input, ...fields } }, t.tokens.buyer)).data.updateProduct;
    const first = await send({});
    await updateProduct(made, { title: 'Later' });

    expect(await send({})).toEqual(first);
    expect((await send({ title: 'Other' })).code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await found('later')).toEqual(['Later']);
  });

  it.each([{ title: null }, { title: '  ' }, { title: 'x'.repeat(256) }, { slug: 'No Spaces' }, { status: null }])(
    'refuses %j as malformed',
    async (fields) => {
      const made = await t.makeProduct();
      const input = { idempotencyKey: nextKey(), productId: productId(made), ...fields };

      const answer = await t.gql(UPDATE_PRODUCT, { input }, t.tokens.buyer);

      expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    },
  );

  it.each(['clerk', 'cashier', 'customer', 'guest'] as const)('is forbidden for the %s', async (role) => {
    const made = await t.makeProduct();
    for (const [document, input] of [
      [UPDATE_PRODUCT, { idempotencyKey: nextKey(), productId: productId(made), title: 'Mine' }],
      [UPDATE_VARIANT, { idempotencyKey: nextKey(), variantId: variantId(made), price: gbp(1) }],
    ] as const) {
      const answer = await t.gql(document, { input }, t.tokens[role]);
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });
});

describe('updateVariant', () => {
  it('changes prices, tax and barcodes, and leaves out what is left out', async () => {
    const made = await t.makeProduct({ variants: [{ sku: 'CUP-1', barcodes: ['CUP-OLD'], priceMinor: 600 }] });

    const all = await updateVariant(made, {
      price: gbp(1_200),
      expectedPrice: gbp(600),
      compareAtPrice: gbp(1_500),
      costPrice: gbp(300),
      barcodes: ['CUP-NEW', '4006381333931'],
      taxRateBasisPoints: 0,
    });

    expect(all.variant).toEqual({
      sku: 'CUP-1',
      barcodes: ['CUP-NEW', '4006381333931'],
      price: { gross: { amountMinor: 1_200 }, net: { amountMinor: 1_200 } },
      compareAtPrice: { amountMinor: 1_500, currency: 'GBP' },
      costPrice: { amountMinor: 300 },
    });
    expect(await found('cup-new')).toHaveLength(1);
    expect(await found('cup-old')).toHaveLength(0);
    const less = await updateVariant(made, { compareAtPrice: null, costPrice: null });
    expect(less.variant).toEqual({ ...all.variant, compareAtPrice: null, costPrice: null });
  });

  it.each([
    ['STALE_PRICE', 'expectedPrice', { price: gbp(1), expectedPrice: gbp(999) }],
    ['COMPARE_AT_PRICE_TOO_LOW', 'compareAtPrice', { compareAtPrice: gbp(1_000) }],
    ['PRICE_OUT_OF_RANGE', 'price', { price: gbp(-1) }],
    ['CURRENCY_MISMATCH', 'price.currency', { price: { amountMinor: 1, currency: 'EUR' } }],
    ['CURRENCY_MISMATCH', 'costPrice.currency', { costPrice: { amountMinor: 1, currency: 'EUR' } }],
    ['BARCODE_CHECK_DIGIT', 'barcodes.0', { barcodes: ['4006381333930'] }],
    ['BARCODE_TAKEN', 'barcodes.1', { barcodes: ['SAME', 'SAME'] }],
    ['BARCODE_TAKEN', 'barcodes', { barcodes: ['OTHERS'] }],
  ])('answers %s at %s', async (code, field, fields) => {
    const other = { variants: [{ barcodes: ['OTHERS'] }] };
    if (code === 'BARCODE_TAKEN' && field === 'barcodes') await t.makeProduct(other);
    const made = await t.makeProduct();

    expect(await updateVariant(made, fields)).toEqual({ __typename: 'ValidationError', code, field });
  });

  it('lets nobody change a variant of another tenant', async () => {
    const made = await t.makeProduct();

    const answer = await updateVariant(made, { price: gbp(1) }, t.tokens.foreignAdmin);

    expect(answer).toEqual({ __typename: 'NotFoundError', code: 'NOT_FOUND' });
  });

  it('loses none of eight changes of one product at once', async () => {
    const wish = Array.from({ length: 8 }, (_, index) => ({ sku: `CROWD-${index}` }));
    const made = await t.makeProduct({ title: 'Crowd', variants: wish });

    const results = await Promise.all(
      wish.map((_, index) =>
        updateVariant(made, { variantId: variantId(made, index), barcodes: [`CROWDCODE${index}`] }),
      ),
    );

    expect(results.map((result) => result.__typename)).toEqual(Array(8).fill('VariantPayload'));
    for (let index = 0; index < 8; index += 1) expect(await found(`crowdcode${index}`)).toEqual(['Crowd']);
  });

  it('lets one of five win who saw the same price', async () => {
    const made = await t.makeProduct({ variants: [{ priceMinor: 500 }] });

    const results = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => updateVariant(made, { price: gbp(500 + n), expectedPrice: gbp(500) })),
    );

    expect(results.map((result) => result.code ?? 'won').sort()).toEqual([...Array(4).fill('STALE_PRICE'), 'won']);
  });
});
