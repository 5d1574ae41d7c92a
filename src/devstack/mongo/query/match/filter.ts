import type { Document } from '../../bson-types';
import type { CompiledFilter, FilterOptions } from '../types';
/** Compiles a query filter. Throws MongoError for a bad one. */
export function compileFilter(_filter: Document, _options: FilterOptions = {}): CompiledFilter {
  throw new Error('not implemented yet');
}
