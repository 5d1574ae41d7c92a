import { Long, Int32 } from 'bson';

import type { Document, Value } from '../../bson-types';
import { location } from '../expression/arguments';
import { positiveN } from '../expression/array-iteration';
import { compileExpression } from '../expression/compile';
import { addNumbers } from '../expression/arithmetic';
import { mergeDocuments } from '../expression/objects';
import { deviation, NumberSum } from '../expression/statistics';
import type { Scope } from '../expression/types';
import { compileSort } from '../sort/sort';
import { isDocument } from '../value/bson-type';
import { compareWith } from '../value/compare';
import { describeValue } from '../value/print';
import { ValueSet } from '../value/value-set';

/** Collects the documents of one group. */
export interface Accumulator {
  add(doc: Document): void;
  result(): Value;
}

export type AccumulatorFactory = (key: Value) => Accumulator;
type AccumulatorBuilder = (operand: Value, scope: Scope, name: string) => AccumulatorFactory;

/** An accumulator that sees the value of one expression for each document. */
function overExpression(make: (scope: Scope) => { add(value: Value): void; result(): Value }): AccumulatorBuilder {
  return (operand, scope, name) => {
    if (Array.isArray(operand) && operand.length !== 1) {
      throw location(40237, `The ${name} accumulator is a unary operator`);
    }
    const { evaluate } = compileExpression(Array.isArray(operand) ? operand[0] : operand, scope);
    return () => {
      const state = make(scope);
      return { add: (doc) => state.add(evaluate(doc)), result: () => state.result() };
    };
  };
}

const isAbsent = (value: Value): boolean => value === null || value === undefined;

function extremeOf(direction: 1 | -1): AccumulatorBuilder {
  return overExpression(({ strings }) => {
    let best: Value = null;
    return {
      add: (value) => {
        if (isAbsent(value)) return;
        if (best === null || compareWith(value, best, strings) * direction > 0) best = value;
      },
      result: () => best,
    };
  });
}

function listOf(finish: (values: Value[]) => Value): AccumulatorBuilder {
  return overExpression(() => {
    const values: Value[] = [];
    return { add: (value) => values.push(value), result: () => finish(values) };
  });
}

const sum = overExpression(() => {
  const total = new NumberSum();
  return { add: (value) => total.add(value), result: () => total.total };
});

const avg = overExpression(() => {
  const total = new NumberSum();
  return { add: (value) => total.add(value), result: () => total.mean };
});

const first = overExpression(() => {
  let value: Value;
  let isSet = false;
  return {
    add: (next) => {
      if (!isSet) value = next;
      isSet = true;
    },
    result: () => (value === undefined ? null : value),
  };
});

const last = overExpression(() => {
  let value: Value;
  return {
    add: (next) => {
      value = next;
    },
    result: () => (value === undefined ? null : value),
  };
});

const addToSet = overExpression(({ strings }) => {
  const set = new ValueSet(strings);
  return {
    add: (value) => {
      if (value !== undefined) set.add(value);
    },
    result: () => set.values,
  };
});

const count: AccumulatorBuilder = (operand) => {
  if (!isDocument(operand) || Object.keys(operand).length > 0) {
    throw location(9, '$count takes no arguments, i.e. $count:{}');
  }
  return () => {
    let n: Value = new Int32(0);
    const one = new Int32(1);
    return {
      add: () => {
        n = addNumbers(n, one);
      },
      result: () => n,
    };
  };
};

interface NSpec {
  readonly limit: (key: Value) => number;
  readonly output: (doc: Document) => Value;
  readonly sortBy: ((a: Document, b: Document) => number) | undefined;
}

function parseN(
  operand: Value,
  scope: Scope,
  name: string,
  outputField: 'input' | 'output',
  needsN: boolean,
  needsSort: boolean,
): NSpec {
  if (!isDocument(operand))
    throw location(5787801, `specification must be an object; found ${name}: ${describeValue(operand)}`);
  const allowed = [outputField, ...(needsN ? ['n'] : []), ...(needsSort ? ['sortBy'] : [])];
  for (const field of Object.keys(operand)) {
    if (!allowed.includes(field)) throw location(5787901, `Unknown argument to ${name} '${field}'`);
  }
  for (const field of allowed) {
    if (!Object.hasOwn(operand, field)) throw location(5787906, `Missing value for '${field}'`);
  }
  const n = needsN ? compileExpression(operand['n'], scope) : undefined;
  const sortBy = operand['sortBy'];
  if (needsSort && !isDocument(sortBy))
    throw location(5788604, `expected 'sortBy' to already be an object in the arguments to ${name}`);
  return {
    limit: (key) => (n ? positiveN(n.evaluate(isDocument(key) ? key : {}), name) : 1),
    output: compileExpression(operand[outputField], scope).evaluate,
    sortBy: isDocument(sortBy) ? compileSort(sortBy) : undefined,
  };
}

