import type { ModuleFace } from '../../../graphql/face';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { anyone, signedIn } from '../../../graphql/guard';
import type { Id } from '../../../kernel/ids';
import type { AuthPlatform } from '../auth-platform';
import { BranchType } from './branch.type';
import { SessionResolver } from './session.resolver';
import { tenantFactsOf } from './tenant-facts';
import { TenantType } from './tenant.type';
import { TenantsResolver } from './tenants.resolver';

export { BranchKindEnum, BranchType, NegativeStockPolicyEnum } from './branch.type';
export { SessionType, SignInSuccess } from './session.type';
export { branchOf, tenantFactsOf } from './tenant-facts';
export { TenantStatusEnum, TenantType } from './tenant.type';

/** The GraphQL face of tenants: who the caller's tenant is, and how to get in and out. */
export const tenantsFace: ModuleFace<AuthPlatform> = {
  resolvers: [TenantsResolver, SessionResolver],
  rules: {
    Query: { tenant: signedIn, branches: signedIn },
    Mutation: { signIn: anyone, startGuestSession: anyone, refreshSession: anyone, signOut: anyone },
  },
  nodes: {
    Tenant: async (context: GraphqlContext, id: Id) => {
      const { tenant } = await tenantFactsOf(context);
      return tenant._id.equals(id) ? new TenantType(tenant) : null;
    },
    Branch: async (context: GraphqlContext, id: Id) => {
      const branch = (await tenantFactsOf(context)).branchById.get(id.toHexString());
      return branch === undefined ? null : new BranchType(branch);
    },
  },
  provide: (platform) => [new SessionResolver(platform)],
};
