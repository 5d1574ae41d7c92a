import type { Document } from '../../bson-types';
import type { AsyncPipeline, PipelineEnv } from '../types';
/** Checks and compiles an aggregation pipeline. */
export function compilePipeline(_stages: readonly Document[], _env: PipelineEnv): AsyncPipeline {
  throw new Error('not implemented yet');
}
