import type { Document } from '../../bson-types';
import type { CompiledUpdate, UpdateOptions } from '../types';
/** Compiles an update document, a replacement or an update pipeline. */
export function compileUpdate(_update: Document | Document[], _options: UpdateOptions): CompiledUpdate {
  throw new Error('not implemented yet');
}
