import { divideRounded } from '../../../kernel/money';
import type { StockEntryDoc } from '../stock-entry.model';
import { unitsOnShelf } from '../stock-promise';
import { valueDelta } from '../stock-value';
import type { StockCountLineDoc } from './stock-count.model';
import type { MovedLineChoice } from './stock-count.states';

/** ADD is for one variant on several shelves; REPLACE is for a slip, and for counting again. */
export const RECORD_MODES = ['ADD', 'REPLACE'] as const;
export type RecordMode = (typeof RECORD_MODES)[number];

/** What counting says of a line; the rest of the line names it. */
export type CountedState = Pick<
  StockCountLineDoc,
  | 'status'
  | 'countedQuantity'
  | 'expectedQuantity'
  | 'expectedValueMinor'
  | 'sequenceAtCount'
  | 'varianceUnits'
  | 'varianceValueMinor'
  | 'mixed'
>;

/**
 * True when another number is on the shelf than when the line was counted. The sequence alone would cry wolf: holds that come and go
 * advance it, and they move nothing on the shelf.
 */
export function hasMoved(
  line: Pick<StockCountLineDoc, 'sequenceAtCount' | 'expectedQuantity'>,
  entry: StockEntryDoc | undefined,
): boolean {
  return line.sequenceAtCount !== (entry?.sequence ?? 0) && line.expectedQuantity !== unitsOnShelf(entry);
}

/** The line after `quantity` units were counted; `entry` is the stock of that moment, `before` the line as it was. */
export function countedState(
  before: StockCountLineDoc | undefined,
  entry: StockEntryDoc | undefined,
  quantity: number,
  mode: RecordMode,
): CountedState {
  if (before === undefined || mode === 'REPLACE') {
    return withVariance({
      status: 'COUNTED',
      countedQuantity: quantity,
      expectedQuantity: unitsOnShelf(entry),
      expectedValueMinor: valueOnShelf(entry),
      sequenceAtCount: entry?.sequence ?? 0,
      mixed: false,
    });
  }
  const { expectedQuantity, expectedValueMinor, sequenceAtCount } = before;
  // One shelf counted before a sale and the next one after it belong to no single moment: no delta is right for both.
  const mixed = before.mixed || before.status === 'MOVED_SINCE_COUNTED' || hasMoved(before, entry);
  return withVariance({
    status: mixed ? 'MOVED_SINCE_COUNTED' : 'COUNTED',
    countedQuantity: before.countedQuantity + quantity,
    expectedQuantity,
    expectedValueMinor,
    sequenceAtCount,
    mixed,
  });
}

/** What is on the shelf at the average cost of what is on hand; the same but where units are owed. */
function valueOnShelf(entry: StockEntryDoc | undefined): number {
  if (entry === undefined || entry.quantityOnHand <= 0) return 0;
  return divideRounded(BigInt(entry.totalValueMinor) * BigInt(unitsOnShelf(entry)), BigInt(entry.quantityOnHand));
}

function withVariance(state: Omit<CountedState, 'varianceUnits' | 'varianceValueMinor'>): CountedState {
  const onHandDelta = state.countedQuantity - state.expectedQuantity;
  const value = valueDelta({
    onHandBefore: state.expectedQuantity,
    totalValueMinor: state.expectedValueMinor,
    onHandDelta,
    unitCostMinor: null,
  });
  return { ...state, varianceUnits: Math.abs(onHandDelta), varianceValueMinor: Math.abs(value) };
}

/** What an approval makes of a line: its status after it, and the signed change to book (0 when it is left out). */
export interface LineVerdict {
  readonly status: StockCountLineDoc['status'];
  readonly onHandDelta: number;
}

/**
 * Judges a line against the stock of now. The difference belongs to the moment of counting, so that adding it to what
 * is there now is right whatever was sold since: REBASE does that, RECOUNT leaves such a line to be counted again.
 * @param countedMeanwhile another count has booked this entry since: adding the difference again would book it twice.
 */
export function judgeLine(
  line: StockCountLineDoc,
  entry: StockEntryDoc | undefined,
  movedLines: MovedLineChoice,
  countedMeanwhile: boolean,
): LineVerdict {
  if (line.mixed || countedMeanwhile || (movedLines === 'RECOUNT' && hasMoved(line, entry))) {
    return { status: 'MOVED_SINCE_COUNTED', onHandDelta: 0 };
  }
  const onHandDelta = line.countedQuantity - line.expectedQuantity;
  // Units that are held can't be counted away: their holds must end first, or somebody sells what is not there.
  if (onHandDelta < 0 && (entry?.quantityAvailable ?? 0) + onHandDelta < 0) {
    return { status: 'BELOW_HELD', onHandDelta: 0 };
  }
  return { status: 'APPLIED', onHandDelta };
}
