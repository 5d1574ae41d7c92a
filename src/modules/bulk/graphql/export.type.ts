import { Field, ID, InputType, Int, ObjectType, createUnionType, registerEnumType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { GraphQLDateTime } from '../../../graphql/scalars';
import { IdempotencyKeyReusedErrorType, LimitExceededErrorType } from '../../../graphql/user-error.type';
import { toGlobalId } from '../../../kernel/ids';
import type { ExportDoc, ExportKind, ExportStatus } from '../export.model';
import { CsvDelimiterEnum, DecimalMarkEnum } from './import.enums';

/** The schema's enum of what an export holds. */
export const ExportKindEnum = { CATALOG: 'CATALOG', STOCK: 'STOCK' } as const satisfies Record<ExportKind, ExportKind>;
registerEnumType(ExportKindEnum, {
  name: 'ExportKind',
  description: 'What a written file holds. Bringing it in again as it is changes nothing.',
  valuesConfig: {
    CATALOG: { description: 'Variants with their products, in the columns of an import of the catalogue.' },
    STOCK: { description: 'Quantities on hand by SKU and branch; expected_quantity guards what is edited meanwhile.' },
  },
});

/** The schema's enum of an export's state. */
export const ExportStatusEnum = {
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
} as const satisfies Record<ExportStatus, ExportStatus>;
registerEnumType(ExportStatusEnum, {
  name: 'ExportStatus',
  description: 'State of an export.',
  valuesConfig: {
    QUEUED: { description: 'Waits for a worker.' },
    RUNNING: { description: 'A worker writes it.' },
    SUCCEEDED: { description: 'The file is there.' },
    FAILED: { description: 'There is no file; failure says why.' },
  },
});

@ObjectType('ExportJob', {
  implements: Node,
  simpleResolvers: true,
  description: 'A CSV file that the worker writes. Cells that a spreadsheet would run begin with an apostrophe.',
})
export class ExportJobType implements Node {
  constructor(readonly doc: ExportDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('ExportJob', this.doc._id);
  }

  @Field(() => ExportKindEnum, { description: 'What it holds.' })
  get kind(): ExportKind {
    return this.doc.kind;
  }

  @Field(() => ExportStatusEnum, { description: 'Its state.' })
  get status(): ExportStatus {
    return this.doc.status;
  }

  @Field(() => Boolean, {
    description: 'Whether cost prices are in it; then only those who may see them see it at all.',
  })
  get withCost(): boolean {
    return this.doc.withCost;
  }

  @Field(() => Int, { description: 'Rows that are written, without the header.' })
  get rows(): number {
    return this.doc.rows;
  }

  @Field(() => Int, { description: 'Size so far, in bytes.' })
  get bytes(): number {
    return this.doc.bytes;
  }

  @Field(() => String, { nullable: true, description: 'Why it failed; null when it did not.' })
  get failure(): string | null {
    return this.doc.failure;
  }

  @Field(() => String, {
    nullable: true,
    description: 'Path of the file on this server; send the access token as with any request. Null until it is there.',
  })
  get filePath(): string | null {
    return this.doc.status === 'SUCCEEDED' ? `/exports/${this.id}/file.csv` : null;
  }

  @Field(() => GraphQLDateTime, { description: 'When it was asked for; it is kept for 7 days.' })
  get createdAt(): Date {
    return this.doc.createdAt;
  }

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it ended; null before.' })
  get finishedAt(): Date | null {
    return this.doc.finishedAt;
  }
}

export const { Connection: ExportJobConnection } = connectionTypes('ExportJob', () => ExportJobType);

@ObjectType({ simpleResolvers: true, description: 'The export that was asked for.' })
export class ExportJobPayload {
  @Field(() => ExportJobType, { description: 'The export.' })
  readonly exportJob: ExportJobType;

  constructor(doc: ExportDoc) {
    this.exportJob = new ExportJobType(doc);
  }
}

export const EXPORT_ERRORS = [LimitExceededErrorType, IdempotencyKeyReusedErrorType] as const;
export const StartExportResult = createUnionType({
  name: 'StartExportResult',
  description: 'Outcome of startExport. LimitExceededError: too many exports that have not ended.',
  types: () => [ExportJobPayload, ...EXPORT_ERRORS] as const,
});

@InputType({ description: 'What to write into a file.' })
export class StartExportInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ExportKindEnum, { description: 'What to write.' })
  readonly kind: ExportKind;

  @Field(() => CsvDelimiterEnum, { nullable: true, description: 'COMMA when left out.' })
  readonly delimiter?: keyof typeof CsvDelimiterEnum | null;

  @Field(() => DecimalMarkEnum, { nullable: true, description: 'POINT when left out.' })
  readonly decimalMark?: keyof typeof DecimalMarkEnum | null;
}
