import type { Document, Value } from '../../bson-types';
import type { Scope } from '../expression/types';
import type { AsyncPipeline, FilterOptions, Namespace, PipelineEnv } from '../types';

export type Documents = AsyncIterable<Document> | Iterable<Document>;

/** One compiled stage: a function of one document, or of the stream. */
export type Stage =
  | {
      readonly kind: 'map';
      /** undefined drops the document. */
      readonly map: (doc: Document) => Document | undefined;
    }
  | { readonly kind: 'stream'; readonly run: (source: Documents) => AsyncIterable<Document> }
  /** Makes its own documents; only at the front. */
  | { readonly kind: 'source'; readonly run: () => AsyncIterable<Document> };

export interface StageContext {
  readonly env: PipelineEnv;
  readonly options: FilterOptions;
  readonly scope: Scope;
  /** Stages of a nested pipeline ($lookup, $facet, $unionWith). */
  readonly nested: (
    stages: Value,
    env: PipelineEnv,
    stageName: string,
  ) => (source: Documents) => AsyncIterable<Document>;
  /** The leading `$match`, `$sort` and `$limit` of a nested pipeline. */
  readonly front: (stages: Value) => Pick<AsyncPipeline['pushdown'], 'filter' | 'sort' | 'limit'>;
  /** Notes that another collection is read. */
  readonly reads: (ns: Namespace) => void;
}

export type StageBuilder = (spec: Value, context: StageContext, name: string) => Stage;

/** Every how many documents a stage asks whether its time slice is used up. */
const PACE = 32;

/** Counts documents and yields when the environment says so. */
export function pacer(env: PipelineEnv): () => Promise<void> | undefined {
  let count = 0;
  return () => {
    count += 1;
    return count % PACE === 0 ? env.yieldNow?.() : undefined;
  };
}

/** All documents of a stream. */
export async function collect(source: Documents, env: PipelineEnv): Promise<Document[]> {
  const all: Document[] = [];
  const pace = pacer(env);
  for await (const doc of source) {
    all.push(doc);
    const pause = pace();
    if (pause) await pause;
  }
  return all;
}
