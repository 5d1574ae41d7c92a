import { toGlobalId } from '../../../src/kernel/ids';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { SIZES, makeShirt, missingOf, optionsOf, run, skusOf, titlesOf, variantAt } from './shirt-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterEach(() => t.expectStockConsistent());
afterAll(() => t.close());

describe('generateVariants', () => {
  it('makes all combinations that are missing, priced as the first variant', async () => {
    const shirt = await makeShirt(t);

    const result = await run(t, 'generateVariants', { productId: shirt.id });

    expect(skusOf(result)).toEqual(
      ['S-RED', 'M-RED', 'S-NAVYBLUE', 'M-NAVYBLUE', 'L-RED', 'L-NAVYBLUE'].map((rest) => `${shirt.prefix}-${rest}`),
    );
    expect(titlesOf(result)).toEqual([
      'S / Red',
      'M / Red',
      'S / Navy blue',
      'M / Navy blue',
      'L / Red',
      'L / Navy blue',
    ]);
    expect(missingOf(result)).toEqual([]);
    const price = await t.gql(
      `{ variant(sku: "${shirt.prefix}-L-RED") { price { gross { amountMinor } } } products(search: "${shirt.prefix} navyblue") { nodes { id } } }`,
      {},
      t.tokens.guest,
    );
    expect(price.data).toEqual({
      variant: { price: { gross: { amountMinor: 2_000 } } },
      products: { nodes: [{ id: shirt.id }] },
    });
  });

  it('makes chosen ones at a price of their own, passes over existing ones, and offers the rest', async () => {
    const shirt = await makeShirt(t);
    const pick = (size: string, colour: string) => ({
      selectedOptions: [
        { name: 'Colour', value: colour },
        { name: 'Size', value: size },
      ],
    });

    const result = await run(t, 'generateVariants', {
      productId: shirt.id,
      combinations: [pick('S', 'Red'), pick('L', 'Red')],
      skuPrefix: `X${shirt.prefix}`,
      price: { amountMinor: 2_500, currency: 'GBP' },
    });

    expect(skusOf(result).slice(2)).toEqual([`X${shirt.prefix}-L-RED`]);
    expect(missingOf(result)).toEqual(['S / Navy blue', 'M / Navy blue', 'L / Navy blue']);
    const { data } = await t.gql(
      `{ variant(sku: "X${shirt.prefix}-L-RED") { price { gross { amountMinor } } selectedOptions { value } } }`,
      {},
      t.tokens.guest,
    );
    expect(data.variant).toEqual({
      price: { gross: { amountMinor: 2_500 } },
      selectedOptions: [{ value: 'L' }, { value: 'Red' }],
    });
  });

  it('makes each combination once when five ask at once', async () => {
    const shirt = await makeShirt(t);

    await Promise.all([1, 2, 3, 4, 5].map(() => run(t, 'generateVariants', { productId: shirt.id })));

    expect(titlesOf(await run(t, 'generateVariants', { productId: shirt.id }))).toHaveLength(6);
  });

  it('refuses unknown values, SKUs in use, products without options, and strangers', async () => {
    const shirt = await makeShirt(t);
    const taken = `TAKEN-${shirt.prefix}`;
    const bare = await t.makeProduct({ variants: [{ sku: `${taken}-l-red` }] });
    const bad = [
      {
        selectedOptions: [
          { name: 'Size', value: 'XXL' },
          { name: 'Colour', value: 'Red' },
        ],
      },
    ];

    expect(await run(t, 'generateVariants', { productId: shirt.id, combinations: bad })).toMatchObject({
      code: 'OPTIONS_INVALID',
      field: 'combinations.0',
    });
    expect(await run(t, 'generateVariants', { productId: shirt.id, skuPrefix: taken })).toMatchObject({
      code: 'SKU_TAKEN',
      field: 'combinations.2.sku',
    });
    const spaced = await run(t, 'generateVariants', { productId: shirt.id, skuPrefix: 'A B' });
    expect(spaced.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'skuPrefix' });
    expect(await run(t, 'generateVariants', { productId: toGlobalId('Product', bare.product._id) })).toMatchObject({
      code: 'NO_OPTIONS',
    });
    expect(await run(t, 'generateVariants', { productId: shirt.id }, t.tokens.foreignAdmin)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(
      (await run(t, 'generateVariants', { productId: shirt.id }, t.tokens.clerk)).errors?.[0]?.extensions.code,
    ).toBe('FORBIDDEN');
  });
});

