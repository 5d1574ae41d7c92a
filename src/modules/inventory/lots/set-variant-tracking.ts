import type { Context } from '../../../kernel/context';
import { ValidationError, invariant } from '../../../kernel/errors';
import type { Id } from '../../../kernel/ids';
import { runIdempotent } from '../../../platform/idempotency';
import type { IdempotentRequest } from '../../../platform/idempotency';
import type { Tx } from '../../../platform/transaction';
import { saveTrackingIn } from '../../catalog';
import type { Tracking, VariantDoc } from '../../catalog';
import { tenantDirectory } from '../../tenants';
import { applyStockChanges } from '../stock-ledger';
import { saveEntryTracking } from '../stock-ledger-settings';

export interface SetVariantTrackingRequest {
  /** The client's input, for the idempotency record. */
  readonly input: IdempotentRequest['input'];
  readonly variantId: Id;
  readonly tracking: Tracking;
}

/**
 * Says whether the units of a variant are told apart by lot. Only while no branch has any of it: units that are there
 * have no lot. And only while no branch promises units that are not there (`setBackorderPolicy`). Throws NotFoundError
 * and ValidationError VARIANT_HAS_STOCK or VARIANT_HAS_BACKORDERS.
 */
export async function setVariantTracking(ctx: Context, request: SetVariantTrackingRequest): Promise<VariantDoc> {
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context belongs to a tenant that exists');
  const branchIds = facts.branches.map((branch) => branch._id);
  const work = { operation: 'setVariantTracking', input: request.input };
  return runIdempotent(ctx, work, (tx) => setTrackingIn(tx, request, branchIds));
}

async function setTrackingIn(
  tx: Tx,
  { variantId, tracking }: SetVariantTrackingRequest,
  branchIds: readonly Id[],
): Promise<VariantDoc> {
  const variant = await saveTrackingIn(tx, variantId, tracking);
  const { productId } = variant;
  const nothing = { type: 'ADJUSTMENT', onHandDelta: 0, reservedDelta: 0, incomingDelta: 0 } as const;
  // An entry in every branch, written now: who brings the first units at the same time conflicts there and begins again,
  // instead of making an entry that knows nothing of lots.
  const { entries } = await applyStockChanges(
    tx,
    branchIds.map((branchId) => ({ branchId, variantId, productId, ...nothing, requires: 'NOTHING' })),
  );
  const stocked = entries.filter(
    ({ quantityOnHand, quantityReserved }) => quantityOnHand !== 0 || quantityReserved !== 0,
  );
  if (stocked.length > 0) {
    throw new ValidationError(
      'variantId',
      `Expected no stock of the variant, got some in ${stocked.length} branches. Sell it or write it off first.`,
      'VARIANT_HAS_STOCK',
    );
  }
  const promised = entries.filter(({ backorder }) => Boolean(backorder));
  if (tracking !== 'NONE' && promised.length > 0) {
    throw new ValidationError(
      'variantId',
      `Expected no backorder policy for the variant, got one in ${promised.length} branches. Take it away first.`,
      'VARIANT_HAS_BACKORDERS',
    );
  }
  await saveEntryTracking(tx, entries, tracking);
  return variant;
}
