import { Int32, Long, Timestamp } from 'bson';

import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { badValue } from '../match/array-operators';
import { bsonType, getField, isDocument, T, typeName } from '../value/bson-type';
import type { StringOrder } from '../value/collation';
import { compareWith } from '../value/compare';
import { identical } from '../value/identical';
import { combine, isNumeric, toBigInt } from '../value/number';
import { describeElement, describeValue } from '../value/print';
import { REMOVED, UNCHANGED, type ApplyContext, type Modifier, type Outcome } from './node';

export interface ModifierOptions {
  readonly strings: StringOrder | undefined;
}

/** The document's _id as MongoDB's messages name a document. */
export function describeId(root: Document): string {
  const id = getField(root, '_id');
  return id === undefined ? '{no id}' : `{${describeElement('_id', id)}}`;
}

function changed(current: Value, next: Value): Outcome {
  return current !== undefined && identical(current, next) ? UNCHANGED : next;
}

export function setModifier(operand: Value, onlyOnInsert: boolean): Modifier {
  return { creates: true, onlyOnInsert, apply: (current) => changed(current, operand) };
}

export function unsetModifier(): Modifier {
  return { creates: false, toleratesBadPath: true, apply: () => REMOVED };
}

const ARITHMETIC = {
  $inc: { verb: 'increment', op: 'add' },
  $mul: { verb: 'multiply', op: 'multiply' },
} as const;

export function arithmeticModifier(operator: '$inc' | '$mul', path: string, operand: Value): Modifier {
  const { verb, op } = ARITHMETIC[operator];
  if (!isNumeric(operand)) {
    throw new MongoError(
      14,
      'TypeMismatch',
      `Cannot ${verb} with non-numeric argument: {${describeElement(path, operand)}}`,
    );
  }
  const zero = new Int32(0);
  return {
    creates: true,
    apply: (current, context, field) => {
      if (current === undefined) return operator === '$inc' ? operand : combine('multiply', zero, operand, 'none');
      if (!isNumeric(current)) throw nonNumeric(operator, current, context, field);
      const next = combine(op, current, operand, 'none');
      if (next === undefined) {
        const shown = `(${bsonType(current) === T.INT ? 'NumberInt' : 'NumberLong'})${describeValue(current)}`;
        throw badValue(
          `Failed to apply ${operator} operations to current value (${shown}) for document ${describeId(context.root)}`,
        );
      }
      return changed(current, next);
    },
  };
}

function nonNumeric(operator: string, current: Value, context: ApplyContext, field: string): MongoError {
  const name = field.slice(field.lastIndexOf('.') + 1);
  return new MongoError(
    14,
    'TypeMismatch',
    `Cannot apply ${operator} to a value of non-numeric type. ${describeId(context.root)} has the field '${name}' of ` +
      `non-numeric type ${typeName(current)}`,
  );
}

export function compareModifier(operator: '$min' | '$max', operand: Value, options: ModifierOptions): Modifier {
  return {
    creates: true,
    apply: (current) => {
      if (current === undefined) return operand;
      const order = compareWith(operand, current, options.strings);
      return (operator === '$min' ? order < 0 : order > 0) ? operand : UNCHANGED;
    },
  };
}

let lastStampSeconds = 0;
let lastStampIncrement = 0;

/** A timestamp of the present, never the same twice in this process. */
export function nextTimestamp(now: Date): Timestamp {
  const seconds = Math.floor(now.getTime() / 1000);
  lastStampIncrement = seconds === lastStampSeconds ? lastStampIncrement + 1 : 1;
  lastStampSeconds = seconds;
  return new Timestamp({ t: seconds >>> 0, i: lastStampIncrement });
}

export function currentDateModifier(operand: Value): Modifier {
  const kind = currentDateKind(operand);
  return { creates: true, apply: (_current, context) => (kind === 'date' ? context.now : nextTimestamp(context.now)) };
}

