import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import type { PathOperator, PathPredicate } from '../types';
import { bsonType, isDocument, T } from '../value/bson-type';
import type { StringOrder } from '../value/collation';
import { isNumeric, toDouble } from '../value/number';
import {
  arrayAsDocument,
  badValue,
  isElementCondition,
  parseBits,
  parseMod,
  parseSize,
  parseTypes,
  regexOperand,
} from './array-operators';
import { comparisonTest, equalityTest, inTest, typeTest } from './leaf';
import { matchPath, parsePath, type LeafTest, type Matcher } from './path';
import { regexTest, type RegexTest } from './regex';

/** What the parser of one filter shares between its parts. */
export interface ParseState {
  readonly strings: StringOrder | undefined;
  /** Compiles a nested filter (for `$elemMatch`). */
  readonly filter: (filter: Document) => Matcher;
}

/** A condition on one value. `walks` tells whether the elements of a leaf array are tested too. */
export interface Condition {
  readonly test: LeafTest;
  readonly walks: boolean;
  readonly negated: boolean;
  readonly op: PathOperator | undefined;
  readonly operand: Value;
}

/** Whether a value is an operator document: `{ $gt: 5 }`, not a DBRef-like one. */
export function isOperatorDocument(value: Value): value is Document {
  if (!isDocument(value)) return false;
  const first = Object.keys(value)[0];
  return first !== undefined && first.startsWith('$') && first !== '$ref' && first !== '$id' && first !== '$db';
}

function truthy(value: Value): boolean {
  if (value === null || value === undefined || value === false) return false;
  return !(isNumeric(value) && toDouble(value) === 0);
}

function simple(op: PathOperator, operand: Value, test: LeafTest, walks = true): Condition {
  return { test, walks, negated: false, op, operand };
}

function negate(op: PathOperator, operand: Value, test: LeafTest, walks = true): Condition {
  return { test, walks, negated: true, op, operand };
}

/** Conditions of one operator document; their AND is meant. */
export function parseOperators(operators: Document, state: ParseState): Condition[] {
  const conditions: Condition[] = [];
  for (const [op, operand] of Object.entries(operators)) {
    if (!op.startsWith('$')) throw badValue(`unknown operator: ${op}`);
    if (op === '$options') {
      if (!('$regex' in operators)) throw badValue('$options needs a $regex');
      continue;
    }
    const condition = parseOperator(op, operand, operators, state);
    if (condition) conditions.push(...(Array.isArray(condition) ? condition : [condition]));
  }
  return conditions;
}

function parseOperator(
  op: string,
  operand: Value,
  operators: Document,
  state: ParseState,
): Condition | Condition[] | undefined {
  switch (op) {
    case '$eq':
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      if (op !== '$eq' && bsonType(operand) === T.REGEX)
        throw badValue(`Can't have RegEx as arg to predicate over field '${op}'.`);
      return simple(op, operand, comparisonTest(op, operand, state.strings));
    case '$ne':
      if (bsonType(operand) === T.REGEX) throw badValue("Can't have regex as arg to $ne.");
      return negate(op, operand, equalityTest(operand, state.strings));
    case '$in':
      return simple(op, operand, parseIn(op, operand, state.strings));
    case '$nin':
      return negate(op, operand, parseIn(op, operand, state.strings));
    case '$exists':
      return truthy(operand)
        ? simple(op, true, (v) => v !== undefined, false)
        : negate(op, false, (v) => v !== undefined, false);
    case '$type':
      return simple(op, operand, typeTest(parseTypes(operand)));
    case '$regex': {
      const { pattern, options } = regexOperand(operators);
      const regex = { pattern, options };
      return simple(op, regex, regexTest(regex));
    }
    case '$not':
      return parseNot(operand, state);
    case '$all':
      return parseAll(operand, state);
    default:
      return parseRareOperator(op, operand, state);
  }
}

function parseRareOperator(op: string, operand: Value, state: ParseState): Condition | undefined {
  switch (op) {
    case '$size':
      return simple(op, operand, parseSize(operand), false);
    case '$mod':
      return simple(op, operand, parseMod(operand));
    case '$elemMatch':
      return simple(op, operand, parseElemMatch(operand, state), false);
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return simple(op, operand, parseBits(op, operand));
    case '$comment':
      return undefined;
    default:
      throw badValue(`unknown operator: ${op}`);
  }
}

