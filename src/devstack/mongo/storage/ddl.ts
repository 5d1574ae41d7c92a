import { randomBytes } from 'node:crypto';
import type { CollectionInfo, Document, IndexSpec } from '../bson-types';
import { MongoError } from '../errors';
import type { CollectionState } from './catalog';
import { makeState, namespaceOf } from './catalog';
import { IndexDefinition } from './index-definition';
import { buildIndex, checkAgainstExisting, normaliseSpec } from './index-build';
import { namespaceOwners } from './record-writes';
import type { Transaction } from './transaction';
import type { CreateIndexesResult, IndexBuild } from './types';
import { WriteConflict, refuseOther } from './write-conflict';

/** Reserves a namespace for a change of its catalog entry. */
function enterForChange(tx: Transaction, db: string, name: string): CollectionState | undefined {
  tx.ensureOpen();
  const namespace = namespaceOf(db, name);
  const { core } = tx;
  const snapshotState = tx.snapshot.catalog.get(namespace);
  if (core.catalog.get(namespace) !== snapshotState) throw new WriteConflict(Promise.resolve());
  const owners = namespaceOwners.get(core) ?? new Map<string, Transaction>();
  namespaceOwners.set(core, owners);
  refuseOther(owners.get(namespace), tx);
  for (const writer of snapshotState?.runtime.writers ?? []) refuseOther(writer, tx);
  if (owners.get(namespace) !== tx) {
    owners.set(namespace, tx);
    tx.onEnd(() => owners.delete(namespace));
  }
  return tx.find(db, name);
}

function change(tx: Transaction, state: CollectionState): CollectionState {
  tx.catalogChanges.set(namespaceOf(state.db, state.name), state);
  if (tx.written.has(state.id)) tx.written.set(state.id, state);
  return state;
}

