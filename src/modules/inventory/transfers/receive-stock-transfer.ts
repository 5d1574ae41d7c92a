import type { Context } from '../../../kernel/context';
import { NotFoundError, ValidationError, badInput } from '../../../kernel/errors';
import { toGlobalId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { QUANTITY_MAX } from '../../../kernel/quantity';
import { runIdempotent } from '../../../platform/idempotency';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { applyStockChanges } from '../stock-ledger';
import { getTransferIn } from './find-stock-transfer';
import { saveTransferIn } from './save-stock-transfer';
import { settleLine } from './settle-line';
import type { StatedFate } from './settle-line';
import type { StockTransferDoc } from './stock-transfer.model';
import { assertTransferStatus } from './stock-transfer.states';
import type { TransferDiscrepancyReason } from './stock-transfer.states';
import { inTransit } from './transfer-line';
import { DISCREPANCIES_PER_LINE_MAX, TRANSFER_LINES_MAX } from './transfers.policy';

/** Units of a line that did not arrive as shipped, 1 or more. */
export interface StatedDiscrepancy {
  readonly reason: TransferDiscrepancyReason;
  readonly quantity: number;
  readonly note?: string | null;
}

/** What arrived of one variant. */
export interface ReceivedLine {
  readonly variantId: Id;
  /** Units that were taken into stock now, those beyond the shipment included; 0 or more. */
  readonly receivedQuantity: number;
  readonly discrepancies?: readonly StatedDiscrepancy[] | null;
}

export interface ReceiveStockTransferRequest {
  readonly input: IdempotentRequest['input'];
  readonly transferId: Id;
  /** Up to 1,000, one a variant; may be empty when the rest is closed. */
  readonly lines: readonly ReceivedLine[];
  /** Why all that is in transit after this receipt will never arrive; left out, it stays in transit. */
  readonly closeRest?: TransferDiscrepancyReason | null;
  readonly note?: string | null;
}

/**
 * Takes what arrived into the destination's stock, at the value that left, with a reason for all that did not arrive as
 * shipped. Throws NotFoundError (transfer, variant not in it), InvalidStateError unless it is on its way,
 * LimitExceededError, and ValidationError OVER_RECEIPT for more than is in transit without an OVER discrepancy of the
 * excess, DISCREPANCY_TOO_LARGE, NOTHING_RECEIVED, REST_NOT_OVER.
 */
export async function receiveStockTransfer(
  ctx: Context,
  request: ReceiveStockTransferRequest,
): Promise<StockTransferDoc> {
  assertWellFormed(request);
  return runIdempotent(ctx, { operation: 'receiveStockTransfer', input: request.input }, async (tx) => {
    const transfer = await getTransferIn(tx, request.transferId);
    const stated = fatesPerLine(transfer, request);
    assertTransferStatus(transfer, 'received', ['IN_TRANSIT', 'PARTIALLY_RECEIVED']);
    const settled = transfer.lines.map((line) => {
      const fates = stated.get(line.variantId.toHexString()) ?? [];
      return settleLine(transfer, line, fates, { closeRest: request.closeRest ?? null, note: request.note ?? null });
    });
    const changes = settled.flatMap((one) => one.changes);
    if (changes.length === 0) {
      throw new ValidationError('lines', 'Expected units that arrived or a discrepancy, got none.', 'NOTHING_RECEIVED');
    }
    await applyStockChanges(tx, changes);
    const lines = settled.map(({ line }) => line);
    const isOver = lines.every((line) => inTransit(line) === 0);
    return saveTransferIn(
      tx,
      transfer,
      isOver ? { status: 'RECEIVED', lines, receivedAt: tx.now } : { status: 'PARTIALLY_RECEIVED', lines },
      'received',
    );
  });
}

/** What the request says of each line, by variant id in hex; every variant it names must be in the transfer. */
function fatesPerLine(
  transfer: StockTransferDoc,
  { lines }: ReceiveStockTransferRequest,
): ReadonlyMap<string, StatedFate[]> {
  const known = new Set(transfer.lines.map(({ variantId }) => variantId.toHexString()));
  return new Map(
    lines.map(({ variantId, receivedQuantity, discrepancies }, index) => {
      const key = variantId.toHexString();
      if (!known.has(key)) throw new NotFoundError('Variant', toGlobalId('Variant', variantId));
      const over = (discrepancies ?? []).reduce((sum, one) => sum + (one.reason === 'OVER' ? one.quantity : 0), 0);
      if (over > receivedQuantity) {
        throw new ValidationError(
          `lines.${index}.discrepancies`,
          `Expected OVER to be part of the ${receivedQuantity} received units, got ${over}.`,
          'DISCREPANCY_TOO_LARGE',
        );
      }
      const received: StatedFate = { fate: 'RECEIVED', quantity: receivedQuantity - over, note: null };
      const others = (discrepancies ?? []).map(({ reason, quantity, note }) => ({
        fate: reason,
        quantity,
        note: note ?? null,
      }));
      return [key, [received, ...others].filter(({ quantity }) => quantity > 0)];
    }),
  );
}

function assertWellFormed({ lines, closeRest }: ReceiveStockTransferRequest): void {
  const least = closeRest === null || closeRest === undefined ? 1 : 0;
  if (lines.length < least || lines.length > TRANSFER_LINES_MAX) {
    throw badInput(`Expected ${least} to ${TRANSFER_LINES_MAX} lines, got ${lines.length}.`, 'lines');
  }
  if (closeRest === 'OVER') {
    throw new ValidationError(
      'closeRest',
      'Expected why units will never arrive, got OVER. Name another.',
      'REST_NOT_OVER',
    );
  }
  const named = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (named.has(line.variantId.toHexString())) {
      throw badInput('Expected one line a variant, got two.', `lines.${index}.variantId`);
    }
    named.add(line.variantId.toHexString());
    assertQuantity(line.receivedQuantity, 0, `lines.${index}.receivedQuantity`);
    const discrepancies = line.discrepancies ?? [];
    if (discrepancies.length > DISCREPANCIES_PER_LINE_MAX) {
      throw badInput(
        `Expected at most ${DISCREPANCIES_PER_LINE_MAX} discrepancies, got ${discrepancies.length}.`,
        `lines.${index}.discrepancies`,
      );
    }
    for (const [at, { quantity }] of discrepancies.entries()) {
      assertQuantity(quantity, 1, `lines.${index}.discrepancies.${at}.quantity`);
    }
  }
}

function assertQuantity(quantity: number, least: number, field: string): void {
  if (Number.isInteger(quantity) && quantity >= least && quantity <= QUANTITY_MAX) return;
  throw badInput(`Expected a quantity of ${least} to ${QUANTITY_MAX}, got ${quantity}.`, field);
}
