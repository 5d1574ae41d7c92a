import type { CollationOptions } from 'mongodb';
import type { RawDocument } from './bson-encode';

/**
 * Documents inside the server keep MongoDB's exact types: numbers are `Int32`, `Double`, `Long` or `Decimal128`
 * objects of the `bson` package and never bare JavaScript numbers, because an update that turned an Int32 into a
 * Double would be a silent difference from MongoDB. See `decodeDocument`, the only place that makes them.
 */
export type Value = unknown;
export type Document = { [field: string]: Value };

/** Position of a record in its collection, ascending in insertion order. */
export type RecordId = number;

/** A document as it is stored. `document` is shared with the cache: never change it in place. */
export interface StoredRecord {
  readonly recordId: RecordId;
  readonly document: Document;
  /** The same as BSON, which is kept beside it; absent where only the document is at hand. */
  readonly cached?: { readonly raw: RawDocument };
}

export interface IndexSpec {
  readonly v: 2;
  /** Field path -> 1 or -1 (plain JavaScript numbers, normalised when the index is made). */
  readonly key: { readonly [path: string]: 1 | -1 };
  readonly name: string;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly hidden?: boolean;
  readonly partialFilterExpression?: Document;
  readonly expireAfterSeconds?: number;
  readonly collation?: CollationOptions;
}

export interface CollectionInfo {
  readonly db: string;
  readonly name: string;
  readonly type: 'collection' | 'view';
  readonly uuid: Uint8Array;
  /** As given to `create`: validator, collation, capped, ... */
  readonly options: Document;
  readonly indexes: readonly IndexSpec[];
}
