import { newId, parseGlobalId, toGlobalId } from '../../../src/kernel/ids';
import { pruneCatalog } from '../../../src/modules/catalog';
import { categories } from '../../../src/modules/catalog/category.model';
import { products } from '../../../src/modules/catalog/product.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const CATEGORY = 'category { id name ancestors { name } }';
const outcome = (payload: string) => `__typename ${payload} ... on UserError { code } ... on ValidationError { field }`;
const ofCategory = `... on CategoryPayload { ${CATEGORY} }`;
const ofProduct = '... on ProductPayload { product { title categories { name ancestors { name } } } }';
const DOCUMENTS: Record<string, string> = {
  createCategory: `mutation M($input: CreateCategoryInput!) { createCategory(input: $input) { ${outcome(ofCategory)} } }`,
  updateCategory: `mutation M($input: UpdateCategoryInput!) { updateCategory(input: $input) { ${outcome(ofCategory)} } }`,
  deleteCategory: `mutation M($input: DeleteCategoryInput!) { deleteCategory(input: $input) { ${outcome(ofCategory)} } }`,
  setProductCategories: `mutation M($input: SetProductCategoriesInput!) { setProductCategories(input: $input) {
    ${outcome(ofProduct)} } }`,
};

let t: TestApp;
let made = 0;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

type Fields = Record<string, unknown>;

async function run(mutation: string, fields: Fields, token = t.tokens.buyer) {
  const input = { idempotencyKey: `category-${(made += 1)}`, ...fields };
  const answer = await t.gql(DOCUMENTS[mutation] ?? '', { input }, token);
  return { ...answer.data?.[mutation], errors: answer.errors };
}

async function makeCategory(name: string, parentId?: string): Promise<string> {
  return (await run('createCategory', { name, parentId })).category.id;
}

async function makeProductIn(title: string, ...categoryIds: string[]): Promise<string> {
  const { product } = await t.makeProduct({ title });
  const productId = toGlobalId('Product', product._id);
  const set = await run('setProductCategories', { productId, categoryIds });
  expect(set.__typename).toBe('ProductPayload');
  return productId;
}

async function titlesIn(categoryId: string, token = t.tokens.guest): Promise<string[]> {
  const LIST = 'query L($id: ID) { products(categoryId: $id) { nodes { title } } }';
  const { data } = await t.gql(LIST, { id: categoryId }, token);
  return data.products.nodes.map((node: { title: string }) => node.title);
}

async function childrenOf(parentId?: string): Promise<string[]> {
  const LIST = 'query L($id: ID) { categories(parentId: $id) { nodes { name } } }';
  const { data } = await t.gql(LIST, { id: parentId }, t.tokens.guest);
  return data.categories.nodes.map((node: { name: string }) => node.name);
}

