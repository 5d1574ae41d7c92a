import { fromGlobalId, newId, toGlobalId } from '../../../src/kernel/ids';
import { createCategory, createProduct, setProductCategories } from '../../../src/modules/catalog';
import { collectionProducts } from '../../../src/modules/catalog/collection.model';
import { createTestApp } from '../../support/test-app';
import type { GraphqlAnswer, TestApp } from '../../support/test-app';

const COLLECTION = 'id name slug description version rule { match conditions { categoryId word price { minMinor } } }';
const typeNameOf = (mutation: string) => `${mutation[0]?.toUpperCase() ?? ''}${mutation.slice(1)}Input`;
const documentOf = (mutation: string) => `mutation M($input: ${typeNameOf(mutation)}!) { ${mutation}(input: $input) {
  __typename ... on CollectionPayload { collection { ${COLLECTION} } }
  ... on UserError { code message } ... on ValidationError { field } } }`;
const PAGE = `query P($id: ID, $slug: String, $first: Int, $after: String) { collection(id: $id, slug: $slug) { name
  products(first: $first, after: $after) { edges { cursor } nodes { title } pageInfo { hasNextPage endCursor } } } }`;

let t: TestApp;
let made = 0;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(async () => {
  await t.expectStockConsistent();
  await t.close();
});

type Fields = Record<string, unknown>;

const nextKey = () => `collection-${(made += 1)}`;

async function run(mutation: string, fields: Fields, token = t.tokens.buyer) {
  const answer = await t.gql(documentOf(mutation), { input: { idempotencyKey: nextKey(), ...fields } }, token);
  return { ...answer.data?.[mutation], errors: answer.errors };
}

async function makeCollection(fields: Fields = {}): Promise<string> {
  const { collection, ...rest } = await run('createCollection', { name: `Collection ${(made += 1)}`, ...fields });
  expect(rest).toMatchObject({ __typename: 'CollectionPayload' });
  return collection.id;
}

async function makeProducts(...titles: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const title of titles) ids.push(toGlobalId('Product', (await t.makeProduct({ title })).product._id));
  return ids;
}

async function titles(id: string, token = t.tokens.guest): Promise<string[]> {
  const { data, errors } = await t.gql(PAGE, { id, first: 100 }, token);
  expect(errors).toBeUndefined();
  return data.collection.products.nodes.map((node: { title: string }) => node.title);
}

async function walk(id: string, first: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after: string | null = null; ;) {
    const answer: GraphqlAnswer = await t.gql(PAGE, { id, first, after }, t.tokens.guest);
    const { products } = answer.data.collection;
    pages.push(products.nodes.map((node: { title: string }) => node.title));
    if (products.pageInfo.hasNextPage !== true) return pages;
    after = products.pageInfo.endCursor;
  }
}

const change = (mutation: string, collectionId: string, productIds: readonly unknown[], fields: Fields = {}) =>
  run(mutation, { collectionId, productIds, ...fields });

