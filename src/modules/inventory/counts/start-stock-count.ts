import { actorId } from '../../../kernel/context';
import type { Context } from '../../../kernel/context';
import { NotFoundError, ValidationError, badInput } from '../../../kernel/errors';
import { newId, toGlobalId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { runIdempotent } from '../../../platform/idempotency';
import type { IdempotentRequest } from '../../../platform/idempotency';
import type { Tx } from '../../../platform/transaction';
import { findCategoriesByIds, findVariantsByIds } from '../../catalog';
import { takeDocumentNumber } from '../document-number';
import { assertBranches } from '../stock-refusal';
import { COUNT_SCOPE_VARIANTS_MAX } from './counts.policy';
import { recordCountEvent } from './save-stock-count';
import { stockCounts } from './stock-count.model';
import type { StockCountDoc } from './stock-count.model';

export interface StartStockCountRequest {
  readonly input: IdempotentRequest['input'];
  readonly branchId: Id;
  readonly blind?: boolean | null;
  /** Counts only these variants, 1 to 1,000; not together with a category. */
  readonly variantIds?: readonly Id[] | null;
  /** Counts only this category with those below it. */
  readonly categoryId?: Id | null;
  readonly note?: string | null;
}

/**
 * Opens a session of counting one branch; stock goes on being sold meanwhile. Throws NotFoundError (branch, variant,
 * category) and ValidationError when both variants and a category are given.
 */
export async function startStockCount(ctx: Context, request: StartStockCountRequest): Promise<StockCountDoc> {
  const { variantIds } = request;
  if (variantIds !== null && variantIds !== undefined) {
    if (variantIds.length < 1 || variantIds.length > COUNT_SCOPE_VARIANTS_MAX) {
      throw badInput(`Expected 1 to ${COUNT_SCOPE_VARIANTS_MAX} variants, got ${variantIds.length}.`, 'variantIds');
    }
  }
  return runIdempotent(ctx, { operation: 'startStockCount', input: request.input }, (tx) => startIn(tx, request));
}

async function startIn(tx: Tx, request: StartStockCountRequest): Promise<StockCountDoc> {
  const { branchId } = request;
  const variantIds = request.variantIds ?? null;
  const categoryId = request.categoryId ?? null;
  await assertBranches(tx, [branchId]);
  if (variantIds !== null) await assertVariants(tx, variantIds);
  if (categoryId !== null && (await findCategoriesByIds(tx, [categoryId])).size === 0) {
    throw new NotFoundError('Category', toGlobalId('Category', categoryId));
  }
  if (variantIds !== null && categoryId !== null) {
    throw new ValidationError(
      'categoryId',
      'Expected variantIds or categoryId, got both. Leave one out.',
      'SCOPE_TWICE',
    );
  }
  const count: StockCountDoc = {
    _id: newId(),
    tenantId: tx.tenantId,
    number: await takeDocumentNumber(tx, 'COUNT'),
    branchId,
    status: 'OPEN',
    blind: request.blind ?? false,
    scopeVariantIds: variantIds === null ? null : [...variantIds],
    scopeCategoryId: categoryId,
    note: request.note ?? null,
    counterIds: [],
    lineCount: 0,
    varianceUnits: null,
    varianceValueMinor: null,
    approval: null,
    version: 1,
    createdById: actorId(tx.actor),
    submittedAt: null,
    approvedAt: null,
    createdAt: tx.now,
    updatedAt: tx.now,
  };
  await stockCounts(tx.db).insertMany([count], { session: tx.session, lean: true });
  recordCountEvent(tx, 'started', count);
  return count;
}

async function assertVariants(tx: Tx, variantIds: readonly Id[]): Promise<void> {
  const known = await findVariantsByIds(tx, variantIds);
  const unknown = variantIds.find((id) => !known.has(id.toHexString()));
  if (unknown !== undefined) throw new NotFoundError('Variant', toGlobalId('Variant', unknown));
}
