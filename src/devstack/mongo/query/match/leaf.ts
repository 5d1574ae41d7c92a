import { ObjectId, type Decimal128, type Double } from 'bson';

import type { Value } from '../../bson-types';
import { endOfId } from '../../object-id-bytes';
import { bsonType, T } from '../value/bson-type';
import type { StringOrder } from '../value/collation';
import { compareWith, equalWith, rankOfType } from '../value/compare';
import { decodeDecimal } from '../value/decimal';
import { valueKey } from '../value/key';
import type { LeafTest } from './path';
import type { RegexTest } from './regex';

export type Comparison = '$eq' | '$gt' | '$gte' | '$lt' | '$lte';

function isNaNValue(value: Value, type: number): boolean {
  if (type === T.DOUBLE) return Number.isNaN(typeof value === 'number' ? value : (value as Double).value);
  return type === T.DECIMAL && decodeDecimal(value as Decimal128).kind === 'nan';
}

/** Equality with a literal; null also equals a missing field. */
export function equalityTest(operand: Value, strings: StringOrder | undefined): LeafTest {
  if (operand === null || operand === undefined) return (v) => v === null || v === undefined;
  if (typeof operand === 'string' && strings === undefined) {
    return (v) => (typeof v === 'string' ? v === operand : typeof v === 'object' && equalWith(v, operand, undefined));
  }
  if (typeof operand === 'boolean') return (v) => v === operand;
  return (v) => v !== undefined && equalWith(v, operand, strings);
}

/** `$eq`, `$gt`, ...: only values of the operand's own kind compare (type bracketing). */
export function comparisonTest(op: Comparison, operand: Value, strings: StringOrder | undefined): LeafTest {
  if (op === '$eq') return equalityTest(operand, strings);
  const type = bsonType(operand);
  if (type === T.NULL || type === T.MISSING) {
    const withEqual = op === '$gte' || op === '$lte';
    return (v) => withEqual && (v === null || v === undefined);
  }
  if (type === T.MAX_KEY || type === T.MIN_KEY) return extremeTest(op, type);
  if (isNaNValue(operand, type)) {
    return (v) => (op === '$gte' || op === '$lte') && isNaNValue(v, bsonType(v));
  }
  const rank = rankOfType(type);
  const passes = orderTest(op);
  const generic: LeafTest = (v) => {
    const valueType = bsonType(v);
    if (rankOfType(valueType) !== rank || isNaNValue(v, valueType)) return false;
    return passes(compareWith(v, operand, strings));
  };
  return type === T.DATE ? dateTest(operand as Date, passes, generic) : generic;
}

/** What is due, old or recent: most ranges are of dates, and two of them need no look at their types. */
function dateTest(operand: Date, passes: (order: number) => boolean, generic: LeafTest): LeafTest {
  const ms = operand.getTime();
  return (v, trace) => (v instanceof Date ? passes(v.getTime() - ms) : generic(v, trace));
}

function extremeTest(op: Comparison, type: number): LeafTest {
  const beyond = type === T.MAX_KEY ? op === '$lt' || op === '$lte' : op === '$gt' || op === '$gte';
  const withEqual = op === '$gte' || op === '$lte';
  return (v) => (bsonType(v) === type ? withEqual : beyond);
}

function orderTest(op: Comparison): (order: number) => boolean {
  switch (op) {
    case '$gt':
      return (order) => order > 0;
    case '$gte':
      return (order) => order >= 0;
    case '$lt':
      return (order) => order < 0;
    default:
      return (order) => order <= 0;
  }
}

/** `$in`: equality with one of the values, or a match of one of the regular expressions. */
export function inTest(
  operands: readonly Value[],
  regexes: readonly RegexTest[],
  strings: StringOrder | undefined,
): LeafTest {
  const ids = regexes.length === 0 && operands.every((o) => o instanceof ObjectId) ? idsTest(operands) : undefined;
  if (ids !== undefined) return ids;
  const hasNull = operands.some((o) => o === null || o === undefined);
  const keys = new Set<string>();
  const others: Value[] = [];
  for (const operand of operands) {
    const key = valueKey(operand, strings);
    if (key === undefined) others.push(operand);
    else keys.add(key);
  }
  return (v) => {
    if (v === undefined || v === null) return hasNull;
    const key = keys.size > 0 ? valueKey(v, strings) : undefined;
    if (key !== undefined && keys.has(key)) return true;
    for (const other of others) if (equalWith(v, other, strings)) return true;
    for (const regex of regexes) if (regex(v)) return true;
    return false;
  };
}

/** Ids of one list that may end alike: they come from clients, who could choose thousands that do. */
const IDS_ENDING_ALIKE_MAX = 8;

/**
 * A list of ids, the commonest of all: found by their last bytes, which count up, without a text for each look.
 * Undefined when too many end alike.
 */
function idsTest(ids: readonly ObjectId[]): LeafTest | undefined {
  const byEnd = new Map<number, ObjectId[]>();
  for (const id of ids) {
    const end = endOfId(id);
    const alike = byEnd.get(end);
    if (alike === undefined) byEnd.set(end, [id]);
    else if (alike.push(id) > IDS_ENDING_ALIKE_MAX) return undefined;
  }
  return (v) => v instanceof ObjectId && byEnd.get(endOfId(v))?.some((id) => id.equals(v)) === true;
}

/** `$type`: one of the BSON type numbers. */
export function typeTest(types: ReadonlySet<number>): LeafTest {
  return (v) => v !== undefined && types.has(bsonType(v));
}
