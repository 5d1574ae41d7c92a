import { newId, toGlobalId } from '../../../src/kernel/ids';
import { updateProduct } from '../../../src/modules/catalog';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { received, shipped, standing } from '../inventory/transfer-scenario';
import { makeShirt, optionsOf, run, skusOf, titlesOf, variantAt } from './shirt-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterEach(() => t.expectStockConsistent());
afterAll(() => t.close());

describe('deleteVariant and restoreVariant', () => {
  it('take a variant from sale and bring it back with its SKU', async () => {
    const shirt = await makeShirt(t);
    const { id } = variantAt(shirt, 0);
    const sku = `${shirt.prefix}-S-RED`;
    const seen = async () => (await t.gql(`{ variant(sku: "${sku}") { sku } }`, {}, t.tokens.guest)).data.variant;

    expect((await run(t, 'deleteVariant', { variantId: id })).variant).toEqual({
      sku,
      deletedAt: t.clock.now().toISOString(),
    });
    expect(await seen()).toBeNull();
    expect(await run(t, 'deleteVariant', { variantId: id })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await run(t, 'restoreVariant', { variantId: id })).variant).toEqual({ sku, deletedAt: null });
    expect(await seen()).toEqual({ sku });
    expect(await run(t, 'restoreVariant', { variantId: id })).toMatchObject({ code: 'NOT_REMOVED' });
  });

  it('show staff what was removed, of a removed product too, and shoppers nothing', async () => {
    const { product, variants } = await t.makeProduct({ variants: [{}, {}, {}] });
    const id = toGlobalId('Product', product._id);
    const skus = variants.map(({ sku }) => sku);
    const READ = `query R($removed: Boolean) { products(first: 100, removed: $removed) { nodes { id
      variants(first: 2) { nodes { sku } }
      gone: variants(removed: true, first: 2) { nodes { id sku deletedAt } pageInfo { hasNextPage } } } } }`;
    const read = async (token: string, removed = false) => {
      const { data } = await t.gql(READ, { removed }, token);
      return data.products.nodes.find((node: { id: string }) => node.id === id);
    };
    expect((await read(t.tokens.buyer)).gone.nodes).toEqual([]);
    await run(t, 'deleteVariant', { variantId: toGlobalId('Variant', variants[1]!._id) });

    const found = (await read(t.tokens.cashier)).gone.nodes;
    expect(found).toEqual([{ id: expect.any(String), sku: skus[1], deletedAt: expect.any(String) }]);
    for (const token of [t.tokens.guest, t.tokens.customer]) expect((await read(token)).gone.nodes).toEqual([]);
    expect(await run(t, 'restoreVariant', { variantId: found[0].id })).toMatchObject({ __typename: 'VariantPayload' });
    expect((await read(t.tokens.buyer)).gone.nodes).toEqual([]);

    await run(t, 'deleteProduct', { productId: id });
    const { gone, variants: none } = await read(t.tokens.buyer, true);
    expect([none.nodes, gone.nodes.map((node: { sku: string }) => node.sku)]).toEqual([[], skus.slice(0, 2)]);
    expect(gone.pageInfo.hasNextPage).toBe(true);
  });

  it('come in pages that read no more than they show, however many there are', async () => {
    const ids: string[] = [];
    for (const size of [60, 3]) {
      const { product } = await t.makeProduct({ variants: Array.from({ length: size }, () => ({})) });
      ids.push(toGlobalId('Product', product._id));
      const filter = { productId: product._id, position: { $ne: 1 } };
      await t.app.db.collection('variants').updateMany(filter, { $set: { deletedAt: new Date() } });
    }
    const READ = `query R($after: String) { ${ids
      .map(
        (id, at) => `p${at}: product(id: "${id}") { variants { nodes { id } }
      gone: variants(removed: true, first: 4, after: $after) { nodes { sku } pageInfo { hasNextPage endCursor } } }`,
      )
      .join(' ')} }`;
    const read = (after?: string) => t.gql(READ, { after }, t.tokens.buyer);
    const sizes: number[] = [];
    const hear = (event: { reply: { cursor?: { firstBatch?: unknown[]; ns?: string } } }) => {
      const { firstBatch = [], ns = '' } = event.reply.cursor ?? {};
      if (ns.endsWith('.variants')) sizes.push(firstBatch.length);
    };
    const client = t.app.db.getClient();
    client.on('commandSucceeded', hear as never);
    const { result } = await t.countCommands(() => read());
    client.off('commandSucceeded', hear as never);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * 5);
    expect(result.data.p0.variants.nodes).toHaveLength(1);
    expect(result.data.p1.gone.nodes).toHaveLength(2);
    const seen = new Set<string>();
    let after: string | undefined;
    for (let page = 0; page < 15; page += 1) {
      const { nodes, pageInfo } = (await read(after)).data.p0.gone;
      for (const { sku } of nodes) seen.add(sku);
      expect(pageInfo.hasNextPage).toBe(page < 14);
      after = pageInfo.endCursor;
    }
    expect(seen.size).toBe(59);
  });

  it('count when variants are added: what keeps its SKU for ever is read with every change', async () => {
    const shirt = await makeShirt(t);
    const productId = shirt.product._id;
    const stored = await t.app.db.collection('variants').findOne({ productId });
    const old = Array.from({ length: 995 }, (_, index) => {
      const code = `${shirt.prefix}-OLD-${index}`;
      return { ...stored, _id: newId(), sku: code, skuKey: code, position: 10 + index, deletedAt: new Date() };
    });
    await t.app.db.collection('variants').insertMany(old);
    const refused = await run(t, 'generateVariants', { productId: shirt.id });
    expect(refused).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    const { variants } = await updateProduct(t.ctx, {
      ...{ input: { idempotencyKey: 'full' }, productId: shirt.product._id, changes: { title: 'Still to be changed' } },
    });
    expect(variants).toHaveLength(2);
  });

  it('bring back the removed variant, and no twin, when its combination is generated', async () => {
    const shirt = await makeShirt(t);
    const { id } = variantAt(shirt, 0);
    await run(t, 'deleteVariant', { variantId: id });

    const result = await run(t, 'generateVariants', { productId: shirt.id });

    expect(skusOf(result)[0]).toBe(`${shirt.prefix}-S-RED`);
    expect(titlesOf(result)).toHaveLength(6);
  });

  it('refuse a place that another variant has taken meanwhile', async () => {
    const shirt = await makeShirt(t);
    const { id } = variantAt(shirt, 1);
    await run(t, 'deleteVariant', { variantId: id });
    const options = optionsOf([{ value: 'M', was: 'S' }]);
    expect(titlesOf(await run(t, 'updateProductOptions', { productId: shirt.id, options }))).toEqual(['M / Red']);

    expect(await run(t, 'restoreVariant', { variantId: id })).toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  it('refuse the last variant, and one with a hold unless it is kept', async () => {
    const shirt = await makeShirt(t);
    const [first, second] = [variantAt(shirt, 0), variantAt(shirt, 1)];
    await t.makeStock({ variant: first.variant, branch: t.branches.north, quantity: 2 });
    const hold = await t.gql(
      `mutation R($input: ReserveStockInput!) { reserveStock(input: $input) { __typename } }`,
      {
        input: {
          idempotencyKey: `hold-${first.id}`,
          lines: [{ variantId: first.id, branchId: toGlobalId('Branch', t.branches.north._id), quantity: 1 }],
        },
      },
      t.tokens.customer,
    );
    expect(hold.data.reserveStock.__typename).toBe('ReservationPayload');

    expect(await run(t, 'deleteVariant', { variantId: first.id, stock: 'WRITE_OFF' })).toMatchObject({
      code: 'VARIANT_HAS_HOLDS',
      field: 'variantId',
    });
    expect((await run(t, 'deleteVariant', { variantId: first.id, stock: 'KEEP' })).variant.sku).toBe(first.variant.sku);
    expect(await run(t, 'deleteVariant', { variantId: second.id })).toMatchObject({ code: 'VARIANT_LAST' });
    const entries = await t.gql(
      'query E($id: ID) { stockEntries(variantId: $id) { nodes { quantityOnHand quantityReserved variant { sku } } } }',
      { id: first.id },
      t.tokens.clerk,
    );
    expect(entries.data.stockEntries.nodes).toEqual([
      { quantityOnHand: 2, quantityReserved: 1, variant: { sku: first.variant.sku } },
    ]);
  });
});

