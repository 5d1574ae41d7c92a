import { Int32 } from 'bson';

import type { Document, Value } from '../../bson-types';
import { compileSort } from '../sort/sort';
import { bsonType, isDocument, setField, T, typeName } from '../value/bson-type';
import { compareWith, equalWith } from '../value/compare';
import { exactInteger, isNumeric, toDouble } from '../value/number';
import { describeValue } from '../value/print';
import { binary, int32Of, isNullish, location, several, unary } from './arguments';
import type { Builder } from './types';

function elementAt(list: Value, index: Value): Value {
  if (isNullish(list) || isNullish(index)) return null;
  if (!Array.isArray(list)) {
    throw location(28689, `$arrayElemAt's first argument must be an array, but is ${typeName(list)}`);
  }
  if (!isNumeric(index)) {
    throw location(28690, `$arrayElemAt's second argument must be a numeric value, but is ${typeName(index)}`);
  }
  const n = int32Of(index);
  if (n === undefined) {
    throw location(
      28691,
      `$arrayElemAt's second argument must be representable as a 32-bit integer: ${describeValue(index)}`,
    );
  }
  return (list as Value[])[n < 0 ? list.length + n : n];
}

function edge(index: 0 | -1): Builder {
  return unary((list, name) => {
    if (isNullish(list)) return null;
    if (!Array.isArray(list)) throw location(28689, `${name}'s argument must be an array, but is ${typeName(list)}`);
    return (list as Value[]).at(index);
  });
}

const arrayToObject = unary((list) => {
  if (isNullish(list)) return null;
  if (!Array.isArray(list)) {
    throw location(40386, `$arrayToObject requires an array input, found: ${typeName(list)}`);
  }
  const result: Document = {};
  let form: 'pair' | 'object' | undefined;
  for (const item of list as Value[]) {
    const found = Array.isArray(item) ? 'pair' : isDocument(item) ? 'object' : undefined;
    if (found === undefined) {
      throw location(40398, `Unrecognised input type format for $arrayToObject: ${typeName(item)}`);
    }
    if (form !== undefined && form !== found) {
      throw found === 'pair'
        ? location(
            40396,
            `$arrayToObject requires a consistent input format. Elements mustall be arrays or all be objects. Object was detected, now found: array`,
          )
        : location(
            40391,
            `$arrayToObject requires a consistent input format. Elements mustall be arrays or all be objects. Array was detected, now found: object`,
          );
    }
    form = found;
    const [key, value] = found === 'pair' ? pairOf(item as Value[]) : keyValueOf(item as Document);
    setField(result, key, value);
  }
  return result;
});

function pairOf(item: Value[]): [string, Value] {
  if (item.length !== 2) {
    throw location(40397, `$arrayToObject requires an array of size 2 arrays,found array of size: ${item.length}`);
  }
  const [key, value] = item;
  if (typeof key !== 'string') {
    throw location(
      40395,
      `$arrayToObject requires an array of key-value pairs, where the key must be of type string. Found key type: ${typeName(key)}`,
    );
  }
  return [checkKey(key), value];
}

function keyValueOf(item: Document): [string, Value] {
  if (Object.keys(item).length !== 2) {
    throw location(
      40392,
      `$arrayToObject requires an object keys of 'k' and 'v'. Found incorrect number of keys:${Object.keys(item).length}`,
    );
  }
  if (!Object.hasOwn(item, 'k') || !Object.hasOwn(item, 'v')) {
    throw location(
      40393,
      `$arrayToObject requires an object with keys 'k' and 'v'. Missing either or both keys from: ${describeValue(item)}`,
    );
  }
  const key = item['k'];
  if (typeof key !== 'string') {
    throw location(
      40394,
      `$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string. Found type: ${typeName(key)}`,
    );
  }
  return [checkKey(key), item['v']];
}

function checkKey(key: string): string {
  if (key.includes('\0')) throw location(4940400, 'Key field cannot contain an embedded null byte');
  return key;
}

const objectToArray = unary((value) => {
  if (isNullish(value)) return null;
  if (!isDocument(value)) {
    throw location(40390, `$objectToArray requires a document input, found: ${typeName(value)}`);
  }
  return Object.entries(value).map(([k, v]) => ({ k, v }));
});

const concatArrays = several(0, Infinity, (lists) => {
  const result: Value[] = [];
  for (const list of lists) {
    if (isNullish(list)) return null;
    if (!Array.isArray(list)) throw location(28664, `$concatArrays only supports arrays, not ${typeName(list)}`);
    for (const item of list as Value[]) result.push(item);
  }
  return result;
});

const isIn = binary((value, list, _name, scope) => {
  if (!Array.isArray(list))
    throw location(40081, `$in requires an array as a second argument, found: ${typeName(list)}`);
  return (list as Value[]).some((item) => equalWith(item, value, scope.strings));
});

