import { setProductQuantities } from '../../../src/modules/catalog';
import { newId } from '../../../src/kernel/ids';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const LIST = `query List($first: Int, $after: String, $search: String, $status: ProductStatus) {
  products(first: $first, after: $after, search: $search, status: $status) {
    nodes { title }
    edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

let t: TestApp;
const titles = Array.from({ length: 45 }, (_, index) => `Listed ${String(index).padStart(2, '0')}`);
beforeAll(async () => {
  t = await createTestApp();
  for (const [index, title] of titles.entries()) {
    await t.makeProduct({ title, variants: [{ sku: `LIST-${index}A` }, { sku: `LIST-${index}B` }] });
  }
  await t.makeProduct({ title: 'Hidden Draft', status: 'DRAFT', variants: [{ sku: 'DRAFT-1' }] });
  await t.makeProduct({ title: 'Hidden Archive', status: 'ARCHIVED', variants: [{ sku: 'ARCH-1' }] });
});
afterAll(() => t.close());

async function list(variables: Record<string, unknown> = {}, token = t.tokens.guest) {
  return (await t.gql(LIST, variables, token)).data.products;
}

const titlesOf = (page: { nodes: { title: string }[] }) => page.nodes.map((node) => node.title);

describe('products', () => {
  it('gives twenty in the order of creation when nothing is said', async () => {
    const page = await list();

    expect(titlesOf(page)).toEqual(titles.slice(0, 20));
    expect(page.edges.map((edge: { node: object }) => edge.node)).toEqual(page.nodes);
    expect(page.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: page.edges[0].cursor,
      endCursor: page.edges[19].cursor,
    });
  });

  it('walks all pages without a gap or a repeat, to a last page that says so', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    let pages = 0;
    for (;;) {
      const page: Awaited<ReturnType<typeof list>> = await list({ first: 9, after });
      seen.push(...titlesOf(page));
      pages += 1;
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      if (page.pageInfo.hasNextPage !== true) break;
      after = page.pageInfo.endCursor;
    }

    expect(pages).toBe(5);
    expect(seen).toEqual(titles);
  });

  it('ends exactly at the last item, and gives an empty page behind it', async () => {
    const all = await list({ first: 45 });
    const behind = await list({ first: 5, after: all.pageInfo.endCursor });

    expect(all.nodes).toHaveLength(45);
    expect(all.pageInfo.hasNextPage).toBe(false);
    expect(behind).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it('keeps its pages when products come in between', async () => {
    const first = await list({ first: 40 });
    await t.makeProduct({ title: 'Late', status: 'ACTIVE', variants: [{ sku: 'LATE-1' }] });

    const again = await list({ first: 40 });
    const rest = await list({ first: 40, after: first.pageInfo.endCursor });

    expect(again).toEqual(first);
    expect(titlesOf(rest)).toEqual([...titles.slice(40), 'Late']);
  });

  it('shows drafts and archived ones to staff only, whatever shoppers ask for', async () => {
    const hiddenFrom = async (token: string) => titlesOf(await list({ search: 'hidden' }, token));

    expect(await hiddenFrom(t.tokens.guest)).toEqual([]);
    expect(await hiddenFrom(t.tokens.customer)).toEqual([]);
    expect(await hiddenFrom(t.tokens.clerk)).toEqual(['Hidden Draft', 'Hidden Archive']);
    expect(titlesOf(await list({ status: 'DRAFT' }, t.tokens.guest))).toEqual([]);
    expect(titlesOf(await list({ status: 'DRAFT' }, t.tokens.clerk))).toEqual(['Hidden Draft']);
    expect(titlesOf(await list({ status: 'ARCHIVED' }, t.tokens.clerk))).toEqual(['Hidden Archive']);
    expect((await list({ status: 'ACTIVE', first: 100 }, t.tokens.clerk)).nodes).toHaveLength(46);
  });

  it('shows another tenant nothing, by cursor neither', async () => {
    const { pageInfo } = await list({ first: 1 });

    expect(titlesOf(await list({}, t.tokens.foreignAdmin))).toEqual([]);
    expect(titlesOf(await list({ after: pageInfo.endCursor, search: 'listed' }, t.tokens.foreignAdmin))).toEqual([]);
  });

  it.each([
    ['0', { first: 0 }, 'first'],
    ['-1', { first: -1 }, 'first'],
    ['101', { first: 101 }, 'first'],
  ])('refuses first: %s', async (_what, variables, field) => {
    const answer = await t.gql(LIST, variables, t.tokens.guest);

    expect(answer.data).toBeNull();
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  it.each([
    ['a text that is none', 'nonsense'],
    ['nothing', ''],
    ['a list too long', Buffer.from('["a","b"]').toString('base64url')],
    ['a number', Buffer.from('[1]').toString('base64url')],
    ['an id that is none', Buffer.from('["zzz"]').toString('base64url')],
    ['an object', Buffer.from('[{"$gt":""}]').toString('base64url')],
    ['10 KB', 'x'.repeat(10_240)],
  ])('refuses a cursor of %s', async (_what, after) => {
    const answer = await t.gql(LIST, { after }, t.tokens.guest);

    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });

  it('refuses first: 1.5 and 2^31 by their type', async () => {
    for (const first of [1.5, 2_147_483_648]) {
      expect((await t.gql(LIST, { first }, t.tokens.guest)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('needs a session', async () => {
    expect((await t.gql(LIST)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('search', () => {
  beforeAll(async () => {
    await t.makeProduct({
      title: 'WHITE HANGING HEART T-LIGHT HOLDER',
      variants: [{ sku: '85123A', barcodes: ['4006381333931'] }],
    });
    await t.makeProduct({ title: 'Crème brûlée dish, white', variants: [{ sku: '21730', barcodes: ['AB-99/x'] }] });
  });

  const HOLDER = 'WHITE HANGING HEART T-LIGHT HOLDER';
  const DISH = 'Crème brûlée dish, white';
  it.each([
    ['a word', 'heart', [HOLDER]],
    ['the beginning of a word', 'hea', [HOLDER]],
    ['two words in any order', 'holder white', [HOLDER]],
    ['a word that both have', 'WHITE', [HOLDER, DISH]],
    ['a word without its accents', 'creme', [DISH]],
    ['a word with accents', 'BRÛLÉE', [DISH]],
    ['a SKU', '85123A', [HOLDER]],
    ['the beginning of a SKU in lower case', '85123a', [HOLDER]],
    ['a barcode', '4006381333931', [HOLDER]],
    ['the beginning of a barcode', '400638', [HOLDER]],
    ['a barcode with punctuation', 'AB-99/x', [DISH]],
    ['a word with a hyphen', 't-light', [HOLDER]],
    ['the middle of a word', 'eart', []],
    ['one word that fits and one that does not', 'heart dish', []],
    ['a pattern that would match anything', '.*', []],
    ['a sign that is no word', '😀', []],
    ['blanks', '   ', 'everything'],
  ])('by %s', async (_what, search, expected) => {
    const found = titlesOf(await list({ search, first: 100 }));

    if (expected === 'everything') expect(found).toHaveLength(48);
    else expect(found).toEqual(expected);
  });

  it('pages like the list', async () => {
    const first = await list({ search: 'listed', first: 30 });
    const rest = await list({ search: 'listed', first: 30, after: first.pageInfo.endCursor });

    expect([...titlesOf(first), ...titlesOf(rest)]).toEqual(titles);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  it('refuses 201 characters', async () => {
    const answer = await t.gql(LIST, { search: 'x'.repeat(201) }, t.tokens.guest);

    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'search' });
  });
});

describe('a page of products with variants, prices and products again', () => {
  it.each([1, 45])('of %d costs two commands', async (first) => {
    const document = `query Page($first: Int) {
      products(first: $first) { nodes { title variants { nodes { sku price { gross { amountMinor } } product { title } } } } }
    }`;
    await t.gql(document, { first: 1 }, t.tokens.guest);

    const { commands, result } = await t.countCommands(() => t.gql(document, { first }, t.tokens.guest));

    expect(commands).toEqual(['find products', 'find variants']);
    expect(result.data.products.nodes).toHaveLength(first);
    expect(result.data.products.nodes[0].variants.nodes).toEqual([
      { sku: 'LIST-0A', price: { gross: { amountMinor: 1_000 } }, product: { title: 'Listed 00' } },
      { sku: 'LIST-0B', price: { gross: { amountMinor: 1_000 } }, product: { title: 'Listed 00' } },
    ]);
  });
});

describe('Product.quantity', () => {
  it('is what the job set last, for staff; shoppers are refused', async () => {
    const { product } = await t.makeProduct({ title: 'Counted', variants: [{ sku: 'COUNT-1' }] });
    const quantities = [
      { productId: product._id, quantity: 7, inStockBranchIds: [] },
      { productId: newId(), quantity: 1, inStockBranchIds: [] },
    ];
    expect(await setProductQuantities(t.ctx, quantities)).toBe(1);
    expect(await setProductQuantities(t.ctx, quantities)).toBe(0);
    expect(await setProductQuantities(t.ctx, [])).toBe(0);

    const document = '{ product(slug: "counted") { quantity } }';
    expect((await t.gql(document, {}, t.tokens.clerk)).data).toEqual({ product: { quantity: 7 } });
    const shopper = await t.gql(document, {}, t.tokens.guest);
    expect(shopper.data).toEqual({ product: null });
    expect(shopper.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
