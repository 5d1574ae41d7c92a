import type { Decimal128, Double, Long } from 'bson';

import type { Document, Value } from '../../bson-types';
import { bsonType, T } from './bson-type';
import { compareWith } from './compare';

/** Whether two values have the same BSON bytes: same types, -0 unlike 0, 1 unlike 1.0, same order of fields. */
export function identical(a: Value, b: Value): boolean {
  if (a === b) return true;
  const type = bsonType(a);
  if (type !== bsonType(b)) return false;
  switch (type) {
    case T.STRING:
    case T.BOOL:
      return false;
    case T.DOUBLE:
      return Object.is(Number((a as Double).valueOf()), Number((b as Double).valueOf()));
    case T.LONG:
      return (a as Long).equals(b as Long);
    case T.DECIMAL:
      return Buffer.compare((a as Decimal128).bytes, (b as Decimal128).bytes) === 0;
    case T.ARRAY: {
      const left = a as Value[];
      const right = b as Value[];
      return left.length === right.length && left.every((value, i) => identical(value, right[i]));
    }
    case T.OBJECT: {
      const left = Object.keys(a as Document);
      const right = Object.keys(b as Document);
      if (left.length !== right.length) return false;
      return left.every((name, i) => name === right[i] && identical((a as Document)[name], (b as Document)[name]));
    }
    default:
      return compareWith(a, b, undefined) === 0;
  }
}
