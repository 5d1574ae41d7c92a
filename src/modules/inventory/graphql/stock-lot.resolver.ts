import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
  createUnionType,
} from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { PageArgs, toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import {
  IdempotencyKeyReusedErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import { fromGlobalId } from '../../../kernel/ids';
import { VariantPayload, VariantType, variantOf } from '../../catalog/graphql';
import type { Tracking } from '../../catalog';
import { BranchType, branchOf } from '../../tenants/graphql';
import { listStockLots, lotCodeOf, setVariantTracking, traceLot } from '../lots';
import { SetVariantTrackingInput } from './stock-lot.input';
import { StockLotConnection, StockLotType, TrackingEnum } from './stock-lot.type';
import { StockMovementConnection, StockMovementType } from './stock-movement.type';

@ArgsType()
class StockLotsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only this branch.' })
  readonly branchId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only this variant.' })
  readonly variantId?: string | null;
}

@ArgsType()
class LotTraceArgs extends PageArgs {
  @Field(() => ID, { description: 'Which variant.' })
  readonly variantId: string;

  @Field(() => String, { description: 'Code of the lot; case does not matter.' })
  readonly lotCode: string;
}

const TRACKING_ERRORS = [NotFoundErrorType, IdempotencyKeyReusedErrorType, ValidationErrorType] as const;

export const SetVariantTrackingResult = createUnionType({
  name: 'SetVariantTrackingResult',
  description: 'Outcome of setVariantTracking. Codes of ValidationError: VARIANT_HAS_STOCK, VARIANT_HAS_BACKORDERS.',
  types: () => [VariantPayload, ...TRACKING_ERRORS] as const,
});

/** Lots: what is there of them, and where their units went. */
@Resolver(() => StockLotType)
export class StockLotResolver {
  @Query(() => StockLotConnection, { description: 'Lots, first to expire first, before them those that keep.' })
  async stockLots(
    @Args(() => StockLotsArgs) args: StockLotsArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockLotType>> {
    const { branchId, variantId } = args;
    const page = await listStockLots(context.ctx, {
      ...args,
      branchId: branchId === null || branchId === undefined ? null : fromGlobalId('Branch', branchId),
      variantId: variantId === null || variantId === undefined ? null : fromGlobalId('Variant', variantId),
    });
    return toConnection(page, (doc) => new StockLotType(doc));
  }

  @Query(() => StockMovementConnection, {
    description: 'Recall: every movement that moved units of a lot, in all branches, oldest first.',
  })
  async lotTrace(
    @Args(() => LotTraceArgs) args: LotTraceArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockMovementType>> {
    const { first, after, lotCode } = args;
    const variantId = fromGlobalId('Variant', args.variantId);
    const page = await traceLot(context.ctx, { variantId, code: lotCodeOf(lotCode, 'lotCode'), first, after });
    return toConnection(page, (doc) => new StockMovementType(doc));
  }

  @Mutation(() => SetVariantTrackingResult, {
    description: "Says how a variant's units are told apart, while no branch has any of it.",
  })
  async setVariantTracking(
    @Arg('input', () => SetVariantTrackingInput, { description: 'How from now on.' }) input: SetVariantTrackingInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof SetVariantTrackingResult> {
    return outcomeOf(TRACKING_ERRORS, async () => {
      const variantId = fromGlobalId('Variant', input.variantId);
      const variant = await setVariantTracking(context.ctx, { input, variantId, tracking: input.tracking });
      return new VariantPayload(new VariantType(variant));
    });
  }

  @FieldResolver(() => BranchType, { description: 'Where.' })
  branch(@Root() lot: StockLotType, @Ctx() context: GraphqlContext): BranchType | Promise<BranchType> {
    return branchOf(context, lot.doc.branchId);
  }

  @FieldResolver(() => VariantType, { description: 'What.' })
  variant(@Root() lot: StockLotType, @Ctx() context: GraphqlContext): Promise<VariantType> {
    return variantOf(context, lot.doc.variantId);
  }
}

/** What tracked stock adds to Variant. */
@Resolver(() => VariantType)
export class VariantTrackingResolver {
  @FieldResolver(() => TrackingEnum, { description: 'How its units are told apart in stock.' })
  tracking(@Root() variant: VariantType): Tracking {
    return variant.doc.tracking ?? 'NONE';
  }
}