/** All collections and views of a database, by name. */
export function listCollections(tx: Transaction, db: string): CollectionInfo[] {
  const found = new Map<string, CollectionState | undefined>();
  for (const [namespace, state] of tx.snapshot.catalog) if (state.db === db) found.set(namespace, state);
  for (const [namespace, state] of tx.catalogChanges)
    if (state === undefined || state.db === db) found.set(namespace, state);
  return [...found.values()]
    .filter((state) => state !== undefined)
    .filter((state) => state.db === db)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** See `EngineTransaction.createCollection`. */
export function createCollection(tx: Transaction, db: string, name: string, options: Document): CollectionState {
  checkName(db, name);
  if (enterForChange(tx, db, name) !== undefined)
    throw new MongoError(48, 'NamespaceExists', `Collection ${namespaceOf(db, name)} already exists.`);
  const isView = options['viewOn'] !== undefined;
  const idSpec = normaliseSpec({ v: 2, key: { _id: 1 }, name: '_id_' }, options);
  const definitions = isView ? [] : [new IndexDefinition(tx.core.allocateId(), idSpec)];
  const uuid = randomBytes(16);
  // Version and variant of a random UUID, which clients check.
  uuid.writeUInt8((uuid.readUInt8(6) & 0x0f) | 0x40, 6);
  uuid.writeUInt8((uuid.readUInt8(8) & 0x3f) | 0x80, 8);
  return change(tx, makeState({ id: tx.core.allocateId(), db, name, uuid, options, definitions }));
}

function checkName(db: string, name: string): void {
  const namespace = namespaceOf(db, name);
  const isBad =
    db === '' ||
    name === '' ||
    name.startsWith('.') ||
    name.endsWith('.') ||
    name.includes('$') ||
    /[/\\. "$\0]/.test(db) ||
    name.includes('\0') ||
    Buffer.byteLength(namespace) > 255;
  if (isBad) throw new MongoError(73, 'InvalidNamespace', `Invalid namespace specified '${namespace}'`);
}

/** See `EngineTransaction.dropCollection`. */
export function dropCollection(tx: Transaction, db: string, name: string): boolean {
  const state = enterForChange(tx, db, name);
  if (state === undefined) return false;
  tx.catalogChanges.set(namespaceOf(db, name), undefined);
  tx.droppedCollections.push(state);
  tx.overlays.delete(state.id);
  return true;
}

/** See `EngineTransaction.renameCollection`. */
export function renameCollection(
  tx: Transaction,
  from: { db: string; name: string },
  to: { db: string; name: string },
  isTargetDropped: boolean,
): void {
  checkName(to.db, to.name);
  const state = enterForChange(tx, from.db, from.name);
  if (state === undefined)
    throw new MongoError(
      26,
      'NamespaceNotFound',
      `Source collection ${namespaceOf(from.db, from.name)} does not exist`,
    );
  if (enterForChange(tx, to.db, to.name) !== undefined) {
    if (!isTargetDropped) throw new MongoError(48, 'NamespaceExists', 'target namespace exists');
    dropCollection(tx, to.db, to.name);
  }
  tx.catalogChanges.set(namespaceOf(from.db, from.name), undefined);
  change(tx, makeState({ ...state, db: to.db, name: to.name }));
}

/** See `EngineTransaction.setCollectionOptions`. */
export function setCollectionOptions(tx: Transaction, coll: CollectionInfo, options: Document): CollectionState {
  const state = entered(tx, coll);
  return change(tx, makeState({ ...state, options }));
}

function entered(tx: Transaction, coll: { db: string; name: string }): CollectionState {
  return enterForChange(tx, coll.db, coll.name) ?? tx.resolve(coll);
}

/** See `EngineTransaction.setIndexOptions`. */
export function setIndexOptions(
  tx: Transaction,
  coll: CollectionInfo,
  indexName: string,
  changes: { hidden?: boolean; expireAfterSeconds?: number },
): CollectionState {
  const state = entered(tx, coll);
  const found = state.definitions.find((definition) => definition.spec.name === indexName);
  if (found === undefined)
    throw new MongoError(
      27,
      'IndexNotFound',
      `cannot find index ${indexName} for ns ${namespaceOf(coll.db, coll.name)}`,
    );
  const definitions = state.definitions.map((definition) =>
    definition === found ? definition.withSpec({ ...definition.spec, ...changes }) : definition,
  );
  return change(tx, makeState({ ...state, definitions }));
}

/** Collections up to this size get their index in the commit that makes it. */
const ONLINE_FROM = 512;

/** See `EngineTransaction.createIndexes`. */
export function createIndexes(
  tx: Transaction,
  coll: { db: string; name: string },
  specs: readonly IndexSpec[],
  isOnline: boolean,
): CreateIndexesResult {
  // Index creation that changes nothing must not conflict with running writers: applications repeat it at each start.
  const seen = tx.find(coll.db, coll.name);
  if (seen !== undefined && specs.every((spec) => checkAgainstExisting(seen, normaliseSpec(spec, seen.options)))) {
    const count = seen.definitions.length;
    return { before: count, after: count, createdCollection: false, build: buildOf(seen, specs) };
  }
  const createdCollection = seen === undefined;
  let state = createdCollection ? createCollection(tx, coll.db, coll.name, {}) : entered(tx, coll);
  const before = state.definitions.length;
  const isBegunOnly = isOnline && tx.stats(state).count > ONLINE_FROM;
  for (const wanted of specs) {
    const spec = normaliseSpec(wanted, state.options);
    if (checkAgainstExisting(state, spec)) continue;
    if (state.definitions.length >= 64)
      throw new MongoError(67, 'CannotCreateIndex', 'add index fails, too many indexes for ' + state.name);
    const definition = new IndexDefinition(tx.core.allocateId(), spec);
    if (!isBegunOnly) buildIndex(tx, state, definition);
    const building = isBegunOnly ? new Set([...state.building, definition.id]) : state.building;
    state = change(tx, makeState({ ...state, definitions: [...state.definitions, definition], building }));
  }
  return { before, after: state.definitions.length, createdCollection, build: buildOf(state, specs) };
}

/** Those of the indexes asked for that are being built, by this command or by another one. */
function buildOf(state: CollectionState, specs: readonly IndexSpec[]): IndexBuild | undefined {
  const names = new Set(specs.map(({ name }) => name));
  const found = state.definitions.filter(({ id, spec }) => state.building.has(id) && names.has(spec.name));
  if (found.length === 0) return undefined;
  return {
    collectionId: state.id,
    indexIds: found.map(({ id }) => id),
  };
}

/**
 * Lets readers use indexes that are complete. Open writers need not end first, as they maintain these indexes already;
 * a change of the catalog entry that is under way must, because it would put the old state back.
 */
export function changeReadiness(tx: Transaction, state: CollectionState, indexIds: readonly number[]): void {
  const namespace = namespaceOf(state.db, state.name);
  refuseOther(namespaceOwners.get(tx.core)?.get(namespace), tx);
  const building = new Set([...state.building].filter((id) => !indexIds.includes(id)));
  change(tx, makeState({ ...state, building }));
}

/** See `EngineTransaction.dropIndexes`. */
export function dropIndexes(tx: Transaction, coll: CollectionInfo, names: '*' | readonly string[]): { before: number } {
  const state = entered(tx, coll);
  const isDropped = (definition: IndexDefinition): boolean =>
    definition.spec.name !== '_id_' && (names === '*' || names.includes(definition.spec.name));
  for (const name of names === '*' ? [] : names) {
    if (name === '_id_') throw new MongoError(72, 'InvalidOptions', 'cannot drop _id index');
    if (!state.definitions.some((definition) => definition.spec.name === name))
      throw new MongoError(27, 'IndexNotFound', `index not found with name [${name}]`);
  }
  for (const dropped of state.definitions.filter(isDropped)) {
    tx.droppedIndexIds.push(dropped.id);
    tx.overlays.get(state.id)?.entries.delete(dropped.id);
  }
  const building = new Set([...state.building].filter((id) => !tx.droppedIndexIds.includes(id)));
  const definitions = state.definitions.filter((definition) => !isDropped(definition));
  change(tx, makeState({ ...state, definitions, building }));
  return { before: state.definitions.length };
}
