import { newId } from '../../../src/kernel/ids';
import type { StockEntryDoc } from '../../../src/modules/inventory';
import { countedState, judgeLine } from '../../../src/modules/inventory/counts/count-line';
import type { StockCountLineDoc } from '../../../src/modules/inventory/counts';

function entryOf(quantityOnHand: number, sequence: number, rest: Partial<StockEntryDoc> = {}): StockEntryDoc {
  const { quantityReserved = 0, totalValueMinor = 0 } = rest;
  const quantityAvailable = quantityOnHand - quantityReserved;
  return { quantityOnHand, quantityAvailable, sequence, totalValueMinor, ...rest } as StockEntryDoc;
}

function lineOf(entry: StockEntryDoc | undefined, quantity: number): StockCountLineDoc {
  const ids = { _id: newId(), tenantId: newId(), countId: newId(), variantId: newId(), productId: newId() };
  const rest = { index: 1, appliedDelta: null, countedById: null, countedAt: new Date(0) };
  return { ...ids, ...rest, ...countedState(undefined, entry, quantity, 'ADD') };
}

describe('what was counted', () => {
  it('remembers what was expected at that moment, and differs in units and value without sign', () => {
    const entry = entryOf(10, 4, { totalValueMinor: 1_000 });
    expect(countedState(undefined, entry, 8, 'ADD')).toEqual({
      status: 'COUNTED',
      countedQuantity: 8,
      expectedQuantity: 10,
      expectedValueMinor: 1_000,
      sequenceAtCount: 4,
      varianceUnits: 2,
      varianceValueMinor: 200,
      mixed: false,
    });
    expect(countedState(undefined, entry, 13, 'ADD')).toMatchObject({ varianceUnits: 3, varianceValueMinor: 300 });
    expect(countedState(undefined, undefined, 2, 'ADD')).toMatchObject({ expectedQuantity: 0, sequenceAtCount: 0 });
  });

  it('keeps its first moment when more is added, and takes a new one when it is replaced', () => {
    const line = lineOf(entryOf(10, 4), 3);
    const held = entryOf(10, 5, { quantityReserved: 1 });
    expect(countedState(line, held, 4, 'ADD')).toMatchObject({ countedQuantity: 7, sequenceAtCount: 4, mixed: false });
    const sold = entryOf(9, 6);
    expect(countedState(line, sold, 4, 'ADD')).toMatchObject({ status: 'MOVED_SINCE_COUNTED', mixed: true });
    expect(countedState(line, sold, 9, 'REPLACE')).toMatchObject({
      status: 'COUNTED',
      expectedQuantity: 9,
      mixed: false,
    });
  });
});

describe('an approval', () => {
  const line = lineOf(entryOf(10, 4), 8);

  it('books the difference of the moment of counting', () => {
    expect(judgeLine(line, entryOf(10, 4), 'RECOUNT', false)).toEqual({ status: 'APPLIED', onHandDelta: -2 });
    expect(judgeLine(line, entryOf(5, 7), 'REBASE', false)).toEqual({ status: 'APPLIED', onHandDelta: -2 });
  });

  it('leaves out what moved when that is to be counted again, and what another count booked in any case', () => {
    const left = { status: 'MOVED_SINCE_COUNTED', onHandDelta: 0 };
    expect(judgeLine(line, entryOf(5, 7), 'RECOUNT', false)).toEqual(left);
    expect(judgeLine(line, entryOf(5, 7), 'REBASE', true)).toEqual(left);
    expect(judgeLine({ ...line, mixed: true }, entryOf(10, 4), 'REBASE', false)).toEqual(left);
  });

  it('never takes what is held', () => {
    const held = entryOf(10, 5, { quantityReserved: 9 });
    expect(judgeLine(line, held, 'REBASE', false)).toEqual({ status: 'BELOW_HELD', onHandDelta: 0 });
    const just = entryOf(10, 5, { quantityReserved: 8 });
    expect(judgeLine(line, just, 'REBASE', false)).toEqual({ status: 'APPLIED', onHandDelta: -2 });
  });
});
