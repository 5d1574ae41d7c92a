import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import type { FilterOptions } from '../types';
import { getField, isDocument, setField } from '../value/bson-type';
import { collatorFor } from '../value/collation';
import { describeDocument } from '../value/print';
import { builders } from './registry';
import type { CompiledExpression, Expression, Frame, Scope } from './types';

/** The outermost scope: the command's `let` and the system variables. */
export function rootScope(options: FilterOptions & { clusterTime?: Value }): Scope {
  return {
    slots: new Map(),
    constants: new Map(Object.entries(options.variables ?? {})),
    strings: collatorFor(options.collation),
    now: options.now ?? new Date(),
    clusterTime: options.clusterTime,
    size: { slots: 0 },
  };
}

/** The scope with further variables, each with a slot of its own. */
export function withVariables(scope: Scope, names: readonly string[]): { scope: Scope; slots: number[] } {
  const slots = new Map(scope.slots);
  const added = names.map((name) => {
    const slot = scope.size.slots;
    scope.size.slots += 1;
    slots.set(name, slot);
    return slot;
  });
  return { scope: { ...scope, slots }, slots: added };
}

/**
 * Compiles an expression for documents.
 *
 * @throws MongoError 168 for an unknown operator, 17276 for an unknown variable, and the operators' own codes
 */
export function compileExpression(spec: Value, scope: Scope): CompiledExpression {
  const expression = compile(spec, scope);
  return { evaluate: (doc) => expression({ root: doc, slots: new Array<Value>(scope.size.slots) }) };
}

/** Compiles a part of an expression. */
export function compile(spec: Value, scope: Scope): Expression {
  if (typeof spec === 'string') {
    if (spec.startsWith('$$')) return variablePath(spec.slice(2), scope);
    if (spec.startsWith('$')) return fieldPath(spec.slice(1), scope);
    return () => spec;
  }
  if (Array.isArray(spec)) return arrayExpression(spec as Value[], scope);
  if (isDocument(spec)) return documentExpression(spec, scope);
  return () => spec;
}

function arrayExpression(items: readonly Value[], scope: Scope): Expression {
  const parts = items.map((item) => compile(item, scope));
  return (frame) =>
    parts.map((part) => {
      const value = part(frame);
      return value === undefined ? null : value;
    });
}

function documentExpression(spec: Document, scope: Scope): Expression {
  const names = Object.keys(spec);
  const [first] = names;
  if (first?.startsWith('$') === true) {
    if (names.length !== 1) {
      throw new MongoError(
        15983,
        'Location15983',
        `An object representing an expression must have exactly one field: ${describeDocument(spec)}`,
      );
    }
    const builder = builders.get(first);
    if (!builder) throw new MongoError(168, 'InvalidPipelineOperator', `Unrecognized expression '${first}'`);
    return builder(spec[first], scope, first);
  }
  const fields = names.map((name) => {
    checkFieldName(name);
    return { name, value: compile(spec[name], scope) };
  });
  return (frame) => {
    const result: Document = {};
    for (const { name, value } of fields) {
      const computed = value(frame);
      if (computed !== undefined) setField(result, name, computed);
    }
    return result;
  };
}

function checkFieldName(name: string): void {
  if (name.startsWith('$')) {
    throw new MongoError(
      16410,
      'Location16410',
      "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
    );
  }
  if (name.includes('.')) {
    throw new MongoError(
      16412,
      'Location16412',
      "FieldPath field names may not contain '.'. Consider using $getField or $setField.",
    );
  }
}

/** The parts of a field path, checked. */
export function parseFieldPath(path: string): string[] {
  if (path === '') {
    throw new MongoError(16872, 'Location16872', "'$' by itself is not a valid FieldPath");
  }
  if (path.endsWith('.')) throw new MongoError(40353, 'Location40353', "FieldPath must not end with a '.'.");
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') {
      throw new MongoError(15998, 'Location15998', 'FieldPath field names may not be empty strings.');
    }
    if (part.startsWith('$')) checkFieldName(part);
  }
  return parts;
}

function fieldPath(path: string, scope: Scope): Expression {
  const parts = parseFieldPath(path);
  const current = scope.slots.get('CURRENT');
  const [only] = parts;
  if (current !== undefined) return (frame) => valueAt(frame.slots[current], parts, 0);
  if (parts.length === 1 && only !== undefined) return (frame) => getField(frame.root, only);
  return (frame) => valueAt(frame.root, parts, 0);
}

/** The value of a path; arrays on the way give an array of their documents' values. */
export function valueAt(start: Value, parts: readonly string[], from: number): Value {
  let value = start;
  for (let i = from; i < parts.length; i += 1) {
    if (Array.isArray(value)) return valuesOfArray(value as Value[], parts, i);
    if (!isDocument(value)) return undefined;
    value = getField(value, parts[i] as string);
  }
  return value;
}

function valuesOfArray(values: readonly Value[], parts: readonly string[], at: number): Value[] {
  const result: Value[] = [];
  for (const element of values) {
    if (!isDocument(element)) continue;
    const value = valueAt(element, parts, at);
    if (value !== undefined) result.push(value);
  }
  return result;
}

function variablePath(text: string, scope: Scope): Expression {
  const dot = text.indexOf('.');
  const name = dot < 0 ? text : text.slice(0, dot);
  const base = variable(name, scope);
  if (dot < 0) return base;
  const parts = parseFieldPath(text.slice(dot + 1));
  return (frame) => valueAt(base(frame), parts, 0);
}

function variable(name: string, scope: Scope): Expression {
  const slot = scope.slots.get(name);
  if (slot !== undefined) return (frame) => frame.slots[slot];
  switch (name) {
    case '':
      throw new MongoError(9, 'FailedToParse', 'empty variable names are not allowed');
    case 'ROOT':
    case 'CURRENT':
      return (frame: Frame) => frame.root;
    case 'REMOVE':
      return () => undefined;
    case 'NOW':
      return () => scope.now;
    case 'CLUSTER_TIME':
      if (scope.clusterTime === undefined) {
        throw new MongoError(51144, 'Location51144', "Builtin variable '$$CLUSTER_TIME' is not available");
      }
      return () => scope.clusterTime;
    default:
      break;
  }
  if (!scope.constants.has(name)) {
    throw new MongoError(17276, 'Location17276', `Use of undefined variable: ${name}`);
  }
  const constant = scope.constants.get(name);
  return () => constant;
}

/** Whether a name may be given to a variable by the user. */
export function checkVariableName(name: string): void {
  if (name === '') throw new MongoError(16866, 'Location16866', 'empty variable names are not allowed');
  if (name === 'CURRENT') return;
  if (!/^[a-z\u0080-\uffff]/.test(name)) {
    throw new MongoError(16867, 'Location16867', `'${name}' starts with an invalid character for a user variable name`);
  }
  const bad = /[^a-zA-Z0-9_\u0080-\uffff]/.exec(name);
  if (bad) {
    throw new MongoError(
      16868,
      'Location16868',
      `'${name}' contains an invalid character for a variable name: '${bad[0]}'`,
    );
  }
}
