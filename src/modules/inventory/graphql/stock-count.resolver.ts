import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { MoneyType } from '../../../graphql/money.type';
import { PageArgs, decodeCursor, encodeCursor, pageSize, toConnection, toPage } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId, parseGlobalId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { can } from '../../../kernel/permissions';
import { VariantType, variantOf } from '../../catalog/graphql';
import { BranchType, branchOf, tenantFactsOf } from '../../tenants/graphql';
import {
  approveStockCount,
  cancelStockCount,
  findStockCount,
  listStockCountLines,
  listStockCounts,
  recordStockCount,
  startStockCount,
  submitStockCount,
} from '../counts';
import type { StockCountDoc } from '../counts';
import {
  ApproveStockCountInput,
  CancelStockCountInput,
  RecordStockCountInput,
  StartStockCountInput,
  StockCountLinesArgs,
  StockCountsArgs,
  SubmitStockCountInput,
} from './stock-count.input';
import {
  ApproveStockCountResult,
  COUNT_ERRORS,
  COUNT_QUANTITY_ERRORS,
  CancelStockCountResult,
  RecordStockCountResult,
  START_COUNT_ERRORS,
  StartStockCountResult,
  StockCountPayload,
  SubmitStockCountResult,
} from './stock-count.result';
import { StockCountConnection, StockCountLineConnection, StockCountLineType, StockCountType } from './stock-count.type';
import { countLinesByWindow } from './stock.loaders';

/** True when the caller counts blind: until it is approved, only approvers see what is expected. */
function isHidden({ actor }: GraphqlContext, count: StockCountDoc): boolean {
  return count.blind && count.status !== 'APPROVED' && !can(actor, 'stock:approve');
}

/** The view of a count for this caller. */
export function stockCountView(context: GraphqlContext, doc: StockCountDoc): StockCountType {
  return new StockCountType(doc, isHidden(context, doc));
}

/** A malformed id and an id of another type name nothing, like an unknown one. */
async function findByGlobalId(context: GraphqlContext, globalId: string): Promise<StockCountDoc | null> {
  const parsed = parseGlobalId(globalId);
  return parsed?.typeName === 'StockCount' ? findStockCount(context.ctx, parsed.id) : null;
}

