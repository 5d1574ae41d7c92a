import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { PageArgs, toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { parseGlobalId } from '../../../kernel/ids';
import { findExport, listExports, startExport } from '../start-export';
import * as Types from './export.type';
import { DECIMAL_MARK_BY_NAME, DELIMITER_BY_NAME } from './import.enums';

@Resolver()
export class ExportResolver {
  @Query(() => Types.ExportJobType, { nullable: true, description: 'An export by its id; null when there is none.' })
  async exportJob(
    @Arg('id', () => ID, { description: 'Which export.' }) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Types.ExportJobType | null> {
    const parsed = parseGlobalId(id);
    const doc = parsed?.typeName === 'ExportJob' ? await findExport(context.ctx, parsed.id) : null;
    return doc === null ? null : new Types.ExportJobType(doc);
  }

  @Query(() => Types.ExportJobConnection, { description: 'Exports, newest first; they are kept for 7 days.' })
  async exportJobs(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<Types.ExportJobType>> {
    return toConnection(await listExports(context.ctx, args), (doc) => new Types.ExportJobType(doc));
  }

  @Mutation(() => Types.StartExportResult, { description: 'Lets the worker write a file.' })
  async startExport(
    @Arg('input', () => Types.StartExportInput, { description: 'What to write.' }) input: Types.StartExportInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.StartExportResult> {
    return outcomeOf(Types.EXPORT_ERRORS, async () => {
      const delimiter = DELIMITER_BY_NAME[input.delimiter ?? 'COMMA'];
      const decimalMark = DECIMAL_MARK_BY_NAME[input.decimalMark ?? 'POINT'];
      const doc = await startExport(context.ctx, { input, kind: input.kind, delimiter, decimalMark });
      return new Types.ExportJobPayload(doc);
    });
  }
}