const indexOfArray = several(2, 4, ([list, wanted, start, end], _name, scope) => {
  if (isNullish(list)) return null;
  if (!Array.isArray(list)) {
    throw location(40090, `$indexOfArray requires an array as a first argument, found: ${typeName(list)}`);
  }
  const from = bound(start, 0, 'starting', '$indexOfArray');
  const to = Math.min(bound(end, list.length, 'ending', '$indexOfArray'), list.length);
  for (let i = from; i < to; i += 1) {
    if (equalWith(list[i], wanted, scope.strings)) return new Int32(i);
  }
  return new Int32(-1);
});

/** A start or end index of the $indexOf... family. */
export function bound(value: Value, fallback: number, role: 'starting' | 'ending', name: string): number {
  if (value === undefined) return fallback;
  const n = int32Of(value);
  if (n === undefined) {
    throw location(
      40096,
      `${name} requires an integral ${role} index, found a value of type: ${typeName(value)}, with value: "${describeValue(value)}"`,
    );
  }
  if (n < 0) throw location(40097, `${name} requires a nonnegative ${role} index, found: ${n}`);
  return n;
}

const range = several(2, 3, ([start, end, step]) => {
  const from = rangeNumber(start, 'starting', 34443, 34444);
  const to = rangeNumber(end, 'ending', 34445, 34446);
  const by = step === undefined ? 1 : rangeNumber(step, 'step', 34447, 34448);
  if (by === 0) throw location(34449, '$range requires a non-zero step value');
  const count = Math.max(0, Math.ceil((to - from) / by));
  if (count > 4_000_000) {
    throw location(146, '$range would use too much memory');
  }
  return Array.from({ length: count }, (_, i) => new Int32(from + i * by));
});

function rangeNumber(value: Value, role: string, typeCode: number, rangeCode: number): number {
  const article = role === 'ending' ? 'an' : 'a';
  if (!isNumeric(value))
    throw location(typeCode, `$range requires a numeric ${role} value, found value of type: ${typeName(value)}`);
  const n = int32Of(value);
  if (n === undefined) {
    throw location(
      rangeCode,
      `$range requires ${article} ${role} value that can be represented as a 32-bit integer, found value: ${describeValue(value)}`,
    );
  }
  return n;
}

const reverseArray = unary((list) => {
  if (isNullish(list)) return null;
  if (!Array.isArray(list)) {
    throw location(34435, `The argument to $reverseArray must be an array, but was of type: ${typeName(list)}`);
  }
  return [...(list as Value[])].reverse();
});

const size = unary((list) => {
  if (!Array.isArray(list)) {
    throw location(17124, `The argument to $size must be an array, but was of type: ${typeName(list)}`);
  }
  return new Int32(list.length);
});

const slice = several(2, 3, ([list, first, second]) => {
  if (isNullish(list) || first === null || second === null) return null;
  if (first === undefined) return null;
  if (!Array.isArray(list)) {
    throw location(28724, `First argument to $slice must be an array, but is of type: ${typeName(list)}`);
  }
  const n = sliceNumber(first, 'Second', 28725, 28726);
  if (second === undefined) return n >= 0 ? (list as Value[]).slice(0, n) : (list as Value[]).slice(n);
  const count = sliceNumber(second, 'Third', 28727, 28728);
  if (count <= 0) throw location(28729, `Third argument to $slice must be positive: ${describeValue(second)}`);
  const from = n < 0 ? Math.max(0, list.length + n) : n;
  return (list as Value[]).slice(from, from + count);
});

function sliceNumber(value: Value, role: string, typeCode: number, rangeCode: number): number {
  if (!isNumeric(value)) {
    throw location(typeCode, `${role} argument to $slice must be numeric, but is of type: ${typeName(value)}`);
  }
  const n = exactInteger(value);
  if (n === undefined || n < -2147483648n || n > 2147483647n) {
    throw location(
      rangeCode,
      `${role} argument to $slice can't be represented as a 32-bit integer: ${toDouble(value)}`,
    );
  }
  return Number(n);
}

/** `$sortArray` needs no expression for `sortBy`: it is a constant. */
export function sorter(sortBy: Value, strings: Parameters<typeof compareWith>[2]): (a: Value, b: Value) => number {
  if (isDocument(sortBy)) {
    const compare = compileSort(sortBy);
    const asDocument = (v: Value): Document => (isDocument(v) ? v : {});
    return (a, b) => compare(asDocument(a), asDocument(b));
  }
  const direction = isNumeric(sortBy) ? toDouble(sortBy) : NaN;
  if (direction !== 1 && direction !== -1) {
    throw location(2942507, '$sortArray requires either a number 1 or -1, or an object as its sortBy argument');
  }
  return (a, b) => compareWith(a, b, strings) * direction;
}

const isArray = unary((value) => bsonType(value) === T.ARRAY);

export const arrayOperators: Record<string, Builder> = {
  $arrayElemAt: binary(elementAt),
  $first: edge(0),
  $last: edge(-1),
  $arrayToObject: arrayToObject,
  $objectToArray: objectToArray,
  $concatArrays: concatArrays,
  $in: isIn,
  $indexOfArray: indexOfArray,
  $isArray: isArray,
  $range: range,
  $reverseArray: reverseArray,
  $size: size,
  $slice: slice,
};
