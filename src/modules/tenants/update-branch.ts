import type { Context } from '../../kernel/context';
import { NotFoundError, ValidationError } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { assertLocation, assertPriority } from './branch-rules';
import { branches } from './branch.model';
import type { BranchDoc, GeoPoint } from './branch.model';
import { tenantDirectory } from './tenant-directory';
import { BRANCH_NAME_LENGTH_MAX } from './tenants.policy';

export interface UpdateBranchRequest {
  readonly input: IdempotentRequest['input'];
  readonly branchId: Id;
  /** Fields that are left out stay as they are. */
  readonly changes: {
    readonly name?: string;
    readonly priority?: number;
    /** Null forgets it. */
    readonly location?: GeoPoint | null;
    /** False closes it, true opens it again. */
    readonly active?: boolean;
  };
}

/**
 * Changes what a branch is called, when it is chosen to serve an order, and whether it is open. A closed branch takes no
 * new hold, sale, receipt or transfer (`assertBranchesOpen`). Other processes follow within ten seconds.
 * Throws NotFoundError, ValidationError (NAME_INVALID, PRIORITY_INVALID, LOCATION_INVALID).
 */
export async function updateBranch(ctx: Context, request: UpdateBranchRequest): Promise<BranchDoc> {
  const { input, branchId, changes } = request;
  const name = changes.name?.trim();
  if (name !== undefined && (name.length < 1 || name.length > BRANCH_NAME_LENGTH_MAX)) {
    throw new ValidationError('name', `Expected 1 to ${BRANCH_NAME_LENGTH_MAX} characters.`, 'NAME_INVALID');
  }
  if (changes.priority !== undefined) assertPriority(changes.priority);
  if (changes.location !== undefined) assertLocation(changes.location);
  const branch = await runIdempotent(ctx, { operation: 'updateBranch', input }, async (tx) => {
    const after = await branches(tx.db)
      .findOneAndUpdate(
        { tenantId: tx.tenantId, _id: branchId },
        { $set: { ...changes, ...(name !== undefined && { name }) } },
        { session: tx.session, returnDocument: 'after' },
      )
      .lean<BranchDoc>();
    if (after === null) throw new NotFoundError('Branch', toGlobalId('Branch', branchId));
    return after;
  });
  tenantDirectory(ctx.db).forget(ctx.tenantId);
  return branch;
}
