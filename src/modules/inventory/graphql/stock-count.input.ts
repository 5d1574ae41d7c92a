import { ArrayMaxSize, ArrayMinSize, IsOptional, Length, MaxLength, Min, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { PageArgs } from '../../../graphql/pagination';
import { NOTE_LENGTH_MAX } from '..';
import { COUNT_LINES_PER_REQUEST_MAX, COUNT_SCOPE_VARIANTS_MAX } from '../counts';
import type { MovedLineChoice, RecordMode, StockCountLineStatus, StockCountStatus } from '../counts';
import { MovedLineChoiceEnum, StockCountLineStatusEnum, StockCountStatusEnum } from './stock-count.type';

/** The schema's enum of ways to record. */
export const RecordModeEnum = { ADD: 'ADD', REPLACE: 'REPLACE' } as const satisfies Record<RecordMode, RecordMode>;
registerEnumType(RecordModeEnum, {
  name: 'StockCountRecordMode',
  description: 'What a recorded quantity does to a variant that was counted before.',
  valuesConfig: {
    ADD: { description: 'Is added to it: one variant stands on several shelves.' },
    REPLACE: { description: 'Takes its place, as of now: a slip, or counted again.' },
  },
});

@ArgsType()
export class StockCountsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only this branch.' })
  readonly branchId?: string | null;

  @Field(() => StockCountStatusEnum, { nullable: true, description: 'Only this status.' })
  readonly status?: StockCountStatus | null;
}

@ArgsType()
export class StockCountLinesArgs extends PageArgs {
  @Field(() => ID, { description: 'Which count.' })
  readonly stockCountId: string;

  @Field(() => StockCountLineStatusEnum, { nullable: true, description: 'Only this status.' })
  readonly status?: StockCountLineStatus | null;
}

@InputType({ description: 'What to count.' })
export class StartStockCountInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Where.' })
  readonly branchId: string;

  @Field(() => Boolean, { nullable: true, description: 'Counters do not see what is expected; false when left out.' })
  readonly blind?: boolean | null;

  @Field(() => [ID], { nullable: true, description: 'Count only these variants, 1 to 1,000. Not with categoryId.' })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(COUNT_SCOPE_VARIANTS_MAX)
  readonly variantIds?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Count only this category with those below it. Not with variantIds.',
  })
  readonly categoryId?: string | null;

  @Field(() => String, { nullable: true, description: 'A word for colleagues, up to 500 characters.' })
  @IsOptional()
  @MaxLength(NOTE_LENGTH_MAX)
  readonly note?: string | null;
}

@InputType({ description: 'Units of one variant that were found.' })
export class CountedLineInput {
  @Field(() => ID, { description: 'What.' })
  readonly variantId: string;

  @Field(() => Int, { description: 'How many, 0 or more.' })
  @Min(0)
  readonly quantity: number;
}

@InputType({ description: 'What was found.' })
export class RecordStockCountInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which count.' })
  readonly stockCountId: string;

  @Field(() => [CountedLineInput], { description: '1 to 1,000 lines; quantities of one variant are added up.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(COUNT_LINES_PER_REQUEST_MAX)
  @ValidateNested({ each: true })
  readonly lines: CountedLineInput[];

  @Field(() => RecordModeEnum, { description: 'What it does to variants that were counted before.' })
  readonly mode: RecordMode;
}

@InputType({ description: 'Which count to submit.' })
export class SubmitStockCountInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which count.' })
  readonly stockCountId: string;
}

@InputType({ description: 'Which count to cancel.' })
export class CancelStockCountInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which count.' })
  readonly stockCountId: string;
}

@InputType({ description: 'Which count to approve, and how.' })
export class ApproveStockCountInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which count.' })
  readonly stockCountId: string;

  @Field(() => MovedLineChoiceEnum, { description: 'What becomes of lines whose stock moved since they were counted.' })
  readonly movedLines: MovedLineChoice;
}
