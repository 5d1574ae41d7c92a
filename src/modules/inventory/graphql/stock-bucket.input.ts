import { ArrayMaxSize, ArrayMinSize, IsOptional, Length, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { QUANTITY_MAX } from '../../../kernel/quantity';
import { LINES_PER_REQUEST_MAX, NOTE_LENGTH_MAX } from '..';
import type { AdjustmentReason, StockBucket } from '..';
import { AdjustmentReasonEnum, StockBucketEnum } from './stock.enums';
import { StockLineInput } from './stock.input';

const NOTE = { nullable: true, description: 'A word for colleagues, up to 500 characters.' };

@InputType({ description: 'Units that go from one bucket of their branch into another, all lines or none.' })
export class MoveStockInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => [StockLineInput], { description: 'How many of what, 1 to 2,000 lines.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(LINES_PER_REQUEST_MAX)
  @ValidateNested({ each: true })
  readonly lines: StockLineInput[];

  @Field(() => StockBucketEnum, { description: 'Where they are.' })
  readonly from: StockBucket;

  @Field(() => StockBucketEnum, { description: 'Where they go; another bucket.' })
  readonly to: StockBucket;

  @Field(() => String, NOTE)
  @IsOptional()
  @MaxLength(NOTE_LENGTH_MAX)
  readonly note?: string | null;
}

@InputType({ description: 'Units that are given up, all lines or none.' })
export class WriteOffStockInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => [StockLineInput], { description: 'How many of what, 1 to 2,000 lines.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(LINES_PER_REQUEST_MAX)
  @ValidateNested({ each: true })
  readonly lines: StockLineInput[];

  @Field(() => StockBucketEnum, { nullable: true, description: 'Where they are; AVAILABLE when left out.' })
  readonly from?: StockBucket | null;

  @Field(() => AdjustmentReasonEnum, { description: 'Why; not RECEIVED, RESTOCK or CYCLE_COUNT.' })
  readonly reason: AdjustmentReason;

  @Field(() => String, NOTE)
  @IsOptional()
  @MaxLength(NOTE_LENGTH_MAX)
  readonly note?: string | null;
}

@InputType({ description: 'What was seen of the settings of an entry. What is left out is not compared.' })
export class ExpectedStockSettingsInput {
  @Field(() => Int, { nullable: true, description: 'Reorder point that you saw; null when there was none.' })
  readonly reorderPoint?: number | null;

  @Field(() => Int, { nullable: true, description: 'Safety stock that you saw; null when there was none.' })
  readonly safetyStock?: number | null;
}

@InputType({ description: 'Settings of one variant in one branch. What is left out stays as it is; null removes.' })
export class SetStockSettingsInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Where.' })
  readonly branchId: string;

  @Field(() => ID, { description: 'What.' })
  readonly variantId: string;

  @Field(() => Int, { nullable: true, description: 'At this many available units, order again.' })
  @IsOptional()
  @Min(0)
  @Max(QUANTITY_MAX)
  readonly reorderPoint?: number | null;

  @Field(() => Int, { nullable: true, description: 'Units that are kept back from shoppers.' })
  @IsOptional()
  @Min(0)
  @Max(QUANTITY_MAX)
  readonly safetyStock?: number | null;

  @Field(() => ExpectedStockSettingsInput, {
    nullable: true,
    description: 'What you saw; refused with ValidationError STALE_SETTINGS if it moved.',
  })
  @IsOptional()
  @ValidateNested()
  readonly expected?: ExpectedStockSettingsInput | null;
}
