import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { isDocument } from '../value/bson-type';
import { isNumeric, toDouble } from '../value/number';
import { describeElement } from '../value/print';
import { emptyFields, type Computation, type FieldsProjection, type ProjectionNode } from './tree';

export interface ParsedProjection {
  readonly type: 'inclusion' | 'exclusion';
  readonly root: FieldsProjection;
  /** Path in front of a positional `.$`. */
  readonly positional: string | undefined;
}

export interface ProjectionDialect {
  readonly compute: (spec: Value) => Computation;
  /** Operators of find projections ($slice, $elemMatch); undefined when the spec is an expression. */
  readonly transform?: (
    path: string,
    spec: Document,
  ) => { node: ProjectionNode; implies: 'inclusion' | undefined } | undefined;
  readonly allowsPositional: boolean;
}

interface State {
  type: 'inclusion' | 'exclusion' | undefined;
  implied: 'inclusion' | undefined;
  idIncluded: boolean | undefined;
  positional: string | undefined;
  readonly dialect: ProjectionDialect;
  readonly root: FieldsProjection;
}

function location(code: number, message: string): MongoError {
  return new MongoError(code, `Location${code}`, message);
}

/**
 * Parses a projection of find or `$project`.
 *
 * @throws MongoError 31249-31254, 51270 and others, as MongoDB numbers them
 */
export function parseProjection(spec: Document, dialect: ProjectionDialect): ParsedProjection {
  const state: State = {
    type: undefined,
    implied: undefined,
    idIncluded: undefined,
    positional: undefined,
    dialect,
    root: emptyFields(),
  };
  for (const [path, value] of Object.entries(spec)) parseField(path, value, state);
  const type = state.type ?? state.implied ?? (state.idIncluded === true ? 'inclusion' : 'exclusion');
  if (type === 'inclusion' && state.idIncluded === undefined && !state.root.children.has('_id')) {
    state.root.children.set('_id', { kind: 'include' });
  }
  if (type === 'inclusion' && state.idIncluded === false) state.root.children.delete('_id');
  if (type === 'exclusion' && state.idIncluded === true) state.root.children.delete('_id');
  return { type, root: state.root, positional: state.positional };
}

function parseField(path: string, value: Value, state: State): void {
  if (path.endsWith('.$') && state.dialect.allowsPositional) {
    parsePositional(path.slice(0, -2), value, state);
    return;
  }
  checkPath(path);
  if (typeof value === 'boolean' || isNumeric(value)) {
    parseFlag(path, value === true || (value !== false && toDouble(value) !== 0), state);
    return;
  }
  if (isDocument(value)) {
    const first = Object.keys(value)[0];
    if (first === undefined) {
      throw location(51270, `An empty sub-projection is not a valid value. Found empty object at path`);
    }
    if (!first.startsWith('$')) {
      for (const [inner, child] of Object.entries(value)) parseField(`${path}.${inner}`, child, state);
      return;
    }
    const transformed = state.dialect.transform?.(path, value);
    if (transformed) {
      state.implied ??= transformed.implies;
      addNode(state.root, path, transformed.node);
      return;
    }
  }
  parseComputed(path, value, state);
}

function parseComputed(path: string, value: Value, state: State): void {
  if (state.type === 'exclusion') {
    throw location(31252, `Cannot use an expression ${describeElement(path, value)} in an exclusion projection`);
  }
  if (path === '_id') state.implied = 'inclusion';
  else state.type = 'inclusion';
  if (path === '_id') state.idIncluded = undefined;
  addNode(state.root, path, { kind: 'compute', compute: state.dialect.compute(value) });
}

function parseFlag(path: string, isIncluded: boolean, state: State): void {
  const wanted = isIncluded ? 'inclusion' : 'exclusion';
  if (path === '_id') {
    state.idIncluded = isIncluded;
  } else {
    if (state.type !== undefined && state.type !== wanted) {
      throw isIncluded
        ? location(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
        : location(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
    }
    state.type = wanted;
  }
  addNode(state.root, path, { kind: isIncluded ? 'include' : 'exclude' });
}

function parsePositional(path: string, value: Value, state: State): void {
  checkPath(path);
  if (value === false || (isNumeric(value) && toDouble(value) === 0)) {
    throw location(31395, 'positional projection cannot be used with exclusion');
  }
  if (state.positional !== undefined) {
    throw location(31276, 'Cannot specify more than one positional projection per query.');
  }
  state.positional = path;
  parseFlag(path, true, state);
}

function checkPath(path: string): void {
  if (path === '') throw location(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw location(40353, "FieldPath must not end with a '.'.");
  for (const part of path.split('.')) {
    if (part === '') throw location(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) {
      throw location(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.");
    }
    if (part.includes('\0')) throw location(16411, 'FieldPath field names may not contain null bytes.');
  }
}

/** Puts a leaf into the tree; two entries for one path (or a path below a leaf) are a collision. */
export function addNode(root: FieldsProjection, path: string, leaf: ProjectionNode): void {
  const parts = path.split('.');
  let node = root;
  for (const [i, part] of parts.entries()) {
    if (leaf.kind === 'compute') node.hasComputed = true;
    const known = node.children.get(part);
    if (i === parts.length - 1) {
      if (known?.kind === 'fields') throw location(31250, `Path collision at ${path}`);
      if (known) throw location(31250, `Path collision at ${path}`);
      node.children.set(part, leaf);
      return;
    }
    if (known && known.kind !== 'fields') {
      throw location(31249, `Path collision at ${path} remaining portion ${parts.slice(i + 1).join('.')}`);
    }
    const next = known ?? emptyFields();
    if (!known) node.children.set(part, next);
    node = next;
  }
}
