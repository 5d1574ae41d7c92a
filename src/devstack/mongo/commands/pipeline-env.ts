import type { CollectionInfo, Document, Value } from '../bson-types';
import { badValue, failure } from '../errors';
import type { MongoError } from '../errors';
import { executePlan } from '../planner';
import type { Namespace, PipelineEnv, ReadAhead } from '../query';
import type { CollationOptions } from 'mongodb';
import type { EngineTransaction } from '../storage';
import type { CommandContext } from './context';
import { mergeInto, replaceCollection } from './pipeline-writes';
import { newStats, planFor, select } from './query-run';

/** The world of one aggregation: other collections through the same snapshot, writers, and the clock. */
export function pipelineEnv(
  ctx: CommandContext,
  tx: EngineTransaction,
  collection: string | undefined,
  options: { collation: CollationOptions | undefined; variables: Document | undefined },
): PipelineEnv {
  return {
    db: ctx.db,
    collection,
    collation: options.collation,
    variables: options.variables,
    now: ctx.now,
    clusterTime: ctx.server.clock.time,
    yieldNow: ctx.pace.tick,
    find: (ns, filter, ahead) => findIn(ctx, tx, ns, filter ?? {}, options, ahead),
    view: (ns) => viewOf(tx.collection(ns.db, ns.coll)),
    out: (ns, documents) => replaceCollection(ctx, ns, documents),
    merge: (spec, documents) => mergeInto(ctx, spec, documents),
    serverSource: (stage, spec) => serverDocuments(ctx, tx, collection, stage, spec),
  };
}

/** Definition of a view, or undefined for a collection. */
export function viewOf(coll: CollectionInfo | undefined): { on: string; pipeline: readonly Document[] } | undefined {
  if (coll?.type !== 'view') return undefined;
  return {
    on: String(coll.options['viewOn']),
    pipeline: (coll.options['pipeline'] as Document[] | undefined) ?? [],
  };
}

async function* findIn(
  ctx: CommandContext,
  tx: EngineTransaction,
  ns: Namespace,
  filter: Document,
  options: { collation: CollationOptions | undefined; variables: Document | undefined },
  ahead?: ReadAhead,
): AsyncGenerator<Document> {
  const coll = tx.collection(ns.db, ns.coll);
  if (coll === undefined) return;
  // The collection's own collation is not the pipeline's: what it sorts and matches may be something else.
  const isAhead = ahead !== undefined && coll.options['collation'] === undefined;
  const selection = select(ctx, isAhead || ahead === undefined ? filter : {}, coll, {
    collation: options.collation as Document | undefined,
    variables: ahead?.variables ?? options.variables,
    ...(isAhead && ahead.sort !== undefined && { sort: ahead.sort }),
  });
  const plan = planFor(tx, coll, selection, isAhead && ahead.limit !== undefined ? { limit: ahead.limit } : {});
  let left = isAhead && !plan.needsSort ? (ahead.limit ?? Infinity) : Infinity;
  for (const record of executePlan(tx, plan, newStats())) {
    const pause = ctx.pace.tick();
    if (pause !== undefined) await pause;
    if (record === undefined) continue;
    yield record.document;
    left -= 1;
    if (left <= 0) return;
  }
}

function serverDocuments(
  ctx: CommandContext,
  tx: EngineTransaction,
  collection: string | undefined,
  stage: string,
  spec: Value,
): Iterable<Document> {
  switch (stage) {
    case '$indexStats':
      return indexStats(ctx, tx, collection);
    case '$collStats':
      return collStats(ctx, tx, collection, spec as Document);
    case '$currentOp':
      return [...ctx.server.running].map(([opid, operation]) => ({ opid, active: true, ns: operation.ns, type: 'op' }));
    case '$listLocalSessions':
    case '$listSessions':
      return [...ctx.server.sessions.all()].map((session) => ({
        _id: session.lsid,
        lastUse: new Date(session.lastUseMs),
      }));
    case '$listSearchIndexes':
    case '$searchMeta':
    case '$search':
    case '$vectorSearch':
      throw searchNotEnabled();
    default:
      throw failure(40324, `Unrecognized pipeline stage name: '${stage}'`);
  }
}

/** What a 7.0 server outside Atlas answers to anything about search indexes. */
export function searchNotEnabled(): MongoError {
  return failure(
    31082,
    'Using Atlas Search Database Commands and the $listSearchIndexes aggregation stage requires additional configuration. Please connect to Atlas or an AtlasCLI local deployment to enable. For more information on how to connect, see https://dochub.mongodb.org/core/atlas-cli-deploy-local-reqs.',
  );
}

function* indexStats(ctx: CommandContext, tx: EngineTransaction, collection: string | undefined): Iterable<Document> {
  const coll = collection === undefined ? undefined : tx.collection(ctx.db, collection);
  for (const index of coll?.indexes ?? []) {
    yield {
      name: index.name,
      key: index.key,
      host: ctx.server.host(),
      accesses: { ops: 0n, since: new Date(ctx.server.startedMs) },
      spec: index,
    };
  }
}

function* collStats(
  ctx: CommandContext,
  tx: EngineTransaction,
  collection: string | undefined,
  spec: Document,
): Iterable<Document> {
  const coll = collection === undefined ? undefined : tx.collection(ctx.db, collection);
  if (coll === undefined) throw failure(26, `Collection [${ctx.db}.${String(collection)}] not found.`);
  for (const part of Object.keys(spec)) {
    if (part !== 'count' && part !== 'storageStats')
      throw badValue(`$collStats part '${part}' is not supported by this server`);
  }
  const { count, dataBytes } = tx.stats(coll);
  yield {
    ns: `${ctx.db}.${coll.name}`,
    host: ctx.server.host(),
    localTime: ctx.now,
    ...(spec['count'] === undefined ? {} : { count }),
    ...(spec['storageStats'] === undefined
      ? {}
      : {
          storageStats: {
            size: dataBytes,
            count,
            avgObjSize: count === 0 ? 0 : Math.floor(dataBytes / count),
            nindexes: coll.indexes.length,
          },
        }),
  };
}
