import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import type { Document, Value } from '../bson-types';
import { canonicalType, compareValues } from '../query';
import type { PathPredicate } from '../query';
import type { ValueInterval } from '../storage';

/** What one predicate says about one field of an index. */
export interface FieldBounds {
  /** Ascending, disjoint. */
  readonly intervals: readonly ValueInterval[];
  /** True when a value without arrays lies in the intervals exactly if it fulfils the predicate. */
  readonly isExact: boolean;
}

const LOWEST_ID = new ObjectId('000000000000000000000000');

/** A single value. */
export function point(value: Value): ValueInterval {
  return { low: value, high: value, isLowIncluded: true, isHighIncluded: true };
}

/** The values of the same type: comparisons other than equality never match across types. */
function typeRange(value: Value): ValueInterval | undefined {
  const range = (low: Value, isLowIncluded: boolean, high: Value, isHighIncluded: boolean): ValueInterval => ({
    low,
    isLowIncluded,
    high,
    isHighIncluded,
  });
  if (typeof value === 'string') return range('', true, {}, false);
  if (typeof value === 'boolean') return range(false, true, true, true);
  if (value instanceof Date) return range(true, false, new Timestamp(0n), false);
  if (value instanceof Timestamp) return range(new Timestamp(0n), true, new BSONRegExp('', ''), false);
  if (value instanceof ObjectId) return range(LOWEST_ID, true, false, false);
  if (value instanceof Binary) return range(new Binary(Buffer.alloc(0), 0), true, LOWEST_ID, false);
  if (isNumber(value)) return range(new Double(-Infinity), true, new Double(Infinity), true);
  const isDocument = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isDocument ? range({}, true, [], false) : undefined;
}

function isNumber(value: Value): boolean {
  return (
    value instanceof Int32 ||
    value instanceof Double ||
    value instanceof Decimal128 ||
    (value instanceof Long && !(value instanceof Timestamp))
  );
}

function isNaNValue(value: Value): boolean {
  return isNumber(value) && Number.isNaN(Number(String(value)));
}

/** Every index with the field asks for the bounds of the same predicate; those of a long `$in` are worth keeping. */
const boundsOfLists = new WeakMap<PathPredicate, FieldBounds | undefined>();

/** Bounds that a predicate sets, or undefined when it sets none. */
export function boundsOf(predicate: PathPredicate): FieldBounds | undefined {
  if (predicate.op !== '$in') return makeBounds(predicate);
  if (!boundsOfLists.has(predicate)) boundsOfLists.set(predicate, makeBounds(predicate));
  return boundsOfLists.get(predicate);
}

function makeBounds({ op, operand }: PathPredicate): FieldBounds | undefined {
  switch (op) {
    case '$eq':
      return equality(operand);
    case '$in':
      return Array.isArray(operand) ? union(operand.map((value: Value) => equality(value))) : undefined;
    case '$lt':
    case '$lte':
    case '$gt':
    case '$gte':
      return comparison(op, operand);
    case '$regex':
      return pattern(operand);
    case '$all':
      return Array.isArray(operand) && operand.length > 0 ? inexact(equality(operand[0] as Value)) : undefined;
    case '$exists':
      return operand === false ? inexact(equality(null)) : undefined;
    default:
      return undefined;
  }
}

function inexact(bounds: FieldBounds | undefined): FieldBounds | undefined {
  return bounds && { ...bounds, isExact: false };
}

function equality(value: Value): FieldBounds | undefined {
  if (value instanceof BSONRegExp || value instanceof RegExp) return pattern(value);
  if (value === null || value === undefined) return { intervals: [point(undefined), point(null)], isExact: false };
  if (Array.isArray(value)) {
    // An array is indexed by its elements, and whole where it is itself an element.
    return { intervals: normalise([point(value[0] as Value), point(value)]), isExact: false };
  }
  if (value instanceof MinKey || value instanceof MaxKey) return { intervals: [point(value)], isExact: false };
  return { intervals: [point(value)], isExact: true };
}

function comparison(op: '$lt' | '$lte' | '$gt' | '$gte', value: Value): FieldBounds | undefined {
  const isIncluded = op === '$lte' || op === '$gte';
  if (isNaNValue(value)) return { intervals: isIncluded ? [point(value)] : [], isExact: true };
  const range = typeRange(value);
  if (range === undefined) return undefined;
  const isBelow = op === '$lt' || op === '$lte';
  const interval = isBelow
    ? { ...range, high: value, isHighIncluded: isIncluded }
    : { ...range, low: value, isLowIncluded: isIncluded };
  return { intervals: isEmpty(interval) ? [] : [interval], isExact: true };
}

/** Strings with the literal beginning of an anchored pattern, and patterns stored as values. */
function pattern(value: Value): FieldBounds | undefined {
  const isBson = value instanceof BSONRegExp;
  if (!isBson && !(value instanceof RegExp)) return undefined;
  const source = isBson ? value.pattern : value.source;
  const options = isBson ? value.options : value.flags;
  const stored = new BSONRegExp(source, isBson ? options : options.replace(/[gu]/g, ''));
  const prefix = /[imx]/.test(options) ? '' : literalPrefix(source);
  const strings: ValueInterval =
    prefix === ''
      ? { low: '', high: {}, isLowIncluded: true, isHighIncluded: false }
      : { low: prefix, high: nextText(prefix), isLowIncluded: true, isHighIncluded: false };
  return { intervals: [strings, point(stored)], isExact: false };
}