@Resolver(() => StockCountType)
export class StockCountResolver {
  @Query(() => StockCountType, { nullable: true, description: 'A count by its id; null when there is none.' })
  async stockCount(
    @Arg('id', () => ID, { description: 'Global id.' }) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<StockCountType | null> {
    const count = await findByGlobalId(context, id);
    return count === null ? null : stockCountView(context, count);
  }

  @Query(() => StockCountConnection, { description: 'Counts, newest first.' })
  async stockCounts(
    @Args(() => StockCountsArgs) args: StockCountsArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockCountType>> {
    const branchId = typeof args.branchId === 'string' ? fromGlobalId('Branch', args.branchId) : null;
    const page = await listStockCounts(context.ctx, { ...args, branchId });
    return toConnection(page, (doc) => stockCountView(context, doc));
  }

  @Query(() => StockCountLineConnection, {
    nullable: true,
    description: 'Lines of a count, also by status: what is to be counted again. Null when there is no such count.',
  })
  async stockCountLines(
    @Args(() => StockCountLinesArgs) args: StockCountLinesArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockCountLineType> | null> {
    const count = await findByGlobalId(context, args.stockCountId);
    if (count === null) return null;
    const { first, after, status } = args;
    const page = await listStockCountLines(context.ctx, { countId: count._id, first, after, status });
    const hidden = isHidden(context, count);
    return toConnection(page, (line) => new StockCountLineType(line, hidden));
  }

  @Mutation(() => StartStockCountResult, { description: 'Opens a session of counting one branch, wholly or in part.' })
  async startStockCount(
    @Arg('input', () => StartStockCountInput, { description: 'What to count.' }) input: StartStockCountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof StartStockCountResult> {
    return outcomeOf(START_COUNT_ERRORS, async () => {
      const { blind, note, categoryId } = input;
      const count = await startStockCount(context.ctx, {
        input,
        branchId: fromGlobalId('Branch', input.branchId),
        blind,
        variantIds: input.variantIds?.map((id) => fromGlobalId('Variant', id)),
        categoryId: typeof categoryId === 'string' ? fromGlobalId('Category', categoryId) : null,
        note,
      });
      return new StockCountPayload(stockCountView(context, count));
    });
  }

  @Mutation(() => RecordStockCountResult, { description: 'Writes down what was found, as of now.' })
  async recordStockCount(
    @Arg('input', () => RecordStockCountInput, { description: 'What was found.' }) input: RecordStockCountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof RecordStockCountResult> {
    return outcomeOf(COUNT_QUANTITY_ERRORS, async () => {
      const countId = countIdOf(input);
      const lines = input.lines.map(({ variantId, quantity }) => ({
        variantId: fromGlobalId('Variant', variantId),
        quantity,
      }));
      const count = await recordStockCount(context.ctx, { input, countId, lines, mode: input.mode });
      return new StockCountPayload(stockCountView(context, count));
    });
  }

  @Mutation(() => SubmitStockCountResult, { description: 'Ends counting and sums the differences up for approval.' })
  async submitStockCount(
    @Arg('input', () => SubmitStockCountInput, { description: 'Which count.' }) input: SubmitStockCountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof SubmitStockCountResult> {
    return outcomeOf(COUNT_ERRORS, async () => {
      const count = await submitStockCount(context.ctx, { input, countId: countIdOf(input) });
      return new StockCountPayload(stockCountView(context, count));
    });
  }

  @Mutation(() => ApproveStockCountResult, {
    description:
      'Books the differences of a submitted count as COUNT movements. Large ones need a second person with ' +
      'stock:approve. If it was interrupted, send it again: every line is booked once.',
  })
  async approveStockCount(
    @Arg('input', () => ApproveStockCountInput, { description: 'Which count, and how.' }) input: ApproveStockCountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof ApproveStockCountResult> {
    return outcomeOf(COUNT_QUANTITY_ERRORS, async () => {
      const { movedLines } = input;
      const count = await approveStockCount(context.ctx, { input, countId: countIdOf(input), movedLines });
      return new StockCountPayload(stockCountView(context, count));
    });
  }

  @Mutation(() => CancelStockCountResult, { description: 'Gives a count up; what was booked before stays booked.' })
  async cancelStockCount(
    @Arg('input', () => CancelStockCountInput, { description: 'Which count.' }) input: CancelStockCountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof CancelStockCountResult> {
    return outcomeOf(COUNT_ERRORS, async () => {
      const count = await cancelStockCount(context.ctx, { input, countId: countIdOf(input) });
      return new StockCountPayload(stockCountView(context, count));
    });
  }

  @FieldResolver(() => BranchType, { description: 'Where.' })
  branch(@Root() { doc }: StockCountType, @Ctx() context: GraphqlContext): BranchType | Promise<BranchType> {
    return branchOf(context, doc.branchId);
  }

  @FieldResolver(() => StockCountLineConnection, { description: 'Its lines, in the order in which they were counted.' })
  async lines(
    @Root() { doc, hidden }: StockCountType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockCountLineType>> {
    const first = pageSize(args.first ?? undefined);
    const cursor = args.after ?? undefined;
    const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, ['number'])[0]);
    const read = await context.load(countLinesByWindow).load({ countId: doc._id, after, limit: first + 1 });
    const page = toPage(read, first, cursor, (line) => encodeCursor([line.index]));
    return toConnection(page, (line) => new StockCountLineType(line, hidden));
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'Value of varianceUnits at cost. Only for those allowed to see cost; null as varianceUnits is.',
  })
  async varianceValue(
    @Root() { doc, hidden }: StockCountType,
    @Ctx() context: GraphqlContext,
  ): Promise<MoneyType | null> {
    return MoneyType.orNull(hidden ? null : doc.varianceValueMinor, (await tenantFactsOf(context)).tenant.currency);
  }
}

@Resolver(() => StockCountLineType)
export class StockCountLineResolver {
  @FieldResolver(() => VariantType, { description: 'What; also when it was removed from sale since.' })
  variant(@Root() { doc }: StockCountLineType, @Ctx() context: GraphqlContext): Promise<VariantType> {
    return variantOf(context, doc.variantId);
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'Value of the difference at cost, without sign. Only for those allowed to see cost; null while blind.',
  })
  async varianceValue(
    @Root() { doc, hidden }: StockCountLineType,
    @Ctx() context: GraphqlContext,
  ): Promise<MoneyType | null> {
    return MoneyType.orNull(hidden ? null : doc.varianceValueMinor, (await tenantFactsOf(context)).tenant.currency);
  }
}

function countIdOf(input: { readonly stockCountId: string }): Id {
  return fromGlobalId('StockCount', input.stockCountId);
}
