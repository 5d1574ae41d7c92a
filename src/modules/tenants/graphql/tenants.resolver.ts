import { Ctx, Query, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { BranchType } from './branch.type';
import { tenantFactsOf } from './tenant-facts';
import { TenantType } from './tenant.type';

@Resolver()
export class TenantsResolver {
  @Query(() => TenantType, { description: 'The tenant that the caller is signed in to.' })
  async tenant(@Ctx() context: GraphqlContext): Promise<TenantType> {
    return new TenantType((await tenantFactsOf(context)).tenant);
  }

  @Query(() => [BranchType], { description: 'All branches of the tenant, in the order of their codes.' })
  async branches(@Ctx() context: GraphqlContext): Promise<BranchType[]> {
    return (await tenantFactsOf(context)).branches.map((branch) => new BranchType(branch));
  }
}