function firstOrLastN(isFirst: boolean): AccumulatorBuilder {
  return (operand, scope, name) => {
    const spec = parseN(operand, scope, name, 'input', true, false);
    return (key) => {
      const limit = spec.limit(key);
      const values: Value[] = [];
      return {
        add: (doc) => {
          if (isFirst && values.length >= limit) return;
          const value = spec.output(doc);
          values.push(value === undefined ? null : value);
          if (values.length > limit) values.shift();
        },
        result: () => values,
      };
    };
  };
}

function extremeN(direction: 1 | -1): AccumulatorBuilder {
  return (operand, scope, name) => {
    const spec = parseN(operand, scope, name, 'input', true, false);
    return (key) => {
      const limit = spec.limit(key);
      let values: Value[] = [];
      const shrink = (): void => {
        values = values.sort((a, b) => compareWith(a, b, scope.strings) * direction).slice(0, limit);
      };
      return {
        add: (doc) => {
          const value = spec.output(doc);
          if (isAbsent(value)) return;
          values.push(value);
          if (values.length > limit * 2 + 64) shrink();
        },
        result: () => {
          shrink();
          return values;
        },
      };
    };
  };
}

function ranked(isTop: boolean, isSingle: boolean): AccumulatorBuilder {
  return (operand, scope, name) => {
    const spec = parseN(operand, scope, name, 'output', !isSingle, true);
    const compare = spec.sortBy as (a: Document, b: Document) => number;
    return (key) => {
      const limit = spec.limit(key);
      let docs: Document[] = [];
      const shrink = (): void => {
        docs.sort(compare);
        docs = isTop ? docs.slice(0, limit) : docs.slice(-limit);
      };
      return {
        add: (doc) => {
          docs.push(doc);
          if (docs.length > limit * 2 + 64) shrink();
        },
        result: () => {
          shrink();
          const values = docs.map((doc) => {
            const value = spec.output(doc);
            return value === undefined ? null : value;
          });
          return isSingle ? values[0] : values;
        },
      };
    };
  };
}

/** Accumulators of `$group` by name. */
export const accumulators: ReadonlyMap<string, AccumulatorBuilder> = new Map<string, AccumulatorBuilder>([
  ['$sum', sum],
  ['$avg', avg],
  ['$min', extremeOf(-1)],
  ['$max', extremeOf(1)],
  ['$first', first],
  ['$last', last],
  ['$push', listOf((values) => values.filter((value) => value !== undefined))],
  ['$addToSet', addToSet],
  ['$stdDevPop', listOf((values) => deviation(values, false))],
  ['$stdDevSamp', listOf((values) => deviation(values, true))],
  ['$mergeObjects', listOf((values) => mergeDocuments(values))],
  ['$count', count],
  ['$firstN', firstOrLastN(true)],
  ['$lastN', firstOrLastN(false)],
  ['$minN', extremeN(1)],
  ['$maxN', extremeN(-1)],
  ['$top', ranked(true, true)],
  ['$bottom', ranked(false, true)],
  ['$topN', ranked(true, false)],
  ['$bottomN', ranked(false, false)],
]);

/** The count of a `$count` stage: int while it fits, then long. */
export function countValue(n: number): Value {
  return n <= 2147483647 ? new Int32(n) : Long.fromNumber(n);
}

/** Compiles one output field of `$group` or `$bucket`. */
export function parseAccumulator(field: string, spec: Value, scope: Scope): AccumulatorFactory {
  if (field.includes('.')) throw location(40235, `The field name '${field}' cannot contain '.'`);
  if (field.startsWith('$')) throw location(40236, `The field name '${field}' cannot be an operator name`);
  if (!isDocument(spec) || Object.keys(spec).length === 0) {
    throw location(40234, `The field '${field}' must be an accumulator object`);
  }
  const names = Object.keys(spec);
  if (names.length !== 1) throw location(40238, `The field '${field}' must specify one accumulator`);
  const name = names[0] as string;
  const builder = accumulators.get(name);
  if (!builder) throw location(15952, `unknown group operator '${name}'`);
  return builder(spec[name], scope, name);
}