describe('updateProductOptions', () => {
  it('renames option and value in the variants, and offers what an added value makes possible', async () => {
    const shirt = await makeShirt(t);

    const result = await run(t, 'updateProductOptions', {
      productId: shirt.id,
      options: [
        { name: 'Fit', was: 'Size', values: [{ value: 'Small', was: 'S' }, { value: 'M' }] },
        { name: 'Colour', values: [{ value: 'Red' }, { value: 'Green' }] },
      ],
    });

    expect(result.product.options).toEqual([
      { name: 'Fit', values: ['Small', 'M'] },
      { name: 'Colour', values: ['Red', 'Green'] },
    ]);
    expect(titlesOf(result)).toEqual(['Small / Red', 'M / Red']);
    expect(missingOf(result)).toEqual(['Small / Green', 'M / Green']);
  });

  it('takes another spelling of an option or value for its new name, and never one variant for another', async () => {
    const shirt = await makeShirt(t);
    await run(t, 'deleteVariant', { variantId: variantAt(shirt, 0).id });
    await t.makeStock({ variant: variantAt(shirt, 1).variant, branch: t.branches.north, quantity: 3 });

    const result = await run(t, 'updateProductOptions', {
      productId: shirt.id,
      options: [
        { name: 'SIZE', values: [{ value: 'S' }, { value: 'm' }, { value: 'L' }] },
        { name: ' colour', values: [{ value: 'RED' }, { value: 'Blue', was: 'Navy blue' }] },
      ],
    });
    expect(result.product.options).toEqual([
      { name: 'SIZE', values: ['S', 'm', 'L'] },
      { name: ' colour', values: ['RED', 'Blue'] },
    ]);
    expect([titlesOf(result), skusOf(result)]).toEqual([['m / RED'], [`${shirt.prefix}-M-RED`]]);
  });

  it('gives variants the first value of a new option', async () => {
    const shirt = await makeShirt(t);
    const options = [
      ...optionsOf(SIZES.map((value) => ({ value }))),
      { name: 'Sleeve', values: [{ value: 'Long' }, { value: 'Short' }] },
    ];

    expect(titlesOf(await run(t, 'updateProductOptions', { productId: shirt.id, options }))).toEqual([
      'S / Red / Long',
      'M / Red / Long',
    ]);
  });

  it('removes variants of a value that is gone, but not with stock or holds unless told', async () => {
    const shirt = await makeShirt(t);
    const { variant, id } = variantAt(shirt, 1);
    await t.makeStock({ variant, branch: t.branches.north, quantity: 3 });
    const options = optionsOf([{ value: 'S' }, { value: 'L' }]);

    const refused = await run(t, 'updateProductOptions', { productId: shirt.id, options });
    expect(refused).toMatchObject({ code: 'VARIANT_HAS_STOCK', field: 'options' });
    expect(refused.message).toContain(`${shirt.prefix}-M-RED`);
    const removed = await run(t, 'updateProductOptions', { productId: shirt.id, options, stock: 'WRITE_OFF' });

    expect(titlesOf(removed)).toEqual(['S / Red']);
    const movements = await stockMovements(t.app.db).find({ tenantId: t.tenant._id, variantId: variant._id }).lean();
    expect(movements.map(({ type, onHandDelta }) => [type, onHandDelta])).toContainEqual(['WRITE_OFF', -3]);
    expect(await run(t, 'restoreVariant', { variantId: id })).toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  it('refuses options that would make two variants the same, leave none, or rename what is not there', async () => {
    const shirt = await makeShirt(t);
    const refused = async (options: unknown) =>
      (await run(t, 'updateProductOptions', { productId: shirt.id, options })).code;

    expect(await refused([{ name: 'Colour', values: [{ value: 'Red' }] }])).toBe('OPTIONS_INVALID');
    expect(await refused([])).toBe('OPTIONS_INVALID');
    expect(await refused(optionsOf([{ value: 'XL' }]))).toBe('OPTIONS_INVALID');
    expect(await refused(optionsOf([{ value: 'S', was: 'XS' }, { value: 'M' }]))).toBe('OPTIONS_INVALID');
    expect(
      await refused(
        optionsOf([
          { value: 'A', was: 'S' },
          { value: 'B', was: 'S' },
        ]),
      ),
    ).toBe('OPTIONS_INVALID');
    expect(await refused(optionsOf([{ value: 'S' }, { value: 's' }]))).toBe('OPTIONS_INVALID');
  });
});
