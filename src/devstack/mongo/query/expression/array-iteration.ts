import type { Document, Value } from '../../bson-types';
import { isDocument, typeName } from '../value/bson-type';
import { compareWith } from '../value/compare';
import { exactInteger, isNumeric } from '../value/number';
import { describeValue } from '../value/print';
import { failedToParse, isNullish, location, namedArguments, truthy } from './arguments';
import { sorter } from './arrays';
import { checkVariableName, compile, withVariables } from './compile';
import type { Builder, Expression, Scope } from './types';

function variableName(raw: Document, name: string, code: number): string {
  const given = Object.hasOwn(raw, 'as') ? raw['as'] : 'this';
  if (typeof given !== 'string') throw location(code, `${name} requires its 'as' argument to be a string`);
  checkVariableName(given);
  return given;
}

const map: Builder = (operand, scope, name) => {
  const args = namedArguments(operand, scope, name, ['input', 'as', 'in'], {
    notDocument: 16878,
    unknown: 16879,
    missing: 16880,
  });
  const input = args.require('input');
  const inner = withVariables(scope, [variableName(args.raw, name, 16881)]);
  if (!Object.hasOwn(args.raw, 'in')) throw location(16882, "Missing 'in' parameter to $map");
  const body = compile(args.raw['in'], inner.scope);
  const [slot] = inner.slots as [number];
  return (frame) => {
    const list = input(frame);
    if (isNullish(list)) return null;
    if (!Array.isArray(list)) throw location(16883, `input to $map must be an array not ${typeName(list)}`);
    return (list as Value[]).map((item) => {
      frame.slots[slot] = item;
      const value = body(frame);
      return value === undefined ? null : value;
    });
  };
};

const filter: Builder = (operand, scope, name) => {
  const args = namedArguments(operand, scope, name, ['input', 'as', 'cond', 'limit'], {
    notDocument: 28646,
    unknown: 28647,
    missing: 28648,
  });
  const input = args.require('input');
  const inner = withVariables(scope, [variableName(args.raw, name, 28651)]);
  if (!Object.hasOwn(args.raw, 'cond')) throw location(28650, "Missing 'cond' parameter to $filter");
  const test = compile(args.raw['cond'], inner.scope);
  const limit = args.get('limit');
  const [slot] = inner.slots as [number];
  return (frame) => {
    const list = input(frame);
    if (isNullish(list)) return null;
    if (!Array.isArray(list)) throw location(28651, `input to $filter must be an array not ${typeName(list)}`);
    const most = limit ? filterLimit(limit(frame)) : Infinity;
    const result: Value[] = [];
    for (const item of list as Value[]) {
      frame.slots[slot] = item;
      if (!truthy(test(frame))) continue;
      result.push(item);
      if (result.length >= most) break;
    }
    return result;
  };
};

function filterLimit(value: Value): number {
  if (isNullish(value)) return Infinity;
  const n = isNumeric(value) ? exactInteger(value) : undefined;
  if (n === undefined || n > 2147483647n) {
    throw location(327391, `$filter: limit must be represented as a 32-bit integral value: ${describeValue(value)}`);
  }
  if (n < 1n) throw location(327392, `$filter: limit must be greater than 0: ${describeValue(value)}`);
  return Number(n);
}

const reduce: Builder = (operand, scope, name) => {
  const args = namedArguments(operand, scope, name, ['input', 'initialValue', 'in'], {
    notDocument: 40075,
    unknown: 40076,
    missing: 40077,
  });
  const input = args.require('input');
  if (!Object.hasOwn(args.raw, 'initialValue'))
    throw location(40078, "$reduce requires 'initialValue' to be specified");
  const initial = args.require('initialValue');
  if (!Object.hasOwn(args.raw, 'in')) throw location(40079, "$reduce requires 'in' to be specified");
  const inner = withVariables(scope, ['this', 'value']);
  const body = compile(args.raw['in'], inner.scope);
  const [thisSlot, valueSlot] = inner.slots as [number, number];
  return (frame) => {
    const list = input(frame);
    if (isNullish(list)) return null;
    if (!Array.isArray(list))
      throw location(40080, `$reduce requires that 'input' be an array, found: ${describeValue(list)}`);
    let value = initial(frame);
    for (const item of list as Value[]) {
      frame.slots[thisSlot] = item;
      frame.slots[valueSlot] = value;
      value = body(frame);
    }
    return value;
  };
};

