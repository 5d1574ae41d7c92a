import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { badValue, isElementCondition } from '../match/array-operators';
import { compileFilter } from '../match/filter';
import { compileSort } from '../sort/sort';
import type { FilterOptions } from '../types';
import { bsonType, isDocument, T, typeName } from '../value/bson-type';
import type { StringOrder } from '../value/collation';
import { compareWith, equalWith } from '../value/compare';
import { exactInteger, isNumeric, toDouble } from '../value/number';
import { describeDocument, describeElement, describeValue } from '../value/print';
import { ValueSet } from '../value/value-set';
import { describeId } from './modifiers';
import { UNCHANGED, type Modifier } from './node';

interface PushClauses {
  each: readonly Value[];
  position: number | undefined;
  slice: number | undefined;
  sort: ((a: Value, b: Value) => number) | undefined;
}

/** `$push`, with `$each`, `$position`, `$sort` and `$slice`. */
export function pushModifier(operand: Value, options: FilterOptions, strings: StringOrder | undefined): Modifier {
  const clauses = parsePush(operand, options, strings);
  return {
    creates: true,
    apply: (current, context, field) => {
      if (current !== undefined && !Array.isArray(current)) {
        throw badValue(
          `The field '${field}' must be an array but is of type ${typeName(current)} in document ${describeId(context.root)}`,
        );
      }
      const before = (current ?? []) as readonly Value[];
      const after = pushInto(before, clauses);
      if (current !== undefined && after.length === before.length && after.every((v, i) => v === before[i])) {
        return UNCHANGED;
      }
      return after;
    },
  };
}

function pushInto(before: readonly Value[], { each, position, slice, sort }: PushClauses): Value[] {
  const at = position === undefined ? before.length : position < 0 ? Math.max(0, before.length + position) : position;
  const result = [...before];
  result.splice(Math.min(at, before.length), 0, ...each);
  if (sort) result.sort(sort);
  if (slice === undefined) return result;
  if (slice === 0) return [];
  return slice > 0 ? result.slice(0, slice) : result.slice(slice);
}

function parsePush(operand: Value, options: FilterOptions, strings: StringOrder | undefined): PushClauses {
  const plain: PushClauses = { each: [operand], position: undefined, slice: undefined, sort: undefined };
  if (!isDocument(operand) || !('$each' in operand)) return plain;
  const clauses: PushClauses = { ...plain };
  for (const [name, value] of Object.entries(operand)) {
    switch (name) {
      case '$each':
        if (!Array.isArray(value)) {
          throw badValue(`The argument to $each in $push must be an array but it was of type: ${typeName(value)}`);
        }
        clauses.each = value as Value[];
        break;
      case '$slice':
        clauses.slice = integerClause(
          value,
          `The value for $slice must be an integer value but was given type: ${typeName(value)}`,
        );
        break;
      case '$position':
        clauses.position = integerClause(
          value,
          `The value for $position must be an integer value, not of type: ${typeName(value)}`,
        );
        break;
      case '$sort':
        clauses.sort = parsePushSort(value, options, strings);
        break;
      default:
        throw badValue(`Unrecognized clause in $push: ${name}`);
    }
  }
  return clauses;
}

function integerClause(value: Value, message: string): number {
  const n = isNumeric(value) ? exactInteger(value) : undefined;
  if (n === undefined) throw badValue(message);
  return Number(n);
}

function parsePushSort(
  value: Value,
  options: FilterOptions,
  strings: StringOrder | undefined,
): (a: Value, b: Value) => number {
  if (isNumeric(value)) {
    const direction = toDouble(value);
    if (direction !== 1 && direction !== -1) throw badValue('The $sort element value must be either 1 or -1');
    return (a, b) => compareWith(a, b, strings) * direction;
  }
  if (!isDocument(value)) {
    throw badValue('The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields');
  }
  if (Object.keys(value).length === 0) throw badValue('The $sort pattern is empty when it should be a set of fields.');
  for (const [field, direction] of Object.entries(value)) {
    if (!isNumeric(direction) || Math.abs(toDouble(direction)) !== 1) {
      throw badValue('The $sort element value must be either 1 or -1');
    }
    if (field === '' || field.split('.').includes('')) {
      throw badValue('The $sort field is a dotted field but has an empty part: ' + field);
    }
  }
  const compare = compileSort(value, options.collation);
  // Elements that are no documents have none of the fields: they sort as the empty document does.
  const asDocument = (v: Value): Document => (isDocument(v) ? v : {});
  return (a, b) => compare(asDocument(a), asDocument(b));
}

