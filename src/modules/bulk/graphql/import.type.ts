import { Field, ID, Int, ObjectType, createUnionType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { GraphQLDateTime } from '../../../graphql/scalars';
import {
  IdempotencyKeyReusedErrorType,
  InvalidStateErrorType,
  LimitExceededErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import { toGlobalId } from '../../../kernel/ids';
import type { ImportIssueDoc } from '../import-parts.model';
import type { FileError, ImportDoc, ImportKind, ImportPhase, ImportStatus } from '../import.model';
import {
  CsvDelimiterEnum,
  DECIMAL_MARK_BY_NAME,
  DELIMITER_BY_NAME,
  DecimalMarkEnum,
  ImportKindEnum,
  ImportPhaseEnum,
  ImportStatusEnum,
} from './import.enums';

function nameOf<K extends string>(table: Readonly<Record<K, string>>, value: string | null): K | null {
  return (Object.keys(table) as K[]).find((name) => table[name] === value) ?? null;
}

@ObjectType('FileError', { simpleResolvers: true, description: 'Why a file was refused as a whole, or given up.' })
export class FileErrorType {
  @Field(() => String, {
    description:
      'Stable code, such as MISSING_COLUMN or QUOTE_NOT_CLOSED; INTERNAL: our fault, given up after several tries.',
  })
  readonly code: string;

  @Field(() => String, { description: 'What was expected, what was got, and what to do; in English, for people.' })
  readonly message: string;

  @Field(() => Int, { nullable: true, description: 'Line of the file, from 1; null when it is about all of it.' })
  readonly line: number | null;

  constructor({ code, message, line }: FileError) {
    this.code = code;
    this.message = message;
    this.line = line;
  }
}

@ObjectType('ImportJob', {
  implements: Node,
  simpleResolvers: true,
  description: 'A file that the worker brings in, a batch of rows at a time; it goes on where it was if a worker dies.',
})
export class ImportJobType implements Node {
  constructor(readonly doc: ImportDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('ImportJob', this.doc._id);
  }

  @Field(() => ImportKindEnum, { description: 'What its rows are.' })
  get kind(): ImportKind {
    return this.doc.kind;
  }

  @Field(() => String, { description: 'Name of the file, for people.' })
  get fileName(): string {
    return this.doc.fileName;
  }

  @Field(() => ImportStatusEnum, { description: 'Its state.' })
  get status(): ImportStatus {
    return this.doc.status;
  }

  @Field(() => ImportPhaseEnum, { description: 'What it does, or did last.' })
  get phase(): ImportPhase {
    return this.doc.phase;
  }

  @Field(() => Boolean, { description: 'True: every row is judged by the real rules, and nothing is written.' })
  get dryRun(): boolean {
    return this.doc.dryRun;
  }

  @Field(() => Boolean, {
    description:
      'True: all rows are checked before the first is written, and up to 1,000 rows are written in one transaction. A ' +
      'longer file takes several; if somebody changes the catalogue so that a row fails meanwhile, what was written is ' +
      'taken back. Only a product that somebody else changed or stocked in between stays, as an issue NOT_UNDONE.',
  })
  get allOrNothing(): boolean {
    return this.doc.allOrNothing;
  }

  @Field(() => CsvDelimiterEnum, { nullable: true, description: 'As asked or found; null until the file is read.' })
  get delimiter(): keyof typeof CsvDelimiterEnum | null {
    return nameOf(DELIMITER_BY_NAME, this.doc.delimiter);
  }

  @Field(() => DecimalMarkEnum, { nullable: true, description: 'As asked or found; null until the file is read.' })
  get decimalMark(): keyof typeof DecimalMarkEnum | null {
    return nameOf(DECIMAL_MARK_BY_NAME, this.doc.decimalMark);
  }

  @Field(() => Int, { description: 'Parts that were sent.' })
  get partCount(): number {
    return this.doc.partCount;
  }

  @Field(() => Int, { description: 'Size of the parts together, in bytes of UTF-8.' })
  get bytes(): number {
    return this.doc.bytes;
  }

  @Field(() => Int, { nullable: true, description: 'Rows of the file; null until it is read.' })
  get rowsTotal(): number | null {
    return this.doc.rowsTotal;
  }

  @Field(() => Int, { description: 'Rows that are done in this phase, good or not.' })
  get rowsDone(): number {
    return this.doc.rowsDone;
  }

  @Field(() => Int, { description: 'Rows that made something; in a dry run: would make.' })
  get rowsCreated(): number {
    return this.doc.rowsCreated;
  }

  @Field(() => Int, { description: 'Rows that changed something; in a dry run: would change.' })
  get rowsUpdated(): number {
    return this.doc.rowsUpdated;
  }

  @Field(() => Int, { description: 'Rows that say what is there already.' })
  get rowsUnchanged(): number {
    return this.doc.rowsUnchanged;
  }

  @Field(() => Int, { description: 'Rows that were refused; importIssues says why.' })
  get rowsFailed(): number {
    return this.doc.rowsFailed;
  }

  @Field(() => Int, { description: 'Issues of all rows; the first 10,000 are kept.' })
  get issueCount(): number {
    return this.doc.issueCount;
  }

  @Field(() => String, {
    description: 'Path on this server of all issues as CSV; send the access token as with any request.',
  })
  get issuesPath(): string {
    return `/imports/${this.id}/issues.csv`;
  }

  @Field(() => FileErrorType, {
    nullable: true,
    description: 'Why the file was refused or given up; null when it was not.',
  })
  get fileError(): FileErrorType | null {
    return this.doc.fileError === null ? null : new FileErrorType(this.doc.fileError);
  }

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  get createdAt(): Date {
    return this.doc.createdAt;
  }

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When a worker began; null before.' })
  get startedAt(): Date | null {
    return this.doc.startedAt;
  }

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it ended; null before.' })
  get finishedAt(): Date | null {
    return this.doc.finishedAt;
  }
}

@ObjectType('ImportIssue', { simpleResolvers: true, description: 'What is wrong with a row of a file.' })
export class ImportIssueType {
  @Field(() => Int, { description: 'Line of the file where the row begins, from 1; 0 for what is about no row.' })
  readonly line: number;

  @Field(() => String, { nullable: true, description: 'Name of the column; null when it is about the whole row.' })
  readonly column: string | null;

  @Field(() => String, { description: 'Stable code, those of the single mutations and some of files.' })
  readonly code: string;

  @Field(() => String, { description: 'What was expected, what was got, and what to do; in English, for people.' })
  readonly message: string;

  @Field(() => String, { nullable: true, description: 'The cell, at most 100 characters of it.' })
  readonly value: string | null;

  constructor({ line, column, code, message, value }: ImportIssueDoc) {
    Object.assign(this, { line, column, code, message, value });
  }
}

export const { Connection: ImportJobConnection, Edge: ImportJobEdge } = connectionTypes(
  'ImportJob',
  () => ImportJobType,
);
export const { Connection: ImportIssueConnection, Edge: ImportIssueEdge } = connectionTypes(
  'ImportIssue',
  () => ImportIssueType,
);

@ObjectType({ simpleResolvers: true, description: 'The import after the change.' })
export class ImportJobPayload {
  @Field(() => ImportJobType, { description: 'The import.' })
  readonly importJob: ImportJobType;

  constructor(doc: ImportDoc) {
    this.importJob = new ImportJobType(doc);
  }
}

export const CREATE_ERRORS = [LimitExceededErrorType, IdempotencyKeyReusedErrorType] as const;
export const CreateImportResult = createUnionType({
  name: 'CreateImportResult',
  description: 'Outcome of createImport. LimitExceededError: too many imports that have not ended.',
  types: () => [ImportJobPayload, ...CREATE_ERRORS] as const,
});

export const IMPORT_ERRORS = [
  NotFoundErrorType,
  InvalidStateErrorType,
  ValidationErrorType,
  LimitExceededErrorType,
  IdempotencyKeyReusedErrorType,
] as const;
export const AddImportPartResult = createUnionType({
  name: 'AddImportPartResult',
  description:
    'Outcome of addImportPart. Codes: IMPORT_STARTED, PART_EXISTS; LimitExceededError when the file gets too large.',
  types: () => [ImportJobPayload, ...IMPORT_ERRORS] as const,
});

export const STEP_ERRORS = [
  NotFoundErrorType,
  InvalidStateErrorType,
  ValidationErrorType,
  IdempotencyKeyReusedErrorType,
] as const;
export const StartImportResult = createUnionType({
  name: 'StartImportResult',
  description: 'Outcome of startImport. Codes: IMPORT_STARTED, PARTS_MISSING.',
  types: () => [ImportJobPayload, ...STEP_ERRORS] as const,
});

export const CANCEL_ERRORS = [NotFoundErrorType, InvalidStateErrorType, IdempotencyKeyReusedErrorType] as const;
export const CancelImportResult = createUnionType({
  name: 'CancelImportResult',
  description: 'Outcome of cancelImport. Code: IMPORT_ENDED.',
  types: () => [ImportJobPayload, ...CANCEL_ERRORS] as const,
});
