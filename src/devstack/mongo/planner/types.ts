import type { CollationOptions } from 'mongodb';
import type { CollectionInfo, Document, IndexSpec } from '../bson-types';
import type { CompiledFilter } from '../query';
import type { IndexBounds, ScanDirection } from '../storage';

/** What a statement wants to find. */
export interface QueryRequest {
  readonly filter: CompiledFilter;
  readonly rawFilter: Document;
  readonly sort?: Document;
  /** Index name, key pattern, or `{ $natural: 1 | -1 }`. */
  readonly hint?: string | Document;
  readonly collation?: CollationOptions;
  readonly projection?: Document;
  readonly limit?: number;
  readonly skip?: number;
  /** `count` without fetching: the plan may be a COUNT or COUNT_SCAN when the index answers the whole filter. */
  readonly isCount?: boolean;
  readonly let?: Document;
}

/** One source of candidates. */
export type PlanBranch =
  | { readonly kind: 'collscan'; readonly direction: ScanDirection }
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'ixscan';
      readonly index: IndexSpec;
      readonly bounds: IndexBounds;
      readonly direction: ScanDirection;
      readonly isMultikey: boolean;
      readonly multikeyPaths: readonly string[];
      /** True when every entry in bounds is known to match, so that counting needs no documents. */
      readonly isExact: boolean;
    };

export interface Plan {
  readonly coll: CollectionInfo;
  readonly request: QueryRequest;
  /** More than one: the union of an `$or`, each record yielded once. */
  readonly branches: readonly PlanBranch[];
  /** True: each branch gives the wanted order, and they are to be merged in it. */
  readonly isMerge: boolean;
  /** True: the records don't come in `request.sort` order, the caller sorts them (`compileSort`), then skips and limits. */
  readonly needsSort: boolean;
  /** True: `countPlan` answers without looking at documents. */
  readonly isCovered: boolean;
}
