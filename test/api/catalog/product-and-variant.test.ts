import { newId, toGlobalId } from '../../../src/kernel/ids';
import { findVariantsByCodes, findVariantsByIds } from '../../../src/modules/catalog';
import { variants as variantModel } from '../../../src/modules/catalog/variant.model';
import type { MadeProduct } from '../../factories';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const PRODUCT = 'query P($id: ID, $slug: String) { product(id: $id, slug: $slug) { id title } }';
const VARIANT = `query V($id: ID, $sku: String, $barcode: String) {
  variant(id: $id, sku: $sku, barcode: $barcode) { id sku product { title } price { gross { amountMinor } } deletedAt }
}`;
const COST = 'query C($sku: String) { variant(sku: $sku) { sku costPrice { amountMinor currency } } }';
const NODE = `query N($id: ID!) { node(id: $id) { __typename id ... on Product { title } ... on Variant { sku } } }`;
const BARCODE = '4006381333931';

let t: TestApp;
let mug: MadeProduct;
let draft: MadeProduct;
beforeAll(async () => {
  t = await createTestApp();
  mug = await t.makeProduct({
    title: 'Mug',
    variants: [{ sku: 'Mug-1a', barcodes: [BARCODE, 'M1'], priceMinor: 499, costPriceMinor: 210 }, { sku: 'MUG-2' }],
  });
  draft = await t.makeProduct({ title: 'Draft', status: 'DRAFT', variants: [{ sku: 'DRAFT-1', barcodes: ['D1'] }] });
});
afterAll(() => t.close());

const productId = (made: MadeProduct) => toGlobalId('Product', made.product._id);
const variantId = (made: MadeProduct) => toGlobalId('Variant', made.variant._id);

