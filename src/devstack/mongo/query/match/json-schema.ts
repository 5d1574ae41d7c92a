import type { Value } from '../../bson-types';
import { MongoError } from '../../errors';
import type { Matcher } from './path';

/** Compiles `$jsonSchema`. */
export function compileJsonSchema(_schema: Value): Matcher {
  throw new MongoError(2, 'BadValue', '$jsonSchema is not supported by this server');
}
