import type { CollectionInfo, Document, StoredRecord } from '../bson-types';
import { failure } from '../errors';
import { compileUpdate, upsertSeed } from '../query';
import type { CompiledUpdate } from '../query';
import type { EngineTransaction } from '../storage';
import type { CommandContext } from './context';
import { insertDocument, prepareDocument, replaceDocument, writableCollection } from './document-writes';
import { findFirst, select } from './query-run';
import type { Selection } from './query-run';

/** An update, whichever command it came with. */
export interface UpdateRequest {
  readonly filter: Document;
  readonly update: Document | Document[];
  readonly arrayFilters: Document[] | undefined;
  readonly isUpsert: boolean;
  readonly isMulti: boolean;
  readonly collation: Document | undefined;
  readonly hint: string | Document | undefined;
  readonly sort: Document | undefined;
  readonly variables: Document | undefined;
  /** `c` of an update statement: constants for a pipeline. */
  readonly constants: Document | undefined;
  readonly isBypassed: boolean;
}

/** An update ready to run, compiled once for the command. */
export interface PreparedUpdate {
  readonly request: UpdateRequest;
  readonly selectionFor: (coll: CollectionInfo | undefined) => Selection;
  readonly compiledFor: (coll: CollectionInfo | undefined) => CompiledUpdate;
}

export function prepareUpdate(ctx: CommandContext, request: UpdateRequest): PreparedUpdate {
  const variables =
    request.constants === undefined ? request.variables : { ...request.variables, ...request.constants };
  let cached: { coll: CollectionInfo | undefined; selection: Selection; compiled: CompiledUpdate } | undefined;
  const build = (coll: CollectionInfo | undefined): { selection: Selection; compiled: CompiledUpdate } => {
    if (cached !== undefined && cached.coll?.options === coll?.options) return cached;
    const selection = select(ctx, request.filter, coll, {
      hint: request.hint,
      sort: request.sort,
      collation: request.collation,
      variables: request.variables,
    });
    const compiled = compileUpdate(request.update, {
      arrayFilters: request.arrayFilters,
      collation: selection.collation,
      variables,
      isReplacementAllowed: !request.isMulti,
      now: ctx.now,
    });
    cached = { coll, selection, compiled };
    return cached;
  };
  return { request, selectionFor: (coll) => build(coll).selection, compiledFor: (coll) => build(coll).compiled };
}

export interface UpdatedRecord {
  readonly before: Document;
  readonly after: Document;
  readonly isModified: boolean;
}

/** Applies the update to one record that matched. */
export function applyToRecord(
  ctx: CommandContext,
  tx: EngineTransaction,
  coll: CollectionInfo,
  record: StoredRecord,
  prepared: PreparedUpdate,
): UpdatedRecord {
  const compiled = prepared.compiledFor(coll);
  const position = compiled.usesPosition
    ? prepared.selectionFor(coll).filter.matchedPosition(record.document)
    : undefined;
  const { document, modified } = compiled.apply(record.document, { position, isInsert: false, now: ctx.now });
  if (modified) replaceDocument(ctx, tx, coll, record, document, prepared.request.isBypassed);
  return { before: record.document, after: document, isModified: modified };
}

/** Inserts what the update makes of the filter's equalities; returns the document. */
export function upsert(
  ctx: CommandContext,
  tx: EngineTransaction,
  coll: CollectionInfo,
  prepared: PreparedUpdate,
): Document {
  const seed = upsertSeed(prepared.request.filter);
  const { document } = prepared.compiledFor(coll).apply(seed, { isInsert: true, now: ctx.now });
  const made = prepareDocument(document);
  insertDocument(ctx, tx, coll, made, prepared.request.isBypassed);
  return made;
}

/** Runs a single-document update in a transaction. */
export async function updateOne(
  ctx: CommandContext,
  tx: EngineTransaction,
  name: string,
  prepared: PreparedUpdate,
): Promise<{ updated?: UpdatedRecord; inserted?: Document }> {
  const coll = tx.collection(ctx.db, name);
  if (coll?.type === 'view') throw failure(166, `Namespace ${ctx.db}.${name} is a view, not a collection`);
  const selection = prepared.selectionFor(coll);
  // Compiled even without a collection, since a bad update is an error there too.
  prepared.compiledFor(coll);
  const record = coll === undefined ? undefined : await findFirst(tx, coll, selection, ctx.pace);
  if (record !== undefined && coll !== undefined) return { updated: applyToRecord(ctx, tx, coll, record, prepared) };
  if (!prepared.request.isUpsert) return {};
  return { inserted: upsert(ctx, tx, writableCollection(tx, ctx.db, name), prepared) };
}
