import { newId } from '../../../src/kernel/ids';
import {
  demandPerEntry,
  mergeLines,
  reservedNeeded,
  stockKeyOf,
  unitsNeeded,
} from '../../../src/modules/inventory/stock-change';
import type { StockChange } from '../../../src/modules/inventory/stock-change';

const [branchId, otherBranchId, variantId, otherVariantId] = [newId(), newId(), newId(), newId()];
const change = (wish: Partial<StockChange>): StockChange => ({
  branchId,
  variantId,
  type: 'ADJUSTMENT',
  onHandDelta: 0,
  reservedDelta: 0,
  requires: 'AVAILABLE',
  ...wish,
});

describe('mergeLines', () => {
  it('sums one place and keeps the order of first appearance', () => {
    const merged = mergeLines([
      { branchId, variantId: otherVariantId, quantity: 1 },
      { branchId, variantId, quantity: 2 },
      { branchId, variantId: otherVariantId, quantity: 3 },
      { branchId: otherBranchId, variantId, quantity: 4 },
    ]);
    expect(merged).toEqual([
      { branchId, variantId: otherVariantId, quantity: 4 },
      { branchId, variantId, quantity: 2 },
      { branchId: otherBranchId, variantId, quantity: 4 },
    ]);
  });

  it.each([[[]], [[0]], [[-1]], [[1.5]], [[Number.NaN]], [[2_147_483_647, 1]], [Array(2_001).fill(1)]])(
    'refuses quantities %p',
    (quantities: number[]) => {
      const lines = quantities.map((quantity) => ({ branchId, variantId, quantity }));
      expect(() => mergeLines(lines)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    },
  );
});

describe('demandPerEntry', () => {
  it('sums all changes of an entry and orders entries by key', () => {
    const demands = demandPerEntry([
      change({ variantId: otherVariantId, onHandDelta: 5, requires: 'NOTHING', unitCostMinor: 20 }),
      change({ onHandDelta: -2 }),
      change({ reservedDelta: 3 }),
    ]);
    expect(demands.map((demand) => demand.key)).toEqual(
      [stockKeyOf({ branchId, variantId }), stockKeyOf({ branchId, variantId: otherVariantId })].sort(),
    );
    const mine = demands.find((demand) => demand.variantId.equals(variantId));
    expect(mine).toMatchObject({ onHandDelta: -2, reservedDelta: 3, statedValueMinor: 0 });
    expect(mine && unitsNeeded(mine)).toBe(5);
    expect(demands.find((demand) => demand.variantId.equals(otherVariantId))?.statedValueMinor).toBe(100);
  });

  it.each([
    ['a hold needs its units', [change({ reservedDelta: 4 })], 4, 0],
    ['a counter sale needs its units', [change({ onHandDelta: -4 })], 4, 0],
    ['a receipt needs nothing', [change({ onHandDelta: 4, requires: 'NOTHING' })], 0, 0],
    ['selling a hold needs what is held', [change({ onHandDelta: -4, reservedDelta: -4, requires: 'RESERVED' })], 0, 4],
    ['giving back a hold needs what is held', [change({ reservedDelta: -4, requires: 'RESERVED' })], 0, 4],
    [
      'what comes in covers what goes out',
      [change({ onHandDelta: 4, requires: 'NOTHING' }), change({ onHandDelta: -3 })],
      0,
      0,
    ],
  ])('%s', (_name, changes, units, reserved) => {
    const [demand] = demandPerEntry(changes);
    expect(demand && [unitsNeeded(demand), reservedNeeded(demand)]).toEqual([units, reserved]);
  });
});
