import { Arg, Ctx, Field, Mutation, ObjectType, Resolver, createUnionType } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { outcomeOf } from '../../../graphql/result';
import {
  IdempotencyKeyReusedErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import { fromGlobalId } from '../../../kernel/ids';
import { moveStock, setStockSettings, writeOffStock } from '..';
import type { StockLine } from '..';
import { MoveStockInput, SetStockSettingsInput, WriteOffStockInput } from './stock-bucket.input';
import { StockEntryType } from './stock-entry.type';
import type { StockLineInput } from './stock.input';
import { ADJUST_ERRORS, StockMovementsPayload } from './stock.result';

@ObjectType({ simpleResolvers: true, description: 'The entry with its settings.' })
export class StockSettingsPayload {
  @Field(() => StockEntryType, { description: 'The entry after it.' })
  readonly entry: StockEntryType;

  constructor(entry: StockEntryType) {
    this.entry = entry;
  }
}

/** Outcomes of writing settings. */
export const SETTINGS_ERRORS = [NotFoundErrorType, IdempotencyKeyReusedErrorType, ValidationErrorType] as const;

export const MoveStockResult = createUnionType({
  name: 'MoveStockResult',
  description: 'Outcome of moveStock. Code of ValidationError: SAME_BUCKET.',
  types: () => [StockMovementsPayload, ...ADJUST_ERRORS] as const,
});
export const WriteOffStockResult = createUnionType({
  name: 'WriteOffStockResult',
  description: 'Outcome of writeOffStock. Code of ValidationError: NOT_A_LOSS.',
  types: () => [StockMovementsPayload, ...ADJUST_ERRORS] as const,
});
export const SetStockSettingsResult = createUnionType({
  name: 'SetStockSettingsResult',
  description: 'Outcome of setStockSettings. Code of ValidationError: STALE_SETTINGS.',
  types: () => [StockSettingsPayload, ...SETTINGS_ERRORS] as const,
});

/** What is not for sale, what is given up, and what is kept back. */
@Resolver()
export class StockBucketResolver {
  @Mutation(() => MoveStockResult, {
    description:
      'Moves units between what is for sale and the buckets of what is not, within their branch. On hand stays.',
  })
  async moveStock(
    @Arg('input', () => MoveStockInput, { description: 'What goes where.' }) input: MoveStockInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof MoveStockResult> {
    return outcomeOf(ADJUST_ERRORS, async () => {
      const { from, to, note } = input;
      const request = { input, lines: input.lines.map(lineOf), from, to, note };
      return new StockMovementsPayload(await moveStock(context.ctx, request));
    });
  }

  @Mutation(() => WriteOffStockResult, { description: 'Gives units up: they leave on hand with their value.' })
  async writeOffStock(
    @Arg('input', () => WriteOffStockInput, { description: 'What is given up, and why.' }) input: WriteOffStockInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof WriteOffStockResult> {
    return outcomeOf(ADJUST_ERRORS, async () => {
      const { from, reason, note } = input;
      const request = { input, lines: input.lines.map(lineOf), from: from ?? 'AVAILABLE', reason, note };
      return new StockMovementsPayload(await writeOffStock(context.ctx, request));
    });
  }

  @Mutation(() => SetStockSettingsResult, {
    description: 'Sets reorder point and safety stock of one variant in one branch, compare and set.',
  })
  async setStockSettings(
    @Arg('input', () => SetStockSettingsInput, { description: 'The settings, and what you saw before.' })
    input: SetStockSettingsInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof SetStockSettingsResult> {
    return outcomeOf(SETTINGS_ERRORS, async () => {
      const { reorderPoint, safetyStock, expected } = input;
      const entry = await setStockSettings(context.ctx, {
        input,
        branchId: fromGlobalId('Branch', input.branchId),
        variantId: fromGlobalId('Variant', input.variantId),
        settings: given({ reorderPoint, safetyStock }),
        expected: given({ reorderPoint: expected?.reorderPoint, safetyStock: expected?.safetyStock }),
      });
      return new StockSettingsPayload(new StockEntryType(entry));
    });
  }
}

function lineOf({ branchId, variantId, quantity }: StockLineInput): StockLine {
  return { branchId: fromGlobalId('Branch', branchId), variantId: fromGlobalId('Variant', variantId), quantity };
}

interface Settings {
  readonly reorderPoint: number | null | undefined;
  readonly safetyStock: number | null | undefined;
}

/** Null is a value here, and only what is left out is not. */
function given({ reorderPoint, safetyStock }: Settings): { reorderPoint?: number | null; safetyStock?: number | null } {
  return { ...(reorderPoint !== undefined && { reorderPoint }), ...(safetyStock !== undefined && { safetyStock }) };
}
