import fc from 'fast-check';
import { divideRounded, multiplyMinor, sumTaxed, taxedFromGross, taxedFromNet } from '../../../src/kernel/money';

describe('money', () => {
  it.each([
    // [gross, rate, net, tax]: 20 % out of 1.00, 5 % out of 0.10, nothing out of nothing, a refund mirrors the sale
    [100, 2000, 83, 17],
    [255, 2000, 212, 43],
    [10, 500, 10, 0],
    [0, 2000, 0, 0],
    [-255, 2000, -212, -43],
    [1, 0, 1, 0],
  ])('takes the tax out of a gross amount of %i at %i basis points', (grossMinor, rate, netMinor, taxMinor) => {
    expect(taxedFromGross(grossMinor, rate)).toEqual({ netMinor, taxMinor, grossMinor });
  });

  it('rounds half away from zero', () => {
    expect(divideRounded(5n, 10n)).toBe(1);
    expect(divideRounded(-5n, 10n)).toBe(-1);
    expect(divideRounded(4n, 10n)).toBe(0);
    expect(taxedFromNet(250, 1000)).toEqual({ netMinor: 250, taxMinor: 25, grossMinor: 275 });
    expect(taxedFromNet(5, 1000).taxMinor).toBe(1);
  });

  it('keeps net + tax = gross on every line and on the total', () => {
    const line = fc.record({ gross: fc.integer({ min: -1e9, max: 1e9 }), rate: fc.integer({ min: 0, max: 10_000 }) });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 50 }), (lines) => {
        const amounts = lines.map(({ gross, rate }) => taxedFromGross(gross, rate));
        for (const amount of amounts) expect(amount.netMinor + amount.taxMinor).toBe(amount.grossMinor);
        const total = sumTaxed(amounts);
        expect(total.netMinor + total.taxMinor).toBe(total.grossMinor);
        expect(total.grossMinor).toBe(lines.reduce((sum, { gross }) => sum + gross, 0));
      }),
    );
  });

  it('refuses to leave the safe integer range', () => {
    expect(multiplyMinor(255, 6)).toBe(1530);
    expect(() => multiplyMinor(Number.MAX_SAFE_INTEGER, 2)).toThrow('safe integer range');
  });
});
