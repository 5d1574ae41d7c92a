import { relayOutboxJob } from '../../../jobs/relay-outbox.job';
import { syncProductQuantityJob } from '../../../jobs/sync-product-quantity.job';
import { toGlobalId } from '../../../src/kernel/ids';
import { createProduct, fillProductProjections, updateVariant } from '../../../src/modules/catalog';
import { products } from '../../../src/modules/catalog/product.model';
import { depsOf, unseen } from '../../jobs/deps';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const LIST = `query L($first: Int, $after: String, $search: String, $filter: ProductFilterInput, $sort: ProductSort) {
  products(first: $first, after: $after, search: $search, filter: $filter, sort: $sort) {
    nodes { title } pageInfo { hasNextPage endCursor }
  }
}`;
const FACETS = `query F($search: String, $filter: ProductFilterInput) {
  productFacets(search: $search, filter: $filter) {
    productCount isComplete options { name values { value productCount } }
    branches { branch { code } productCount } priceMin { amountMinor currency } priceMax { amountMinor }
    categories { category { name } productCount }
  }
}`;

/** Title, prices, sizes, colours. */
const GOODS = [
  ['Éclair Shirt', [1_900, 2_100], ['S', 'M'], 'Red'],
  ['apron', [500], ['M'], 'Blue'],
  ['Zebra Mug', [500], ['M'], 'Red'],
  ['Mug 2', [900], ['L'], 'Green'],
  ['Mug', [900, 4_000], ['S', 'L'], 'Blue'],
] as const;

let t: TestApp;
let made = 0;
beforeAll(async () => {
  t = await createTestApp();
  for (const [title, prices, sizes, colour] of GOODS) await make(title, prices, sizes, colour);
  await t.makeProduct({ title: 'Hidden Mug', status: 'DRAFT' });
});
afterAll(async () => {
  await t.expectStockConsistent();
  await t.close();
});

async function make(title: string, prices: readonly number[], sizes: readonly string[], colour: string) {
  made += 1;
  const variants = prices.map((priceMinor, index) => ({
    sku: `LISTED-${made}-${index}`,
    priceMinor,
    selectedOptions: [
      { name: 'Size', value: sizes[index] ?? 'M' },
      { name: 'Colour', value: colour },
    ],
  }));
  const options = [
    { name: 'Size', values: ['S', 'M', 'L'] },
    { name: 'Colour', values: [colour, 'Black'] },
  ];
  return createProduct(t.ctx, { input: { idempotencyKey: `list-${made}` }, product: { title, options, variants } });
}

async function titles(variables: object = {}, token = t.tokens.guest): Promise<string[]> {
  const answer = await t.gql(LIST, { first: 100, ...variables }, token);
  expect(answer.errors).toBeUndefined();
  return answer.data.products.nodes.map((node: { title: string }) => node.title);
}

async function walk(variables: object): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | null = null; ;) {
    const { data } = await t.gql(LIST, { ...variables, first: 2, after }, t.tokens.guest);
    seen.push(...data.products.nodes.map((node: { title: string }) => node.title));
    if (data.products.pageInfo.hasNextPage !== true) return seen;
    after = data.products.pageInfo.endCursor;
  }
}

