import { isDeepStrictEqual } from 'node:util';
import { Binary, Decimal128, Double, EJSON, Int32, Long, ObjectId, Timestamp } from 'bson';
import type { Document } from 'mongodb';
import { Mismatch } from './format';

/** What the `$$` operators need to know. */
export interface MatchContext {
  entity(id: string): unknown;
  sessionLsid(id: string): Document;
}

type Operator = (operand: unknown, actual: unknown, context: MatchContext, path: string, isPresent: boolean) => void;

function fail(path: string, expected: unknown, actual: unknown): never {
  throw new Mismatch(`${path}: expected ${show(expected)}, got ${show(actual)}`);
}

/** A value as short text for messages. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    const text = EJSON.stringify(value);
    return text.length > 600 ? `${text.slice(0, 600)}...` : text;
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Timestamp) return undefined;
  if (value instanceof Long) return value.toBigInt();
  return undefined;
}

function isPlain(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (value instanceof Date || value instanceof RegExp || value instanceof Uint8Array) return false;
  return (value as { _bsontype?: string })._bsontype === undefined;
}

const TYPE_TESTS: { [type: string]: (value: unknown) => boolean } = {
  double: (value) => typeof value === 'number' || value instanceof Double,
  string: (value) => typeof value === 'string',
  object: isPlain,
  array: Array.isArray,
  binData: (value) => value instanceof Binary || value instanceof Uint8Array,
  undefined: (value) => value === undefined,
  objectId: (value) => value instanceof ObjectId,
  bool: (value) => typeof value === 'boolean',
  date: (value) => value instanceof Date,
  null: (value) => value === null,
  regex: (value) => value instanceof RegExp || bsonType(value) === 'BSONRegExp',
  dbPointer: (value) => bsonType(value) === 'DBRef',
  javascript: (value) => bsonType(value) === 'Code',
  symbol: (value) => bsonType(value) === 'BSONSymbol',
  javascriptWithScope: (value) => bsonType(value) === 'Code',
  int: (value) =>
    value instanceof Int32 || (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 0x80000000),
  timestamp: (value) => value instanceof Timestamp,
  long: (value) =>
    value instanceof Long || typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value)),
  decimal: (value) => value instanceof Decimal128,
  minKey: (value) => bsonType(value) === 'MinKey',
  maxKey: (value) => bsonType(value) === 'MaxKey',
  number: (value) => numberOf(value) !== undefined || value instanceof Decimal128,
};

function bsonType(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? (value as { _bsontype?: string })._bsontype : undefined;
}

const OPERATORS: { [name: string]: Operator } = {
  $$exists: (operand, actual, _context, path, isPresent) => {
    if (isPresent !== operand) fail(path, { $$exists: operand }, actual);
  },
  $$type: (operand, actual, _context, path, isPresent) => {
    const types = Array.isArray(operand) ? operand : [operand];
    if (!isPresent || !types.some((type) => TYPE_TESTS[String(type)]?.(actual)))
      fail(path, { $$type: operand }, actual);
  },
  $$matchesEntity: (operand, actual, context, path) =>
    match(context.entity(String(operand)), actual, context, false, path),
  $$matchesHexBytes: (operand, actual, _context, path) => {
    const bytes = actual instanceof Uint8Array ? Buffer.from(actual).toString('hex') : undefined;
    if (bytes !== operand) fail(path, operand, actual);
  },
  $$unsetOrMatches: (operand, actual, context, path, isPresent) => {
    if (isPresent && actual !== undefined) match(operand, actual, context, path === 'result', path);
  },
  $$sessionLsid: (operand, actual, context, path) => {
    const lsid = context.sessionLsid(String(operand));
    if (EJSON.stringify(lsid) !== EJSON.stringify(actual)) fail(path, lsid, actual);
  },
  $$lte: (operand, actual, _context, path) => {
    const number = numberOf(actual);
    if (number === undefined || Number(number) > Number(numberOf(operand))) fail(path, { $$lte: operand }, actual);
  },
  $$matchAsDocument: (operand, actual, context, path) => {
    match(operand, typeof actual === 'string' ? EJSON.parse(actual) : actual, context, false, path);
  },
  $$matchAsRoot: (operand, actual, context, path) => match(operand, actual, context, true, path),
};

function operatorOf(expected: unknown): [Operator, unknown] | undefined {
  if (!isPlain(expected)) return undefined;
  const names = Object.keys(expected);
  const name = names[0];
  if (names.length !== 1 || name === undefined || !name.startsWith('$$')) return undefined;
  const operator = OPERATORS[name];
  if (operator === undefined) throw new Mismatch(`this runner does not know the operator ${name}`);
  return [operator, expected[name]];
}

/**
 * Compares as the unified test format says: numbers by value whatever their type, `$$` operators, and in root
 * documents more fields than expected.
 *
 * @throws Mismatch that names the path
 */
export function match(
  expected: unknown,
  actual: unknown,
  context: MatchContext,
  isRoot: boolean,
  path = 'result',
): void {
  const special = operatorOf(expected);
  if (special !== undefined) {
    special[0](special[1], actual, context, path, actual !== undefined);
    return;
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) fail(path, expected, actual);
    if (actual.length !== expected.length) {
      throw new Mismatch(
        `${path}: expected ${expected.length} elements ${show(expected)}, got ${actual.length} ${show(actual)}`,
      );
    }
    expected.forEach((value, i) => match(value, actual[i], context, isRoot, `${path}[${i}]`));
    return;
  }
  if (isPlain(expected)) {
    matchDocument(expected, actual, context, isRoot, path);
    return;
  }
  matchScalar(expected, actual, path);
}

function matchScalar(expected: unknown, actual: unknown, path: string): void {
  const wanted = numberOf(expected);
  if (wanted !== undefined) {
    const given = numberOf(actual);
    if (
      given === undefined ||
      (Number(given) !== Number(wanted) && !(Number.isNaN(Number(given)) && Number.isNaN(Number(wanted))))
    ) {
      fail(path, expected, actual);
    }
    return;
  }
  if (isDeepStrictEqual(expected, actual)) return;
  if (expected === null || actual === null || actual === undefined || typeof expected !== 'object')
    fail(path, expected, actual);
  if (EJSON.stringify(expected, { relaxed: false }) !== EJSON.stringify(actual, { relaxed: false }))
    fail(path, expected, actual);
}

function matchDocument(
  expected: Document,
  actual: unknown,
  context: MatchContext,
  isRoot: boolean,
  path: string,
): void {
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) fail(path, expected, actual);
  const fields = actual instanceof Map ? Object.fromEntries(actual) : (actual as Document);
  for (const name of Object.keys(expected)) {
    const special = operatorOf(expected[name]);
    const isPresent = name in fields && fields[name] !== undefined;
    const at = `${path}.${name}`;
    if (special !== undefined) special[0](special[1], fields[name], context, at, isPresent);
    else if (!isPresent) fail(at, expected[name], undefined);
    else match(expected[name], fields[name], context, false, at);
  }
  if (isRoot) return;
  for (const name of Object.keys(fields)) {
    if (fields[name] !== undefined && !Object.hasOwn(expected, name)) {
      throw new Mismatch(`${path}: unexpected field ${name} with ${show(fields[name])}`);
    }
  }
}
