import { checkDigit, inStoreEan13 } from '../../../src/devstack/seed/ean13';
import { makeGoods } from '../../../src/devstack/seed/goods';

describe('barcodes of the demonstration shop', () => {
  // Published examples: GS1's own (629104150021-3), and two books.
  test.each([
    ['629104150021', '3'],
    ['978030640615', '7'],
    ['978316148410', '0'],
  ])('the check digit of %s is %s', (body, digit) => {
    expect(checkDigit(body)).toBe(digit);
  });

  test('each is an EAN-13 of the in-store range', () => {
    expect(inStoreEan13(0)).toBe('2000000000008');
    expect(inStoreEan13(1234567890)).toMatch(/^201234567890\d$/);
  });
});

describe('goods of the demonstration shop', () => {
  const goods = makeGoods(2026, 300);
  const variants = goods.flatMap((product) => product.variants);

  test('the same seed makes the same shop, another seed another one', () => {
    expect(makeGoods(2026, 300)).toEqual(goods);
    expect(makeGoods(2027, 300)).not.toEqual(goods);
  });

  test('300 products have different titles, and their SKUs and barcodes are unique', () => {
    expect(new Set(goods.map(({ title }) => title)).size).toBe(300);
    expect(new Set(variants.map(({ sku }) => sku)).size).toBe(variants.length);
    expect(new Set(variants.map(({ barcode }) => barcode)).size).toBe(variants.length);
  });

  test('they are varied: products without options and with several, sold out here, zero and standard rated, not all for sale', () => {
    expect(goods.filter((product) => product.variants.length === 1).length).toBeGreaterThan(20);
    expect(Math.max(...goods.map((product) => product.variants.length))).toBe(6);
    expect(new Set(variants.map(({ taxRateBasisPoints }) => taxRateBasisPoints))).toEqual(new Set([2_000, 0]));
    expect(variants.filter(({ openingStock }) => openingStock.includes(0)).length).toBeGreaterThan(50);
    expect(new Set(goods.map(({ status }) => status))).toEqual(new Set(['ACTIVE', 'DRAFT', 'ARCHIVED']));
    expect(variants.every(({ priceMinor }) => Number.isInteger(priceMinor) && priceMinor > 0)).toBe(true);
  });

  test('every option that a variant selects is one of the product', () => {
    for (const { options, variants: own } of goods) {
      for (const { selectedOptions } of own) {
        expect(selectedOptions.map(({ name }) => name)).toEqual(options.map(({ name }) => name));
        for (const { name, value } of selectedOptions) {
          expect(options.find((option) => option.name === name)?.values).toContain(value);
        }
      }
    }
  });
});