const OLDEST = GOODS.map(([title]) => title);
describe('an order', () => {
  it.each([
    ['OLDEST', OLDEST],
    ['NEWEST', [...OLDEST].reverse()],
    ['TITLE', ['apron', 'Éclair Shirt', 'Mug', 'Mug 2', 'Zebra Mug']],
    ['PRICE_ASC', ['apron', 'Zebra Mug', 'Mug 2', 'Mug', 'Éclair Shirt']],
    ['PRICE_DESC', ['Éclair Shirt', 'Mug', 'Mug 2', 'Zebra Mug', 'apron']],
  ])('%s is the same in one page and in many, also among equal prices', async (sort, expected) => {
    expect(await titles({ sort })).toEqual(expected);
    expect(await walk({ sort })).toEqual(expected);
  });

  it('follows a price and a title at once when they change', async () => {
    const { variants } = await make('Wandering', [100], ['M'], 'Red');
    expect((await titles({ sort: 'PRICE_ASC' }))[0]).toBe('Wandering');

    await updateVariant(t.ctx, {
      input: { idempotencyKey: 'wander' },
      variantId: variants[0]!._id,
      changes: { priceMinor: 9_000 },
    });

    expect((await titles({ sort: 'PRICE_DESC' }))[0]).toBe('Wandering');
    const tenantId = t.tenant._id;
    await products(t.app.db).updateOne({ tenantId, title: 'Wandering' }, { $set: { deletedAt: new Date() } });
  });

  it('refuses a cursor that is none', async () => {
    for (const sort of ['TITLE', 'PRICE_ASC', 'NEWEST']) {
      const after = Buffer.from('[{"$gt":""}]').toString('base64url');
      const answer = await t.gql(LIST, { sort, after }, t.tokens.guest);
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
    }
  });

  it('refuses a cursor of another order, which would begin somewhere', async () => {
    const orders = ['TITLE', 'PRICE_ASC', 'OLDEST'];
    for (const [from, to] of orders.flatMap((one) => orders.map((other) => [one, other] as const))) {
      const { data } = await t.gql(LIST, { sort: from, first: 1 }, t.tokens.guest);
      const after = data.products.pageInfo.endCursor;
      const answer = await t.gql(LIST, { sort: to, first: 1, after }, t.tokens.guest);
      expect([from, to, answer.errors?.[0]?.extensions['field']]).toEqual([
        from,
        to,
        from === to ? undefined : 'after',
      ]);
    }
  });
});

describe('a filter', () => {
  it.each([
    ['one value', { options: [{ name: 'Size', values: ['L'] }] }, ['Mug 2', 'Mug']],
    ['one of two values', { options: [{ name: 'Colour', values: ['Blue', 'Green'] }] }, ['apron', 'Mug 2', 'Mug']],
    [
      'two options at once',
      {
        options: [
          { name: 'Size', values: ['M'] },
          { name: 'Colour', values: ['Red'] },
        ],
      },
      ['Éclair Shirt', 'Zebra Mug'],
    ],
    ['a value that no variant has', { options: [{ name: 'Colour', values: ['Black'] }] }, []],
    ['an operator as a value', { options: [{ name: 'Size', values: ['{"$ne":null}'] }] }, []],
    ['a lowest price', { priceMinMinor: 2_000 }, ['Éclair Shirt', 'Mug']],
    ['a highest price', { priceMaxMinor: 500 }, ['apron', 'Zebra Mug']],
    // Its variants cost 900 and 4,000: the range between them is no price of it.
    ['a range that only surrounds no variant', { priceMinMinor: 1_000, priceMaxMinor: 3_000 }, ['Éclair Shirt']],
    ['nothing', {}, OLDEST],
  ])('by %s', async (_what, filter, expected) => {
    expect(await titles({ filter })).toEqual(expected);
    expect(await walk({ filter, sort: 'TITLE' })).toEqual(
      (await titles({ sort: 'TITLE' })).filter((one) => expected.includes(one as never)),
    );
  });

  it('and a search and an order hold together', async () => {
    expect(await titles({ search: 'mug', sort: 'PRICE_DESC', filter: { priceMaxMinor: 900 } })).toEqual([
      'Mug',
      'Mug 2',
      'Zebra Mug',
    ]);
  });

  it('by stock at a branch follows the stock when the job has run, and is never moved by the catalogue', async () => {
    const { product, variant } = await t.makeProduct({ title: 'Stocked Bowl' });
    const at = (branch: { _id: typeof product._id }) => ({ inStockAtBranchId: toGlobalId('Branch', branch._id) });
    await t.makeStock({ branch: t.branches.south, variant, quantity: 2 });
    expect(await titles({ filter: at(t.branches.south) })).toEqual([]);

    await relayOutboxJob(depsOf(t), unseen);
    await syncProductQuantityJob(depsOf(t), unseen);

    expect(await titles({ filter: at(t.branches.south) })).toEqual(['Stocked Bowl']);
    expect(await titles({ filter: at(t.branches.north) })).toEqual([]);
    await updateVariant(t.ctx, {
      input: { idempotencyKey: 'bowl' },
      variantId: variant._id,
      changes: { priceMinor: 1_234 },
    });
    expect(await titles({ filter: at(t.branches.south) })).toEqual(['Stocked Bowl']);
    const { data } = await t.gql(FACETS, { search: 'bowl' }, t.tokens.guest);
    expect(data.productFacets.branches).toEqual([{ branch: { code: 'SOUTH' }, productCount: 1 }]);
    await products(t.app.db).updateOne(
      { tenantId: t.tenant._id, _id: product._id },
      { $set: { deletedAt: new Date() } },
    );
  });

  it.each([
    ['eleven options', { options: Array.from({ length: 11 }, (_, n) => ({ name: `N${n}`, values: ['x'] })) }],
    ['no value', { options: [{ name: 'Size', values: [] }] }],
    ['51 values', { options: [{ name: 'Size', values: Array.from({ length: 51 }, (_, n) => `v${n}`) }] }],
    ['a product for a branch', { inStockAtBranchId: toGlobalId('Product', '0'.repeat(24)) }, 'NOT_FOUND'],
  ])('of %s is refused', async (_what, filter, code = 'BAD_USER_INPUT') => {
    const answer = await t.gql(LIST, { filter }, t.tokens.guest);
    expect(answer.errors?.[0]?.extensions.code).toBe(code);
  });

  it('shows another tenant and a shopper nothing that is not theirs', async () => {
    const filter = { priceMinMinor: 0 };
    expect(await titles({ filter, sort: 'PRICE_ASC' }, t.tokens.foreignAdmin)).toEqual([]);
    expect(await titles({ filter, sort: 'TITLE' })).not.toContain('Hidden Mug');
    expect(await titles({ filter, sort: 'TITLE' }, t.tokens.clerk)).toContain('Hidden Mug');
  });
});

