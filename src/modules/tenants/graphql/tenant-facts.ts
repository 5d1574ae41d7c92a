import type { GraphqlContext } from '../../../graphql/graphql-context';
import { invariant } from '../../../kernel/errors';
import type { Id } from '../../../kernel/ids';
import { tenantDirectory } from '../tenant-directory';
import type { TenantFacts } from '../tenant-directory';
import { BranchType } from './branch.type';

/**
 * The caller's tenant and branches. At once when they were read lately, which the server does for every request, so that
 * a page of field resolvers neither waits nor sends a command.
 */
export function tenantFactsOf(context: GraphqlContext): TenantFacts | Promise<TenantFacts> {
  const { db, tenantId } = context.ctx;
  const directory = tenantDirectory(db);
  return directory.known(tenantId) ?? directory.byId(tenantId).then(assertFound);
}

/** The view of a branch that a document of the caller's tenant names. */
export function branchOf(context: GraphqlContext, branchId: Id): BranchType | Promise<BranchType> {
  const facts = tenantFactsOf(context);
  return facts instanceof Promise ? facts.then((found) => viewOf(found, branchId)) : viewOf(facts, branchId);
}

function viewOf(facts: TenantFacts, branchId: Id): BranchType {
  const branch = facts.branchById.get(branchId.toHexString());
  invariant(branch !== undefined, 'a document names a branch that its tenant does not have');
  return new BranchType(branch);
}

function assertFound(facts: TenantFacts | null): TenantFacts {
  invariant(facts !== null, 'a session names a tenant that does not exist');
  return facts;
}
