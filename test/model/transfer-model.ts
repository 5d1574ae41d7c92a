import { VARIANTS } from './stock-model';
import type { StockModel, Wish } from './stock-model';
import type { UnitChange } from './unit-model';

export const FATES = ['LOST', 'DAMAGED', 'SHORT_SHIPPED', 'REFUSED', 'OTHER', 'OVER'] as const;
export type ModelFate = (typeof FATES)[number];

export interface ModelTransferLine {
  readonly variant: number;
  readonly quantity: number;
  shipped: number;
  received: number;
  lost: number;
  returned: number;
}

/** Goods on their way from one of the two branches to the other. */
export interface ModelTransfer {
  status: 'DRAFT' | 'IN_TRANSIT' | 'PARTIALLY_RECEIVED' | 'RECEIVED' | 'CANCELLED';
  readonly from: number;
  readonly lines: ModelTransferLine[];
}

/** What a receipt says of one variant. */
export interface ModelReceipt {
  readonly variant: number;
  readonly received: number;
  readonly fates: readonly { readonly fate: ModelFate; readonly quantity: number }[];
}

const REFUSALS: Readonly<Record<ModelTransfer['status'], string>> = {
  DRAFT: 'STOCK_TRANSFER_NOT_SHIPPED',
  IN_TRANSIT: 'STOCK_TRANSFER_IN_TRANSIT',
  PARTIALLY_RECEIVED: 'STOCK_TRANSFER_PARTIALLY_RECEIVED',
  RECEIVED: 'STOCK_TRANSFER_ALREADY_RECEIVED',
  CANCELLED: 'STOCK_TRANSFER_CANCELLED',
};

/** The code with which an action is refused that needs one of these statuses, or null. */
export function transferRefusal(transfer: ModelTransfer, allowed: readonly ModelTransfer['status'][]): string | null {
  return allowed.includes(transfer.status) ? null : REFUSALS[transfer.status];
}

/** Units of a line that are nowhere. */
export function onTheWay({ shipped, received, lost, returned }: ModelTransferLine): number {
  return shipped - received - lost - returned;
}

export function sourceOf(transfer: ModelTransfer, line: { readonly variant: number }): number {
  return transfer.from * VARIANTS + line.variant;
}

export function goalOf(transfer: ModelTransfer, line: { readonly variant: number }): number {
  return (1 - transfer.from) * VARIANTS + line.variant;
}

/** What must be available at the source for the transfer to leave. */
export function cargoOf(transfer: ModelTransfer): Wish[] {
  return transfer.lines.map((line) => ({ place: sourceOf(transfer, line), quantity: line.quantity }));
}

export function ship(model: StockModel, transfer: ModelTransfer): void {
  for (const line of transfer.lines) {
    line.shipped = line.quantity;
    model.move(sourceOf(transfer, line), -line.quantity, 0);
    model.entry(goalOf(transfer, line)).incoming += line.quantity;
  }
  transfer.status = 'IN_TRANSIT';
}

/** Everything goes back; a draft moved nothing. */
export function allBack(transfer: ModelTransfer): Settlement[] {
  return transfer.lines.map((line) => ({ line, fate: 'REFUSED', quantity: onTheWay(line) }));
}

export function callBack(model: StockModel, transfer: ModelTransfer): void {
  for (const settlement of allBack(transfer)) settle(model, transfer, settlement);
  transfer.status = 'CANCELLED';
}

