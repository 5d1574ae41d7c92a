import { toGlobalId } from '../../../src/kernel/ids';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { memberOf, nextKey } from '../orders/order-scenario';

const MEDIA = 'media { url alt kind }';
const CREATE = `mutation C($input: CreateProductInput!) { createProduct(input: $input) {
  __typename ... on ProductPayload { product { id ${MEDIA} variants { nodes { id ${MEDIA} } } } } } }`;
const UPDATE = `mutation U($input: UpdateProductInput!) { updateProduct(input: $input) {
  __typename ... on ProductPayload { product { ${MEDIA} } } } }`;
const UPDATE_VARIANT = `mutation U($input: UpdateVariantInput!) { updateVariant(input: $input) {
  __typename ... on VariantPayload { variant { ${MEDIA} } } } }`;
const READ = `query P($id: ID) { product(id: $id) { ${MEDIA} variants { nodes { ${MEDIA} } } } }`;
const FRONT = { url: 'https://cdn.example.test/front.jpg', alt: 'From the front', kind: 'IMAGE' };
const FILM = { url: 'https://cdn.example.test/turn.mp4?size=1', alt: '', kind: 'VIDEO' };

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

type Fields = Record<string, unknown>;
const run = async (document: string, fields: Fields) =>
  t.gql(document, { input: { idempotencyKey: nextKey(), ...fields } }, t.tokens.buyer);
const create = async (media: unknown, ofVariant: unknown = []) => {
  const price = { amountMinor: 1, currency: 'GBP' };
  return run(CREATE, { title: 'Shown', media, variants: [{ sku: nextKey(), price, media: ofVariant }] });
};

it('stand on products and variants in their order, also after removal and restoring', async () => {
  const made = memberOf(await create([FRONT, FILM], [{ url: FRONT.url }]));
  const product = made.product as unknown as { id: string };
  expect(made.product).toMatchObject({
    media: [FRONT, FILM],
    variants: { nodes: [{ media: [{ url: FRONT.url, alt: '', kind: 'IMAGE' }] }] },
  });
  const variantId = made.product.variants.nodes[0]?.id ?? '';
  expect(memberOf(await run(UPDATE, { productId: product.id, media: [FILM, FRONT] })).product).toEqual({
    media: [FILM, FRONT],
  });
  expect(memberOf(await run(UPDATE, { productId: product.id, title: 'Other' })).product).toEqual({
    media: [FILM, FRONT],
  });
  expect(memberOf(await run(UPDATE_VARIANT, { variantId, media: [] }))).toMatchObject({ variant: { media: [] } });
  for (const name of ['deleteProduct', 'restoreProduct']) {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const document = `mutation M($input: ${type}!) { ${name}(input: $input) { __typename } }`;
    expect(memberOf(await run(document, { productId: product.id })).__typename).toBe('ProductPayload');
  }
  expect(memberOf(await t.gql(READ, { id: product.id }, t.tokens.guest))).toEqual({
    media: [FILM, FRONT],
    variants: { nodes: [{ media: [] }] },
  });
});

it('are empty for products of earlier versions', async () => {
  const { product } = await t.makeProduct();
  await t.app.db.collection('products').updateOne({ _id: product._id }, { $unset: { media: 1 } });
  const seen = await t.gql(READ, { id: toGlobalId('Product', product._id) }, t.tokens.guest);
  expect(memberOf(seen)).toMatchObject({ media: [] });
});

it.each([
  ['http', 'http://cdn.example.test/a.jpg'],
  ['a script', 'javascript:alert(1)'],
  ['a file', 'file:///etc/passwd'],
  ['credentials', 'https://user:secret@cdn.example.test/a.jpg'],
  ['a space', 'https://cdn.example.test/a b.jpg'],
  ['a line feed', 'https://cdn.example.test/a\n.jpg'],
  ['no host', 'https://'],
  ['letters outside ASCII', 'https://cdn.example.test/ä.jpg'],
  ['2,049 characters', `https://cdn.example.test/${'a'.repeat(2_024)}`],
])('refuse an address with %s, and say where', async (_what, url) => {
  const answer = await create([FRONT], [{ url: FRONT.url }, { url }]);
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    field: expect.stringMatching(/^(input\.)?variants\.0\.media\.1\.url$/),
  });
});

it('are at most 20', async () => {
  const answer = await create(Array.from({ length: 21 }, () => FRONT));
  expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});
