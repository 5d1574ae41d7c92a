import { InvalidStateError } from '../../../kernel/errors';
import type { TransitionTable } from '../../../kernel/transition';

export const STOCK_COUNT_STATUSES = ['OPEN', 'SUBMITTED', 'APPROVING', 'APPROVED', 'CANCELLED'] as const;
export type StockCountStatus = (typeof STOCK_COUNT_STATUSES)[number];

/**
 * APPROVING is seen between the transactions of a large approval; who finds it may send the approval again to finish it.
 * An approval that leaves lines to count again opens the count for them.
 */
export const STOCK_COUNT_MOVES: TransitionTable<StockCountStatus> = {
  OPEN: ['SUBMITTED', 'CANCELLED'],
  SUBMITTED: ['OPEN', 'APPROVING', 'APPROVED', 'CANCELLED'],
  APPROVING: ['OPEN', 'APPROVED'],
  APPROVED: [],
  CANCELLED: [],
};

export const STOCK_COUNT_LINE_STATUSES = ['COUNTED', 'APPLIED', 'MOVED_SINCE_COUNTED', 'BELOW_HELD'] as const;
/**
 * COUNTED waits for approval; APPLIED is booked; MOVED_SINCE_COUNTED and BELOW_HELD were left out by the last approval
 * (or, for MOVED_SINCE_COUNTED, added to after the stock had moved).
 */
export type StockCountLineStatus = (typeof STOCK_COUNT_LINE_STATUSES)[number];

/** What an approval does with a line whose stock moved after it was counted. */
export const MOVED_LINE_CHOICES = ['REBASE', 'RECOUNT'] as const;
export type MovedLineChoice = (typeof MOVED_LINE_CHOICES)[number];

const REFUSALS: Readonly<Record<StockCountStatus, { readonly code: string; readonly because: string }>> = {
  OPEN: { code: 'STOCK_COUNT_OPEN', because: 'it is still being counted' },
  SUBMITTED: { code: 'STOCK_COUNT_SUBMITTED', because: 'it waits for approval' },
  APPROVING: { code: 'STOCK_COUNT_APPROVING', because: 'its approval is under way' },
  APPROVED: { code: 'STOCK_COUNT_ALREADY_APPROVED', because: 'it is already approved' },
  CANCELLED: { code: 'STOCK_COUNT_CANCELLED', because: 'it is cancelled' },
};

/** Throws InvalidStateError with the exact code of the count's status unless that is one of `allowed`. */
export function assertCountStatus(
  count: { readonly status: StockCountStatus },
  verb: string,
  allowed: readonly StockCountStatus[],
): void {
  if (allowed.includes(count.status)) return;
  const { code, because } = REFUSALS[count.status];
  throw new InvalidStateError(
    count.status,
    `This count can't be ${verb} because ${because}. Expected status ${allowed.join(' or ')}, got ${count.status}.`,
    code,
  );
}
