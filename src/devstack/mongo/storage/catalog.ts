import type { Holder } from './write-conflict';
import type { CollectionInfo, Document, IndexSpec, RecordId } from '../bson-types';
import { decodeDocument, encodeDocument } from '../bson-codec';
import { Binary, Double } from 'bson';
import type { ByteString } from './byte-writer';
import { uint32Text } from './byte-writer';
import { IndexDefinition } from './index-definition';

/** What open transactions hold of a collection. Shared by all versions of its catalog entry. */
export class CollectionRuntime<Owner> {
  nextRecordId: RecordId | undefined;
  readonly recordOwners = new Map<RecordId, Owner>();
  /** Per index id: the keys of unique indexes that open transactions have put or taken away. */
  readonly keyOwners = new Map<number, Map<ByteString, Owner>>();
  /** Open transactions that wrote documents here: indexes must not be made or dropped under them. */
  readonly writers = new Set<Owner>();
}

/** One version of the catalog entry of a collection or view; never changed in place. */
export interface CollectionState<Owner = Holder> extends CollectionInfo {
  readonly id: number;
  readonly definitions: readonly IndexDefinition[];
  readonly runtime: CollectionRuntime<Owner>;
  readonly documentPrefix: ByteString;
  /** Ids of indexes that are still being built: writers maintain them, nobody reads them. */
  readonly building: ReadonlySet<number>;
}

/** All collections by `db.name`. Replaced as a whole at each change, so a snapshot is one reference. */
export type Catalog = ReadonlyMap<string, CollectionState>;

export function namespaceOf(db: string, name: string): string {
  return `${db}.${name}`;
}

const NOTHING: ReadonlySet<number> = new Set();

/** Completes the parts from which everything else in a catalog entry follows. */
export function makeState(parts: {
  id: number;
  db: string;
  name: string;
  uuid: Uint8Array;
  options: Document;
  definitions: readonly IndexDefinition[];
  runtime?: CollectionRuntime<Holder>;
  building?: ReadonlySet<number>;
}): CollectionState {
  const building = parts.building ?? NOTHING;
  return {
    id: parts.id,
    db: parts.db,
    name: parts.name,
    type: parts.options['viewOn'] === undefined ? 'collection' : 'view',
    uuid: parts.uuid,
    options: parts.options,
    definitions: parts.definitions,
    indexes: parts.definitions.filter(({ id }) => !building.has(id)).map((definition) => definition.spec),
    building,
    runtime: parts.runtime ?? new CollectionRuntime(),
    documentPrefix: uint32Text(parts.id),
  };
}

/** The bytes kept in the catalog table. Numbers of index specs are stored as doubles and read back as numbers. */
export function encodeState(state: CollectionState): Uint8Array {
  return encodeDocument({
    id: new Double(state.id),
    db: state.db,
    name: state.name,
    uuid: new Binary(state.uuid),
    options: state.options,
    indexes: state.definitions.map((definition) => ({
      id: new Double(definition.id),
      spec: encodeSpec(definition.spec),
      multikeyPaths: [...definition.multikeyPaths],
      isOrdered: definition.isOrdered,
      ...(state.building.has(definition.id) ? { isBuilding: true } : {}),
    })),
  });
}

interface StoredState {
  id: Double;
  db: string;
  name: string;
  uuid: Binary;
  options: Document;
  indexes: { id: Double; spec: Document; multikeyPaths: string[]; isOrdered: boolean; isBuilding?: boolean }[];
}

export function decodeState(bytes: Uint8Array): CollectionState {
  const stored = decodeDocument(bytes) as unknown as StoredState;
  const definitions = stored.indexes.map((index) => {
    const definition = new IndexDefinition(index.id.value, decodeSpec(index.spec));
    for (const path of index.multikeyPaths) definition.multikeyPaths.add(path);
    definition.isOrdered = index.isOrdered;
    return definition;
  });
  const building = new Set(stored.indexes.filter(({ isBuilding }) => isBuilding === true).map(({ id }) => id.value));
  return makeState({ ...stored, id: stored.id.value, uuid: stored.uuid.buffer, definitions, building });
}

/** Index key orders, `v`, `expireAfterSeconds` and collation strengths are plain numbers in an `IndexSpec`. */
function encodeSpec(spec: IndexSpec): Document {
  const { partialFilterExpression, ...plain } = spec;
  const numbers = mapNumbers(plain, (value) => (typeof value === 'number' ? new Double(value) : value)) as Document;
  return partialFilterExpression === undefined ? numbers : { ...numbers, partialFilterExpression };
}

function decodeSpec(stored: Document): IndexSpec {
  const { partialFilterExpression, ...rest } = stored;
  const plain = mapNumbers(rest, (value) => (value instanceof Double ? value.value : value)) as IndexSpec;
  if (partialFilterExpression === undefined) return plain;
  return { ...plain, partialFilterExpression: partialFilterExpression as Document };
}

function mapNumbers(value: unknown, map: (value: unknown) => unknown): unknown {
  const mapped = map(value);
  if (mapped !== value || typeof value !== 'object' || value === null) return mapped;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapNumbers(inner, map)]));
}
