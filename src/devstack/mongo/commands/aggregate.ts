import type { CollectionInfo, Document } from '../bson-types';
import { badValue, failure, missingField, wrongType } from '../errors';
import { compilePipeline } from '../query';
import type { AsyncPipeline } from '../query';
import type { EngineTransaction } from '../storage';
import { checkCollectionName, hintOf, isDocument, numberOf, typeName } from './arguments';
import type { CommandContext } from './context';
import { replyWithCursor } from './cursor-reply';
import { pipelineEnv, searchNotEnabled } from './pipeline-env';
import { PipelineSource, resolveViews, sourceOf } from './pipeline-source';
import { effectiveCollation, letOf, ownCollation } from './query-run';
import type { CommandSpec } from './spec';

const SEARCH_STAGES = new Set(['$listSearchIndexes', '$search', '$searchMeta', '$vectorSearch']);

interface AggregateRequest {
  readonly collection: string | undefined;
  readonly stages: readonly Document[];
  readonly collation: Document | undefined;
  readonly hint: string | Document | undefined;
  readonly variables: Document | undefined;
  readonly batchSize: number | undefined;
  readonly isSingleBatch: boolean;
}

function checkWrites(ctx: CommandContext, pipeline: AsyncPipeline): void {
  if (pipeline.writes === undefined) return;
  const { stage } = pipeline.writes;
  if (ctx.transaction !== undefined) {
    throw failure(263, `${stage} cannot be used in a transaction`);
  }
  const readConcern = ctx.body['readConcern'];
  const level = isDocument(readConcern) ? readConcern['level'] : undefined;
  if (level === 'linearizable' || level === 'snapshot') {
    throw failure(72, `${stage} cannot be used with a '${level}' read concern level`);
  }
}

/** Runs a pipeline and answers with a cursor. */
async function runAggregate(ctx: CommandContext, request: AggregateRequest): Promise<Document> {
  const view = ctx.openRead();
  let isOwned = true;
  try {
    const { tx } = view;
    const resolved =
      request.collection === undefined
        ? { coll: undefined, name: undefined, stages: request.stages, collation: undefined }
        : resolveViews(tx, ctx.db, request.collection, request.stages);
    const collation = effectiveCollation(request.collation ?? resolved.collation, resolved.coll);
    const env = pipelineEnv(ctx, tx, resolved.name, { collation, variables: request.variables });
    const pipeline = compilePipeline(resolved.stages, env);
    checkWrites(ctx, pipeline);
    if (request.collection === undefined && !pipeline.ownSource) {
      throw failure(
        73,
        `{aggregate: 1} is not valid for '${Object.keys(request.stages[0] ?? { $match: 1 })[0]}'; a collection is required.`,
      );
    }
    const source = documentsFor();
    isOwned = false;
    return await replyWithCursor(ctx, new PipelineSource(source, view, ctx), {
      collection: request.collection ?? '$cmd.aggregate',
      // A batch size of 0 would answer before anything was written.
      batchSize: pipeline.writes === undefined ? request.batchSize : undefined,
      isSingleBatch: request.isSingleBatch || pipeline.writes !== undefined,
      view,
    });

    function documentsFor(): AsyncIterable<Document> {
      if (pipeline.ownSource || resolved.coll === undefined) return pipeline.run([]);
      const documents = sourceOf(ctx, tx, resolved.coll, pipeline, {
        collation: collation as Document | undefined,
        variables: request.variables,
        hint: request.hint,
      });
      return pipeline.runRest(documents);
    }
  } finally {
    if (isOwned) view.release();
  }
}

function stagesOf(ctx: CommandContext): Document[] {
  const stages = ctx.args.array('pipeline');
  if (stages === undefined) throw missingField('aggregate.pipeline');
  for (const stage of stages) {
    if (!isDocument(stage)) throw failure(14, `Each element of the 'pipeline' array must be an object`);
    if (SEARCH_STAGES.has(Object.keys(stage)[0] ?? '')) throw searchNotEnabled();
  }
  return stages as Document[];
}

