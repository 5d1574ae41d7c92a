import { IsOptional, Length, MaxLength } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { PageArgs } from '../../../graphql/pagination';
import { FILE_NAME_LENGTH_MAX, PART_BYTES_MAX } from '../bulk.policy';
import type { ImportKind } from '../import.model';
import { CsvDelimiterEnum, DecimalMarkEnum, ImportKindEnum } from './import.enums';

const CONTENT = 'Text of the file, at most 512 KiB as UTF-8; cut it anywhere between two characters.';

@InputType({ description: 'A file to be read: its kind, how it is written, and how it is to be applied.' })
export class CreateImportInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ImportKindEnum, { description: 'What the rows are.' })
  readonly kind: ImportKind;

  @Field(() => String, { description: 'Name of the file, for people; at most 255 characters.' })
  @Length(1, FILE_NAME_LENGTH_MAX)
  readonly fileName: string;

  @Field(() => String, { nullable: true, description: `${CONTENT} With it, the import starts at once.` })
  @IsOptional()
  @MaxLength(PART_BYTES_MAX)
  readonly content?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True judges every row and writes nothing. False when left out.',
  })
  readonly dryRun?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True writes all rows or none. False when left out.' })
  readonly allOrNothing?: boolean | null;

  @Field(() => CsvDelimiterEnum, { nullable: true, description: 'Found by the header when left out.' })
  readonly delimiter?: keyof typeof CsvDelimiterEnum | null;

  @Field(() => DecimalMarkEnum, { nullable: true, description: 'Found by the amounts when left out.' })
  readonly decimalMark?: keyof typeof DecimalMarkEnum | null;
}

@InputType({ description: 'The next piece of a file.' })
export class AddImportPartInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which import.' })
  readonly importId: string;

  @Field(() => Int, { description: 'Place of the part in the file, from 0; at most 999.' })
  readonly index: number;

  @Field(() => String, { description: CONTENT })
  @MaxLength(PART_BYTES_MAX)
  readonly content: string;
}

@InputType({ description: 'Which file is complete and may be read.' })
export class StartImportInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which import.' })
  readonly importId: string;

  @Field(() => Int, { description: 'How many parts were sent; refused when one of them is missing.' })
  readonly partCount: number;
}

@InputType({ description: 'Which import is to stop.' })
export class CancelImportInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which import.' })
  readonly importId: string;
}

@ArgsType()
export class ImportIssuesArgs extends PageArgs {
  @Field(() => ID, { description: 'Of which import.' })
  readonly importId: string;
}
