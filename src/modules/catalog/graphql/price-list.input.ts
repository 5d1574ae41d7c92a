import { ArrayMaxSize, ArrayMinSize, IsOptional, Length, Max, Min, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { MoneyInput } from '../../../graphql/money.type';
import { PageArgs } from '../../../graphql/pagination';
import { GraphQLDateTime } from '../../../graphql/scalars';
import { fromGlobalId } from '../../../kernel/ids';
import {
  CUSTOMER_GROUPS_PER_LIST_MAX,
  LIST_PRICES_PER_REQUEST_MAX,
  PRICE_LIST_BRANCHES_MAX,
  PRICE_LIST_NAME_LENGTH_MAX,
  PRICE_LIST_PRIORITY_MAX,
} from '../catalog.policy';
import type { PriceListFields } from '../save-price-list';

@InputType()
abstract class PriceListConditionsInput {
  @Field(() => Int, { nullable: true, description: 'The list of the higher priority goes first; 0 when left out.' })
  @IsOptional()
  @Min(-PRICE_LIST_PRIORITY_MAX)
  @Max(PRICE_LIST_PRIORITY_MAX)
  readonly priority?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'False switches it off.' })
  readonly active?: boolean | null;

  @Field(() => [ID], { nullable: true, description: 'Only in these branches; in all when empty.' })
  @IsOptional()
  @ArrayMaxSize(PRICE_LIST_BRANCHES_MAX)
  readonly branchIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Only for these customer groups; for all when empty.' })
  @IsOptional()
  @ArrayMaxSize(CUSTOMER_GROUPS_PER_LIST_MAX)
  readonly customerGroups?: string[] | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'From when on; null: always.' })
  readonly startsAt?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Until when, that instant left out; null: for ever.' })
  readonly endsAt?: Date | null;
}

@InputType({ description: 'A new price list. Without conditions it counts for everybody, everywhere and always.' })
export class CreatePriceListInput extends PriceListConditionsInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => String, { description: 'Name for people, 1 to 100 characters; unique in the tenant.' })
  @Length(1, PRICE_LIST_NAME_LENGTH_MAX)
  readonly name: string;
}

@InputType({ description: 'What to change of a price list. Fields that are left out stay as they are.' })
export class UpdatePriceListInput extends PriceListConditionsInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which list.' })
  readonly priceListId: string;

  @Field(() => String, { nullable: true, description: 'Name for people, 1 to 100 characters; unique in the tenant.' })
  @IsOptional()
  @Length(1, PRICE_LIST_NAME_LENGTH_MAX)
  readonly name?: string | null;
}

@InputType({ description: 'Which price list to remove.' })
export class DeletePriceListInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which list.' })
  readonly priceListId: string;
}

@InputType({ description: 'The price of one variant in a list, from a quantity on.' })
export class ListPriceInput {
  @Field(() => ID, { description: 'Which variant.' })
  readonly variantId: string;

  @Field(() => Int, { nullable: true, description: 'Counts for lines of at least so many units; 1 when left out.' })
  @IsOptional()
  @Min(1)
  readonly minQuantity?: number | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Price of one unit; null removes this tier.' })
  readonly price?: MoneyInput | null;
}

@InputType({ description: 'Prices to set or remove. Tiers that are not named stay.' })
export class SetListPricesInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which list.' })
  readonly priceListId: string;

  @Field(() => [ListPriceInput], { description: '1 to 500 prices; all are set, or none.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(LIST_PRICES_PER_REQUEST_MAX)
  @ValidateNested({ each: true })
  readonly prices: ListPriceInput[];
}

@ArgsType()
export class ListPricesArgs extends PageArgs {
  @Field(() => ID, { description: 'Which list.' })
  readonly priceListId: string;
}

@ArgsType()
export class ExplainPriceArgs {
  @Field(() => ID, { description: 'Which variant.' })
  readonly variantId: string;

  @Field(() => ID, {
    nullable: true,
    description: 'In which branch; without one, lists of certain branches do not count.',
  })
  readonly branchId?: string | null;

  @Field(() => [String], { nullable: true, description: 'For a customer of these groups; of none when left out.' })
  @IsOptional()
  @ArrayMaxSize(CUSTOMER_GROUPS_PER_LIST_MAX)
  readonly customerGroups?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'Units on the line; 1 when left out.' })
  @IsOptional()
  @Min(1)
  readonly quantity?: number | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When; now when left out.' })
  readonly at?: Date | null;
}

/** The input in the domain's words. Null for what can't be empty says no more than leaving it out. */
export function priceListFieldsOf(
  input: PriceListConditionsInput & { readonly name?: string | null },
): PriceListFields {
  const { name, priority, active, branchIds, customerGroups, startsAt, endsAt } = input;
  return {
    name: name ?? undefined,
    priority: priority ?? undefined,
    active: active ?? undefined,
    branchIds: branchIds?.map((id) => fromGlobalId('Branch', id)),
    customerGroups: customerGroups ?? undefined,
    startsAt,
    endsAt,
  };
}
