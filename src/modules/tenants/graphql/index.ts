import type { ModuleFace } from '../../../graphql/face';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { anyone, holding, signedIn } from '../../../graphql/guard';
import type { Id } from '../../../kernel/ids';
import { can } from '../../../kernel/permissions';
import type { AuthPlatform } from '../auth-platform';
import { findCustomer } from '../find-customer';
import { BranchType } from './branch.type';
import { CustomerResolver } from './customer.resolver';
import { CustomerType } from './customer.type';
import { ScaleBarcodeResolver } from './scale-barcode.resolver';
import { ReservationLimitsResolver } from './reservation-limits.resolver';
import { SessionResolver } from './session.resolver';
import { TaxClassResolver } from './tax-class.resolver';
import { tenantFactsOf } from './tenant-facts';
import { TenantType } from './tenant.type';
import { TenantsResolver } from './tenants.resolver';

export { GeoPointInput } from './branch.input';
export { BranchKindEnum, BranchType, NegativeStockPolicyEnum } from './branch.type';
export { SessionType, SignInSuccess } from './session.type';
export { branchOf, tenantFactsOf } from './tenant-facts';
export { TaxClassType } from './tax-class.type';
export { TenantStatusEnum, TenantType } from './tenant.type';

/** The GraphQL face of tenants: who the caller's tenant is, and how to get in and out. */
export const tenantsFace: ModuleFace<AuthPlatform> = {
  resolvers: [
    TenantsResolver,
    SessionResolver,
    CustomerResolver,
    ReservationLimitsResolver,
    TaxClassResolver,
    ScaleBarcodeResolver,
  ],
  rules: {
    Query: {
      tenant: signedIn,
      branches: signedIn,
      customer: holding('customers:manage'),
      reservationLimits: holding('tenant:manage'),
    },
    Mutation: {
      signIn: anyone,
      startGuestSession: anyone,
      refreshSession: anyone,
      signOut: anyone,
      setScaleBarcodeRules: holding('catalog:write'),
      createTaxClass: holding('catalog:write'),
      updateTaxClass: holding('catalog:write'),
      setCustomerGroup: holding('customers:manage'),
      updateBranch: holding('tenant:manage'),
      updateReservationLimits: holding('tenant:manage'),
    },
  },
  nodes: {
    Tenant: async (context: GraphqlContext, id: Id) => {
      const { tenant } = await tenantFactsOf(context);
      return tenant._id.equals(id) ? new TenantType(tenant) : null;
    },
    Customer: async (context: GraphqlContext, id: Id) => {
      if (!can(context.actor, 'customers:manage')) return null;
      const customer = await findCustomer(context.ctx, { id });
      return customer === null ? null : new CustomerType(customer);
    },
    Branch: async (context: GraphqlContext, id: Id) => {
      const branch = (await tenantFactsOf(context)).branchById.get(id.toHexString());
      return branch === undefined ? null : new BranchType(branch);
    },
  },
  provide: (platform) => [new SessionResolver(platform)],
};
