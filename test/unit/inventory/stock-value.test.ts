import fc from 'fast-check';
import { valueDelta } from '../../../src/modules/inventory/stock-value';

describe('valueDelta', () => {
  it.each([
    ['stated cost', { onHandBefore: 0, totalValueMinor: 0, onHandDelta: 3, unitCostMinor: 333 }, 999],
    ['out at the average', { onHandBefore: 4, totalValueMinor: 1_000, onHandDelta: -1, unitCostMinor: null }, -250],
    [
      'out, rounded half away from zero',
      { onHandBefore: 2, totalValueMinor: 5, onHandDelta: -1, unitCostMinor: null },
      -3,
    ],
    [
      'the last unit takes the residue',
      { onHandBefore: 1, totalValueMinor: 2, onHandDelta: -1, unitCostMinor: null },
      -2,
    ],
    ['in at the average', { onHandBefore: 2, totalValueMinor: 500, onHandDelta: 1, unitCostMinor: null }, 250],
    ['in without a cost into nothing', { onHandBefore: 0, totalValueMinor: 0, onHandDelta: 5, unitCostMinor: null }, 0],
    ['nothing moves', { onHandBefore: 2, totalValueMinor: 500, onHandDelta: 0, unitCostMinor: 7 }, 0],
    [
      'a stated cost does not count on the way out',
      { onHandBefore: 2, totalValueMinor: 500, onHandDelta: -1, unitCostMinor: 1 },
      -250,
    ],
  ])('%s', (_name, move, expected) => {
    expect(valueDelta(move)).toBe(expected);
  });

  it('leaves an emptied entry at exactly nothing, and never below, whatever the way there', () => {
    const receipt = fc.record({ units: fc.integer({ min: 1, max: 500 }), cost: fc.integer({ min: 0, max: 99_999 }) });
    fc.assert(
      fc.property(fc.array(receipt, { minLength: 1 }), fc.array(fc.integer({ min: 1, max: 40 })), (receipts, sales) => {
        let [onHand, value] = [0, 0];
        const move = (onHandDelta: number, unitCostMinor: number | null) => {
          value += valueDelta({ onHandBefore: onHand, totalValueMinor: value, onHandDelta, unitCostMinor });
          onHand += onHandDelta;
        };
        for (const { units, cost } of receipts) move(units, cost);
        for (const units of sales) {
          if (units < onHand) move(-units, null);
          expect(value).toBeGreaterThanOrEqual(0);
        }
        move(-onHand, null);
        expect([onHand, value]).toEqual([0, 0]);
      }),
    );
  });
});