describe('deleteProduct and restoreProduct', () => {
  it('refuse goods that are on their way between branches, unless they are kept', async () => {
    const { product, variant } = await t.makeProduct();
    await t.makeStock({ variant, branch: t.branches.north, quantity: 3 });
    const transferId = await shipped(t, [[variant, 3]]);
    const productId = toGlobalId('Product', product._id);

    for (const [stock, hint] of [
      ['REFUSE', 'Say what becomes of it in "stock"'],
      ['WRITE_OFF', 'or keep it with stock: KEEP'],
    ] as const) {
      const refused = await run(t, 'deleteProduct', { productId, stock });
      expect(refused).toMatchObject({ code: 'VARIANT_HAS_STOCK', field: 'productId' });
      expect(refused.message).toContain(hint);
    }
    expect(await run(t, 'deleteProduct', { productId, stock: 'KEEP' })).toMatchObject({ __typename: 'ProductPayload' });
    expect(await received(t, transferId, variant, 3)).toMatchObject({ stockTransfer: { status: 'RECEIVED' } });
    expect(await standing(t, t.branches.south, variant)).toEqual([3, 0, 0]);
  });

  it('cascade to the variants that went with it, and leave the stock history readable', async () => {
    const shirt = await makeShirt(t);
    const [first, second] = [variantAt(shirt, 0), variantAt(shirt, 1)];
    await run(t, 'deleteVariant', { variantId: second.id });
    await t.makeStock({ variant: first.variant, branch: t.branches.north, quantity: 4 });
    t.clock.tick(1_000);

    expect(await run(t, 'deleteProduct', { productId: shirt.id })).toMatchObject({ code: 'VARIANT_HAS_STOCK' });
    const deleted = await run(t, 'deleteProduct', { productId: shirt.id, stock: 'WRITE_OFF' });

    expect(deleted.product.deletedAt).toBe(t.clock.now().toISOString());
    const lists = async (token: string) =>
      (
        await t.gql(
          `query L($s: String) { here: products(search: $s) { nodes { id } } gone: products(search: $s, removed: true) { nodes { id } } }`,
          { s: shirt.prefix },
          token,
        )
      ).data;
    expect(await lists(t.tokens.buyer)).toEqual({ here: { nodes: [] }, gone: { nodes: [{ id: shirt.id }] } });
    const all = await t.gql('{ products(removed: true) { nodes { id } } }', {}, t.tokens.buyer);
    expect(all.data.products.nodes).toContainEqual({ id: shirt.id });
    expect(
      (await t.gql('{ products(removed: true) { nodes { id } } }', {}, t.tokens.guest)).data.products.nodes,
    ).toEqual([]);
    const history = await t.gql(
      `query H($id: ID) { stockMovements(variantId: $id) { nodes { onHandDelta entry { quantityOnHand
        variant { sku product { title } } } } } }`,
      { id: first.id },
      t.tokens.clerk,
    );
    const entry = { quantityOnHand: 0, variant: { sku: first.variant.sku, product: { title: shirt.product.title } } };
    expect(history.data.stockMovements.nodes).toEqual([
      { onHandDelta: -4, entry },
      { onHandDelta: 4, entry },
    ]);
    expect(await run(t, 'restoreVariant', { variantId: first.id })).toMatchObject({ code: 'NOT_FOUND' });

    const restored = await run(t, 'restoreProduct', { productId: shirt.id });

    expect(restored.product.deletedAt).toBeNull();
    expect(titlesOf(restored)).toEqual(['S / Red']);
    expect((await lists(t.tokens.guest)).here.nodes).toEqual([{ id: shirt.id }]);
    expect(await run(t, 'restoreProduct', { productId: shirt.id })).toMatchObject({ code: 'NOT_REMOVED' });
  });

  it.each(['deleteProduct', 'restoreProduct'])('%s answers NOT_FOUND to strangers', async (mutation) => {
    const shirt = await makeShirt(t);

    expect(await run(t, mutation, { productId: shirt.id }, t.tokens.foreignAdmin)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await run(t, mutation, { productId: toGlobalId('Product', newId()) })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await run(t, mutation, { productId: shirt.id }, t.tokens.cashier)).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
  });
});
