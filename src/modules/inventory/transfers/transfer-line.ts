import { invariant } from '../../../kernel/errors';
import { divideRounded } from '../../../kernel/money';
import { valueDelta } from '../stock-value';
import type { StockTransferLineDoc, TransferDiscrepancy } from './stock-transfer.model';
import { RETURNING_REASONS } from './stock-transfer.states';
import type { TransferDiscrepancyReason } from './stock-transfer.states';

/** Units of a line that have left the source and are nowhere yet. */
export function inTransit(line: StockTransferLineDoc): number {
  return line.shippedQuantity - line.receivedQuantity - line.lostQuantity - line.returnedQuantity;
}

/** Their value, in minor units. */
export function valueInTransit(line: StockTransferLineDoc): number {
  return line.shippedValueMinor - line.receivedValueMinor - line.lostValueMinor - line.returnedValueMinor;
}

/** What becomes of some units of a line. */
export type LineFate = 'RECEIVED' | 'RETURNED' | TransferDiscrepancyReason;

/** A line after some of its units met their fate, and the value that went with them. */
export interface SettledUnits {
  readonly line: StockTransferLineDoc;
  readonly valueMinor: number;
}

/**
 * Takes `quantity` units out of transit. They take their share of the value that is left, and the last unit takes the
 * residue, so that in the end exactly as much came in, went back and was lost as had left. OVER takes nothing out of
 * transit: such units come in at the average cost of the shipment.
 */
export function settleUnits(
  line: StockTransferLineDoc,
  fate: LineFate,
  quantity: number,
  note: string | null = null,
): SettledUnits {
  if (fate === 'OVER') {
    const valueMinor = divideRounded(BigInt(line.shippedValueMinor) * BigInt(quantity), BigInt(line.shippedQuantity));
    return { line: withDiscrepancy(line, { reason: fate, quantity, valueMinor, note }), valueMinor };
  }
  const left = inTransit(line);
  invariant(quantity <= left, 'no more units leave transit than are in it');
  const valueMinor = -valueDelta({
    onHandBefore: left,
    totalValueMinor: valueInTransit(line),
    onHandDelta: -quantity,
    unitCostMinor: null,
  });
  const moved = addTo(line, bucketOf(fate), quantity, valueMinor);
  if (fate === 'RECEIVED' || fate === 'RETURNED') return { line: moved, valueMinor };
  return { line: withDiscrepancy(moved, { reason: fate, quantity, valueMinor, note }), valueMinor };
}

type Bucket = 'received' | 'lost' | 'returned';

function bucketOf(fate: Exclude<LineFate, 'OVER'>): Bucket {
  if (fate === 'RECEIVED') return 'received';
  return fate === 'RETURNED' || RETURNING_REASONS.has(fate) ? 'returned' : 'lost';
}

function addTo(line: StockTransferLineDoc, bucket: Bucket, quantity: number, valueMinor: number): StockTransferLineDoc {
  return {
    ...line,
    [`${bucket}Quantity`]: line[`${bucket}Quantity`] + quantity,
    [`${bucket}ValueMinor`]: line[`${bucket}ValueMinor`] + valueMinor,
  };
}

/** Sums per reason, so that a line stays small however often it is received. */
function withDiscrepancy(line: StockTransferLineDoc, added: TransferDiscrepancy): StockTransferLineDoc {
  const known = line.discrepancies.find(({ reason }) => reason === added.reason);
  if (known === undefined) return { ...line, discrepancies: [...line.discrepancies, added] };
  const summed: TransferDiscrepancy = {
    reason: added.reason,
    quantity: known.quantity + added.quantity,
    valueMinor: known.valueMinor + added.valueMinor,
    note: added.note ?? known.note,
  };
  return { ...line, discrepancies: line.discrepancies.map((one) => (one === known ? summed : one)) };
}