describe('product', () => {
  it('is found by id and by slug', async () => {
    const expected = { product: { id: productId(mug), title: 'Mug' } };

    expect((await t.gql(PRODUCT, { id: productId(mug) }, t.tokens.guest)).data).toEqual(expected);
    expect((await t.gql(PRODUCT, { slug: 'mug' }, t.tokens.guest)).data).toEqual(expected);
  });

  it('is null when unknown, foreign, malformed, of another type, or hidden from shoppers', async () => {
    const nobody: [Record<string, unknown>, string][] = [
      [{ id: toGlobalId('Product', newId()) }, t.tokens.admin],
      [{ id: productId(mug) }, t.tokens.foreignAdmin],
      [{ slug: 'mug' }, t.tokens.foreignAdmin],
      [{ id: 'nonsense' }, t.tokens.admin],
      [{ id: 'x'.repeat(10_240) }, t.tokens.admin],
      [{ id: variantId(mug) }, t.tokens.admin],
      [{ id: productId(draft) }, t.tokens.customer],
      [{ slug: 'draft' }, t.tokens.guest],
    ];
    for (const [variables, token] of nobody) {
      expect((await t.gql(PRODUCT, variables, token)).data).toEqual({ product: null });
    }

    expect((await t.gql(PRODUCT, { slug: 'draft' }, t.tokens.cashier)).data.product.title).toBe('Draft');
  });

  it('is refused with no key and with two', async () => {
    for (const variables of [{}, { id: productId(mug), slug: 'mug' }]) {
      const answer = await t.gql(PRODUCT, variables, t.tokens.guest);
      expect(answer.data).toEqual({ product: null });
      expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});

describe('variant', () => {
  it.each([
    ['id', () => ({ id: variantId(mug) })],
    ['SKU as written', () => ({ sku: 'Mug-1a' })],
    ['SKU in capitals', () => ({ sku: 'MUG-1A' })],
    ['SKU in lower case', () => ({ sku: 'mug-1a' })],
    ['one barcode', () => ({ barcode: BARCODE })],
    ['its other barcode', () => ({ barcode: 'M1' })],
  ])('is found by %s', async (_what, variables) => {
    const answer = await t.gql(VARIANT, variables(), t.tokens.guest);

    expect(answer.data.variant).toEqual({
      id: variantId(mug),
      sku: 'Mug-1a',
      product: { title: 'Mug' },
      price: { gross: { amountMinor: 499 } },
      deletedAt: null,
    });
  });

  it('is null when unknown, foreign, malformed, in another case of the barcode, or hidden from shoppers', async () => {
    const nobody: [Record<string, unknown>, string][] = [
      [{ id: toGlobalId('Variant', newId()) }, t.tokens.admin],
      [{ sku: 'MUG-3' }, t.tokens.admin],
      [{ sku: 'MUG' }, t.tokens.admin],
      [{ sku: '' }, t.tokens.admin],
      [{ barcode: 'm1' }, t.tokens.admin],
      [{ barcode: '' }, t.tokens.admin],
      [{ id: productId(mug) }, t.tokens.admin],
      [{ id: 'nonsense' }, t.tokens.admin],
      [{ id: variantId(mug) }, t.tokens.foreignAdmin],
      [{ sku: 'Mug-1a' }, t.tokens.foreignAdmin],
      [{ barcode: BARCODE }, t.tokens.foreignAdmin],
      [{ id: variantId(draft) }, t.tokens.guest],
      [{ sku: 'DRAFT-1' }, t.tokens.customer],
      [{ barcode: 'D1' }, t.tokens.guest],
    ];
    for (const [variables, token] of nobody) {
      expect((await t.gql(VARIANT, variables, token)).data).toEqual({ variant: null });
    }

    expect((await t.gql(VARIANT, { sku: 'DRAFT-1' }, t.tokens.clerk)).data.variant.sku).toBe('DRAFT-1');
  });

  it('is refused with no key, with two, and with a SKU of 10 KB', async () => {
    for (const variables of [{}, { sku: 'MUG-2', barcode: 'M1' }, { sku: 'A'.repeat(10_240) }]) {
      const answer = await t.gql(VARIANT, variables, t.tokens.guest);
      expect(answer.data).toEqual({ variant: null });
      expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect(answer.errors?.[0]?.message.length).toBeLessThan(250);
    }
  });

  it.each([{ id: 'id' }, { sku: 'sku' }, { barcode: 'barcode' }])('takes one command by %j', async (by) => {
    const all = { id: variantId(mug), sku: 'mug-1a', barcode: BARCODE };
    const [key] = Object.keys(by) as (keyof typeof all)[];
    const document =
      'query V($id: ID, $sku: String, $barcode: String) { variant(id: $id, sku: $sku, barcode: $barcode) { sku } }';

    const { commands } = await t.countCommands(() => t.gql(document, { [key!]: all[key!] }, t.tokens.guest));

    expect(commands).toEqual(['find variants']);
  });

  it('uses an index for every look-up', async () => {
    const planOf = async (filter: object) => {
      const explained = await variantModel(t.app.db)
        .find({ tenantId: t.tenant._id, ...filter })
        .explain('queryPlanner');
      return JSON.stringify(explained);
    };

    expect(await planOf({ skuKey: 'MUG-1A' })).toContain('"variants_sku"');
    expect(await planOf({ barcodeKeys: BARCODE })).toContain('"variants_barcode_keys"');
    expect(await planOf({ barcodeKeys: { $in: [BARCODE, 'M1'] } })).toContain('"variants_barcode_keys"');
    expect(await planOf({ productId: mug.product._id })).toContain('"variants_by_product"');
  });

  it('that was removed is found by id only, so that old orders keep its name', async () => {
    const { variant, product } = await t.makeProduct({
      title: 'Gone',
      variants: [{ sku: 'GONE-1', barcodes: ['G1'] }, { sku: 'STAYS-1' }],
    });
    const filter = { tenantId: t.tenant._id, _id: variant._id };
    await variantModel(t.app.db).updateOne(filter, { $set: { deletedAt: t.clock.now() } });
    const id = toGlobalId('Variant', variant._id);

    expect((await t.gql(VARIANT, { id }, t.tokens.clerk)).data.variant).toMatchObject({
      sku: 'GONE-1',
      deletedAt: t.clock.now().toISOString(),
    });
    expect((await t.gql(VARIANT, { id }, t.tokens.guest)).data.variant).toBeNull();
    expect((await t.gql(VARIANT, { sku: 'GONE-1' }, t.tokens.clerk)).data.variant).toBeNull();
    expect((await t.gql(VARIANT, { barcode: 'G1' }, t.tokens.clerk)).data.variant).toBeNull();
    const list = await t.gql(
      'query L($slug: String) { product(slug: $slug) { variants { nodes { sku } } } }',
      { slug: product.slug },
      t.tokens.clerk,
    );
    expect(list.data.product.variants.nodes).toEqual([{ sku: 'STAYS-1' }]);
    expect((await findVariantsByIds(t.ctx, [variant._id])).size).toBe(0);
    expect((await findVariantsByIds(t.ctx, [variant._id], { includeDeleted: true })).size).toBe(1);
  });
});

describe('Variant.costPrice', () => {
  it.each(['admin', 'manager', 'buyer'] as const)('is shown to the %s', async (role) => {
    expect((await t.gql(COST, { sku: 'mug-1a' }, t.tokens[role])).data.variant.costPrice).toEqual({
      amountMinor: 210,
      currency: 'GBP',
    });
    expect((await t.gql(COST, { sku: 'mug-2' }, t.tokens[role])).data.variant.costPrice).toBeNull();
  });

  it.each(['clerk', 'cashier', 'customer', 'guest'] as const)(
    'is hidden from the %s, and the rest still answers',
    async (role) => {
      const answer = await t.gql(COST, { sku: 'mug-1a' }, t.tokens[role]);

      expect(answer.data).toEqual({ variant: { sku: 'Mug-1a', costPrice: null } });
      expect(answer.errors).toHaveLength(1);
      expect(answer.errors?.[0]).toMatchObject({ path: ['variant', 'costPrice'], extensions: { code: 'FORBIDDEN' } });
      expect(JSON.stringify(answer)).not.toContain('210');
    },
  );
});

describe('Product.variants', () => {
  const PAGE = `query Page($first: Int, $after: String) {
    product(slug: "paged") { variants(first: $first, after: $after) {
      nodes { sku } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor }
    } }
  }`;
  const skus = Array.from({ length: 30 }, (_, index) => ({ sku: `PAGED-${index}` }));
  beforeAll(() => t.makeProduct({ title: 'Paged', variants: skus }));

  it('gives all when nothing is said, and pages when asked', async () => {
    const page = async (variables: Record<string, unknown>) =>
      (await t.gql(PAGE, variables, t.tokens.guest)).data.product.variants;

    expect((await page({})).nodes).toEqual(skus);
    const first = await page({ first: 20 });
    const rest = await page({ first: 20, after: first.pageInfo.endCursor });
    expect(first.nodes).toEqual(skus.slice(0, 20));
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(rest.nodes).toEqual(skus.slice(20));
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it.each([{ first: 0 }, { first: 101 }, { after: 'nonsense' }])('refuses %j', async (variables) => {
    const answer = await t.gql(PAGE, variables, t.tokens.guest);

    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('node', () => {
  it('reads products and variants that the caller may see', async () => {
    const read = async (id: string, token: string) => (await t.gql(NODE, { id }, token)).data.node;

    expect(await read(productId(mug), t.tokens.guest)).toEqual({
      __typename: 'Product',
      id: productId(mug),
      title: 'Mug',
    });
    expect(await read(variantId(mug), t.tokens.guest)).toEqual({
      __typename: 'Variant',
      id: variantId(mug),
      sku: 'Mug-1a',
    });
    expect(await read(productId(draft), t.tokens.guest)).toBeNull();
    expect(await read(variantId(draft), t.tokens.guest)).toBeNull();
    expect(await read(productId(mug), t.tokens.foreignAdmin)).toBeNull();
    expect(await read(variantId(mug), t.tokens.foreignAdmin)).toBeNull();
  });
});

describe('findVariantsByCodes', () => {
  it('finds by SKU in any case and by barcode, each once, in one command', async () => {
    const codes = { skus: ['MUG-1A', 'mug-2', 'unknown'], barcodes: [BARCODE, 'D1', 'unknown'] };

    const { result, commands } = await t.countCommands(() => findVariantsByCodes(t.ctx, codes));

    expect(result.map((variant) => variant.sku).sort()).toEqual(['DRAFT-1', 'MUG-2', 'Mug-1a']);
    expect(commands).toEqual(['find variants']);
    expect(await findVariantsByCodes(t.ctx, { skus: [], barcodes: [] })).toEqual([]);
  });
});