describe('productFacets', () => {
  it('counts products by option value, most first, with the range of prices', async () => {
    const { data } = await t.gql(FACETS, {}, t.tokens.guest);

    expect(data.productFacets).toMatchObject({
      productCount: 5,
      isComplete: true,
      priceMin: { amountMinor: 500, currency: 'GBP' },
      priceMax: { amountMinor: 4_000 },
      categories: [],
      branches: [],
    });
    expect(data.productFacets.options).toEqual([
      {
        name: 'Size',
        values: [
          { value: 'M', productCount: 3 },
          { value: 'L', productCount: 2 },
          { value: 'S', productCount: 2 },
        ],
      },
      {
        name: 'Colour',
        values: [
          { value: 'Blue', productCount: 2 },
          { value: 'Red', productCount: 2 },
          { value: 'Green', productCount: 1 },
        ],
      },
    ]);
  });

  it('is of what the list gives for the same search and filter, and of nothing for nobody', async () => {
    const filter = { options: [{ name: 'Colour', values: ['Blue'] }] };
    const { data } = await t.gql(FACETS, { search: 'mug', filter }, t.tokens.guest);
    expect(data.productFacets).toMatchObject({ productCount: 1, priceMin: { amountMinor: 900 } });

    const foreign = await t.gql(FACETS, {}, t.tokens.foreignAdmin);
    expect(foreign.data.productFacets).toMatchObject({ productCount: 0, options: [], priceMin: null });
    const staff = await t.gql(FACETS, { search: 'mug' }, t.tokens.clerk);
    expect(staff.data.productFacets.productCount).toBe(4);
  });
});

test('products of an earlier version get what lists need, once', async () => {
  const tenantId = t.tenant._id;
  const unset = { optionKeys: 1, pricesMinor: 1, priceOrder: 1, titleOrder: 1 };
  const before = await products(t.app.db).find({ tenantId }).sort({ _id: 1 }).lean();
  await products(t.app.db).updateMany({ tenantId }, { $unset: unset });

  expect(await fillProductProjections(t.ctx)).toBe(before.length);
  expect(await fillProductProjections(t.ctx)).toBe(0);

  expect(await products(t.app.db).find({ tenantId }).sort({ _id: 1 }).lean()).toEqual(before);
});
