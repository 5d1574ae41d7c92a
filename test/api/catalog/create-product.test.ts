import { toGlobalId } from '../../../src/kernel/ids';
import { products } from '../../../src/modules/catalog/product.model';
import { variants } from '../../../src/modules/catalog/variant.model';
import { outboxEvents } from '../../../src/platform/outbox';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const CREATE = `mutation Create($input: CreateProductInput!) {
  createProduct(input: $input) {
    __typename
    ... on ProductPayload {
      product {
        id title slug description status quantity createdAt updatedAt
        options { name values }
        variants { nodes { sku barcodes title selectedOptions { name value }
          price { net { amountMinor } tax { amountMinor } gross { amountMinor currency } }
          costPrice { amountMinor currency } product { id } } }
      }
    }
    ... on ValidationError { code field }
    ... on IdempotencyKeyReusedError { code field }
  }
}`;

let t: TestApp;
let keys = 0;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

interface Wish {
  readonly [field: string]: unknown;
}

function variantInput(sku: string, wish: Wish = {}) {
  return { sku, price: { amountMinor: 1_250, currency: 'GBP' }, ...wish };
}

function productInput(wish: Wish = {}) {
  keys += 1;
  return { idempotencyKey: `key-${keys}`, title: `Thing ${keys}`, variants: [variantInput(`THING-${keys}`)], ...wish };
}

async function create(input: Wish, token = t.tokens.buyer) {
  return t.gql(CREATE, { input }, token);
}

/** How much of everything that createProduct writes is there. */
async function stored() {
  const tenant = { tenantId: t.tenant._id };
  return {
    products: await products(t.app.db).countDocuments(tenant),
    variants: await variants(t.app.db).countDocuments(tenant),
    events: await outboxEvents(t.app.db).countDocuments(tenant),
  };
}

