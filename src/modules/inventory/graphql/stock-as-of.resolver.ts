import { ArrayMaxSize, ArrayMinSize, IsOptional } from 'class-validator';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { MoneyType } from '../../../graphql/money.type';
import { PageArgs, toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { invariant } from '../../../kernel/errors';
import { fromGlobalId } from '../../../kernel/ids';
import { BranchType, tenantFactsOf } from '../../tenants/graphql';
import { STOCK_AS_OF_VARIANTS_MAX, stockAsOf, stockValuation } from '..';
import { BranchValuationType, StockBalanceConnection, StockBalanceType, StockValuationType } from './stock-as-of.type';

@ArgsType()
class StockAsOfArgs extends PageArgs {
  @Field(() => Date, { description: 'The moment; one that is still to come is taken for the present one.' })
  readonly at: Date;

  @Field(() => ID, { nullable: true, description: 'Only this branch.' })
  readonly branchId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Only these variants, 1 to 100.' })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(STOCK_AS_OF_VARIANTS_MAX)
  readonly variantIds?: string[] | null;
}

function branchIdOf(branchId: string | null | undefined) {
  return branchId === null || branchId === undefined ? null : fromGlobalId('Branch', branchId);
}

/** Looks into the past of the stock. */
@Resolver(() => StockBalanceType)
export class StockAsOfResolver {
  @Query(() => StockBalanceConnection, {
    description:
      'What each stock entry held at a moment, by branch and variant, from the movements recorded until then. What a ' +
      'till did offline counts from when it was written, so that an answer about the past does not change later.',
  })
  async stockAsOf(
    @Args(() => StockAsOfArgs) args: StockAsOfArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockBalanceType>> {
    const page = await stockAsOf(context.ctx, {
      ...args,
      branchId: branchIdOf(args.branchId),
      variantIds: args.variantIds?.map((id) => fromGlobalId('Variant', id)) ?? null,
    });
    return toConnection(page, (balance) => new StockBalanceType(balance));
  }

  @Query(() => StockValuationType, {
    description: 'What the stock was worth at a moment, at the moving average of cost, by branch and in total.',
  })
  async stockValuation(
    @Arg('at', () => Date, { nullable: true, description: 'The moment; now when left out or still to come.' })
    at: Date | null | undefined,
    @Arg('branchId', () => ID, { nullable: true, description: 'Only this branch.' })
    branchId: string | null | undefined,
    @Ctx() context: GraphqlContext,
  ): Promise<StockValuationType> {
    const valuation = await stockValuation(context.ctx, { at, branchId: branchIdOf(branchId) });
    const { tenant, branches } = await tenantFactsOf(context);
    const rows = valuation.branches.map((value) => {
      const branch = branches.find(({ _id }) => _id.equals(value.branchId));
      invariant(branch !== undefined, 'stock is in a branch of the tenant');
      return new BranchValuationType(new BranchType(branch), value, tenant.currency);
    });
    return new StockValuationType(valuation, rows, tenant.currency);
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'Value of the units on hand at that moment. Only for those allowed to see cost.',
  })
  async value(@Root() { balance }: StockBalanceType, @Ctx() context: GraphqlContext): Promise<MoneyType> {
    return new MoneyType(balance.valueMinor, (await tenantFactsOf(context)).tenant.currency);
  }
}
