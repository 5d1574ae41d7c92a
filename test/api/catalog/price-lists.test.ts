import { newId, parseGlobalId, toGlobalId } from '../../../src/kernel/ids';
import { pruneCatalog, resolvePrice } from '../../../src/modules/catalog';
import { listPrices } from '../../../src/modules/catalog/price-list.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const LIST = 'priceList { id name active priority branches { code } customerGroups startsAt endsAt }';
const outcome = (payload: string) =>
  `__typename ... on PriceListPayload { ${payload} } ... on UserError { code } ... on ValidationError { field }`;
const DOCUMENTS: Record<string, string> = {
  createPriceList: `mutation M($input: CreatePriceListInput!) { createPriceList(input: $input) { ${outcome(LIST)} } }`,
  updatePriceList: `mutation M($input: UpdatePriceListInput!) { updatePriceList(input: $input) { ${outcome(LIST)} } }`,
  deletePriceList: `mutation M($input: DeletePriceListInput!) { deletePriceList(input: $input) { ${outcome(LIST)} } }`,
  setListPrices: `mutation M($input: SetListPricesInput!) { setListPrices(input: $input) { ${outcome(LIST)} } }`,
};
const EXPLAIN = `query E($variantId: ID!, $branchId: ID, $customerGroups: [String!], $quantity: Int, $at: DateTime) {
  explainPrice(variantId: $variantId, branchId: $branchId, customerGroups: $customerGroups, quantity: $quantity, at: $at) {
    unitPrice { gross { amountMinor currency } net { amountMinor } } rule { priceListName minQuantity }
    judged { verdict listPrice { priceListName price { amountMinor } } } } }`;

let t: TestApp;
let made = 0;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

type Fields = Record<string, unknown>;
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const north = () => toGlobalId('Branch', t.branches.north._id);
const south = () => toGlobalId('Branch', t.branches.south._id);

async function run(mutation: string, fields: Fields, token = t.tokens.buyer) {
  const input = { idempotencyKey: `prices-${(made += 1)}`, ...fields };
  const answer = await t.gql(DOCUMENTS[mutation] ?? '', { input }, token);
  return { ...answer.data?.[mutation], errors: answer.errors };
}

async function makeList(fields: Fields, prices: readonly Fields[] = []): Promise<string> {
  const { priceList } = await run('createPriceList', fields);
  if (prices.length > 0) {
    const set = await run('setListPrices', { priceListId: priceList.id, prices });
    expect(set.__typename).toBe('PriceListPayload');
  }
  return priceList.id;
}

async function explain(variantId: string, variables: Fields = {}, token = t.tokens.buyer) {
  return t.gql(EXPLAIN, { variantId, ...variables }, token);
}

async function makeVariant(priceMinor = 1_000): Promise<string> {
  const { variant } = await t.makeProduct({ variants: [{ priceMinor }] });
  return toGlobalId('Variant', variant._id);
}

describe('explainPrice', () => {
  it("gives the variant's own price when no list has one", async () => {
    const { data } = await explain(await makeVariant());

    expect(data.explainPrice).toEqual({
      unitPrice: { gross: { amountMinor: 1_000, currency: 'GBP' }, net: { amountMinor: 833 } },
      rule: null,
      judged: [],
    });
  });

  it('says which rule of several gave the price, and what became of the others', async () => {
    const variantId = await makeVariant();
    await makeList({ name: 'Everyone' }, [
      { variantId, price: gbp(950) },
      { variantId, minQuantity: 10, price: gbp(900) },
    ]);
    await makeList({ name: 'Trade', customerGroups: ['trade'] }, [{ variantId, price: gbp(800) }]);
    await makeList({ name: 'North', branchIds: [north()] }, [{ variantId, price: gbp(1_100) }]);
    const start = new Date(t.clock.now().getTime() + 60_000).toISOString();
    await makeList({ name: 'Sale', priority: 5, startsAt: start }, [{ variantId, price: gbp(500) }]);
    const answer = async (variables: Fields) => {
      const { unitPrice, rule } = (await explain(variantId, variables)).data.explainPrice;
      return [unitPrice.gross.amountMinor, rule?.priceListName];
    };

    expect(await answer({})).toEqual([950, 'Everyone']);
    expect(await answer({ quantity: 10 })).toEqual([900, 'Everyone']);
    expect(await answer({ branchId: south(), quantity: 9 })).toEqual([950, 'Everyone']);
    expect(await answer({ branchId: north() })).toEqual([1_100, 'North']);
    expect(await answer({ branchId: north(), customerGroups: ['trade'] })).toEqual([800, 'Trade']);
    expect(await answer({ at: start, customerGroups: ['trade'] })).toEqual([500, 'Sale']);
    expect((await explain(variantId)).data.explainPrice.judged).toEqual([
      { verdict: 'NOT_STARTED', listPrice: { priceListName: 'Sale', price: { amountMinor: 500 } } },
      { verdict: 'OTHER_GROUP', listPrice: { priceListName: 'Trade', price: { amountMinor: 800 } } },
      { verdict: 'OTHER_BRANCH', listPrice: { priceListName: 'North', price: { amountMinor: 1_100 } } },
      { verdict: 'QUANTITY_TOO_SMALL', listPrice: { priceListName: 'Everyone', price: { amountMinor: 900 } } },
      { verdict: 'CHOSEN', listPrice: { priceListName: 'Everyone', price: { amountMinor: 950 } } },
    ]);
  });

  it('is for buyers and tills, not for shoppers, and knows no foreign variants or branches', async () => {
    const variantId = await makeVariant();
    const codeOf = async (variables: Fields, token: string) =>
      (await explain(variantId, variables, token)).errors?.[0]?.extensions.code;

    expect(await codeOf({}, t.tokens.cashier)).toBeUndefined();
    expect(await codeOf({}, t.tokens.customer)).toBe('FORBIDDEN');
    expect(await codeOf({}, t.tokens.foreignAdmin)).toBe('NOT_FOUND');
    expect(await codeOf({ branchId: toGlobalId('Branch', newId()) }, t.tokens.buyer)).toBe('NOT_FOUND');
    expect(await codeOf({ quantity: 0 }, t.tokens.buyer)).toBe('BAD_USER_INPUT');
  });
});

