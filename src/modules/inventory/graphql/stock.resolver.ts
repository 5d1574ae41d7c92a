import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { MoneyType } from '../../../graphql/money.type';
import { PageArgs, decodeCursor, encodeCursor, pageSize, toConnection, toPage } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { ValidationError, invariant } from '../../../kernel/errors';
import { fromGlobalId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { divideRounded } from '../../../kernel/money';
import { VariantType, variantOf } from '../../catalog/graphql';
import { BranchType, branchOf, tenantFactsOf } from '../../tenants/graphql';
import { adjustStock, listStockEntries, listStockMovements, setStock } from '..';
import { StockEntryConnection, StockEntryType } from './stock-entry.type';
import { StockMovementConnection, StockMovementType } from './stock-movement.type';
import { AdjustStockInput, SetStockInput } from './stock.input';
import { movementsByWindow, stockEntryById } from './stock.loaders';
import { ADJUST_ERRORS, AdjustStockResult, SET_ERRORS, SetStockResult, StockMovementsPayload } from './stock.result';

@ArgsType()
class StockArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only this branch.' })
  readonly branchId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only this variant.' })
  readonly variantId?: string | null;
}

function placeOf(args: StockArgs): { branchId: Id | null; variantId: Id | null } {
  return {
    branchId: args.branchId === null || args.branchId === undefined ? null : fromGlobalId('Branch', args.branchId),
    variantId: args.variantId === null || args.variantId === undefined ? null : fromGlobalId('Variant', args.variantId),
  };
}

@Resolver(() => StockEntryType)
export class StockEntryResolver {
  @Query(() => StockEntryConnection, { description: 'Stock entries, by branch and variant.' })
  async stockEntries(
    @Args(() => StockArgs) args: StockArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockEntryType>> {
    const page = await listStockEntries(context.ctx, { ...args, ...placeOf(args) });
    return toConnection(page, (doc) => new StockEntryType(doc));
  }

  @Query(() => StockMovementConnection, { description: 'The ledger, newest movement first.' })
  async stockMovements(
    @Args(() => StockArgs) args: StockArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockMovementType>> {
    const page = await listStockMovements(context.ctx, { ...args, ...placeOf(args) });
    return toConnection(page, (doc) => new StockMovementType(doc));
  }

  @Mutation(() => AdjustStockResult, { description: 'Changes on hand by signed deltas, all lines or none.' })
  async adjustStock(
    @Arg('input', () => AdjustStockInput, { description: 'What changes, and why.' }) input: AdjustStockInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof AdjustStockResult> {
    return outcomeOf(ADJUST_ERRORS, async () => {
      const { tenant } = await tenantFactsOf(context);
      const lines = input.lines.map((line, index) => {
        if (line.unitCost !== null && line.unitCost !== undefined && line.unitCost.currency !== tenant.currency) {
          throw new ValidationError(
            `lines.${index}.unitCost.currency`,
            `Expected ${tenant.currency}, the tenant's currency.`,
            'CURRENCY_MISMATCH',
          );
        }
        if (line.unitCost !== null && line.unitCost !== undefined && line.unitCost.amountMinor < 0) {
          throw new ValidationError(`lines.${index}.unitCost.amountMinor`, 'Expected a cost of 0 or more.');
        }
        return {
          branchId: fromGlobalId('Branch', line.branchId),
          variantId: fromGlobalId('Variant', line.variantId),
          delta: line.delta,
          unitCostMinor: line.unitCost?.amountMinor ?? null,
          lot: line.lot ?? null,
          serials: line.serials ?? null,
        };
      });
      const { reason, note } = input;
      return new StockMovementsPayload(await adjustStock(context.ctx, { input, lines, reason, note }));
    });
  }

  @Mutation(() => SetStockResult, { description: 'Sets what is on the shelf to an absolute number, compare and set.' })
  async setStock(
    @Arg('input', () => SetStockInput, { description: 'The number, what you saw before, and why.' })
    input: SetStockInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof SetStockResult> {
    return outcomeOf(SET_ERRORS, async () => {
      const { quantity, expectedQuantity, reason, note, serials } = input;
      const applied = await setStock(context.ctx, {
        input,
        branchId: fromGlobalId('Branch', input.branchId),
        variantId: fromGlobalId('Variant', input.variantId),
        quantity,
        expectedQuantity,
        reason,
        note,
        serials,
      });
      return new StockMovementsPayload(applied);
    });
  }

  @FieldResolver(() => BranchType, { description: 'Where.' })
  branch(@Root() entry: StockEntryType, @Ctx() context: GraphqlContext): BranchType | Promise<BranchType> {
    return branchOf(context, entry.doc.branchId);
  }

  @FieldResolver(() => VariantType, { description: 'What.' })
  variant(@Root() entry: StockEntryType, @Ctx() context: GraphqlContext): Promise<VariantType> {
    return variantOf(context, entry.doc.variantId);
  }

  @FieldResolver(() => StockMovementConnection, { description: 'Its movements, newest first.' })
  async movements(
    @Root() { doc }: StockEntryType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockMovementType>> {
    const first = pageSize(args.first);
    const before =
      args.after === null || args.after === undefined
        ? doc.sequence + 1
        : Number(decodeCursor(args.after, ['number'])[0]);
    const read = await context.load(movementsByWindow).load({ entry: doc, before, limit: first + 1 });
    const page = toPage(read, first, args.after, (movement) => encodeCursor([movement.sequence]));
    return toConnection(page, (movement) => new StockMovementType(movement));
  }
}

@Resolver(() => StockMovementType)
export class StockMovementResolver {
  @FieldResolver(() => StockEntryType, { description: 'The entry that it moved.' })
  async entry(@Root() movement: StockMovementType, @Ctx() context: GraphqlContext): Promise<StockEntryType> {
    const entry = await context.load(stockEntryById).load(movement.doc.entryId.toHexString());
    invariant(entry !== null, 'a movement names an entry');
    return new StockEntryType(entry);
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description:
      'Cost of one unit: as stated, else the average that the units left at. Only for those allowed to see cost.',
  })
  async unitCost(@Root() { doc }: StockMovementType, @Ctx() context: GraphqlContext): Promise<MoneyType | null> {
    const { currency } = (await tenantFactsOf(context)).tenant;
    if (doc.unitCostMinor !== null) return new MoneyType(doc.unitCostMinor, currency);
    if (doc.onHandDelta === 0 || doc.valueDeltaMinor === 0) return null;
    return new MoneyType(divideRounded(BigInt(doc.valueDeltaMinor), BigInt(doc.onHandDelta)), currency);
  }
}
