import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { isDocument, typeName } from '../value/bson-type';
import { exactInteger, isNumeric, toDouble } from '../value/number';
import { compile } from './compile';
import type { Builder, Expression, Scope } from './types';

export function location(code: number, message: string): MongoError {
  return new MongoError(code, `Location${code}`, message);
}

export function typeMismatch(message: string): MongoError {
  return new MongoError(14, 'TypeMismatch', message);
}

export function failedToParse(message: string): MongoError {
  return new MongoError(9, 'FailedToParse', message);
}

/** Missing, null or undefined. */
export function isNullish(value: Value): value is null | undefined {
  return value === null || value === undefined;
}

/** An operand that is one expression or a list of them. */
export function compileArguments(operand: Value, scope: Scope): Expression[] {
  return (Array.isArray(operand) ? (operand as Value[]) : [operand]).map((item) => compile(item, scope));
}

function checkCount(name: string, found: number, least: number, most: number): void {
  if (found >= least && found <= most) return;
  if (least === most) {
    throw location(16020, `Expression ${name} takes exactly ${least} arguments. ${found} were passed in.`);
  }
  throw location(
    28667,
    `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${found} were passed in.`,
  );
}

export function unary(fn: (value: Value, name: string) => Value): Builder {
  return (operand, scope, name) => {
    const list = compileArguments(operand, scope);
    checkCount(name, list.length, 1, 1);
    const [value] = list;
    return (frame) => fn((value as Expression)(frame), name);
  };
}

export function binary(fn: (a: Value, b: Value, name: string, scope: Scope) => Value): Builder {
  return (operand, scope, name) => {
    const list = compileArguments(operand, scope);
    checkCount(name, list.length, 2, 2);
    const [left, right] = list as [Expression, Expression];
    return (frame) => fn(left(frame), right(frame), name, scope);
  };
}

/** An operator with between `least` and `most` arguments, all evaluated. */
export function several(
  least: number,
  most: number,
  fn: (values: Value[], name: string, scope: Scope) => Value,
): Builder {
  return (operand, scope, name) => {
    const list = compileArguments(operand, scope);
    checkCount(name, list.length, least, most);
    return (frame) =>
      fn(
        list.map((expression) => expression(frame)),
        name,
        scope,
      );
  };
}

/** Fields of an operand that is a document of named expressions. */
export interface NamedArguments {
  readonly raw: Document;
  get(field: string): Expression | undefined;
  require(field: string): Expression;
}

/** Checks and compiles an operand with named arguments. */
export function namedArguments(
  operand: Value,
  scope: Scope,
  name: string,
  fields: readonly string[],
  codes: { notDocument: number; unknown: number; missing: number },
): NamedArguments {
  if (!isDocument(operand)) {
    throw location(codes.notDocument, `${name} only supports an object as its argument, found: ${typeName(operand)}`);
  }
  for (const field of Object.keys(operand)) {
    if (!fields.includes(field)) throw location(codes.unknown, `Unrecognized argument to ${name}: ${field}`);
  }
  return {
    raw: operand,
    get: (field) => (Object.hasOwn(operand, field) ? compile(operand[field], scope) : undefined),
    require: (field) => {
      if (!Object.hasOwn(operand, field)) throw location(codes.missing, `Missing '${field}' parameter to ${name}`);
      return compile(operand[field], scope);
    },
  };
}

/** Truth of a value in a boolean context. */
export function truthy(value: Value): boolean {
  if (value === null || value === undefined || value === false) return false;
  if (value === true) return true;
  return !(isNumeric(value) && toDouble(value) === 0);
}

/** A whole number that fits 32 bits, or undefined. */
export function int32Of(value: Value): number | undefined {
  const n = isNumeric(value) ? exactInteger(value) : undefined;
  return n !== undefined && n >= -2147483648n && n <= 2147483647n ? Number(n) : undefined;
}

/**
 * A date, made by an expression.
 *
 * @throws MongoError 15 for what JavaScript cannot hold (beyond the year 275760; MongoDB's dates reach further)
 */
export function makeDate(ms: number): Date {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) throw new MongoError(15, 'Overflow', 'date overflow');
  return date;
}
