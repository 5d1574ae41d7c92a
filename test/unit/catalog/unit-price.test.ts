import { unitPrice } from '../../../src/modules/catalog';

describe('unitPrice', () => {
  const variant = { priceMinor: 1_250, taxRateBasisPoints: 2_000 };

  it('splits a price that includes tax', () => {
    expect(unitPrice({ pricesIncludeTax: true }, variant)).toEqual({
      netMinor: 1_042,
      taxMinor: 208,
      grossMinor: 1_250,
    });
  });

  it('adds tax to a price that does not include it', () => {
    expect(unitPrice({ pricesIncludeTax: false }, variant)).toEqual({
      netMinor: 1_250,
      taxMinor: 250,
      grossMinor: 1_500,
    });
  });

  it('takes another price when one is given, zero too', () => {
    expect(unitPrice({ pricesIncludeTax: true }, variant, 0)).toEqual({ netMinor: 0, taxMinor: 0, grossMinor: 0 });
  });
});