/** `$addToSet`, with `$each`. */
export function addToSetModifier(operand: Value, strings: StringOrder | undefined): Modifier {
  const additions = parseAddToSet(operand);
  return {
    creates: true,
    apply: (current, _context, field) => {
      if (current !== undefined && !Array.isArray(current)) {
        throw badValue(
          `Cannot apply $addToSet to non-array field. Field named '${field.slice(field.lastIndexOf('.') + 1)}' has ` +
            `non-array type ${typeName(current)}`,
        );
      }
      const before = (current ?? []) as readonly Value[];
      const seen = new ValueSet(strings);
      for (const value of before) seen.add(value);
      const added = additions.filter((value) => seen.add(value));
      if (current !== undefined && added.length === 0) return UNCHANGED;
      return [...before, ...added];
    },
  };
}

function parseAddToSet(operand: Value): readonly Value[] {
  if (!isDocument(operand) || Object.keys(operand)[0] !== '$each') return [operand];
  const each = operand['$each'];
  if (!Array.isArray(each)) {
    throw new MongoError(
      14,
      'TypeMismatch',
      `The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`,
    );
  }
  if (Object.keys(operand).length > 1) {
    throw badValue(`Found unexpected fields after $each in $addToSet: ${describeDocument(operand)}`);
  }
  return each as Value[];
}

function culling(matches: (element: Value) => boolean): Modifier {
  return {
    creates: false,
    apply: (current) => {
      if (!Array.isArray(current)) throw badValue('Cannot apply $pull to a non-array value');
      const rest = (current as Value[]).filter((element) => !matches(element));
      return rest.length === current.length ? UNCHANGED : rest;
    },
  };
}

/** `$pull`: a literal, a condition on the element, or a query on the fields of the element. */
export function pullModifier(operand: Value, options: FilterOptions, strings: StringOrder | undefined): Modifier {
  const type = bsonType(operand);
  if (type === T.REGEX || (isDocument(operand) && isElementCondition(operand))) {
    const filter = compileFilter({ v: operand }, options);
    return culling((element) => filter.matches({ v: element }));
  }
  if (isDocument(operand)) {
    const filter = compileFilter(operand, options);
    return culling((element) => isDocument(element) && filter.matches(element));
  }
  return culling((element) => equalWith(element, operand, strings));
}

export function pullAllModifier(operand: Value, strings: StringOrder | undefined): Modifier {
  if (!Array.isArray(operand)) {
    throw badValue(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
  }
  const values = operand as Value[];
  return culling((element) => values.some((value) => equalWith(element, value, strings)));
}

export function popModifier(path: string, operand: Value): Modifier {
  const n = isNumeric(operand) ? exactInteger(operand) : undefined;
  if (!isNumeric(operand))
    throw new MongoError(9, 'FailedToParse', `Expected a number in: ${describeElement(path, operand)}`);
  if (n !== 1n && n !== -1n) {
    throw new MongoError(9, 'FailedToParse', `$pop expects 1 or -1, found: ${describeValue(operand)}`);
  }
  return {
    creates: false,
    apply: (current, _context, field) => {
      if (!Array.isArray(current)) {
        throw new MongoError(
          14,
          'TypeMismatch',
          `Path '${field}' contains an element of non-array type '${typeName(current)}'`,
        );
      }
      if (current.length === 0) return UNCHANGED;
      const values = current as Value[];
      return n === 1n ? values.slice(0, -1) : values.slice(1);
    },
  };
}
