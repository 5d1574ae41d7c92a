import type { CollationOptions } from 'mongodb';

import type { Document, Value } from '../bson-types';

/** A collation as typed options or as the document of a command (whose numbers are BSON wrappers). */
export type CollationInput = CollationOptions | Document;

export type PathOperator =
  | '$eq'
  | '$ne'
  | '$gt'
  | '$gte'
  | '$lt'
  | '$lte'
  | '$in'
  | '$nin'
  | '$exists'
  | '$type'
  | '$regex'
  | '$all'
  | '$elemMatch'
  | '$size'
  | '$mod'
  | '$not'
  | '$bitsAllSet'
  | '$bitsAllClear'
  | '$bitsAnySet'
  | '$bitsAnyClear';

/** One condition on one path that every matching document fulfils (the filter is the AND of them and of a rest). */
export interface PathPredicate {
  readonly path: string;
  readonly op: PathOperator;
  /**
   * As in the filter, except: for `$regex` a `BSONRegExp` or `RegExp`; for `$in`, `$nin`, `$all` the array;
   * for `$exists` a JavaScript boolean; for `$not` the inner operator document.
   */
  readonly operand: Value;
}

export interface CompiledFilter {
  /** The filter as it was given. */
  readonly raw: Document;
  /** True for `{}`: matches everything. */
  readonly isEmpty: boolean;
  readonly matches: (doc: Document) => boolean;
  /** Index of the array element that matched, for positional `$`; undefined when the document does not match. */
  matchedPosition(doc: Document): number | undefined;
  /** Top-level conjunction, `$and` flattened. Index bounds made from them still need `matches` as a recheck. */
  readonly predicates: readonly PathPredicate[];
  /** Branches of a top-level `$or` (the first one, if several): a document matches only if one branch matches. */
  readonly orBranches: readonly CompiledFilter[] | undefined;
  readonly usesText: boolean;
  readonly usesWhere: boolean;
}

export interface FilterOptions {
  readonly collation?: CollationInput;
  /** Values of the command's `let`, already evaluated (see `evaluateLet`). */
  readonly variables?: Document;
  readonly now?: Date;
}

export interface UpdateOptions extends FilterOptions {
  readonly arrayFilters?: readonly Document[];
  /** False for `multi: true` updates: a replacement is then refused (code 9). */
  readonly isReplacementAllowed: boolean;
}

export interface UpdateContext {
  /** From `CompiledFilter.matchedPosition`. */
  readonly position?: number;
  readonly isInsert: boolean;
  readonly now: Date;
}

export interface UpdateResult {
  readonly document: Document;
  /** False when the update is a no-op; `document` is then the document given. */
  readonly modified: boolean;
}

export interface CompiledUpdate {
  readonly kind: 'operators' | 'replacement' | 'pipeline';
  /** Whether `apply` needs `UpdateContext.position`. */
  readonly usesPosition: boolean;
  /** Never mutates `doc`; unchanged parts are shared with the result. Throws MongoError (codes 2, 9, 14, 28, 66...). */
  apply(doc: Document, ctx: UpdateContext): UpdateResult;
}

export type Projection = (doc: Document) => Document;
export type DocumentComparator = (a: Document, b: Document) => number;

export interface Namespace {
  readonly db: string;
  readonly coll: string;
}

export interface MergeSpec {
  readonly into: Namespace;
  /** The `on` fields; `['_id']` when none were given. The caller checks that a unique index has exactly these. */
  readonly on: readonly string[];
  /**
   * What to do with one result document, given the target's document with equal `on` values (or undefined).
   * Throws MongoError for `whenMatched: 'fail'` (11000) and `whenNotMatched: 'fail'` (13113).
   */
  decide(
    existing: Document | undefined,
    incoming: Document,
  ): { action: 'insert' | 'replace'; document: Document } | { action: 'keep' };
}

/** What the front of a sub-pipeline will do with the documents that it is given: only the first `limit` by `sort` count. */
export interface ReadAhead {
  readonly sort: Document | undefined;
  readonly limit: number | undefined;
  /** Variables that the filter may name, in place of the pipeline's own. */
  readonly variables: Document | undefined;
}

/** Everything that a pipeline needs of the outside world. */
export interface PipelineEnv {
  readonly db: string;
  /** Undefined for a database-level aggregate (`aggregate: 1`). */
  readonly collection: string | undefined;
  readonly collation?: CollationInput;
  readonly variables?: Document;
  readonly now: Date;
  readonly clusterTime?: Value;
  /**
   * Documents of another collection that fulfil `filter` (all if undefined), for `$lookup`, `$graphLookup`,
   * `$unionWith`. The answer may contain documents that do not match: the stage checks again. With `ahead` it may also
   * leave out what the sub-pipeline would drop.
   */
  find(ns: Namespace, filter: Document | undefined, ahead?: ReadAhead): AsyncIterable<Document> | Iterable<Document>;
  /** Resolves a view: underlying collection and pipeline to put in front; undefined for a collection. */
  view?(ns: Namespace): { on: string; pipeline: readonly Document[] } | undefined;
  /** Replaces the contents of a collection with the documents (`$out`). Absent where writes are not allowed. */
  out?(ns: Namespace, documents: AsyncIterable<Document>): Promise<void>;
  merge?(spec: MergeSpec, documents: AsyncIterable<Document>): Promise<void>;
  /** Source stages that only the server can answer: $indexStats, $collStats, $listSessions, $currentOp, ... */
  readonly serverSource?: (stage: string, spec: Value) => AsyncIterable<Document> | Iterable<Document>;
  /** A promise when the time slice is used up, else undefined. Stages call it about every 32 documents. */
  readonly yieldNow?: () => Promise<void> | undefined;
}

export interface AsyncPipeline {
  /** Runs over the source (ignored when `ownSource`). Can be run once. */
  run(source: AsyncIterable<Document> | Iterable<Document>): AsyncIterable<Document>;
  /**
   * What the caller may push into its plan: the filter of leading `$match` stages (still applied again by `run`),
   * and the leading `$sort` and `$limit` behind it. `undefined` where there is none.
   */
  readonly pushdown: {
    readonly filter: Document;
    readonly sort: Document | undefined;
    readonly limit: number | undefined;
    /** How many stages at the front of the pipeline the three stand for. */
    readonly stages: number;
  };
  /** Same pipeline without the first `pushdown.stages` stages, for a caller whose source already did their work. */
  runRest(source: AsyncIterable<Document> | Iterable<Document>): AsyncIterable<Document>;
  /** True when the first stage makes its own documents (`$documents`, `$collStats`, `$currentOp`, ...). */
  readonly ownSource: boolean;
  /** Set when the pipeline ends in `$out` or `$merge`. */
  readonly writes: { readonly stage: '$out' | '$merge'; readonly into: Namespace } | undefined;
  /** Other collections that the pipeline reads. */
  readonly reads: readonly Namespace[];
}
