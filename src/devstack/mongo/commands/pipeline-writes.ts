import type { CollectionInfo, Document, IndexSpec } from '../bson-types';
import { failure, MongoError } from '../errors';
import type { MergeSpec, Namespace } from '../query';
import type { EngineTransaction } from '../storage';
import type { CommandContext } from './context';
import { valueAt } from './document-path';
import { insertDocument, prepareDocument } from './document-writes';
import { findFirst, select } from './query-run';

const MERGED_PER_COMMIT = 200;

/** `$out`: the results become the whole contents of the collection, all at once; indexes and options stay. */
export async function replaceCollection(
  ctx: CommandContext,
  ns: Namespace,
  documents: AsyncIterable<Document>,
): Promise<void> {
  const prepared: Document[] = [];
  for await (const document of documents) prepared.push(prepareDocument(document));
  await ctx.write(async (tx) => {
    const before = tx.collection(ns.db, ns.coll);
    if (before?.type === 'view') throw failure(166, `Namespace ${ns.db}.${ns.coll} is a view, not a collection`);
    const indexes = (before?.indexes ?? []).filter(({ name }: IndexSpec) => name !== '_id_');
    if (before !== undefined) tx.dropCollection(ns.db, ns.coll);
    let coll = tx.createCollection(ns.db, ns.coll, before?.options ?? {});
    if (indexes.length > 0) {
      tx.createIndexes({ db: ns.db, name: ns.coll }, indexes);
      coll = tx.collection(ns.db, ns.coll) as CollectionInfo;
    }
    for (const document of prepared) {
      insertDocument(ctx, tx, coll, document, false);
      const pause = ctx.pace.tick();
      if (pause !== undefined) await pause;
    }
  });
}

/** `$merge`: one document after the other, several per commit. */
export async function mergeInto(
  ctx: CommandContext,
  spec: MergeSpec,
  documents: AsyncIterable<Document>,
): Promise<void> {
  const { db, coll: name } = spec.into;
  await ctx.read((tx) => checkOnFields(tx.collection(db, name), spec));
  let waiting: Document[] = [];
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) await ctx.write((tx) => mergeBatch(ctx, tx, spec, batch));
  };
  for await (const document of documents) {
    waiting.push(document);
    if (waiting.length >= MERGED_PER_COMMIT) await flush();
  }
  await flush();
}

function checkOnFields(target: CollectionInfo | undefined, spec: MergeSpec): void {
  if (spec.on.length === 1 && spec.on[0] === '_id') return;
  const wanted = [...spec.on].sort().join('\0');
  const isUnique = (target?.indexes ?? []).some(
    (index) =>
      index.unique === true &&
      index.partialFilterExpression === undefined &&
      Object.keys(index.key).sort().join('\0') === wanted,
  );
  if (!isUnique) throw failure(51183, 'Cannot find index to verify that join fields will be unique');
}

async function mergeBatch(
  ctx: CommandContext,
  tx: EngineTransaction,
  spec: MergeSpec,
  batch: readonly Document[],
): Promise<void> {
  const { db, coll: name } = spec.into;
  const coll = tx.collection(db, name) ?? tx.createCollection(db, name, {});
  if (coll.type === 'view') throw failure(166, `Namespace ${db}.${name} is a view, not a collection`);
  for (const incoming of batch) {
    const prepared = spec.on.includes('_id') || incoming['_id'] !== undefined ? incoming : prepareDocument(incoming);
    const filter: Document = {};
    for (const field of spec.on) {
      const value = valueAt(prepared, field);
      if (value === null || value === undefined || Array.isArray(value)) {
        throw failure(51132, `$merge write error: 'on' field cannot be missing, null, undefined or an array`);
      }
      filter[field] = { $eq: value };
    }
    const existing = await findFirst(tx, coll, select(ctx, filter, coll, {}), ctx.pace);
    const decision = decide(spec, existing?.document, prepared, filter);
    if (decision.action === 'insert') insertDocument(ctx, tx, coll, prepareDocument(decision.document), false);
    else if (decision.action === 'replace' && existing !== undefined) tx.replace(coll, existing, decision.document);
  }
}

/** `whenMatched: fail` is a duplicate key error with everything such an error has. */
function decide(
  spec: MergeSpec,
  existing: Document | undefined,
  incoming: Document,
  filter: Document,
): ReturnType<MergeSpec['decide']> {
  try {
    return spec.decide(existing, incoming);
  } catch (error) {
    if (!(error instanceof MongoError) || error.code !== 11000 || error.extra.fields !== undefined) throw error;
    const keyPattern: Document = {};
    const keyValue: Document = {};
    for (const field of spec.on) {
      keyPattern[field] = 1;
      keyValue[field] = (filter[field] as Document)['$eq'];
    }
    throw failure(11000, error.message, { keyPattern, keyValue });
  }
}
