import type { Context } from '../../kernel/context';
import { LimitExceededError, ValidationError } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import { isDuplicateKey } from '../../platform/mongo';
import { assertLocation, assertPriority } from './branch-rules';
import { BRANCH_CODE_INDEX, branches } from './branch.model';
import type { BranchDoc, BranchKind, GeoPoint, NegativeStockPolicy } from './branch.model';
import { tenantDirectory } from './tenant-directory';
import { BRANCHES_PER_TENANT_MAX } from './tenants.policy';

export interface NewBranch {
  /** 1 to 20 of A-Z, 0-9 and hyphen. */
  readonly code: string;
  readonly name: string;
  readonly kind: BranchKind;
  /** BLOCK when left out. */
  readonly negativeStockPolicy?: NegativeStockPolicy;
  /** IANA name; UTC when left out. */
  readonly timeZone?: string;
  /** Lower serves web orders first; 100 when left out. */
  readonly priority?: number;
  /** Not known when left out. */
  readonly location?: GeoPoint | null;
}

const CODE = /^[A-Z0-9][A-Z0-9-]{0,19}$/;

/**
 * Creates an active branch.
 * Throws ValidationError (BRANCH_CODE_INVALID, BRANCH_CODE_TAKEN, TIME_ZONE_INVALID, PRIORITY_INVALID,
 * LOCATION_INVALID) or LimitExceededError.
 */
export async function createBranch(ctx: Context, input: NewBranch): Promise<BranchDoc> {
  if (!CODE.test(input.code)) {
    throw new ValidationError('code', 'Expected 1 to 20 of A-Z, 0-9 and hyphen.', 'BRANCH_CODE_INVALID');
  }
  assertTimeZone(input.timeZone ?? 'UTC');
  if (input.priority !== undefined) assertPriority(input.priority);
  if (input.location !== undefined) assertLocation(input.location);
  const count = await branches(ctx.db).countDocuments({ tenantId: ctx.tenantId });
  if (count >= BRANCHES_PER_TENANT_MAX) {
    throw new LimitExceededError(BRANCHES_PER_TENANT_MAX, `A tenant has at most ${BRANCHES_PER_TENANT_MAX} branches.`);
  }
  const branch: BranchDoc = {
    _id: newId(),
    tenantId: ctx.tenantId,
    code: input.code,
    name: input.name,
    kind: input.kind,
    negativeStockPolicy: input.negativeStockPolicy ?? 'BLOCK',
    timeZone: input.timeZone ?? 'UTC',
    active: true,
    priority: input.priority ?? 100,
    location: input.location ?? null,
  };
  try {
    await branches(ctx.db).insertMany([branch], { lean: true });
  } catch (error) {
    if (!isDuplicateKey(error, BRANCH_CODE_INDEX)) throw error;
    throw new ValidationError('code', 'Another branch has this code. Choose another one.', 'BRANCH_CODE_TAKEN');
  }
  tenantDirectory(ctx.db).forget(ctx.tenantId);
  return branch;
}

function assertTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    // Intl's own error names the value; ours says what to do.
    throw new ValidationError('timeZone', 'Expected an IANA name such as "Europe/London".', 'TIME_ZONE_INVALID');
  }
}
