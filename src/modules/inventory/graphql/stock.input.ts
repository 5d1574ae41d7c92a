import {
  ArrayMaxSize,
  ArrayMinSize,
  IsOptional,
  Length,
  Max,
  MaxLength,
  Min,
  NotEquals,
  ValidateNested,
} from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { MoneyInput } from '../../../graphql/money.type';
import { LINES_PER_REQUEST_MAX, NOTE_LENGTH_MAX } from '..';
import { SERIALS_PER_REQUEST_MAX, SERIAL_LENGTH_MAX } from '../inventory.policy';
import type { AdjustmentReason } from '..';
import { LotInput } from './stock-lot.input';
import { AdjustmentReasonEnum } from './stock.enums';

@InputType({ description: 'Units of one variant in one branch.' })
export class StockLineInput {
  @Field(() => ID, { description: 'Where.' })
  readonly branchId: string;

  @Field(() => ID, { description: 'What.' })
  readonly variantId: string;

  @Field(() => Int, { description: 'How many, 1 or more.' })
  @Min(1)
  readonly quantity: number;
}

@InputType({ description: 'One line of an adjustment.' })
export class AdjustStockLineInput {
  @Field(() => ID, { description: 'Where.' })
  readonly branchId: string;

  @Field(() => ID, { description: 'What.' })
  readonly variantId: string;

  @Field(() => Int, { description: 'Signed change of on hand, not 0.' })
  @NotEquals(0)
  readonly delta: number;

  @Field(() => MoneyInput, { nullable: true, description: "Cost of one incoming unit, in the tenant's currency." })
  @IsOptional()
  @ValidateNested()
  readonly unitCost?: MoneyInput | null;

  @Field(() => LotInput, {
    nullable: true,
    description:
      'Lot of a variant that is tracked by lot: needed for what comes in; left out, what leaves is the first to expire.',
  })
  @IsOptional()
  @ValidateNested()
  readonly lot?: LotInput | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Serial numbers of units of a variant that is tracked by them, at most 500: all of what comes in; of what leaves, those left out are the oldest.',
  })
  @IsOptional()
  @ArrayMaxSize(SERIALS_PER_REQUEST_MAX)
  @Length(1, SERIAL_LENGTH_MAX, { each: true })
  readonly serials?: string[] | null;
}

@InputType({ description: 'A signed change of stock, all lines or none.' })
export class AdjustStockInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => [AdjustStockLineInput], { description: 'What changes, 1 to 2,000 lines.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(LINES_PER_REQUEST_MAX)
  @ValidateNested({ each: true })
  readonly lines: AdjustStockLineInput[];

  @Field(() => AdjustmentReasonEnum, { description: 'Why.' })
  readonly reason: AdjustmentReason;

  @Field(() => String, { nullable: true, description: 'A word for colleagues, up to 500 characters.' })
  @IsOptional()
  @MaxLength(NOTE_LENGTH_MAX)
  readonly note?: string | null;
}

@InputType({ description: 'An absolute quantity of one variant in one branch.' })
export class SetStockInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Where.' })
  readonly branchId: string;

  @Field(() => ID, { description: 'What.' })
  readonly variantId: string;

  @Field(() => Int, {
    description: 'Units on the shelf, 0 or more. On hand after it, less quantityOwed, which is not there.',
  })
  @Min(0)
  readonly quantity: number;

  @Field(() => Int, {
    nullable: true,
    description: 'On hand that you saw; refused with StaleQuantityError if it moved.',
  })
  @IsOptional()
  @Min(-2_147_483_648)
  @Max(2_147_483_647)
  readonly expectedQuantity?: number | null;

  @Field(() => AdjustmentReasonEnum, { description: 'Why.' })
  readonly reason: AdjustmentReason;

  @Field(() => String, { nullable: true, description: 'A word for colleagues, up to 500 characters.' })
  @IsOptional()
  @MaxLength(NOTE_LENGTH_MAX)
  readonly note?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Serial numbers of units of a variant that is tracked by them, at most 500: all of the difference that comes in; of what leaves, those left out are the oldest.',
  })
  @IsOptional()
  @ArrayMaxSize(SERIALS_PER_REQUEST_MAX)
  @Length(1, SERIAL_LENGTH_MAX, { each: true })
  readonly serials?: string[] | null;
}
