import type { Document } from '../../bson-types';
import { MongoError } from '../../errors';
import type { UpdateContext, UpdateOptions } from '../types';

/** Compiles an update pipeline to a function of the document. */
export function compilePipelineUpdate(
  _stages: readonly Document[],
  _options: UpdateOptions,
): (doc: Document, ctx: UpdateContext) => Document {
  throw new MongoError(2, 'BadValue', 'pipeline updates are not supported by this server');
}