describe('createProduct', () => {
  it('stores a product with its variants and tells it once', async () => {
    const before = await stored();
    const input = productInput({
      title: 'Crème Scarf',
      description: 'Warm.',
      status: 'DRAFT',
      options: [{ name: 'Size', values: ['S', 'M'] }],
      variants: [
        variantInput('SCARF-S', {
          barcodes: ['4006381333931', 'OLD-1'],
          costPrice: { amountMinor: 500, currency: 'GBP' },
          taxRateBasisPoints: 2_000,
          selectedOptions: [{ name: 'Size', value: 'S' }],
        }),
        variantInput('scarf-m', { selectedOptions: [{ name: 'Size', value: 'M' }] }),
      ],
    });

    const { product } = (await create(input)).data.createProduct;

    const now = t.clock.now().toISOString();
    const money = (amountMinor: number) => ({ amountMinor });
    expect(product).toEqual({
      id: expect.any(String),
      title: 'Crème Scarf',
      slug: 'creme-scarf',
      description: 'Warm.',
      status: 'DRAFT',
      quantity: 0,
      createdAt: now,
      updatedAt: now,
      options: [{ name: 'Size', values: ['S', 'M'] }],
      variants: {
        nodes: [
          {
            sku: 'SCARF-S',
            barcodes: ['4006381333931', 'OLD-1'],
            title: 'S',
            selectedOptions: [{ name: 'Size', value: 'S' }],
            price: { net: money(1_042), tax: money(208), gross: { amountMinor: 1_250, currency: 'GBP' } },
            costPrice: { amountMinor: 500, currency: 'GBP' },
            product: { id: product.id },
          },
          {
            sku: 'scarf-m',
            barcodes: [],
            title: 'M',
            selectedOptions: [{ name: 'Size', value: 'M' }],
            price: { net: money(1_250), tax: money(0), gross: { amountMinor: 1_250, currency: 'GBP' } },
            costPrice: null,
            product: { id: product.id },
          },
        ],
      },
    });
    const after = await stored();
    expect(after).toEqual({ products: before.products + 1, variants: before.variants + 2, events: before.events + 1 });
    const event = await outboxEvents(t.app.db).findOne({ tenantId: t.tenant._id }).sort({ _id: -1 }).lean();
    expect(event).toMatchObject({ type: 'product.created', version: 1, publishedAt: null });
    expect(toGlobalId('Product', String(event?.payload['productId']))).toBe(product.id);
  });

  it('replays the first answer for the same key and input, and stores nothing more', async () => {
    const input = productInput();
    const first = await create(input);
    const before = await stored();

    const [again, ...crowd] = await Promise.all(Array.from({ length: 20 }, () => create(input)));

    expect(again?.data).toEqual(first.data);
    for (const answer of crowd) expect(answer.data).toEqual(first.data);
    expect(await stored()).toEqual(before);
  });

  it('makes one product of twenty first uses of a key at once', async () => {
    const input = productInput();
    const before = await stored();

    const answers = await Promise.all(Array.from({ length: 20 }, () => create(input)));

    expect(new Set(answers.map((answer) => answer.data.createProduct.product.id)).size).toBe(1);
    expect(await stored()).toEqual({
      products: before.products + 1,
      variants: before.variants + 1,
      events: before.events + 1,
    });
  });

  it('refuses the key for another input, naming the field', async () => {
    const input = productInput();
    await create(input);
    const before = await stored();

    const answer = await create({ ...input, title: 'Another' });

    expect(answer.data.createProduct).toEqual({
      __typename: 'IdempotencyKeyReusedError',
      code: 'IDEMPOTENCY_KEY_REUSED',
      field: 'title',
    });
    expect(await stored()).toEqual(before);
  });

  it('lets two people use the same key', async () => {
    const one = await create({ ...productInput(), idempotencyKey: 'shared' }, t.tokens.buyer);
    const two = await create({ ...productInput(), idempotencyKey: 'shared' }, t.tokens.manager);

    expect(one.data.createProduct.__typename).toBe('ProductPayload');
    expect(two.data.createProduct.__typename).toBe('ProductPayload');
    expect(two.data.createProduct.product.id).not.toBe(one.data.createProduct.product.id);
  });

  it('answers SKU_TAKEN for a SKU in another case, with the place in the input', async () => {
    await create(productInput({ variants: [variantInput('85123A')] }));
    const before = await stored();

    const answer = await create(productInput({ variants: [variantInput('FRESH-1'), variantInput('85123a')] }));

    expect(answer.data.createProduct).toEqual({
      __typename: 'ValidationError',
      code: 'SKU_TAKEN',
      field: 'variants.1.sku',
    });
    expect(await stored()).toEqual(before);
    const free = await create(productInput({ variants: [variantInput('FRESH-1')] }));
    expect(free.data.createProduct.__typename).toBe('ProductPayload');
  });

  it('lets one of ten win a SKU that all want at once', async () => {
    const before = await stored();

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => create(productInput({ variants: [variantInput('WANTED-1')] }))),
    );

    const outcomes = answers.map((answer) => answer.data.createProduct.code ?? 'made');
    expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'SKU_TAKEN')).toHaveLength(9);
    expect(await stored()).toEqual({
      products: before.products + 1,
      variants: before.variants + 1,
      events: before.events + 1,
    });
  });

  it('answers BARCODE_TAKEN, and lets any number of variants have none', async () => {
    await create(productInput({ variants: [variantInput('BC-1', { barcodes: ['SCAN-1'] }), variantInput('BC-2')] }));

    const taken = await create(
      productInput({ variants: [variantInput('BC-3'), variantInput('BC-4', { barcodes: ['X', 'SCAN-1'] })] }),
    );
    const none = await create(
      productInput({ variants: [variantInput('BC-5'), variantInput('BC-6', { barcodes: [] })] }),
    );

    expect(taken.data.createProduct).toEqual({
      __typename: 'ValidationError',
      code: 'BARCODE_TAKEN',
      field: 'variants.1.barcodes',
    });
    expect(none.data.createProduct.__typename).toBe('ProductPayload');
  });

  it('makes slugs of equal titles unique, but refuses a given slug that is taken', async () => {
    const slugs: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      slugs.push((await create(productInput({ title: 'Same Name' }))).data.createProduct.product.slug);
    }
    const given = await create(productInput({ slug: 'same-name' }));

    expect(slugs[0]).toBe('same-name');
    expect(slugs[1]).toMatch(/^same-name-[0-9a-f]{6}$/);
    expect(new Set(slugs).size).toBe(3);
    expect(given.data.createProduct).toEqual({ __typename: 'ValidationError', code: 'SLUG_TAKEN', field: 'slug' });
  });

  it('does not mix tenants: the same SKU, barcode and slug are free in another one', async () => {
    const codes = { variants: [variantInput('SHARED-1', { barcodes: ['SHARED-B'] })], slug: 'shared' };
    await create(productInput(codes));
    const euros = [{ sku: 'SHARED-1', barcodes: ['SHARED-B'], price: { amountMinor: 1, currency: 'EUR' } }];

    const foreign = await create(productInput({ ...codes, variants: euros }), t.tokens.foreignAdmin);

    expect(foreign.data.createProduct.__typename).toBe('ProductPayload');
  });

  it.each([
    ['admin', undefined],
    ['manager', undefined],
    ['buyer', undefined],
    ['clerk', 'FORBIDDEN'],
    ['cashier', 'FORBIDDEN'],
    ['customer', 'FORBIDDEN'],
    ['guest', 'FORBIDDEN'],
  ] as const)('for the %s answers %s', async (role, code) => {
    const before = await stored();

    const answer = await create(productInput(), t.tokens[role]);

    expect(answer.errors?.[0]?.extensions.code).toBe(code);
    expect((await stored()).products).toBe(before.products + (code === undefined ? 1 : 0));
  });

  it('accepts 100 variants', async () => {
    const many = Array.from({ length: 100 }, (_, index) => variantInput(`MANY-${index}`));

    const { product } = (await create(productInput({ variants: many }))).data.createProduct;

    expect(product.variants.nodes.map((node: { sku: string }) => node.sku)).toEqual(many.map(({ sku }) => sku));
  });
});
