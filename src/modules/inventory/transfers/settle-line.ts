import { ValidationError } from '../../../kernel/errors';
import type { StockChange } from '../stock-change';
import { incomingChanges } from '../stock-value';
import type { StockTransferDoc, StockTransferLineDoc } from './stock-transfer.model';
import { RETURNING_REASONS } from './stock-transfer.states';
import type { TransferDiscrepancyReason } from './stock-transfer.states';
import { inTransit, settleUnits } from './transfer-line';
import type { LineFate } from './transfer-line';

/** So many units of a line met this fate. */
export interface StatedFate {
  readonly fate: LineFate;
  readonly quantity: number;
  readonly note: string | null;
}

export interface SettleOptions {
  /** Fate of all that is in transit afterwards; null leaves it there. */
  readonly closeRest: TransferDiscrepancyReason | 'RETURNED' | null;
  /** Stands on the movements. */
  readonly note: string | null;
}

/** The line after its fates, and what they do to the stock of both branches. */
export interface SettledLine {
  readonly line: StockTransferLineDoc;
  readonly changes: readonly StockChange[];
}

/**
 * Settles units of one line: received ones come into the destination, returning ones into the source, lost ones only
 * stop being incoming. Throws ValidationError OVER_RECEIPT and DISCREPANCY_TOO_LARGE when more is stated than is in
 * transit.
 */
export function settleLine(
  transfer: StockTransferDoc,
  before: StockTransferLineDoc,
  stated: readonly StatedFate[],
  { closeRest, note }: SettleOptions,
): SettledLine {
  assertInTransit(before, stated);
  let line = before;
  const changes: StockChange[] = [];
  const settle = ({ fate, quantity, note: why }: StatedFate): void => {
    const settled = settleUnits(line, fate, quantity, why);
    line = settled.line;
    changes.push(...changesOf(transfer, line, { fate, quantity, valueMinor: settled.valueMinor, note: why ?? note }));
  };
  stated.forEach(settle);
  const rest = inTransit(line);
  if (closeRest !== null && rest > 0) settle({ fate: closeRest, quantity: rest, note });
  const arrivedOrGone = inTransit(before) - inTransit(line);
  if (arrivedOrGone > 0) changes.push(noLongerIncoming(transfer, line, arrivedOrGone));
  return { line, changes };
}

function assertInTransit(line: StockTransferLineDoc, stated: readonly StatedFate[]): void {
  const left = inTransit(line);
  const sumOf = (isMeant: (fate: LineFate) => boolean): number =>
    stated.reduce((sum, { fate, quantity }) => sum + (isMeant(fate) ? quantity : 0), 0);
  const received = sumOf((fate) => fate === 'RECEIVED');
  const over = sumOf((fate) => fate === 'OVER');
  const missing = sumOf((fate) => fate !== 'RECEIVED' && fate !== 'OVER');
  if (missing > left) {
    throw new ValidationError(
      'lines',
      `Expected discrepancies of at most the ${left} units in transit, got ${missing}. Read the transfer again.`,
      'DISCREPANCY_TOO_LARGE',
    );
  }
  const excess = received + missing - left;
  if (excess > 0) {
    throw new ValidationError(
      'lines',
      `Expected at most the ${left} units in transit, got ${excess} more. If they are there, state them as OVER.`,
      'OVER_RECEIPT',
    );
  }
  if (over > 0 && excess < 0) {
    throw new ValidationError(
      'lines',
      `Expected OVER only beyond the ${left} units in transit, got ${over} while ${-excess} are still on their way.`,
      'OVER_RECEIPT',
    );
  }
}

interface Arrival {
  readonly fate: LineFate;
  readonly quantity: number;
  readonly valueMinor: number;
  readonly note: string | null;
}

function changesOf(transfer: StockTransferDoc, line: StockTransferLineDoc, arrival: Arrival): StockChange[] {
  const { fate, quantity, valueMinor, note } = arrival;
  const { variantId, productId } = line;
  const to = { variantId, productId, note, referenceType: 'StockTransfer', referenceId: transfer._id };
  if (fate === 'RECEIVED') {
    return incomingChanges({ ...to, branchId: transfer.toBranchId, type: 'TRANSFER_IN' }, quantity, valueMinor);
  }
  if (fate === 'RETURNED' || RETURNING_REASONS.has(fate)) {
    return incomingChanges({ ...to, branchId: transfer.fromBranchId, type: 'TRANSFER_IN' }, quantity, valueMinor);
  }
  if (fate === 'OVER') {
    // Nobody sent them: an adjustment, so that the transfer brings in exactly what it took out.
    const found = { ...to, branchId: transfer.toBranchId, type: 'ADJUSTMENT', reason: 'CORRECTION' } as const;
    return incomingChanges(found, quantity, valueMinor);
  }
  return [];
}

function noLongerIncoming(transfer: StockTransferDoc, line: StockTransferLineDoc, quantity: number): StockChange {
  return {
    branchId: transfer.toBranchId,
    variantId: line.variantId,
    productId: line.productId,
    type: 'TRANSFER_IN',
    onHandDelta: 0,
    reservedDelta: 0,
    incomingDelta: -quantity,
    requires: 'NOTHING',
  };
}
