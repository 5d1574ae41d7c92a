import type { GraphqlContext } from '../../../graphql/graphql-context';
import { invariant } from '../../../kernel/errors';
import type { Id } from '../../../kernel/ids';
import { tenantDirectory } from '../tenant-directory';
import type { TenantFacts } from '../tenant-directory';
import { BranchType } from './branch.type';

/** What a request has seen: a page asks for each of its 200 entries, and looking at the clock each time would show. */
const seen = new WeakMap<GraphqlContext, { readonly facts: TenantFacts; readonly revision: number }>();

function knownFacts(context: GraphqlContext): TenantFacts | undefined {
  const { db, tenantId } = context.ctx;
  const directory = tenantDirectory(db);
  const before = seen.get(context);
  if (before?.revision === directory.revision) return before.facts;
  const facts = directory.known(tenantId);
  if (facts !== undefined) seen.set(context, { facts, revision: directory.revision });
  return facts;
}

/**
 * The caller's tenant and branches. At once when they were read lately, which the server does for every request, so that
 * a page of field resolvers neither waits nor sends a command.
 */
export function tenantFactsOf(context: GraphqlContext): TenantFacts | Promise<TenantFacts> {
  const { db, tenantId } = context.ctx;
  return knownFacts(context) ?? tenantDirectory(db).byId(tenantId).then(assertFound);
}

/** The view of a branch that a document of the caller's tenant names. */
export function branchOf(context: GraphqlContext, branchId: Id): BranchType | Promise<BranchType> {
  const branch = knownFacts(context)?.branchById.get(branchId.toHexString());
  return branch === undefined ? readBranch(context, branchId) : new BranchType(branch);
}

/** Another process may have made the branch since the directory was read: then, and only then, it is read again. */
async function readBranch(context: GraphqlContext, branchId: Id): Promise<BranchType> {
  const { db, tenantId } = context.ctx;
  const hex = branchId.toHexString();
  const directory = tenantDirectory(db);
  let branch = (await directory.byId(tenantId))?.branchById.get(hex);
  if (branch === undefined) {
    directory.forget(tenantId);
    branch = (await directory.byId(tenantId))?.branchById.get(hex);
  }
  invariant(branch !== undefined, 'a document names a branch that its tenant does not have');
  return new BranchType(branch);
}

function assertFound(facts: TenantFacts | null): TenantFacts {
  invariant(facts !== null, 'a session names a tenant that does not exist');
  return facts;
}
