import { Binary, calculateObjectSize, Int32, Long, type Timestamp } from 'bson';

import type { Document, Value } from '../../bson-types';
import { bsonType, getField, isDocument, setField, T, typeName } from '../value/bson-type';
import { describeValue } from '../value/print';
import { isNullish, location, several, unary } from './arguments';
import { compile } from './compile';
import type { Builder, Expression, Scope } from './types';

const mergeObjects = several(0, Infinity, (values) => mergeDocuments(values));

/** `$mergeObjects` of values; null and missing count as empty. */
export function mergeDocuments(values: readonly Value[]): Document {
  const result: Document = {};
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDocument(value)) {
      throw location(
        40400,
        `$mergeObjects requires object inputs, but input ${describeValue(value)} is of type ${typeName(value)}`,
      );
    }
    for (const [name, field] of Object.entries(value)) setField(result, name, field);
  }
  return result;
}

function constantField(spec: Value, scope: Scope, name: string): Expression {
  const isVariable = typeof spec === 'string' && spec.startsWith('$');
  if (isVariable)
    throw location(5654601, `'field' argument to ${name} must not be a field path or variable: use $literal`);
  return compile(spec, scope);
}

function fieldName(value: Value, name: string, code: number): string {
  if (typeof value !== 'string') {
    throw location(code, `${name} requires 'field' to evaluate to type String, but got ${typeName(value)}`);
  }
  return value;
}

const getFieldOperator: Builder = (operand, scope, name) => {
  const isFull = isDocument(operand) && !(Object.keys(operand)[0]?.startsWith('$') === true);
  if (isFull) {
    for (const key of Object.keys(operand)) {
      if (key !== 'field' && key !== 'input') throw location(3041701, `${name} found an unknown argument: ${key}`);
    }
    if (!Object.hasOwn(operand, 'field')) throw location(3041702, `${name} requires 'field' to be specified`);
    if (!Object.hasOwn(operand, 'input')) throw location(3041703, `${name} requires 'input' to be specified`);
  }
  const field = isFull ? constantField(operand['field'], scope, name) : constantField(operand, scope, name);
  const input: Expression = isFull ? compile(operand['input'], scope) : compile('$$CURRENT', scope);
  return (frame) => {
    const key = fieldName(field(frame), name, 3041704);
    const value = input(frame);
    if (isNullish(value)) return value;
    return isDocument(value) ? getField(value, key) : undefined;
  };
};

function setFieldOperator(hasValue: boolean): Builder {
  const fields = hasValue ? ['field', 'input', 'value'] : ['field', 'input'];
  return (operand, scope, name) => {
    if (!isDocument(operand)) throw location(4161100, `${name} only supports an object as its argument`);
    for (const key of Object.keys(operand)) {
      if (!fields.includes(key)) throw location(4161101, `${name} found an unknown argument: ${key}`);
    }
    const codes: Record<string, number> = { field: 4161102, value: 4161103, input: 4161109 };
    for (const key of fields) {
      if (!Object.hasOwn(operand, key))
        throw location(codes[key] as number, `${name} requires '${key}' to be specified`);
    }
    const field = constantField(operand['field'], scope, name);
    const input = compile(operand['input'], scope);
    const value: Expression = hasValue ? compile(operand['value'], scope) : () => undefined;
    return (frame) => {
      const key = fieldName(field(frame), name, 4161107);
      const target = input(frame);
      if (isNullish(target)) return null;
      if (!isDocument(target)) {
        throw location(4161105, `${name} requires 'input' to evaluate to type Object`);
      }
      const result = { ...target };
      const next = value(frame);
      if (next === undefined) delete result[key];
      else setField(result, key, next);
      return result;
    };
  };
}

const bsonSize = unary((value) => {
  if (isNullish(value)) return null;
  if (!isDocument(value)) throw location(31393, `$bsonSize requires a document input, found: ${typeName(value)}`);
  return new Int32(calculateObjectSize(value));
});

const binarySize = unary((value) => {
  if (isNullish(value)) return null;
  if (typeof value === 'string') return new Int32(Buffer.byteLength(value));
  if (bsonType(value) !== T.BINARY) {
    throw location(51276, `$binarySize requires a string or BinData argument, found: ${typeName(value)}`);
  }
  return new Int32(value instanceof Binary ? value.position : (value as Uint8Array).length);
});

function timestampPart(part: 'seconds' | 'increment'): Builder {
  return unary((value, name) => {
    if (isNullish(value)) return null;
    if (bsonType(value) !== T.TIMESTAMP)
      throw location(5687301, ` Argument to ${name} must be a timestamp, but is ${typeName(value)}`);
    const stamp = value as Timestamp;
    return Long.fromNumber(part === 'seconds' ? stamp.getHighBitsUnsigned() : stamp.getLowBitsUnsigned());
  });
}

export const objectOperators: Record<string, Builder> = {
  $mergeObjects: mergeObjects,
  $getField: getFieldOperator,
  $setField: setFieldOperator(true),
  $unsetField: setFieldOperator(false),
  $bsonSize: bsonSize,
  $binarySize: binarySize,
  $tsSecond: timestampPart('seconds'),
  $tsIncrement: timestampPart('increment'),
};
