import { newId } from '../../../src/kernel/ids';
import { LONG_AGO, products } from '../../../src/modules/catalog/product.model';
import { searchTerms } from '../../../src/modules/catalog/search-words';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  for (let index = 0; index < 40; index += 1) await t.makeProduct({ title: `Planned ${index}` });
});
afterAll(() => t.close());

describe('the plans of the list', () => {
  it.each([
    ['for staff', {}, '"products_list"'],
    ['for shoppers', { status: 'ACTIVE' as const }, '"products_list_by_status"'],
    ['of removed ones', { deletedAt: { $gt: LONG_AGO } }, '"products_removed"'],
  ])('%s walk an index in its order, without sorting', async (_what, filter, index) => {
    const query = products(t.app.db).find({ tenantId: t.tenant._id, deletedAt: null, ...filter });

    const plan = JSON.stringify(await query.sort({ _id: 1 }).limit(21).explain('queryPlanner'));

    expect(plan).toContain(index);
    expect(plan).not.toContain('"SORT"');
    expect(plan).not.toContain('"COLLSCAN"');
  });

  it.each([
    [1, '_id', 'products_category'],
    [2, '_id', 'products_category'],
    [9, 'titleOrder', 'products_category_title'],
    [9, 'priceOrder', 'products_category_price'],
  ])('for %i categories by %s walk %s in its order, without sorting', async (count, field, index) => {
    const filter = {
      tenantId: t.tenant._id,
      deletedAt: null,
      categoryIds: { $in: Array.from({ length: count }, newId) },
    };
    for (const direction of [1, -1] as const) {
      const query = products(t.app.db).find(filter);

      const plan = JSON.stringify(
        await query
          .sort({ [field]: direction })
          .limit(21)
          .explain('queryPlanner'),
      );

      expect(plan).toContain(`"${index}"`);
      expect(plan).not.toContain('"SORT"');
      expect(plan).not.toContain('"COLLSCAN"');
    }
  });

  it.each([
    ['TITLE', {}, 'titleOrder', 'products_title'],
    ['TITLE for shoppers', { status: 'ACTIVE' as const }, 'titleOrder', 'products_title_by_status'],
    ['PRICE', {}, 'priceOrder', 'products_price'],
    ['PRICE for shoppers', { status: 'ACTIVE' as const }, 'priceOrder', 'products_price_by_status'],
  ])('by %s walk an index in its order, and begin at the cursor', async (_what, filter, field, index) => {
    const query = products(t.app.db).find({
      tenantId: t.tenant._id,
      deletedAt: null,
      ...filter,
      [field]: { $gt: 'x' },
    });

    const plan = JSON.stringify(
      await query
        .sort({ [field]: 1 })
        .limit(21)
        .explain('queryPlanner'),
    );

    expect(plan).toContain(`"${index}"`);
    expect(plan).toContain(JSON.stringify({ [field]: ['("x", {})'] }).slice(1, -1));
    expect(plan).not.toContain('"SORT"');
  });

  it('use an index for search too', async () => {
    const filter = { tenantId: t.tenant._id, deletedAt: null, $and: searchTerms('heart') };

    const plan = JSON.stringify(
      await products(t.app.db).find(filter).sort({ _id: 1 }).limit(21).explain('queryPlanner'),
    );

    expect(plan).toContain('"products_search"');
    expect(plan).not.toContain('"COLLSCAN"');
  });
});
