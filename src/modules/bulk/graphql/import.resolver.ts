import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { PageArgs, toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId, parseGlobalId } from '../../../kernel/ids';
import { addImportPart, cancelImport, createImport, startImport } from '../create-import';
import { findImport, listImportIssues, listImports } from '../find-import';
import { DECIMAL_MARK_BY_NAME, DELIMITER_BY_NAME } from './import.enums';
import {
  AddImportPartInput,
  CancelImportInput,
  CreateImportInput,
  ImportIssuesArgs,
  StartImportInput,
} from './import.input';
import * as Types from './import.type';

@Resolver()
export class ImportResolver {
  @Query(() => Types.ImportJobType, { nullable: true, description: 'An import by its id; null when there is none.' })
  async importJob(
    @Arg('id', () => ID, { description: 'Which import.' }) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Types.ImportJobType | null> {
    const parsed = parseGlobalId(id);
    const doc = parsed?.typeName === 'ImportJob' ? await findImport(context.ctx, parsed.id) : null;
    return doc === null ? null : new Types.ImportJobType(doc);
  }

  @Query(() => Types.ImportJobConnection, { description: 'Imports, newest first; they are kept for 30 days.' })
  async importJobs(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<Types.ImportJobType>> {
    return toConnection(await listImports(context.ctx, args), (doc) => new Types.ImportJobType(doc));
  }

  @Query(() => Types.ImportIssueConnection, { description: 'What is wrong with the rows of an import, by line.' })
  async importIssues(
    @Args(() => ImportIssuesArgs) args: ImportIssuesArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<Types.ImportIssueType>> {
    const importId = fromGlobalId('ImportJob', args.importId);
    const page = await listImportIssues(context.ctx, { ...args, importId });
    return toConnection(page, (doc) => new Types.ImportIssueType(doc));
  }

  @Mutation(() => Types.CreateImportResult, {
    description: 'Makes an import. A small file comes with it and starts at once; a large one is sent in parts.',
  })
  async createImport(
    @Arg('input', () => CreateImportInput, { description: 'The import.' }) input: CreateImportInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.CreateImportResult> {
    const { kind, fileName, content, delimiter, decimalMark } = input;
    return outcomeOf(Types.CREATE_ERRORS, async () => {
      const doc = await createImport(context.ctx, {
        input,
        kind,
        fileName,
        content: content ?? null,
        dryRun: input.dryRun ?? false,
        allOrNothing: input.allOrNothing ?? false,
        delimiter: delimiter === undefined || delimiter === null ? null : DELIMITER_BY_NAME[delimiter],
        decimalMark: decimalMark === undefined || decimalMark === null ? null : DECIMAL_MARK_BY_NAME[decimalMark],
      });
      return new Types.ImportJobPayload(doc);
    });
  }

  @Mutation(() => Types.AddImportPartResult, { description: 'Adds a part of the file; parts come in any order.' })
  async addImportPart(
    @Arg('input', () => AddImportPartInput, { description: 'The part.' }) input: AddImportPartInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.AddImportPartResult> {
    return outcomeOf(Types.IMPORT_ERRORS, async () => {
      const { index, content } = input;
      const importId = fromGlobalId('ImportJob', input.importId);
      return new Types.ImportJobPayload(await addImportPart(context.ctx, { input, importId, index, content }));
    });
  }

  @Mutation(() => Types.StartImportResult, { description: 'Lets the worker begin once all parts are there.' })
  async startImport(
    @Arg('input', () => StartImportInput, { description: 'Which import.' }) input: StartImportInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.StartImportResult> {
    return outcomeOf(Types.STEP_ERRORS, async () => {
      const importId = fromGlobalId('ImportJob', input.importId);
      const { partCount } = input;
      return new Types.ImportJobPayload(await startImport(context.ctx, { input, importId, partCount }));
    });
  }

  @Mutation(() => Types.CancelImportResult, {
    description: 'Stops an import; what is applied stays, unless all or nothing was asked.',
  })
  async cancelImport(
    @Arg('input', () => CancelImportInput, { description: 'Which import.' }) input: CancelImportInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.CancelImportResult> {
    return outcomeOf(Types.CANCEL_ERRORS, async () => {
      const importId = fromGlobalId('ImportJob', input.importId);
      return new Types.ImportJobPayload(await cancelImport(context.ctx, { input, importId }));
    });
  }
}