describe('the tree of categories', () => {
  it('lists children by name, and products of a category with those below it', async () => {
    const home = await makeCategory('Home');
    const kitchen = await makeCategory('Kitchen', home);
    const cups = await makeCategory('Cups', kitchen);
    await makeCategory('Bath', home);
    await makeProductIn('Table', home);
    await makeProductIn('Mug', cups, kitchen);
    await makeProductIn('Stray');

    expect(await childrenOf(home)).toEqual(['Bath', 'Kitchen']);
    expect(await childrenOf()).toContain('Home');
    expect(await childrenOf()).not.toContain('Kitchen');
    expect(await titlesIn(home)).toEqual(['Table', 'Mug']);
    expect(await titlesIn(kitchen)).toEqual(['Mug']);
    expect(await titlesIn(toGlobalId('Category', newId()))).toEqual([]);
    expect(await titlesIn(home, t.tokens.foreignAdmin)).toEqual([]);
    const node = await t.gql(
      'query N($id: ID!) { node(id: $id) { ... on Category { name ancestors { name } } } }',
      { id: cups },
      t.tokens.guest,
    );
    expect(node.data.node).toEqual({ name: 'Cups', ancestors: [{ name: 'Home' }, { name: 'Kitchen' }] });
  });

  it('moves a category with all below it, and renames it', async () => {
    const [left, right] = [await makeCategory('Left'), await makeCategory('Right')];
    const branch = await makeCategory('Branch', left);
    const leaf = await makeCategory('Leaf', branch);
    await makeProductIn('Fruit', leaf);

    const moved = await run('updateCategory', { categoryId: branch, parentId: right, name: 'Bough' });

    expect(moved.category).toEqual({ id: branch, name: 'Bough', ancestors: [{ name: 'Right' }] });
    expect([await titlesIn(left), await titlesIn(right)]).toEqual([[], ['Fruit']]);
    const root = await run('updateCategory', { categoryId: branch, parentId: null });
    expect(root.category.ancestors).toEqual([]);
    expect((await run('updateCategory', { categoryId: leaf, name: 'Twig' })).category).toEqual({
      id: leaf,
      name: 'Twig',
      ancestors: [{ name: 'Bough' }],
    });
    expect([await titlesIn(right), await titlesIn(branch)]).toEqual([[], ['Fruit']]);
  });

  it('never becomes a circle, not even when two move below each other at once', async () => {
    const top = await makeCategory('Top');
    const inner = await makeCategory('Inner', top);
    expect(await run('updateCategory', { categoryId: top, parentId: inner })).toMatchObject({ code: 'CATEGORY_CYCLE' });
    expect(await run('updateCategory', { categoryId: top, parentId: top })).toMatchObject({ code: 'CATEGORY_CYCLE' });
    for (let round = 0; round < 3; round += 1) {
      const [a, b] = [await makeCategory(`A${round}`), await makeCategory(`B${round}`)];

      const results = await Promise.all([
        run('updateCategory', { categoryId: a, parentId: b }),
        run('updateCategory', { categoryId: b, parentId: a }),
      ]);

      expect(results.map(({ code }) => code ?? 'moved').sort()).toEqual(['CATEGORY_CYCLE', 'moved']);
    }
  });

  it('is at most 8 levels deep, also after a move', async () => {
    let deepest: string | undefined;
    for (let level = 1; level <= 8; level += 1) deepest = await makeCategory(`Level ${level}`, deepest);
    const pair = await makeCategory('Pair');
    await makeCategory('Second', pair);
    const { category } = await run('createCategory', { name: 'Seventh' });
    const seventh = (await categories(t.app.db).findOne({ tenantId: t.tenant._id, name: 'Level 7' }).lean())?._id;

    expect(await run('createCategory', { name: 'Level 9', parentId: deepest })).toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
    const below = toGlobalId('Category', seventh ?? newId());
    expect(await run('updateCategory', { categoryId: pair, parentId: below })).toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
    expect((await run('updateCategory', { categoryId: category.id, parentId: below })).category.ancestors).toHaveLength(
      7,
    );
  });

  it('loses only childless categories; their products stay', async () => {
    const parent = await makeCategory('Parent');
    const child = await makeCategory('Child', parent);
    const productId = await makeProductIn('Orphan', child);

    expect(await run('deleteCategory', { categoryId: parent })).toMatchObject({ code: 'CATEGORY_HAS_CHILDREN' });
    expect((await run('deleteCategory', { categoryId: child })).category.name).toBe('Child');
    const { data } = await t.gql(
      'query P($id: ID) { product(id: $id) { title categories { name } } }',
      {
        id: productId,
      },
      t.tokens.guest,
    );
    expect(data.product).toEqual({ title: 'Orphan', categories: [] });
    expect(await titlesIn(child)).toEqual([]);
    expect(await titlesIn(parent)).toEqual([]);
    expect(await run('deleteCategory', { categoryId: child })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('goes without a write to its products, of which there may be any number', async () => {
    const categoryId = await makeCategory('Crowded');
    await makeProductIn('Crowd', categoryId);
    const { commands } = await t.countCommands(() => run('deleteCategory', { categoryId }));

    expect(commands.filter((command) => command.endsWith(' products'))).toEqual([]);
  });

  it('takes any number below it along in a fixed number of commands', async () => {
    const [from, to] = [await makeCategory('From'), await makeCategory('To')];
    const [fromId, toId] = [parseGlobalId(from)?.id, parseGlobalId(to)?.id];
    const { tenantId, createdAt } = { tenantId: t.tenant._id, createdAt: new Date(0) };
    const below = (count: number, prefix: string) =>
      Array.from({ length: count }, (_, index) => ({
        ...{ _id: newId(), tenantId, name: `${prefix} ${index}`, nameKey: `${prefix} ${index}`, parentId: fromId },
        ...{ path: [fromId], revision: 0, createdAt, updatedAt: createdAt },
      }));
    const rows = t.app.db.collection('categories');
    await rows.insertMany(below(2, 'few'));
    const few = await t.countCommands(() => run('updateCategory', { categoryId: from, parentId: to }));
    await rows.insertMany(below(900, 'many').map((row) => ({ ...row, path: [toId, fromId] })));
    const many = await t.countCommands(() => run('updateCategory', { categoryId: from, parentId: null }));

    expect(few.result.__typename).toBe('CategoryPayload');
    expect(many.commands.length).toBeLessThanOrEqual(few.commands.length);
    expect(await rows.countDocuments({ tenantId, path: [fromId] })).toBe(902);
    await rows.deleteMany({ tenantId, parentId: fromId });
  });

  it('leaves no product in a category that goes at the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      const categoryId = await makeCategory(`Fleeting ${round}`);
      const { product } = await t.makeProduct();
      const productId = toGlobalId('Product', product._id);

      await Promise.all([
        run('deleteCategory', { categoryId }),
        run('setProductCategories', { productId, categoryIds: [categoryId] }),
      ]);
      await pruneCatalog(t.ctx, 1_000);

      const stored = await products(t.app.db).findOne({ tenantId: t.tenant._id, _id: product._id }).lean();
      expect(stored?.categoryIds).toEqual([]);
    }
  });

  it('answers NAME_TAKEN among siblings, NOT_FOUND for strangers, and FORBIDDEN to shoppers', async () => {
    const categoryId = await makeCategory('Unique');
    const { product } = await t.makeProduct();
    const productId = toGlobalId('Product', product._id);

    expect(await run('createCategory', { name: 'UNIQUE' })).toMatchObject({ code: 'NAME_TAKEN', field: 'name' });
    expect((await run('createCategory', { name: 'Unique', parentId: categoryId })).category.name).toBe('Unique');
    expect(await run('updateCategory', { categoryId, name: 'X' }, t.tokens.foreignAdmin)).toMatchObject({
      code: 'NOT_FOUND',
    });
    const foreign = { productId, categoryIds: [toGlobalId('Category', newId())] };
    expect(await run('setProductCategories', foreign)).toMatchObject({ code: 'NOT_FOUND' });
    const inputs: Record<string, Fields> = {
      createCategory: { name: 'Mine' },
      updateCategory: { categoryId, name: 'Mine' },
      deleteCategory: { categoryId },
      setProductCategories: { productId, categoryIds: [] },
    };
    for (const [mutation, fields] of Object.entries(inputs)) {
      const answer = await run(mutation, fields, t.tokens.customer);
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });
});

it('categories of a page of products, with all above them, cost two commands besides the page, for any number', async () => {
  const deep = await makeCategory('Deep', await makeCategory('Deeper'));
  for (let index = 0; index < 4; index += 1) await makeProductIn(`Budget ${index}`, deep);
  const LIST =
    'query L($n: Int) { products(search: "budget", first: $n) { nodes { categories { name ancestors { name } } } } }';
  const commandsFor = async (n: number) => (await t.countCommands(() => t.gql(LIST, { n }, t.tokens.guest))).commands;

  const one = await commandsFor(1);

  expect(one).toEqual(['find products', 'find categories', 'find categories']);
  expect(await commandsFor(4)).toEqual(one);
});
