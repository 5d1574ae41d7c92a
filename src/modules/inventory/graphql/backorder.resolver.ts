import { IsOptional, Length, Max, Min, ValidateNested } from 'class-validator';
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, Resolver, createUnionType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId } from '../../../kernel/ids';
import { BACKORDER_LIMIT_MAX, setBackorderPolicy } from '..';
import type { BackorderKind } from '..';
import { SETTINGS_ERRORS, StockSettingsPayload } from './stock-bucket.resolver';
import { StockEntryType } from './stock-entry.type';
import { BackorderKindEnum } from './stock.enums';

@InputType({ description: 'How shoppers may order before units are there.' })
export class BackorderPolicyInput {
  @Field(() => BackorderKindEnum, { description: 'Sold out for a while, or not out yet.' })
  readonly kind: BackorderKind;

  @Field(() => Int, { description: 'How many units may be waited for at once, 1 to 1,000.' })
  @Min(1)
  @Max(BACKORDER_LIMIT_MAX)
  readonly limitQuantity: number;

  @Field(() => Date, { nullable: true, description: 'When they are expected; needed for PREORDER.' })
  readonly availableAt?: Date | null;
}

@InputType({ description: 'Whether a branch takes orders for a variant that is not there.' })
export class SetBackorderPolicyInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which branch will send them.' })
  readonly branchId: string;

  @Field(() => ID, { description: 'What.' })
  readonly variantId: string;

  @Field(() => BackorderPolicyInput, {
    nullable: true,
    description: 'Null or left out: shoppers can take only what is there.',
  })
  @IsOptional()
  @ValidateNested()
  readonly backorder?: BackorderPolicyInput | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Limit that you saw, null when there was none; refused with STALE_SETTINGS if it moved. Left out: not compared.',
  })
  readonly expectedLimitQuantity?: number | null;
}

export const SetBackorderPolicyResult = createUnionType({
  name: 'SetBackorderPolicyResult',
  description:
    'Outcome of setBackorderPolicy. Codes of ValidationError: STALE_SETTINGS, BACKORDER_LIMIT_BELOW_WAITING, PREORDER_NEEDS_DATE, BACKORDER_NEEDS_UNTRACKED.',
  types: () => [StockSettingsPayload, ...SETTINGS_ERRORS] as const,
});

/** Orders for what is not there yet. */
@Resolver()
export class BackorderResolver {
  @Mutation(() => SetBackorderPolicyResult, {
    description:
      'Lets shoppers hold and order a variant beyond what a branch has, up to a limit. What comes in is given to who waits longest.',
  })
  async setBackorderPolicy(
    @Arg('input', () => SetBackorderPolicyInput, { description: 'The policy, and what you saw before.' })
    input: SetBackorderPolicyInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof SetBackorderPolicyResult> {
    return outcomeOf(SETTINGS_ERRORS, async () => {
      const { backorder = null, expectedLimitQuantity } = input;
      const entry = await setBackorderPolicy(context.ctx, {
        input,
        branchId: fromGlobalId('Branch', input.branchId),
        variantId: fromGlobalId('Variant', input.variantId),
        backorder: backorder === null ? null : { ...backorder, availableAt: backorder.availableAt ?? null },
        ...(expectedLimitQuantity !== undefined && { expectedLimitQuantity }),
      });
      return new StockSettingsPayload(new StockEntryType(entry));
    });
  }
}
