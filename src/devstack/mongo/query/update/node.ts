import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import type { CompiledFilter } from '../types';

/** Results of a modifier that are not values. */
export const UNCHANGED = Symbol('unchanged');
export const REMOVED = Symbol('removed');
/** A new value, UNCHANGED or REMOVED. */
export type Outcome = Value;

export interface ApplyContext {
  readonly root: Document;
  readonly position: number | undefined;
  readonly isInsert: boolean;
  readonly now: Date;
}

/** One operator on one path. */
export interface Modifier {
  /**
   * @param current the value at the path, undefined where there is none
   * @returns the new value, UNCHANGED or REMOVED
   */
  apply(current: Value, context: ApplyContext, field: string): Outcome;
  /** False for operators that leave missing fields missing ($unset, $pull, $pop). */
  readonly creates: boolean;
  /** True for $unset: a path through a scalar is then nothing to complain about. */
  readonly toleratesBadPath?: boolean;
  readonly onlyOnInsert?: boolean;
  /** For $rename: false where there is no source value. */
  hasWork?(context: ApplyContext): boolean;
}

export interface LeafNode {
  readonly kind: 'leaf';
  readonly modifier: Modifier;
}
export interface FieldsNode {
  readonly kind: 'fields';
  /** Kept in MongoDB's order of application: numeric names by number, others by bytes. `$` is the positional. */
  children: Map<string, UpdateNode>;
}
export interface ElementsNode {
  readonly kind: 'elements';
  /** Identifier of an array filter -> node; '' stands for `$[]`. */
  readonly children: Map<string, UpdateNode>;
  readonly filters: ReadonlyMap<string, CompiledFilter>;
}
export type UpdateNode = LeafNode | FieldsNode | ElementsNode;

function conflict(path: string, at: string): MongoError {
  return new MongoError(
    40,
    'ConflictingUpdateOperators',
    `Updating the path '${path}' would create a conflict at '${at}'`,
  );
}

function identifierOf(part: string): string | undefined {
  return part.startsWith('$[') && part.endsWith(']') ? part.slice(2, -1) : undefined;
}

/**
 * Adds one modifier to the tree.
 *
 * @throws MongoError 40 when another operator already has the path, a part of it, or something below it
 */
export function addToTree(
  root: FieldsNode,
  path: string,
  modifier: Modifier,
  filters: ReadonlyMap<string, CompiledFilter>,
): void {
  const parts = path.split('.');
  let node: FieldsNode | ElementsNode = root;
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i] as string;
    const identifier = identifierOf(part);
    const here = parts.slice(0, i).join('.');
    if ((node.kind === 'elements') !== (identifier !== undefined)) throw conflict(path, here);
    const key: string = identifier ?? part;
    const known: UpdateNode | undefined = node.children.get(key);
    if (i === parts.length - 1) {
      if (known) throw conflict(path, path);
      node.children.set(key, { kind: 'leaf', modifier });
      return;
    }
    const next: UpdateNode = known ?? emptyNode(parts[i + 1] as string, filters);
    if (!known) node.children.set(key, next);
    if (next.kind === 'leaf') throw conflict(path, parts.slice(0, i + 1).join('.'));
    node = next;
  }
}

function emptyNode(nextPart: string, filters: ReadonlyMap<string, CompiledFilter>): FieldsNode | ElementsNode {
  return identifierOf(nextPart) === undefined
    ? { kind: 'fields', children: new Map() }
    : { kind: 'elements', children: new Map(), filters };
}

const NUMERIC = /^\d+$/;

/** MongoDB's order of field names in an update: numbers by value, all else by bytes. */
export function compareFieldNames(a: string, b: string): number {
  if (NUMERIC.test(a) && NUMERIC.test(b)) {
    const order = Number(a) - Number(b);
    if (order !== 0) return order;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Puts every level into the order in which MongoDB applies (and creates) fields. */
export function sortTree(node: UpdateNode): void {
  if (node.kind === 'leaf') return;
  if (node.kind === 'fields') {
    node.children = new Map([...node.children].sort(([a], [b]) => compareFieldNames(a, b)));
  }
  for (const child of node.children.values()) sortTree(child);
}

/**
 * One node that does the work of both, for an element that two parts of the update reach (`a.$` and `a.0`).
 *
 * @throws MongoError 40 when both change the same value
 */
export function mergeNodes(a: UpdateNode, b: UpdateNode, path: string): UpdateNode {
  if (a.kind === 'leaf' || b.kind === 'leaf' || a.kind !== b.kind) {
    throw new MongoError(40, 'ConflictingUpdateOperators', `Update created a conflict at '${path}'`);
  }
  const children = new Map(a.children);
  for (const [name, child] of b.children) {
    const known = children.get(name);
    const inner = a.kind === 'elements' ? `$[${name}]` : name;
    children.set(name, known ? mergeNodes(known, child, `${path}.${inner}`) : child);
  }
  if (a.kind === 'elements') return { kind: 'elements', children, filters: a.filters };
  const merged: FieldsNode = { kind: 'fields', children };
  sortTree(merged);
  return merged;
}
