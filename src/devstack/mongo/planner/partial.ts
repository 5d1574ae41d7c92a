import type { Document, Value } from '../bson-types';
import { canonicalType, compareValues, compileFilter } from '../query';
import type { PathPredicate } from '../query';

/** Whether every document that fulfils the query's predicates is in an index with this partial filter. */
export function isImplied(partialFilter: Document, query: readonly PathPredicate[]): boolean {
  if (Object.keys(partialFilter).some((key) => key.startsWith('$') && key !== '$and')) return false;
  const wanted = compileFilter(partialFilter).predicates;
  return (
    wanted.length > 0 && wanted.every((one) => query.some((given) => given.path === one.path && implies(given, one)))
  );
}

function implies(given: PathPredicate, wanted: PathPredicate): boolean {
  if (given.op === wanted.op && same(given.operand, wanted.operand)) return true;
  if (wanted.op === '$exists') return wanted.operand === true && meansPresent(given);
  if (given.op === '$eq') return fulfil([given.operand], wanted);
  if (given.op === '$in') return Array.isArray(given.operand) && fulfil(given.operand, wanted);
  return isRange(given.op) && isRange(wanted.op) && impliesRange(given, wanted);
}

function same(a: Value, b: Value): boolean {
  if (typeof a === 'boolean' || typeof b === 'boolean') return a === b;
  return compareValues(a, b) === 0;
}

function meansPresent({ op, operand }: PathPredicate): boolean {
  if (op === '$in') return Array.isArray(operand) && operand.every((value) => value !== null);
  if (op === '$eq' || isRange(op)) return operand !== null;
  return op === '$regex' || op === '$size' || op === '$elemMatch';
}

/** An array could fulfil the query with one element and the partial filter with none, so only plain values count. */
function fulfil(values: readonly Value[], wanted: PathPredicate): boolean {
  if (values.some((value) => Array.isArray(value) || value === null || value === undefined)) return false;
  // Compiled once: for each code of a long `$in` it cost more than looking the codes up.
  const filter = compileFilter({ v: { [wanted.op]: wanted.operand } });
  return values.every((value) => filter.matches({ v: value }));
}

function isRange(op: string): boolean {
  return op === '$gt' || op === '$gte' || op === '$lt' || op === '$lte';
}

function impliesRange(given: PathPredicate, wanted: PathPredicate): boolean {
  if (given.op[1] !== wanted.op[1] || canonicalType(given.operand) !== canonicalType(wanted.operand)) return false;
  const order = compareValues(given.operand, wanted.operand) * (given.op[1] === 'g' ? 1 : -1);
  return order > 0 || (order === 0 && (wanted.op.endsWith('e') || !given.op.endsWith('e')));
}
