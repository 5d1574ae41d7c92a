import { RefusalError, ValidationError } from '../../../src/kernel/errors';
import { newId } from '../../../src/kernel/ids';
import { makeProductDocuments } from '../../../src/modules/catalog/new-product';
import type { NewProduct, NewVariant } from '../../../src/modules/catalog/new-product';
import type { TenantDoc } from '../../../src/modules/tenants';

const NOW = new Date('2026-01-05T09:00:00.000Z');
const TENANT: TenantDoc = {
  _id: newId(),
  slug: 'shop',
  name: 'Shop',
  currency: 'GBP',
  status: 'ACTIVE',
  pricesIncludeTax: true,
  defaultTaxRateBasisPoints: 2_000,
  showExactAvailability: false,
  pinSalt: '00',
  createdAt: NOW,
};
const SIZES = { name: 'Size', values: ['S', 'M'] };
const COLOURS = { name: 'Colour', values: ['Red', 'Blue'] };

describe('makeProductDocuments', () => {
  it('fills in slug, status, tax rate, titles and search words', () => {
    const { product, variants } = make({
      title: '  Warm Scarf ',
      variants: [plain('SC-1', { barcodes: ['4006381333931'] })],
    });

    expect(product).toMatchObject({
      title: 'Warm Scarf',
      slug: 'warm-scarf',
      status: 'ACTIVE',
      quantity: 0,
      options: [],
    });
    expect(product.searchWords).toEqual(['warm', 'scarf', 'sc', '1', '4006381333931']);
    expect(variants).toHaveLength(1);
    expect(variants[0]).toMatchObject({
      productId: product._id,
      productStatus: 'ACTIVE',
      sku: 'SC-1',
      skuKey: 'SC-1',
      title: 'Warm Scarf',
      priceMinor: 1_250,
      costPriceMinor: null,
      currency: 'GBP',
      taxRateBasisPoints: 2_000,
      position: 0,
    });
  });

  it('puts option values in the order of the options and makes the title of them', () => {
    const { variants } = make({
      options: [SIZES, COLOURS],
      variants: [
        plain('A', {
          selectedOptions: [
            { name: 'Colour', value: 'Blue' },
            { name: 'Size', value: 'M' },
          ],
        }),
      ],
    });

    expect(variants[0]?.selectedOptions).toEqual([
      { name: 'Size', value: 'M' },
      { name: 'Colour', value: 'Blue' },
    ]);
    expect(variants[0]?.title).toBe('M / Blue');
  });

  it('accepts 100 variants without options, and zero as price and tax rate', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      plain(`S${index}`, { priceMinor: 0, taxRateBasisPoints: 0 }),
    );

    const { variants } = make({ variants: many });

    expect(variants.map((variant) => variant.position)).toEqual(many.map((_, index) => index));
    expect(variants[99]).toMatchObject({ priceMinor: 0, taxRateBasisPoints: 0 });
  });

  it.each<[string, Partial<NewProduct>, string]>([
    ['no variant', { variants: [] }, 'variants'],
    ['101 variants', { variants: Array.from({ length: 101 }, (_, i) => plain(`S${i}`)) }, 'variants'],
    ['four options', { options: ['a', 'b', 'c', 'd'].map((name) => ({ name, values: ['x'] })) }, 'options'],
    ['a blank title', { title: ' ' }, 'title'],
    ['a title of 256 characters', { title: 'x'.repeat(256) }, 'title'],
    ['a slug with a slash', { slug: 'a/b' }, 'slug'],
    ['a SKU with a space', { variants: [plain('OK'), plain('BANK CHARGES')] }, 'variants.1.sku'],
    ['an option without values', { options: [{ name: 'Size', values: [] }] }, 'options.0.values'],
    [
      '11 barcodes',
      { variants: [plain('A', { barcodes: Array.from({ length: 11 }, (_, i) => `B${i}`) })] },
      'variants.0.barcodes',
    ],
    [
      'a tax rate above 100 %',
      { variants: [plain('A', { taxRateBasisPoints: 10_001 })] },
      'variants.0.taxRateBasisPoints',
    ],
  ])('refuses %s as malformed', (_what, wish, field) => {
    const refused = caught(() => make(wish));

    expect(refused).toBeInstanceOf(RefusalError);
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', details: { field } });
  });

  const size = (value: string) => [{ name: 'Size', value }];
  it.each<[string, Partial<NewProduct>, string, string]>([
    ['one SKU in two cases', { variants: [plain('85123A'), plain('85123a')] }, 'SKU_TAKEN', 'variants.1.sku'],
    [
      'a barcode on two variants',
      { variants: [plain('A', { barcodes: ['X1'] }), plain('B', { barcodes: ['Y', 'X1'] })] },
      'BARCODE_TAKEN',
      'variants.1.barcodes.1',
    ],
    [
      'a barcode twice on one',
      { variants: [plain('A', { barcodes: ['X1', 'X1'] })] },
      'BARCODE_TAKEN',
      'variants.0.barcodes.1',
    ],
    [
      'a wrong check digit',
      { variants: [plain('A', { barcodes: ['4006381333930'] })] },
      'BARCODE_CHECK_DIGIT',
      'variants.0.barcodes.0',
    ],
    [
      'a foreign currency',
      { variants: [plain('A', { currency: 'EUR' })] },
      'CURRENCY_MISMATCH',
      'variants.0.price.currency',
    ],
    [
      'a foreign cost currency',
      { variants: [plain('A', { costCurrency: 'EUR' })] },
      'CURRENCY_MISMATCH',
      'variants.0.costPrice.currency',
    ],
    ['a negative price', { variants: [plain('A', { priceMinor: -1 })] }, 'PRICE_OUT_OF_RANGE', 'variants.0.price'],
    [
      'a price beyond reason',
      { variants: [plain('A', { priceMinor: 100_000_000_001 })] },
      'PRICE_OUT_OF_RANGE',
      'variants.0.price',
    ],
    [
      'a negative cost',
      { variants: [plain('A', { costPriceMinor: -1 })] },
      'PRICE_OUT_OF_RANGE',
      'variants.0.costPrice',
    ],
    [
      'no choice of an option',
      { options: [SIZES], variants: [plain('A')] },
      'OPTIONS_INVALID',
      'variants.0.selectedOptions',
    ],
    [
      'an unknown value',
      { options: [SIZES], variants: [plain('A', { selectedOptions: size('XL') })] },
      'OPTIONS_INVALID',
      'variants.0.selectedOptions',
    ],
    [
      'a choice without options',
      { variants: [plain('A', { selectedOptions: size('S') })] },
      'OPTIONS_INVALID',
      'variants.0.selectedOptions',
    ],
    [
      'one option chosen twice',
      { options: [SIZES, COLOURS], variants: [plain('A', { selectedOptions: [...size('S'), ...size('M')] })] },
      'OPTIONS_INVALID',
      'variants.0.selectedOptions',
    ],
    [
      'two variants alike',
      {
        options: [SIZES],
        variants: [plain('A', { selectedOptions: size('S') }), plain('B', { selectedOptions: size('S') })],
      },
      'OPTIONS_INVALID',
      'variants.1.selectedOptions',
    ],
    ['two options of one name', { options: [SIZES, { name: 'size ', values: ['x'] }] }, 'OPTIONS_INVALID', 'options'],
    ['a value twice', { options: [{ name: 'Size', values: ['S', 's'] }] }, 'OPTIONS_INVALID', 'options.0.values'],
  ])('answers a ValidationError for %s', (_what, wish, code, field) => {
    const outcome = caught(() => make(wish));

    expect(outcome).toBeInstanceOf(ValidationError);
    expect(outcome).toMatchObject({ code, field });
  });
});

function make(wish: Partial<NewProduct>) {
  return makeProductDocuments(TENANT, { title: 'Thing', variants: [plain('A')], ...wish }, NOW);
}

function plain(sku: string, wish: Partial<NewVariant> = {}): NewVariant {
  return { sku, priceMinor: 1_250, ...wish };
}

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}