const zip: Builder = (operand, scope, name) => {
  if (!isDocument(operand))
    throw location(34460, `$zip only supports an object as an argument, found ${typeName(operand)}`);
  for (const field of Object.keys(operand)) {
    if (!['inputs', 'useLongestLength', 'defaults'].includes(field))
      throw location(34464, `$zip found an unknown argument: ${field}`);
  }
  const { inputs, useLongestLength, defaults } = operand;
  if (!Array.isArray(inputs))
    throw location(34461, `inputs must be an array of expressions, found ${typeName(inputs)}`);
  if (inputs.length === 0) throw location(34465, '$zip requires at least one input array');
  const lists = (inputs as Value[]).map((item) => compile(item, scope));
  if (useLongestLength !== undefined && typeof useLongestLength !== 'boolean') {
    throw location(34463, `useLongestLength must be a bool, found ${typeName(useLongestLength)}`);
  }
  if (defaults !== undefined && useLongestLength !== true) {
    throw location(34466, 'cannot specify defaults unless useLongestLength is true');
  }
  if (defaults !== undefined && (!Array.isArray(defaults) || defaults.length !== inputs.length)) {
    throw location(34467, 'defaults and inputs must have the same length');
  }
  const fallbacks = (defaults as Value[] | undefined)?.map((item) => compile(item, scope));
  return (frame) => {
    const arrays: Value[][] = [];
    for (const list of lists) {
      const value = list(frame);
      if (isNullish(value)) return null;
      if (!Array.isArray(value))
        throw location(34468, `${name} found a non-array expression in input: ${describeValue(value)}`);
      arrays.push(value as Value[]);
    }
    const lengths = arrays.map((a) => a.length);
    const length = useLongestLength === true ? Math.max(...lengths) : Math.min(...lengths);
    return Array.from({ length }, (_, i) =>
      arrays.map((a, j) => (i < a.length ? a[i] : (fallbacks?.[j]?.(frame) ?? null))),
    );
  };
};

const sortArray: Builder = (operand, scope, name) => {
  const args = namedArguments(operand, scope, name, ['input', 'sortBy'], {
    notDocument: 2942500,
    unknown: 2942501,
    missing: 2942502,
  });
  const input = args.require('input');
  if (!Object.hasOwn(args.raw, 'sortBy')) throw location(2942503, "$sortArray requires 'sortBy' to be specified");
  const compare = sorter(args.raw['sortBy'], scope.strings);
  return (frame) => {
    const list = input(frame);
    if (isNullish(list)) return null;
    if (!Array.isArray(list)) {
      throw location(2942504, `The input argument to $sortArray must be an array, but was of type: ${typeName(list)}`);
    }
    return [...(list as Value[])].sort(compare);
  };
};

type Picker = (list: readonly Value[], n: number, scope: Scope) => Value[];

function nOperator(pick: Picker): Builder {
  return (operand, scope, name) => {
    if (!isDocument(operand))
      throw location(5787801, `specification must be an object; found ${name}: ${describeValue(operand)}`);
    for (const field of Object.keys(operand)) {
      if (field !== 'n' && field !== 'input') throw location(5787901, `Unknown argument to ${name} '${field}'`);
    }
    if (!Object.hasOwn(operand, 'n')) throw location(5787906, `Missing value for 'n'`);
    if (!Object.hasOwn(operand, 'input')) throw location(5787907, `Missing value for 'input'`);
    const count: Expression = compile(operand['n'], scope);
    const input = compile(operand['input'], scope);
    return (frame) => {
      const n = positiveN(count(frame), name);
      const list = input(frame);
      if (isNullish(list)) return null;
      if (!Array.isArray(list)) throw location(5788200, 'Input must be an array');
      return pick(list as Value[], n, scope);
    };
  };
}

/** The `n` of `$firstN` and its relatives. */
export function positiveN(value: Value, name: string): number {
  if (!isNumeric(value))
    throw location(5787902, `Value for 'n' must be of integral type, but found ${describeValue(value)}`);
  const n = exactInteger(value);
  if (n === undefined)
    throw location(5787903, `Value for 'n' must be of integral type, but found ${describeValue(value)}`);
  if (n <= 0n) throw location(5787908, `'n' must be greater than 0, found ${n}`);
  if (n > 9007199254740991n) throw failedToParse(`'n' is too large for ${name}`);
  return Number(n);
}

function extremes(direction: 1 | -1): Picker {
  return (list, n, scope) =>
    list
      .filter((item) => !isNullish(item))
      .sort((a, b) => compareWith(a, b, scope.strings) * direction)
      .slice(0, n);
}

export const arrayIterationOperators: Record<string, Builder> = {
  $map: map,
  $filter: filter,
  $reduce: reduce,
  $zip: zip,
  $sortArray: sortArray,
  $firstN: nOperator((list, n) => list.slice(0, n)),
  $lastN: nOperator((list, n) => list.slice(-n)),
  $minN: nOperator(extremes(1)),
  $maxN: nOperator(extremes(-1)),
};
