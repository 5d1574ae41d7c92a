import type { Context } from '../../kernel/context';
import { ValidationError, badInput } from '../../kernel/errors';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { BACKORDER_LIMIT_MAX } from './inventory.policy';
import { entryToSet } from './set-stock-settings';
import type { StockKey } from './stock-change';
import type { BackorderPolicy, StockEntryDoc } from './stock-entry.model';
import { saveEntrySettings } from './stock-ledger-settings';

export interface SetBackorderPolicyRequest extends StockKey {
  /** The client's input, for the idempotency record. */
  readonly input: IdempotentRequest['input'];
  /** Null: shoppers may take only what is there. */
  readonly backorder: BackorderPolicy | null;
  /** The limit that the client saw; left out it is not compared, null expects that there was no policy. */
  readonly expectedLimitQuantity?: number | null;
}

/**
 * Says whether shoppers may order a variant from a branch before it is there, up to how many units in all, and when it
 * comes. The policy is the entry's, so that the guard of a hold stays one comparison; an entry that does not exist is made.
 * Throws NotFoundError for unknown places; ValidationError STALE_SETTINGS, BACKORDER_LIMIT_BELOW_WAITING (more wait
 * already), PREORDER_NEEDS_DATE, or BACKORDER_NEEDS_UNTRACKED: an order is paid before its units come, and of units that
 * are told apart by lot or number nobody could then say which were sold.
 */
export async function setBackorderPolicy(ctx: Context, request: SetBackorderPolicyRequest): Promise<StockEntryDoc> {
  const { backorder, expectedLimitQuantity } = request;
  const limit = backorder?.limitQuantity ?? 1;
  if (!Number.isInteger(limit) || limit < 1 || limit > BACKORDER_LIMIT_MAX) {
    throw badInput(`Expected a limit of 1 to ${BACKORDER_LIMIT_MAX}, got ${limit}.`, 'backorder.limitQuantity');
  }
  if (backorder?.kind === 'PREORDER' && backorder.availableAt === null) {
    throw new ValidationError('backorder.availableAt', 'Expected the day that it comes out.', 'PREORDER_NEEDS_DATE');
  }
  return runIdempotent(ctx, { operation: 'setBackorderPolicy', input: request.input }, async (tx) => {
    const entry = await entryToSet(tx, request);
    if (backorder !== null && (entry.tracking ?? 'NONE') !== 'NONE') {
      throw new ValidationError(
        'variantId',
        'Expected a variant whose units are not told apart by lot or serial number; others are sold when they are there.',
        'BACKORDER_NEEDS_UNTRACKED',
      );
    }
    const current = entry.backorder?.limitQuantity ?? null;
    if (expectedLimitQuantity !== undefined && expectedLimitQuantity !== current) {
      throw new ValidationError(
        'expectedLimitQuantity',
        `Expected the limit to be ${expectedLimitQuantity ?? 'not set'}, got ${current ?? 'not set'}. Read it again and decide anew.`,
        'STALE_SETTINGS',
      );
    }
    const waiting = entry.quantityWaiting ?? 0;
    if ((backorder?.limitQuantity ?? 0) < waiting) {
      throw new ValidationError(
        'backorder.limitQuantity',
        `Expected a limit of at least ${waiting}, because so many units are waited for. Fill or cancel them first.`,
        'BACKORDER_LIMIT_BELOW_WAITING',
      );
    }
    return saveEntrySettings(tx, entry, { backorder });
  });
}