describe('resolvePrice', () => {
  it('prices any number of lines in one command, each by its own quantity', async () => {
    const { variants } = await t.makeProduct({
      variants: Array.from({ length: 30 }, (_, index) => ({ priceMinor: 100 + index })),
    });
    const [first, second] = variants.map((variant) => toGlobalId('Variant', variant._id));
    await makeList({ name: 'Many' }, [
      { variantId: first, minQuantity: 5, price: gbp(50) },
      { variantId: second, price: gbp(60) },
    ]);
    const question = { customerGroups: async () => [], at: t.clock.now() };
    const branchId = t.branches.north._id;
    const lines = variants.map((variant, index) => ({ variant, branchId, quantity: index === 0 ? 4 : 1 }));

    const { result, commands } = await t.countCommands(() =>
      resolvePrice(t.ctx, question, [...lines, { ...lines[0]!, quantity: 5 }]),
    );

    expect(commands).toEqual(['aggregate list_prices']);
    expect(result.map(({ priceMinor }) => priceMinor)).toEqual([
      100,
      60,
      ...Array.from({ length: 28 }, (_, index) => 102 + index),
      50,
    ]);
    expect(await resolvePrice(t.ctx, question, [])).toEqual([]);
  });
});

describe('price lists', () => {
  it('change with all their prices, lose single tiers, and go', async () => {
    const variantId = await makeVariant();
    const priceListId = await makeList({ name: 'Winter', endsAt: '2030-01-01T00:00:00.000Z' }, [
      { variantId, price: gbp(700) },
      { variantId, minQuantity: 5, price: gbp(600) },
    ]);
    const grossOf = async (quantity: number) =>
      (await explain(variantId, { quantity })).data.explainPrice.unitPrice.gross.amountMinor;

    const changed = await run('updatePriceList', { priceListId, name: 'Summer', active: false, endsAt: null });
    expect(changed.priceList).toEqual({
      id: priceListId,
      name: 'Summer',
      active: false,
      priority: 0,
      branches: [],
      customerGroups: [],
      startsAt: null,
      endsAt: null,
    });
    expect(await grossOf(5)).toBe(1_000);
    await run('updatePriceList', { priceListId, active: true });
    expect(await grossOf(5)).toBe(600);
    await run('setListPrices', { priceListId, prices: [{ variantId, minQuantity: 5, price: null }] });
    expect(await grossOf(5)).toBe(700);
    expect((await run('deletePriceList', { priceListId })).priceList.name).toBe('Summer');
    expect(await grossOf(5)).toBe(1_000);
    expect(await run('updatePriceList', { priceListId, name: 'X' })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are changed and removed without a write to their prices, of which there may be any number', async () => {
    const variantIds = [await makeVariant(), await makeVariant()];
    const priceListId = await makeList(
      { name: 'Long' },
      variantIds.map((variantId) => ({ variantId, price: gbp(1) })),
    );
    const changed = await t.countCommands(() => run('updatePriceList', { priceListId, active: false }));
    const removed = await t.countCommands(() => run('deletePriceList', { priceListId }));

    const writes = [...changed.commands, ...removed.commands].filter((command) => command.endsWith('list_prices'));
    expect(writes).toEqual([]);
  });

  it('decide by themselves: the copies of conditions in prices of earlier versions count no more', async () => {
    const variantId = await makeVariant();
    const priceListId = await makeList({ name: 'Old' }, [{ variantId, price: gbp(700) }]);
    const rows = t.app.db.collection('list_prices');
    const copy = { priceListName: 'Older', active: false, priority: 9, branchIds: [], customerGroups: [] };
    await rows.updateOne({ variantId: parseGlobalId(variantId)?.id }, { $set: copy });

    expect((await explain(variantId)).data.explainPrice.rule).toEqual({ priceListName: 'Old', minQuantity: 1 });
    const set = await run('setListPrices', { priceListId, prices: [{ variantId, price: gbp(600) }] });
    expect(set.__typename).toBe('PriceListPayload');
    expect((await explain(variantId)).data.explainPrice.unitPrice.gross.amountMinor).toBe(600);
  });

  it('leave no price behind that is set while the list goes', async () => {
    const variantIds = await Promise.all(Array.from({ length: 6 }, () => makeVariant()));
    const priceListId = await makeList({ name: 'Racy' });

    await Promise.all([
      ...variantIds.map((variantId) => run('setListPrices', { priceListId, prices: [{ variantId, price: gbp(1) }] })),
      run('deletePriceList', { priceListId }),
    ]);
    for (const variantId of variantIds) expect((await explain(variantId)).data.explainPrice.judged).toEqual([]);
    await pruneCatalog(t.ctx, 1_000);

    const left = { tenantId: t.tenant._id, priceListId: parseGlobalId(priceListId)?.id };
    expect(await listPrices(t.app.db).countDocuments(left)).toBe(0);
  });

  it('answer what is wrong with them', async () => {
    const variantId = await makeVariant();
    const priceListId = await makeList({ name: 'Rules' });
    const set = async (...prices: Fields[]) => run('setListPrices', { priceListId, prices });

    expect(await run('createPriceList', { name: 'RULES' })).toMatchObject({ code: 'NAME_TAKEN', field: 'name' });
    expect(
      await run('createPriceList', {
        name: 'Never',
        startsAt: '2026-02-01T00:00:00.000Z',
        endsAt: '2026-02-01T00:00:00.000Z',
      }),
    ).toMatchObject({ code: 'DATES_INVALID' });
    expect(await run('createPriceList', { name: 'Far', branchIds: [toGlobalId('Branch', newId())] })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await run('createPriceList', { name: 'G', customerGroups: ['a b'] })).errors?.[0]?.extensions.code).toBe(
      'BAD_USER_INPUT',
    );
    expect(await set({ variantId, price: gbp(1) }, { variantId, price: gbp(2) })).toMatchObject({
      code: 'TIER_TWICE',
      field: 'prices.1',
    });
    expect(await set({ variantId, price: gbp(-1) })).toMatchObject({ code: 'PRICE_OUT_OF_RANGE' });
    expect(await set({ variantId, price: { amountMinor: 1, currency: 'EUR' } })).toMatchObject({
      code: 'CURRENCY_MISMATCH',
    });
    expect(await set({ variantId: toGlobalId('Variant', newId()), price: gbp(1) })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await run('deletePriceList', { priceListId }, t.tokens.foreignAdmin)).toMatchObject({ code: 'NOT_FOUND' });
    for (const mutation of Object.keys(DOCUMENTS)) {
      const fields = mutation === 'createPriceList' ? { name: 'Mine' } : { priceListId };
      const prices = mutation === 'setListPrices' ? { prices: [{ variantId, price: gbp(1) }] } : {};
      const answer = await run(mutation, { ...fields, ...prices }, t.tokens.customer);
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it('and their prices come in pages, one command for the lists', async () => {
    const variantIds = [await makeVariant(), await makeVariant()];
    const priceListId = await makeList(
      { name: 'Paged' },
      variantIds.flatMap((variantId) =>
        [1, 5].map((minQuantity) => ({ variantId, minQuantity, price: gbp(minQuantity) })),
      ),
    );
    const PAGE = `query P($id: ID!, $after: String) { listPrices(priceListId: $id, first: 3, after: $after) {
      nodes { variantId minQuantity } pageInfo { hasNextPage endCursor } } }`;
    const page = async (after?: string) =>
      (await t.gql(PAGE, { id: priceListId, after }, t.tokens.buyer)).data.listPrices;

    const first = await page();
    const rest = await page(first.pageInfo.endCursor);

    expect([...first.nodes, ...rest.nodes]).toEqual(
      variantIds.flatMap((variantId) => [1, 5].map((minQuantity) => ({ variantId, minQuantity }))),
    );
    expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
    const lists = await t.countCommands(() =>
      t.gql('{ priceLists(first: 100) { nodes { name branches { code } } } }', {}, t.tokens.buyer),
    );
    expect(lists.commands).toEqual(['find price_lists']);
    expect(lists.result.data.priceLists.nodes).toContainEqual({ name: 'Paged', branches: [] });
    const node = await t.gql(
      'query N($id: ID!) { node(id: $id) { ... on PriceList { name } } }',
      { id: priceListId },
      t.tokens.buyer,
    );
    expect(node.data.node).toEqual({ name: 'Paged' });
  });
});