/** The code with which a receipt is refused, or null. */
export function receiptRefusal(
  transfer: ModelTransfer,
  receipts: readonly ModelReceipt[],
  closeRest: ModelFate | null,
): string | null {
  for (const receipt of receipts) {
    if (!transfer.lines.some(({ variant }) => variant === receipt.variant)) return 'NOT_FOUND';
    if (unitsOf(receipt, 'OVER') > receipt.received) return 'DISCREPANCY_TOO_LARGE';
  }
  const refused = transferRefusal(transfer, ['IN_TRANSIT', 'PARTIALLY_RECEIVED']);
  if (refused !== null) return refused;
  for (const line of transfer.lines) {
    const receipt = receipts.find(({ variant }) => variant === line.variant);
    if (receipt === undefined) continue;
    const over = unitsOf(receipt, 'OVER');
    const missing = unitsOf(receipt) - over;
    const settled = receipt.received - over + missing;
    if (missing > onTheWay(line)) return 'DISCREPANCY_TOO_LARGE';
    if (settled > onTheWay(line) || (over > 0 && settled < onTheWay(line))) return 'OVER_RECEIPT';
  }
  const isEmpty = receipts.every((receipt) => receipt.received + unitsOf(receipt) === 0);
  return isEmpty && closeRest === null ? 'NOTHING_RECEIVED' : null;
}

/** What becomes of so many units of a line. */
export interface Settlement {
  readonly line: ModelTransferLine;
  readonly fate: ModelFate | 'RECEIVED';
  readonly quantity: number;
}

/** What a receipt says of all lines, in the order in which it is done. */
export function settlementsOf(
  transfer: ModelTransfer,
  receipts: readonly ModelReceipt[],
  closeRest: ModelFate | null,
): Settlement[] {
  return transfer.lines.flatMap((line) => {
    const receipt = receipts.find(({ variant }) => variant === line.variant);
    const settled: Settlement[] = (receipt?.fates ?? []).map(({ fate, quantity }) => ({ line, fate, quantity }));
    if (receipt !== undefined) {
      settled.unshift({ line, fate: 'RECEIVED', quantity: receipt.received - unitsOf(receipt, 'OVER') });
    }
    const arrived = settled.reduce((sum, { fate, quantity }) => sum + (fate === 'OVER' ? 0 : quantity), 0);
    return closeRest === null ? settled : [...settled, { line, fate: closeRest, quantity: onTheWay(line) - arrived }];
  });
}

/** The units that come into the stock of either branch. */
export function arrivals(transfer: ModelTransfer, index: number, settled: readonly Settlement[]): UnitChange[] {
  return settled.flatMap(({ line, fate, quantity }): UnitChange[] => {
    const change = {
      onHand: Math.max(0, quantity),
      transfer: index,
      kind: fate === 'OVER' ? 'OVER' : 'BROUGHT',
    } as const;
    if (isReturn(fate)) return [{ place: sourceOf(transfer, line), ...change }];
    return fate === 'RECEIVED' || fate === 'OVER' ? [{ place: goalOf(transfer, line), ...change }] : [];
  });
}

function isReturn(fate: Settlement['fate']): boolean {
  return fate === 'SHORT_SHIPPED' || fate === 'REFUSED';
}

/** Takes in what arrived and says what became of the rest, after `receiptRefusal` had nothing against it. */
export function receive(
  model: StockModel,
  transfer: ModelTransfer,
  receipts: readonly ModelReceipt[],
  closeRest: ModelFate | null,
): void {
  for (const settlement of settlementsOf(transfer, receipts, closeRest)) settle(model, transfer, settlement);
  transfer.status = transfer.lines.every((line) => onTheWay(line) === 0) ? 'RECEIVED' : 'PARTIALLY_RECEIVED';
}

function settle(model: StockModel, transfer: ModelTransfer, { line, fate, quantity }: Settlement): void {
  if (quantity === 0) return;
  const goal = goalOf(transfer, line);
  if (fate === 'OVER') return model.move(goal, quantity, 0);
  model.entry(goal).incoming -= quantity;
  if (fate === 'RECEIVED') {
    line.received += quantity;
    model.move(goal, quantity, 0);
  } else if (isReturn(fate)) {
    line.returned += quantity;
    model.move(sourceOf(transfer, line), quantity, 0);
  } else line.lost += quantity;
}

function unitsOf(receipt: ModelReceipt, wanted?: ModelFate): number {
  return receipt.fates.reduce(
    (sum, { fate, quantity }) => sum + (wanted === undefined || fate === wanted ? quantity : 0),
    0,
  );
}
