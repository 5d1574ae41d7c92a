import { newId } from '../../../src/kernel/ids';
import { FACET_PRODUCTS_MAX } from '../../../src/modules/catalog/catalog.policy';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const FACETS = `query F($search: String) { productFacets(search: $search) {
  productCount isComplete options { name values { value productCount } } categories { productCount } } }`;

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

it('says that its counts are lower bounds as soon as one product more than it looks at is there', async () => {
  const { product } = await t.makeProduct({ title: 'Crowd' });
  const rows = t.app.db.collection('products');
  const stored = await rows.findOne({ _id: product._id });
  await rows.updateOne({ _id: product._id }, { $set: { optionKeys: ['Colour\u001fRed'] } });
  const more = (count: number) =>
    Array.from({ length: count }, () => {
      const _id = newId();
      const hex = _id.toHexString();
      const orders = { titleOrder: `crowd\u0001${hex}`, priceOrder: `000000000001${hex}` };
      return { ...stored, _id, slug: hex, optionKeys: ['Colour\u001fRed'], ...orders };
    });
  const facets = async () => (await t.gql(FACETS, { search: 'crowd' }, t.tokens.guest)).data.productFacets;
  const red = (productCount: number) => [{ name: 'Colour', values: [{ value: 'Red', productCount }] }];

  await rows.insertMany(more(FACET_PRODUCTS_MAX - 1));
  expect(await facets()).toMatchObject({ productCount: 10_000, isComplete: true, options: red(10_000) });
  await rows.insertMany(more(1));
  expect(await facets()).toMatchObject({ productCount: 10_000, isComplete: false, options: red(10_000) });
}, 60_000);