/** `abc` for `^abc.*`; empty when the pattern is not anchored or may match other beginnings. */
function literalPrefix(source: string): string {
  if (!/^(\^|\\A)/.test(source) || source.includes('|')) return '';
  let text = '';
  let at = source.startsWith('^') ? 1 : 2;
  while (at < source.length) {
    let character = source.charAt(at);
    let length = 1;
    if (character === '\\') {
      character = source.charAt(at + 1);
      if (!/[^A-Za-z0-9]/.test(character)) break;
      length = 2;
    } else if (/[.*+?()[\]{}$^]/.test(character) || character > '\u007f') break;
    if (/[*?{]/.test(source.charAt(at + length))) break;
    text += character;
    at += length;
  }
  return text;
}

function nextText(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}

function isEmpty(interval: ValueInterval): boolean {
  const order = compareValues(interval.low, interval.high);
  return order > 0 || (order === 0 && !(interval.isLowIncluded && interval.isHighIncluded));
}

function union(parts: readonly (FieldBounds | undefined)[]): FieldBounds | undefined {
  const known = parts.filter((part) => part !== undefined);
  if (known.length !== parts.length) return undefined;
  return {
    intervals: normalise(known.flatMap((part) => part.intervals)),
    isExact: known.every((part) => part.isExact),
  };
}

/** Sorts intervals and joins those that overlap. */
function normalise(intervals: readonly ValueInterval[]): ValueInterval[] {
  const sorted = [...intervals].sort(
    (a, b) => compareValues(a.low, b.low) || Number(b.isLowIncluded) - Number(a.isLowIncluded),
  );
  const joined: ValueInterval[] = [];
  for (const interval of sorted) {
    const last = joined.at(-1);
    const gap = last === undefined ? 1 : compareValues(interval.low, last.high);
    if (last === undefined || gap > 0 || (gap === 0 && !interval.isLowIncluded && !last.isHighIncluded)) {
      joined.push(interval);
      continue;
    }
    const order = compareValues(interval.high, last.high);
    if (order > 0)
      joined[joined.length - 1] = { ...last, high: interval.high, isHighIncluded: interval.isHighIncluded };
    else if (order === 0 && interval.isHighIncluded) joined[joined.length - 1] = { ...last, isHighIncluded: true };
  }
  return joined;
}

/** Values that lie in both. */
export function intersect(a: FieldBounds, b: FieldBounds): FieldBounds {
  const intervals: ValueInterval[] = [];
  for (const left of a.intervals) {
    for (const right of b.intervals) {
      const lowOrder = compareValues(left.low, right.low);
      const highOrder = compareValues(left.high, right.high);
      const low = lowOrder >= 0 ? left : right;
      const high = highOrder <= 0 ? left : right;
      const both: ValueInterval = {
        low: low.low,
        isLowIncluded: lowOrder === 0 ? left.isLowIncluded && right.isLowIncluded : low.isLowIncluded,
        high: high.high,
        isHighIncluded: highOrder === 0 ? left.isHighIncluded && right.isHighIncluded : high.isHighIncluded,
      };
      // The same value may come as different objects; the engine recognises a point by identity.
      if (isEmpty(both)) continue;
      intervals.push(compareValues(both.low, both.high) === 0 ? point(both.low) : both);
    }
  }
  return { intervals: normalise(intervals), isExact: a.isExact && b.isExact };
}

/** True when every interval is one value. */
export function arePoints(bounds: FieldBounds): boolean {
  return bounds.intervals.every((interval) => interval.low === interval.high);
}

/** True when an index under another collation orders some value of the bounds differently. */
export function holdsText(bounds: FieldBounds): boolean {
  return bounds.intervals.some(({ low, high }) => isTextLike(low) || isTextLike(high));
}

function isTextLike(value: Value): boolean {
  return (
    typeof value === 'string' ||
    (typeof value === 'object' && value !== null && canonicalType(value) >= 15 && canonicalType(value) <= 25)
  );
}

/** Whether a missing field or null may lie in the bounds: such documents are not in a sparse index. */
export function mayMatchMissing(predicates: readonly PathPredicate[]): boolean {
  return !predicates.some(({ op, operand }) => excludesMissing(op, operand));
}

function excludesMissing(op: string, operand: Value): boolean {
  switch (op) {
    case '$eq':
      return operand !== null && operand !== undefined;
    case '$in':
      return Array.isArray(operand) && operand.every((value) => value !== null && value !== undefined);
    case '$exists':
      return operand === true;
    case '$gt':
    case '$lt':
    case '$gte':
    case '$lte':
      return operand !== null && operand !== undefined && !(operand instanceof MinKey) && !(operand instanceof MaxKey);
    case '$regex':
    case '$elemMatch':
    case '$size':
    case '$mod':
      return true;
    default:
      return false;
  }
}

/** Predicates inside an `$elemMatch` that hold for the paths of the index as well. */
export function elementPredicates(path: string, operand: Value): PathPredicate[] {
  if (typeof operand !== 'object' || operand === null) return [];
  const found: PathPredicate[] = [];
  for (const [name, value] of Object.entries(operand as Document)) {
    if (name.startsWith('$')) {
      if (isSimpleOperator(name)) found.push({ path, op: name, operand: value });
    } else if (!isOperatorObject(value)) found.push({ path: `${path}.${name}`, op: '$eq', operand: value });
    else
      for (const [op, inner] of Object.entries(value))
        if (isSimpleOperator(op)) found.push({ path: `${path}.${name}`, op, operand: inner });
  }
  return found;
}

function isSimpleOperator(name: string): name is '$eq' | '$in' | '$lt' | '$lte' | '$gt' | '$gte' {
  return ['$eq', '$in', '$lt', '$lte', '$gt', '$gte'].includes(name);
}

function isOperatorObject(value: Value): value is Document {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.keys(value)[0]?.startsWith('$') === true;
}
