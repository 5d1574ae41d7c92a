import { InvalidStateError } from '../../../kernel/errors';
import type { TransitionTable } from '../../../kernel/transition';

export const STOCK_TRANSFER_STATUSES = ['DRAFT', 'IN_TRANSIT', 'PARTIALLY_RECEIVED', 'RECEIVED', 'CANCELLED'] as const;
export type StockTransferStatus = (typeof STOCK_TRANSFER_STATUSES)[number];

/** What has arrived in part can't be cancelled: the rest is closed with a reason, so that every unit is explained. */
export const STOCK_TRANSFER_MOVES: TransitionTable<StockTransferStatus> = {
  DRAFT: ['IN_TRANSIT', 'CANCELLED'],
  IN_TRANSIT: ['PARTIALLY_RECEIVED', 'RECEIVED', 'CANCELLED'],
  PARTIALLY_RECEIVED: ['PARTIALLY_RECEIVED', 'RECEIVED'],
  RECEIVED: [],
  CANCELLED: [],
};

/** Why units of a shipment did not arrive as stated, or arrived beyond it. */
export const TRANSFER_DISCREPANCY_REASONS = ['LOST', 'DAMAGED', 'SHORT_SHIPPED', 'REFUSED', 'OTHER', 'OVER'] as const;
export type TransferDiscrepancyReason = (typeof TRANSFER_DISCREPANCY_REASONS)[number];

/** Reasons for units that are at the source (again): they go back into its stock. */
export const RETURNING_REASONS: ReadonlySet<TransferDiscrepancyReason> = new Set(['SHORT_SHIPPED', 'REFUSED']);

const REFUSALS: Readonly<Record<StockTransferStatus, { readonly code: string; readonly because: string }>> = {
  DRAFT: { code: 'STOCK_TRANSFER_NOT_SHIPPED', because: 'it is not shipped yet' },
  IN_TRANSIT: { code: 'STOCK_TRANSFER_IN_TRANSIT', because: 'it is on its way' },
  PARTIALLY_RECEIVED: { code: 'STOCK_TRANSFER_PARTIALLY_RECEIVED', because: 'part of it was received' },
  RECEIVED: { code: 'STOCK_TRANSFER_ALREADY_RECEIVED', because: 'it is completely received' },
  CANCELLED: { code: 'STOCK_TRANSFER_CANCELLED', because: 'it is cancelled' },
};

/** Throws InvalidStateError with the exact code of the transfer's status unless that is one of `allowed`. */
export function assertTransferStatus(
  transfer: { readonly status: StockTransferStatus },
  verb: string,
  allowed: readonly StockTransferStatus[],
): void {
  if (allowed.includes(transfer.status)) return;
  const { code, because } = REFUSALS[transfer.status];
  throw new InvalidStateError(
    transfer.status,
    `This transfer can't be ${verb} because ${because}. Expected status ${allowed.join(' or ')}, got ${transfer.status}.`,
    code,
  );
}
