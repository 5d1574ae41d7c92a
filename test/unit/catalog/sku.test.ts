import { RefusalError } from '../../../src/kernel/errors';
import { normalizeSku, skuKeyOf } from '../../../src/modules/catalog/sku';

describe('normalizeSku', () => {
  it.each([
    ['85123A', '85123A'],
    ['a', 'a'],
    ['0', '0'],
    ['DCGS0076.x_1-2', 'DCGS0076.x_1-2'],
    ['８５１２３Ａ', '85123A'],
    [`A${'1'.repeat(63)}`, `A${'1'.repeat(63)}`],
  ])('stores %j as %j', (given, stored) => {
    expect(normalizeSku(given, 'sku')).toBe(stored);
  });

  it.each([
    ['nothing', ''],
    ['a space inside', 'BANK CHARGES'],
    ['a space at the end', '85123A '],
    ['a hyphen first', '-1'],
    ['a dot first', '.hidden'],
    ['a letter with an accent', 'É1'],
    ['a line break at the end', '85123A\n'],
    ['a null character', 'a\0b'],
    ['65 characters', 'A'.repeat(65)],
    ['10 KB', 'A'.repeat(10_240)],
  ])('refuses %s and names the field without the value', (_what, given) => {
    const refused = catchRefusal(() => normalizeSku(given, 'variants.3.sku'));

    expect(refused.code).toBe('BAD_USER_INPUT');
    expect(refused.details).toEqual({ field: 'variants.3.sku' });
    expect(refused.message.length).toBeLessThan(200);
  });
});

describe('skuKeyOf', () => {
  it('is the same for both cases of a SKU, and differs for different SKUs', () => {
    expect(skuKeyOf('85123a')).toBe('85123A');
    expect(skuKeyOf('85123A')).toBe('85123A');
    expect(skuKeyOf('８５１２３a')).toBe('85123A');
    expect(skuKeyOf('85123B')).not.toBe(skuKeyOf('85123A'));
  });
});

function catchRefusal(work: () => unknown): RefusalError {
  try {
    work();
  } catch (error) {
    if (error instanceof RefusalError) return error;
  }
  throw new Error('Expected a refusal.');
}