describe('a collection by hand', () => {
  it('shows its products in their places, page by page, and moves them', async () => {
    const [a, b, c, d] = await makeProducts('Ant', 'Bee', 'Cat', 'Dog');
    const id = await makeCollection();
    await change('addProductsToCollection', id, [c, a]);
    await change('addProductsToCollection', id, [a, d, b, d]);
    expect(await titles(id)).toEqual(['Cat', 'Ant', 'Dog', 'Bee']);
    expect(await walk(id, 2)).toEqual([
      ['Cat', 'Ant'],
      ['Dog', 'Bee'],
    ]);

    await change('reorderCollectionProducts', id, [b, a]);
    expect(await titles(id)).toEqual(['Bee', 'Ant', 'Cat', 'Dog']);
    await change('reorderCollectionProducts', id, [b], { afterProductId: c });
    expect(await titles(id)).toEqual(['Ant', 'Cat', 'Bee', 'Dog']);
    await change('removeProductsFromCollection', id, [c]);
    expect(await titles(id)).toEqual(['Ant', 'Bee', 'Dog']);
    await change('addProductsToCollection', id, [c]);
    expect(await walk(id, 3)).toEqual([['Ant', 'Bee', 'Dog'], ['Cat']]);
  });

  it('passes over what a shopper may not see without shortening pages, and shows it again when it comes back', async () => {
    const [one, two, three] = await makeProducts('One', 'Two', 'Three');
    const id = await makeCollection();
    await change('addProductsToCollection', id, [one, two, three]);
    const update = `mutation U($input: UpdateProductInput!) { updateProduct(input: $input) { __typename } }`;
    const status = async (value: string) =>
      t.gql(update, { input: { idempotencyKey: nextKey(), productId: one, status: value } }, t.tokens.buyer);
    await status('DRAFT');
    expect(await walk(id, 1)).toEqual([['Two'], ['Three']]);
    expect(await titles(id, t.tokens.clerk)).toEqual(['One', 'Two', 'Three']);

    await remove('deleteProduct', two);
    expect(await titles(id)).toEqual(['Three']);
    expect(await titles(id, t.tokens.clerk)).toEqual(['One', 'Three']);
    await remove('restoreProduct', two);
    await status('ACTIVE');
    expect(await titles(id)).toEqual(['One', 'Two', 'Three']);
  });

  it('refuses products that are not there, and more than fit', async () => {
    const [inside, outside] = await makeProducts('Inside', 'Outside');
    const id = await makeCollection();
    await change('addProductsToCollection', id, [inside]);
    const moved = await change('reorderCollectionProducts', id, [inside, outside]);
    expect(moved).toMatchObject({ code: 'NOT_FOUND' });
    const unknown = toGlobalId('Product', newId());
    for (const mutation of ['addProductsToCollection', 'removeProductsFromCollection']) {
      expect(await change(mutation, id, [inside, unknown])).toMatchObject({ code: 'NOT_FOUND' });
    }
    await change('removeProductsFromCollection', id, [outside]);
    const behind = await change('reorderCollectionProducts', id, [inside], { afterProductId: outside });
    expect(behind).toMatchObject({ code: 'NOT_FOUND' });
    const itself = await change('reorderCollectionProducts', id, [inside], { afterProductId: inside });
    expect(itself.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    await remove('deleteProduct', outside);
    expect(await change('addProductsToCollection', id, [outside])).toMatchObject({ code: 'NOT_FOUND' });
    const many = await change('addProductsToCollection', id, Array<unknown>(101).fill(inside));
    expect(many.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await titles(id)).toEqual(['Inside']);
  });

  it('holds 1,000 products', async () => {
    const [last, tooMany] = await makeProducts('Last', 'Too many');
    const id = await makeCollection();
    const row = { tenantId: t.tenant._id, collectionId: fromGlobalId('Collection', id) };
    const rows = Array.from({ length: 999 }, (_, at) => ({
      ...row,
      _id: newId(),
      productId: newId(),
      position: at + 1,
    }));
    await collectionProducts(t.app.db).insertMany(rows);
    expect(await change('addProductsToCollection', id, [last])).toMatchObject({ __typename: 'CollectionPayload' });
    expect(await change('addProductsToCollection', id, [tooMany])).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(await titles(id)).toEqual(['Last']);
  });

  it('keeps every product once and in its own place when several put in products at once', async () => {
    const ids = await makeProducts('Race 1', 'Race 2', 'Race 3', 'Race 4');
    const id = await makeCollection();
    await Promise.all(ids.map((productId) => change('addProductsToCollection', id, [productId, ids[0]])));
    expect((await titles(id)).sort()).toEqual(['Race 1', 'Race 2', 'Race 3', 'Race 4']);
    expect((await walk(id, 1)).flat()).toHaveLength(4);
  });
});

async function remove(mutation: 'deleteProduct' | 'restoreProduct', productId: unknown): Promise<void> {
  const type = mutation === 'deleteProduct' ? 'DeleteProductInput' : 'RestoreProductInput';
  const document = `mutation R($input: ${type}!) { ${mutation}(input: $input) { __typename ... on UserError { code } } }`;
  const { data } = await t.gql(document, { input: { idempotencyKey: nextKey(), productId } }, t.tokens.admin);
  expect(data[mutation].code).toBeUndefined();
}

describe('a collection by rule', () => {
  const makeShirt = async (title: string, priceMinor: number, size: string) => {
    const product = {
      title,
      options: [{ name: 'Size', values: ['S', 'M'] }],
      variants: [{ sku: `RULED-${(made += 1)}`, priceMinor, selectedOptions: [{ name: 'Size', value: size }] }],
    };
    return (await createProduct(t.ctx, { input: { idempotencyKey: nextKey() }, product })).product._id;
  };
  const byRule = (match: string, ...conditions: Fields[]) => makeCollection({ rule: { match, conditions } });

  it('holds the products that fit all or any of its conditions, as they are now', async () => {
    const input = () => ({ input: { idempotencyKey: nextKey() } });
    const top = await createCategory(t.ctx, { ...input(), name: 'Ruled', parentId: null });
    const leaf = await createCategory(t.ctx, { ...input(), name: 'Leaf', parentId: top._id });
    const cheap = await makeShirt('Ruled cheap', 77_001, 'S');
    await makeShirt('Ruled dear', 88_001, 'M');
    await t.makeProduct({ title: 'Ruled draft', status: 'DRAFT', variants: [{ priceMinor: 77_001 }] });
    await setProductCategories(t.ctx, { ...input(), productId: cheap, categoryIds: [leaf._id] });
    const category = { categoryId: toGlobalId('Category', top._id) };
    const word = { word: 'ruled' };
    const dear = { price: { minMinor: 88_000, maxMinor: 89_000 } };
    const small = { option: { name: 'Size', values: ['S'] } };

    expect(await titles(await byRule('ALL', category))).toEqual(['Ruled cheap']);
    expect(await titles(await byRule('ALL', word, small))).toEqual(['Ruled cheap']);
    expect(await titles(await byRule('ALL', small, dear))).toEqual([]);
    const any = await byRule('ANY', category, dear);
    expect(await walk(any, 1)).toEqual([['Ruled cheap'], ['Ruled dear']]);
    const all = await byRule('ALL', word);
    expect(await titles(all)).toEqual(['Ruled cheap', 'Ruled dear']);
    expect(await titles(all, t.tokens.clerk)).toEqual(['Ruled cheap', 'Ruled dear', 'Ruled draft']);
    await remove('deleteProduct', toGlobalId('Product', cheap));
    expect(await titles(any)).toEqual(['Ruled dear']);
  });

  it('refuses rules that say nothing, two things at once or too much', async () => {
    const bad = [
      [],
      [{}],
      [{ word: 'a', price: { minMinor: 1 } }],
      [{ word: '!' }],
      [{ price: {} }],
      [{ price: { minMinor: 2, maxMinor: 1 } }],
      Array<Fields>(11).fill({ word: 'a' }),
    ];
    for (const conditions of bad) {
      const { errors } = await run('createCollection', { name: 'Bad', rule: { match: 'ALL', conditions } });
      expect([conditions, errors?.[0]?.extensions.code]).toEqual([conditions, 'BAD_USER_INPUT']);
    }
  });

  it('is not filled by hand, and one by hand gets no rule', async () => {
    const [product] = await makeProducts('Misplaced');
    const rule = { match: 'ALL', conditions: [{ word: 'misplaced' }] };
    const ruled = await makeCollection({ rule });
    for (const mutation of ['addProductsToCollection', 'removeProductsFromCollection', 'reorderCollectionProducts']) {
      expect(await change(mutation, ruled, [product])).toMatchObject({ code: 'COLLECTION_BY_RULE' });
    }
    const byHand = await makeCollection();
    const given = await run('updateCollection', { collectionId: byHand, expectedVersion: 1, rule });
    expect(given).toMatchObject({ code: 'COLLECTION_BY_HAND', field: 'rule' });
  });
});

describe('createCollection, updateCollection and deleteCollection', () => {
  it('names it, with a slug of its own, and changes only the version that the client saw', async () => {
    const first = await run('createCollection', { name: ' Été 2026 ', description: 'Light things' });
    const { id } = first.collection;
    const plain = { id, name: 'Été 2026', slug: 'ete-2026', description: 'Light things', version: 1, rule: null };
    expect(first.collection).toEqual(plain);
    expect(await run('createCollection', { name: 'Ete 2026' })).toMatchObject({ code: 'SLUG_TAKEN', field: 'slug' });

    const changed = await run('updateCollection', { collectionId: id, expectedVersion: 1, slug: 'summer' });
    expect(changed.collection).toEqual({ ...plain, slug: 'summer', version: 2 });
    const stale = await run('updateCollection', { collectionId: id, expectedVersion: 1, name: 'Late' });
    expect(stale).toMatchObject({ code: 'STALE_VERSION', field: 'expectedVersion' });
    const bySlug = await t.gql(PAGE, { slug: 'summer' }, t.tokens.guest);
    expect(bySlug.data.collection.name).toBe('Été 2026');

    expect(await run('deleteCollection', { collectionId: id })).toMatchObject({ collection: { id } });
    expect(await run('deleteCollection', { collectionId: id })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await t.gql(PAGE, { id }, t.tokens.guest)).data.collection).toBeNull();
  });

  it('happens once per key, and belongs to its tenant', async () => {
    const fields = { idempotencyKey: nextKey(), name: 'Once', rule: { match: 'ANY', conditions: [{ word: 'once' }] } };
    const answers = [await run('createCollection', fields), await run('createCollection', fields)];
    expect(answers[1]).toEqual(answers[0]);
    const { id } = answers[0]!.collection;
    const strange = await t.gql(PAGE, { id }, t.tokens.foreignAdmin);
    expect(strange.data.collection).toBeNull();
    const node = 'query N($id: ID!) { node(id: $id) { id ... on Collection { name } } }';
    expect((await t.gql(node, { id }, t.tokens.guest)).data.node).toEqual({ id, name: 'Once' });
    expect((await t.gql(node, { id }, t.tokens.foreignAdmin)).data.node).toBeNull();
  });

  it('refuses cursors of other lists', async () => {
    const id = await makeCollection();
    const { errors } = await t.gql(PAGE, { id, after: 'bm9uZQ' }, t.tokens.guest);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
