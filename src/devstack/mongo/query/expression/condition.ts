import type { Value } from '../../bson-types';
import { MongoError } from '../../errors';
import type { Matcher } from '../match/path';
import type { FilterOptions } from '../types';

/** Compiles the operand of `$expr`. */
export function compileCondition(_expression: Value, _options: FilterOptions): Matcher {
  throw new MongoError(2, 'BadValue', '$expr is not supported by this server');
}
