import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId } from '../../../kernel/ids';
import { updateBranch } from '../update-branch';
import { BRANCH_ERRORS, BranchPayload, UpdateBranchInput, UpdateBranchResult, branchChangesOf } from './branch.input';
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

  @Mutation(() => UpdateBranchResult, {
    description: 'Changes what a branch is called, when it is chosen to serve an order, and whether it is open.',
  })
  async updateBranch(
    @Arg('input', () => UpdateBranchInput, { description: 'Which branch, and what changes.' }) input: UpdateBranchInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof UpdateBranchResult> {
    return outcomeOf(BRANCH_ERRORS, async () => {
      const branchId = fromGlobalId('Branch', input.branchId);
      const request = { input, branchId, changes: branchChangesOf(input) };
      return new BranchPayload(await updateBranch(context.ctx, request));
    });
  }
}
