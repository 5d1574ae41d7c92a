import fc from 'fast-check';
import { newId } from '../../../src/kernel/ids';
import type { StockChange } from '../../../src/modules/inventory';
import { keptByNames, pickLots } from '../../../src/modules/inventory/lots/pick-lots';
import type { PickableLot } from '../../../src/modules/inventory/lots/pick-lots';

const CODES = ['A', 'B', 'C'];
const place = { branchId: newId(), variantId: newId(), reservedDelta: 0 } as const;
const now = new Date(0);

/** Units that leave a lot by name, or come to it when negative; of any lot when it is null. */
interface Move {
  readonly code: string | null;
  readonly units: number;
}

function changeOf({ code, units }: Move): StockChange {
  const lots = code === null ? {} : { lots: [{ code, quantity: Math.abs(units) }] };
  return { ...place, type: 'ADJUSTMENT', requires: 'AVAILABLE', onHandDelta: -units, ...lots };
}

/** Moves all and answers how many units could not be had. */
function missingOf(have: readonly number[], moves: readonly Move[], isKept: boolean): number {
  const lots = have.map((usable, at): PickableLot => ({ code: CODES[at] ?? '', expiresAt: null, usable, expired: 0 }));
  const changes = moves.map(changeOf);
  const kept = keptByNames(changes);
  const missing = changes.map(
    (change, at) =>
      pickLots(lots, change, { origin: [], kept: isKept ? (kept[at] ?? new Map()) : new Map(), now }).missing,
  );
  return missing.reduce((sum, units) => sum + units, 0);
}

const have = fc.array(fc.nat(5), { minLength: 3, maxLength: 3 });
const units = fc.integer({ min: 1, max: 3 });
const out = fc.record({ code: fc.constantFrom(null, ...CODES), units });
const inOrOut = fc.oneof(out, fc.record({ code: fc.constantFrom(...CODES), units: units.map((some) => -some) }));

describe('lots that changes of one request name', () => {
  it('are kept for those: what all together can have, they get in any order', () => {
    fc.assert(
      fc.property(have, fc.array(out, { minLength: 1, maxLength: 5 }), (stock, moves) => {
        const named = (code: string | null) =>
          moves.filter((move) => move.code === code).reduce((sum, move) => sum + move.units, 0);
        const isThere =
          CODES.every((code, at) => named(code) <= (stock[at] ?? 0)) &&
          moves.reduce((sum, move) => sum + move.units, 0) <= stock.reduce((sum, some) => sum + some, 0);
        expect(missingOf(stock, moves, true) === 0).toBe(isThere);
      }),
    );
  });

  it('are kept for no more than that: nothing is refused which would be had without', () => {
    fc.assert(
      fc.property(have, fc.array(inOrOut, { minLength: 1, maxLength: 6 }), (stock, moves) => {
        if (missingOf(stock, moves, false) === 0) expect(missingOf(stock, moves, true)).toBe(0);
      }),
      // Few of the draws are so tight that it matters.
      { numRuns: 5_000 },
    );
  });
});
