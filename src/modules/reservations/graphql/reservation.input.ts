import { ArrayMaxSize, ArrayMinSize, IsOptional, Length, Max, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { LINES_PER_REQUEST_MAX } from '../../inventory';
import { StockLineInput } from '../../inventory/graphql';
import { TTL_MAX_SECONDS } from '..';
import { StockSourcingInput } from './sourcing.input';

@InputType({ description: 'Lines to hold, all or none.' })
export class ReserveStockInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => [StockLineInput], {
    nullable: true,
    description: 'What to hold and where, 1 to 2,000 lines; left out with sourcing.',
  })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(LINES_PER_REQUEST_MAX)
  @ValidateNested({ each: true })
  readonly lines?: StockLineInput[] | null;

  @Field(() => StockSourcingInput, { nullable: true, description: 'In place of lines: what to hold, wherever it is.' })
  @IsOptional()
  @ValidateNested()
  readonly sourcing?: StockSourcingInput | null;

  @Field(() => Int, { nullable: true, description: 'Seconds until it ends, 1 to 86,400; 900 when left out.' })
  @IsOptional()
  @Min(1)
  @Max(TTL_MAX_SECONDS)
  readonly ttlSeconds?: number | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Your active hold that this one takes the place of, in one step; its units count as available to you.',
  })
  @IsOptional()
  readonly replacesReservationId?: string | null;
}

@InputType({ description: 'An action on one reservation.' })
export class ReservationActionInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which reservation.' })
  readonly reservationId: string;

  @Field(() => [StockLineInput], { nullable: true, description: 'Only these units; all that is held when left out.' })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(LINES_PER_REQUEST_MAX)
  @ValidateNested({ each: true })
  readonly lines?: StockLineInput[] | null;
}

@InputType({ description: 'More time for one reservation.' })
export class ExtendReservationInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which reservation.' })
  readonly reservationId: string;

  @Field(() => Int, { description: 'Seconds from now, 1 to 86,400; its whole life is at most 24 hours.' })
  @Min(1)
  @Max(TTL_MAX_SECONDS)
  readonly ttlSeconds: number;
}
