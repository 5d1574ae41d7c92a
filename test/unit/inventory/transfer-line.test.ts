import { newId } from '../../../src/kernel/ids';
import type { StockTransferLineDoc } from '../../../src/modules/inventory/transfers';
import { STOCK_COUNT_MOVES } from '../../../src/modules/inventory/counts/stock-count.states';
import { STOCK_TRANSFER_MOVES } from '../../../src/modules/inventory/transfers/stock-transfer.states';
import { inTransit, settleUnits, valueInTransit } from '../../../src/modules/inventory/transfers/transfer-line';
import { incomingChanges } from '../../../src/modules/inventory/stock-value';

function lineOf(shippedQuantity: number, shippedValueMinor: number): StockTransferLineDoc {
  const empty = { receivedQuantity: 0, lostQuantity: 0, returnedQuantity: 0 };
  const worthless = { receivedValueMinor: 0, lostValueMinor: 0, returnedValueMinor: 0 };
  const ids = { variantId: newId(), productId: newId() };
  return {
    ...ids,
    quantity: shippedQuantity,
    shippedQuantity,
    shippedValueMinor,
    ...empty,
    ...worthless,
    discrepancies: [],
  };
}

describe('units that leave transit', () => {
  it('take their share of the value, and the last one the residue', () => {
    let line = lineOf(3, 100);
    const values = ['RECEIVED', 'LOST', 'RETURNED'].map((fate) => {
      const settled = settleUnits(line, fate as 'LOST', 1);
      line = settled.line;
      return settled.valueMinor;
    });
    expect(values).toEqual([33, 34, 33]);
    expect([inTransit(line), valueInTransit(line)]).toEqual([0, 0]);
    expect(line).toMatchObject({ receivedQuantity: 1, lostQuantity: 1, returnedQuantity: 1 });
  });

  it('are never more than are in it', () => {
    expect(() => settleUnits(lineOf(3, 100), 'RECEIVED', 4)).toThrow('Invariant broken');
  });

  it('are summed per reason, with the latest note', () => {
    const once = settleUnits(lineOf(9, 90), 'DAMAGED', 2, 'wet').line;
    const twice = settleUnits(once, 'DAMAGED', 1).line;
    expect(twice.discrepancies).toEqual([{ reason: 'DAMAGED', quantity: 3, valueMinor: 30, note: 'wet' }]);
  });

  it('beyond the shipment take nothing out of it', () => {
    const { line, valueMinor } = settleUnits(lineOf(4, 100), 'OVER', 2);
    expect([inTransit(line), valueInTransit(line), valueMinor]).toEqual([4, 100, 50]);
  });
});

it.each([
  [4, 400, [[4, 100]]],
  [
    4,
    401,
    [
      [1, 101],
      [3, 100],
    ],
  ],
  [
    4,
    3,
    [
      [3, 1],
      [1, 0],
    ],
  ],
  [1, 0, [[1, 0]]],
])('%p units worth %p come in at whole unit costs that add up', (quantity, value, expected) => {
  const place = { branchId: newId(), variantId: newId(), type: 'TRANSFER_IN' } as const;
  const changes = incomingChanges(place, quantity, value);
  expect(changes.map(({ onHandDelta, unitCostMinor }) => [onHandDelta, unitCostMinor])).toEqual(expected);
});

it('what has ended stays as it is', () => {
  const ends = { ...STOCK_TRANSFER_MOVES, ...STOCK_COUNT_MOVES };
  expect(
    Object.entries(ends)
      .filter(([, next]) => next.length === 0)
      .map(([status]) => status)
      .sort(),
  ).toEqual(['APPROVED', 'CANCELLED', 'RECEIVED']);
});
