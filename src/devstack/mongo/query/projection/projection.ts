import type { Document } from '../../bson-types';
import type { CompiledFilter, FilterOptions, Projection } from '../types';
/** Compiles a find projection. `filter` is needed for positional `$`. */
export function compileProjection(_spec: Document, _filter?: CompiledFilter, _options?: FilterOptions): Projection {
  throw new Error('not implemented yet');
}
