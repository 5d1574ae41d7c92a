import type { Context } from '../../kernel/context';
import { InvalidStateError } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { tenantDirectory } from './tenant-directory';

/**
 * Refuses what would begin something new at a closed branch: a hold, a sale, goods that come. What was promised there
 * runs to its end, and what lies there can be counted and sent away. Branches that don't exist are none of its business.
 * No database command while the tenant was read lately, so that a branch which another process closed takes some for up
 * to ten seconds more. Throws InvalidStateError BRANCH_CLOSED.
 */
export async function assertBranchesOpen(ctx: Context, branchIds: Iterable<Id>): Promise<void> {
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  for (const branchId of branchIds) {
    const branch = facts?.branchById.get(branchId.toHexString());
    if (branch === undefined || branch.active) continue;
    throw new InvalidStateError(
      'CLOSED',
      `Expected a branch that is open, got ${branch.code}, which has closed. Choose another one.`,
      'BRANCH_CLOSED',
    );
  }
}
