import { ArrayMaxSize, ArrayMinSize, IsOptional, Length, MaxLength, Min, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { PageArgs } from '../../../graphql/pagination';
import { NOTE_LENGTH_MAX } from '..';
import { DISCREPANCIES_PER_LINE_MAX, TRANSFER_LINES_MAX } from '../transfers';
import type { StockTransferStatus, TransferDiscrepancyReason } from '../transfers';
import { StockTransferStatusEnum, TransferDiscrepancyReasonEnum } from './stock-transfer.type';

const NOTE = { nullable: true, description: 'A word for colleagues, up to 500 characters.' } as const;

@ArgsType()
export class StockTransfersArgs extends PageArgs {
  @Field(() => StockTransferStatusEnum, { nullable: true, description: 'Only this status.' })
  readonly status?: StockTransferStatus | null;

  @Field(() => ID, { nullable: true, description: 'Only those that leave from this branch or go to it.' })
  readonly branchId?: string | null;
}

@InputType({ description: 'Units of one variant to move.' })
export class StockTransferLineInput {
  @Field(() => ID, { description: 'What.' })
  readonly variantId: string;

  @Field(() => Int, { description: 'How many, 1 or more.' })
  @Min(1)
  readonly quantity: number;
}

@InputType({ description: 'What to move, and between which branches.' })
export class CreateStockTransferInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Where the goods are.' })
  readonly fromBranchId: string;

  @Field(() => ID, { description: 'Where they go; another branch.' })
  readonly toBranchId: string;

  @Field(() => [StockTransferLineInput], { description: '1 to 1,000 lines; quantities of one variant are added up.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(TRANSFER_LINES_MAX)
  @ValidateNested({ each: true })
  readonly lines: StockTransferLineInput[];

  @Field(() => String, NOTE)
  @IsOptional()
  @MaxLength(NOTE_LENGTH_MAX)
  readonly note?: string | null;
}

@InputType({ description: 'Changes of a draft.' })
export class UpdateStockTransferInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which transfer.' })
  readonly stockTransferId: string;

  @Field(() => Int, { description: 'The version that you saw; another by now answers ValidationError STALE_VERSION.' })
  @Min(1)
  readonly expectedVersion: number;

  @Field(() => [StockTransferLineInput], {
    nullable: true,
    description: 'All lines from now on, 1 to 1,000; unchanged when left out.',
  })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(TRANSFER_LINES_MAX)
  @ValidateNested({ each: true })
  readonly lines?: StockTransferLineInput[] | null;

  @Field(() => ID, { nullable: true, description: 'Another destination; unchanged when left out.' })
  readonly toBranchId?: string | null;

  @Field(() => String, { nullable: true, description: 'Another note, up to 500 characters; unchanged when left out.' })
  @IsOptional()
  @MaxLength(NOTE_LENGTH_MAX)
  readonly note?: string | null;
}

@InputType({ description: 'Which transfer to ship.' })
export class ShipStockTransferInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which transfer; all of it is shipped.' })
  readonly stockTransferId: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was loaded; another by now answers ValidationError STALE_VERSION.',
  })
  @IsOptional()
  @Min(1)
  readonly expectedVersion?: number | null;
}

@InputType({ description: 'Units of a line that did not arrive as shipped.' })
export class StockTransferDiscrepancyInput {
  @Field(() => TransferDiscrepancyReasonEnum, { description: 'Why.' })
  readonly reason: TransferDiscrepancyReason;

  @Field(() => Int, { description: 'How many, 1 or more.' })
  @Min(1)
  readonly quantity: number;

  @Field(() => String, NOTE)
  @IsOptional()
  @MaxLength(NOTE_LENGTH_MAX)
  readonly note?: string | null;
}

@InputType({ description: 'What arrived of one variant.' })
export class ReceivedTransferLineInput {
  @Field(() => ID, { description: 'What.' })
  readonly variantId: string;

  @Field(() => Int, { description: 'Units taken into stock now, those beyond the shipment included; 0 or more.' })
  @Min(0)
  readonly receivedQuantity: number;

  @Field(() => [StockTransferDiscrepancyInput], {
    nullable: true,
    description: 'What did not arrive as shipped, up to 6. Units that are neither received nor here stay in transit.',
  })
  @IsOptional()
  @ArrayMaxSize(DISCREPANCIES_PER_LINE_MAX)
  @ValidateNested({ each: true })
  readonly discrepancies?: StockTransferDiscrepancyInput[] | null;
}

@InputType({ description: 'What arrived.' })
export class ReceiveStockTransferInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which transfer.' })
  readonly stockTransferId: string;

  @Field(() => [ReceivedTransferLineInput], {
    description: 'Up to 1,000 lines, one a variant; may be empty with closeRest.',
  })
  @ArrayMaxSize(TRANSFER_LINES_MAX)
  @ValidateNested({ each: true })
  readonly lines: ReceivedTransferLineInput[];

  @Field(() => TransferDiscrepancyReasonEnum, {
    nullable: true,
    description: 'Why all that is in transit after this receipt will never arrive. Left out, it stays in transit.',
  })
  readonly closeRest?: TransferDiscrepancyReason | null;

  @Field(() => String, NOTE)
  @IsOptional()
  @MaxLength(NOTE_LENGTH_MAX)
  readonly note?: string | null;
}

@InputType({ description: 'Which transfer to cancel.' })
export class CancelStockTransferInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which transfer.' })
  readonly stockTransferId: string;

  @Field(() => String, NOTE)
  @IsOptional()
  @MaxLength(NOTE_LENGTH_MAX)
  readonly note?: string | null;
}
