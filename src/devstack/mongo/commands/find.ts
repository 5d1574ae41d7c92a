import type { RawDocument } from '../bson-encode';
import type { CollectionInfo, Document, RecordId, StoredRecord } from '../bson-types';
import { failure } from '../errors';
import { executePlan } from '../planner';
import { compileProjection, parseSortSpec } from '../query';
import type { EngineTransaction } from '../storage';
import { collectionName, hintOf, sortOf } from './arguments';
import { aggregateView } from './aggregate';
import type { CommandContext } from './context';
import { GeneratorSource, replyWithCursor } from './cursor-reply';
import { letOf, newStats, ownCollation, planFor, select } from './query-run';
import type { Selection } from './query-run';
import { sortInSlices } from './sliced-sort';
import type { CommandSpec } from './spec';

/** What `find` was asked for beside the filter. */
export interface FindOptions {
  readonly skip: number;
  readonly limit: number | undefined;
  readonly projection: Document | undefined;
}

/** The documents of a find in order; `undefined` marks a place to look at the clock. */
function* documentsOf(
  tx: EngineTransaction,
  coll: CollectionInfo,
  selection: Selection,
  options: FindOptions,
): Generator<Document | RawDocument | undefined> {
  const plan = planFor(tx, coll, selection, {
    skip: options.skip,
    limit: options.limit,
    projection: options.projection,
  });
  const stats = newStats();
  const project =
    options.projection === undefined
      ? undefined
      : compileProjection(options.projection, selection.filter, {
          collation: selection.collation,
          variables: selection.variables,
        });
  let toSkip = options.skip;
  let left = options.limit ?? Infinity;
  for (const record of plan.needsSort ? sorted() : executePlan(tx, plan, stats)) {
    if (record === undefined) {
      yield undefined;
      continue;
    }
    if (toSkip > 0) {
      toSkip -= 1;
      continue;
    }
    yield project === undefined ? (record.cached?.raw ?? record.document) : project(record.document);
    left -= 1;
    if (left <= 0) return;
  }

  function* sorted(): Generator<Pick<StoredRecord, 'document' | 'cached'> | undefined> {
    const sort = selection.sort as Document;
    const all: Document[] = [];
    for (const record of executePlan(tx, plan, stats)) {
      if (record === undefined) {
        yield undefined;
      } else {
        all.push(tx.isMultiDocument ? record.document : sortKeyOf(record, sort));
        if (all.length % 64 === 0) yield undefined;
      }
    }
    const wanted = options.limit === undefined ? undefined : options.skip + options.limit;
    for (const document of sortInSlices(all, sort, selection.collation, wanted)) {
      if (document === undefined) yield undefined;
      else yield tx.isMultiDocument ? { document } : recordOf(document);
    }
  }

  function recordOf(sortKey: SortKey): StoredRecord | undefined {
    return sortKey[RECORD_ID] === undefined ? undefined : tx.get(coll, sortKey[RECORD_ID]);
  }
}

const RECORD_ID = Symbol('record id');

/** A document with only the fields that the order looks at, and the number under which the whole one is found again. */
interface SortKey extends Document {
  [RECORD_ID]?: RecordId;
}

/**
 * A million whole documents in a sort took 700 MB. Outside a transaction the snapshot stands still, so they can be read
 * again when their turn comes; inside, a later write of the same transaction would show.
 */
function sortKeyOf({ document, recordId }: StoredRecord, sort: Document): SortKey {
  const key: SortKey = { [RECORD_ID]: recordId };
  for (const path of Object.keys(sort)) {
    const field = path.split('.', 1)[0] ?? path;
    if (Object.hasOwn(document, field)) key[field] = document[field];
  }
  return key;
}

function refuseUnsupported(ctx: CommandContext): void {
  const { args } = ctx;
  if (args.boolean('tailable') || args.boolean('awaitData')) {
    throw failure(2, 'error processing query: tailable cursor requested on non capped collection');
  }
  for (const name of ['returnKey', 'showRecordId']) {
    if (args.boolean(name)) throw failure(2, `The option '${name}' of find is not supported by this server`);
  }
  for (const name of ['min', 'max']) {
    const bound = args.document(name);
    if (bound !== undefined && Object.keys(bound).length > 0) {
      throw failure(2, `The option '${name}' of find is not supported by this server`);
    }
  }
}

/** limit, skip and batchSize of a find, checked as MongoDB checks them. */
function readNumbers(ctx: CommandContext): { skip: number; limit: number | undefined; batchSize: number | undefined } {
  const { args } = ctx;
  const limit = args.count('limit');
  return {
    skip: args.count('skip') ?? 0,
    limit: limit === 0 ? undefined : limit,
    batchSize: args.count('batchSize'),
  };
}

async function find(ctx: CommandContext): Promise<Document> {
  const { args } = ctx;
  const collection = collectionName(ctx.body, 'find', ctx.db);
  refuseUnsupported(ctx);
  const rawFilter = args.document('filter') ?? {};
  const { skip, limit, batchSize } = readNumbers(ctx);
  const projection = args.document('projection');
  const sort = sortOf(args);
  if (sort !== undefined && sort['$natural'] === undefined) parseSortSpec(sort);
  const collation = ownCollation(args);
  const view = ctx.openRead();
  let isOwned = true;
  try {
    const coll = view.tx.collection(ctx.db, collection);
    if (coll?.type === 'view') {
      return await aggregateView(ctx, coll, { rawFilter, sort, skip, limit, projection, collation, batchSize });
    }
    const variables = letOf(ctx);
    const natural = sort?.['$natural'] === undefined ? undefined : { $natural: sort['$natural'] };
    const selection = select(ctx, rawFilter, coll, {
      sort: natural === undefined ? sort : undefined,
      hint: natural ?? hintOf(args),
      collation,
      variables,
    });
    if (projection !== undefined) compileProjection(projection, selection.filter, { variables });
    const documents =
      coll === undefined
        ? [][Symbol.iterator]()
        : documentsOf(view.tx, coll, selection, {
            skip,
            limit,
            projection: projection !== undefined && Object.keys(projection).length > 0 ? projection : undefined,
          });
    isOwned = false;
    return await replyWithCursor(ctx, new GeneratorSource(documents, view), {
      collection,
      batchSize,
      isSingleBatch: args.boolean('singleBatch'),
      isTimeoutFree: args.boolean('noCursorTimeout'),
      limit,
      view,
    });
  } finally {
    if (isOwned) view.release();
  }
}

/** The `find` command. */
export const findCommands: readonly CommandSpec[] = [
  {
    name: 'find',
    fields: [
      'filter',
      'sort',
      'projection',
      'hint',
      'skip',
      'limit',
      'batchSize',
      'singleBatch',
      'max',
      'min',
      'returnKey',
      'showRecordId',
      'tailable',
      'awaitData',
      'oplogReplay',
      'noCursorTimeout',
      'allowPartialResults',
      'collation',
      'allowDiskUse',
      'let',
    ],
    isAllowedInTransaction: true,
    takesSnapshot: true,
    run: find,
  },
];