function cursorOptions(ctx: CommandContext): { batchSize: number | undefined } {
  const cursor = ctx.body['cursor'];
  if (cursor === undefined) {
    if (ctx.body['explain'] === true) return { batchSize: undefined };
    throw failure(9, "The 'cursor' option is required, except for aggregate with the explain argument");
  }
  if (!isDocument(cursor)) throw wrongType('aggregate.cursor', typeName(cursor), 'object');
  const size = cursor['batchSize'];
  if (size === undefined) return { batchSize: undefined };
  const batchSize = numberOf(size);
  if (batchSize === undefined || batchSize < 0) throw badValue("BSON field 'batchSize' value must be >= 0");
  return { batchSize };
}

function aggregate(ctx: CommandContext): Promise<Document> {
  const { args, body } = ctx;
  const target = body['aggregate'];
  const isDatabase = numberOf(target) === 1;
  if (!isDatabase) {
    if (typeof target !== 'string') throw failure(73, `collection name has invalid type ${typeName(target)}`);
    checkCollectionName(ctx.db, target);
  }
  if (args.boolean('explain'))
    throw failure(115, "The 'explain' option of aggregate is not supported by this server; use the explain command");
  return runAggregate(ctx, {
    collection: isDatabase ? undefined : (target as string),
    stages: stagesOf(ctx),
    collation: ownCollation(args),
    hint: hintOf(args),
    variables: letOf(ctx),
    batchSize: cursorOptions(ctx).batchSize,
    isSingleBatch: false,
  });
}

/** A find on a view, as the pipeline that MongoDB makes of it. */
export function aggregateView(
  ctx: CommandContext,
  coll: CollectionInfo,
  find: {
    rawFilter: Document;
    sort: Document | undefined;
    skip: number;
    limit: number | undefined;
    projection: Document | undefined;
    collation: Document | undefined;
    batchSize: number | undefined;
  },
): Promise<Document> {
  const stages: Document[] = [{ $match: find.rawFilter }];
  if (find.sort !== undefined) stages.push({ $sort: find.sort });
  if (find.skip > 0) stages.push({ $skip: find.skip });
  if (find.limit !== undefined) stages.push({ $limit: find.limit });
  if (find.projection !== undefined && Object.keys(find.projection).length > 0)
    stages.push({ $project: find.projection });
  return runAggregate(ctx, {
    collection: coll.name,
    stages,
    collation: find.collation,
    hint: undefined,
    variables: letOf(ctx),
    batchSize: find.batchSize,
    isSingleBatch: ctx.args.boolean('singleBatch'),
  });
}

/** All results of a pipeline over a view, for count and distinct. */
export async function documentsOfView(
  ctx: CommandContext,
  tx: EngineTransaction,
  coll: CollectionInfo,
  stages: readonly Document[],
  collation: Document | undefined,
): Promise<Document[]> {
  const resolved = resolveViews(tx, ctx.db, coll.name, stages);
  const effective = effectiveCollation(collation ?? resolved.collation, resolved.coll);
  const pipeline = compilePipeline(
    resolved.stages,
    pipelineEnv(ctx, tx, resolved.name, { collation: effective, variables: undefined }),
  );
  const source =
    resolved.coll === undefined
      ? []
      : sourceOf(ctx, tx, resolved.coll, pipeline, {
          collation: effective as Document | undefined,
          variables: undefined,
          hint: undefined,
        });
  const results: Document[] = [];
  for await (const document of pipeline.runRest(source)) results.push(document);
  return results;
}

/** The `aggregate` command. */
export const aggregateCommands: readonly CommandSpec[] = [
  {
    name: 'aggregate',
    fields: [
      'pipeline',
      'explain',
      'allowDiskUse',
      'cursor',
      'bypassDocumentValidation',
      'collation',
      'hint',
      'let',
      'needsMerge',
      'fromMongos',
      'isMapReduceCommand',
    ],
    isAllowedInTransaction: true,
    takesSnapshot: true,
    isWrite: true,
    run: aggregate,
  },
];