function parseIn(op: string, operand: Value, strings: StringOrder | undefined): LeafTest {
  if (!Array.isArray(operand)) throw badValue(`${op} needs an array`);
  const values: Value[] = [];
  const regexes: RegexTest[] = [];
  for (const item of operand as Value[]) {
    if (isOperatorDocument(item)) throw badValue('cannot nest $ under $in');
    if (bsonType(item) === T.REGEX) regexes.push(regexTest(item));
    else values.push(item);
  }
  return inTest(values, regexes, strings);
}

/** True when every condition holds for the values at a path of which `doc` is the root. */
export function matchAll(dotted: string, conditions: readonly Condition[]): Matcher {
  const path = parsePath(dotted);
  const matchers = conditions.map(({ test, walks, negated }): Matcher => {
    const matcher = matchPath(path, test, walks);
    // A negation says nothing about which element matched.
    return negated ? (doc) => !matcher(doc, undefined) : matcher;
  });
  const [only] = matchers;
  if (matchers.length === 1 && only) return only;
  return (doc, trace) => {
    for (const matcher of matchers) if (!matcher(doc, trace)) return false;
    return true;
  };
}

/** Name under which a value is put to make a document of it; a leaf test of several conditions needs one. */
const SELF = 'v';

function parseNot(operand: Value, state: ParseState): Condition {
  if (bsonType(operand) === T.REGEX) return negate('$not', operand, regexTest(operand));
  if (!isDocument(operand)) throw badValue('$not needs a regex or a document');
  if (Object.keys(operand).length === 0) throw badValue('$not cannot be empty');
  const inner = parseOperators(operand, state);
  const [only] = inner;
  if (inner.length === 1 && only && !only.negated) return negate('$not', operand, only.test, only.walks);
  const matcher = matchAll(SELF, inner);
  // Each inner condition may be met by another element, so the array is seen whole.
  return negate('$not', operand, (v) => matcher(v === undefined ? {} : { [SELF]: v }, undefined), false);
}

function parseAll(operand: Value, state: ParseState): Condition | Condition[] {
  if (!Array.isArray(operand)) throw badValue('$all needs an array');
  const items = operand as Value[];
  if (items.length === 0) return simple('$all', operand, () => false);
  const isElemMatch = isDocument(items[0]) && Object.keys(items[0])[0] === '$elemMatch';
  const conditions = items.map((item): Condition => {
    if (isElemMatch) {
      if (!isDocument(item) || Object.keys(item)[0] !== '$elemMatch')
        throw badValue('$all/$elemMatch has to be consistent');
      return simple('$elemMatch', item['$elemMatch'], parseElemMatch(item['$elemMatch'], state), false);
    }
    if (isOperatorDocument(item)) throw badValue('no $ expressions in $all');
    if (bsonType(item) === T.REGEX) return simple('$regex', item, regexTest(item));
    return simple('$eq', item, equalityTest(item, state.strings));
  });
  return conditions;
}

/** Test of an array that has one element which fulfils everything. */
export function parseElemMatch(operand: Value, state: ParseState): LeafTest {
  if (!isDocument(operand)) throw badValue('$elemMatch needs an Object');
  if (isElementCondition(operand)) {
    const conditions = parseOperators(operand, state);
    return firstElement((element) => conditions.every((c) => c.test(element, undefined) !== c.negated));
  }
  const matcher = state.filter(operand);
  return firstElement((element) => {
    if (isDocument(element)) return matcher(element, undefined);
    return Array.isArray(element) && matcher(arrayAsDocument(element), undefined);
  });
}

function firstElement(test: (element: Value) => boolean): LeafTest {
  return (v, trace) => {
    if (!Array.isArray(v)) return false;
    for (let i = 0; i < v.length; i += 1) {
      if (!test(v[i])) continue;
      if (trace) trace.position = i;
      return true;
    }
    return false;
  };
}

/** Predicates that a planner may use, for the conditions of one path. */
export function predicatesOf(path: string, conditions: readonly Condition[]): PathPredicate[] {
  const predicates: PathPredicate[] = [];
  for (const { op, operand } of conditions) if (op !== undefined) predicates.push({ path, op, operand });
  return predicates;
}

/** The condition that a plain value means: equality, or a match of a regular expression. */
export function literalCondition(value: Value, strings: StringOrder | undefined): Condition {
  if (bsonType(value) === T.REGEX) return simple('$regex', value, regexTest(value));
  if (value === undefined) throw new MongoError(2, 'BadValue', 'cannot compare to undefined');
  return simple('$eq', value, equalityTest(value, strings));
}