function currentDateKind(operand: Value): 'date' | 'timestamp' {
  if (typeof operand === 'boolean') return 'date';
  if (!isDocument(operand)) {
    throw badValue(
      `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ` +
        "({$type: 'timestamp/date'}).",
    );
  }
  for (const [field, value] of Object.entries(operand)) {
    if (field !== '$type') throw badValue(`Unrecognized $currentDate option: ${field}`);
    if (value === 'date' || value === 'timestamp') return value;
  }
  throw badValue(
    "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
  );
}

type Bitwise = (a: bigint, b: bigint) => bigint;
const BITWISE: ReadonlyMap<string, Bitwise> = new Map<string, Bitwise>([
  ['and', (a, b) => a & b],
  ['or', (a, b) => a | b],
  ['xor', (a, b) => a ^ b],
]);

export function bitModifier(operand: Value): Modifier {
  const steps = parseBit(operand);
  return {
    creates: true,
    apply: (current, context, field) => {
      const start: Value = current === undefined ? new Int32(0) : current;
      const type = bsonType(start);
      if (type !== T.INT && type !== T.LONG) {
        const name = field.slice(field.lastIndexOf('.') + 1);
        throw badValue(
          `Cannot apply $bit to a value of non-integral type.${describeId(context.root)} has the field ${name} of ` +
            `non-integer type ${typeName(start)}`,
        );
      }
      let n = toBigInt(start);
      let isLong = type === T.LONG;
      for (const { bitwise, value } of steps) {
        n = bitwise(n, toBigInt(value));
        isLong ||= bsonType(value) === T.LONG;
      }
      return changed(current, isLong ? Long.fromBigInt(n) : new Int32(Number(n)));
    },
  };
}

function parseBit(operand: Value): { bitwise: Bitwise; value: Value }[] {
  if (!isDocument(operand)) {
    throw badValue(
      `The $bit modifier is not compatible with a ${typeName(operand)}. You must pass in an embedded document: ` +
        '{$bit: {field: {and/or/xor: #}}',
    );
  }
  const steps = Object.entries(operand).map(([name, value]) => {
    const bitwise = BITWISE.get(name);
    if (!bitwise) {
      throw badValue(
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: ` +
          `{${describeElement(name, value)}}`,
      );
    }
    const type = bsonType(value);
    if (type !== T.INT && type !== T.LONG) {
      throw badValue(
        `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(value)}' is not supported here: ` +
          `{${describeElement(name, value)}}`,
      );
    }
    return { bitwise, value };
  });
  if (steps.length === 0) {
    throw badValue('You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}');
  }
  return steps;
}

/** The writing half of `$rename`: takes the value of the source path. */
export function renameModifier(from: string): Modifier {
  const parts = from.split('.');
  const source = (context: ApplyContext): Value => renameSource(parts, context.root);
  return {
    creates: true,
    hasWork: (context) => source(context) !== undefined,
    apply: (current, context, field) => {
      const value = source(context);
      if (value === undefined) return UNCHANGED;
      refuseArrayOnPath(field.split('.'), context.root, 'destination');
      return current !== undefined && compareWith(current, value, undefined) === 0 ? UNCHANGED : value;
    },
  };
}

function renameSource(parts: readonly string[], root: Document): Value {
  refuseArrayOnPath(parts, root, 'source');
  let value: Value = root;
  for (const [i, part] of parts.entries()) {
    if (value === undefined) return undefined;
    if (!isDocument(value)) {
      const traversed = parts[i - 1] as string;
      throw new MongoError(
        28,
        'PathNotViable',
        `cannot use the part (${traversed} of ${parts.join('.')}) to traverse the element ({${describeElement(traversed, value)}})`,
      );
    }
    value = getField(value, part);
  }
  return value;
}

function refuseArrayOnPath(parts: readonly string[], root: Document, role: 'source' | 'destination'): void {
  let value: Value = root;
  for (let i = 0; i < parts.length - 1; i += 1) {
    if (!isDocument(value)) return;
    value = getField(value, parts[i] as string);
    if (!Array.isArray(value)) continue;
    const id = getField(root, '_id');
    throw badValue(
      `The ${role} field cannot be an array element, '${parts.join('.')}' in doc with ` +
        `${id === undefined ? 'no id' : describeElement('_id', id)} has an array field called '${parts[i] as string}'`,
    );
  }
}
