import type { Document, Value } from '../../bson-types';
import { getField, isDocument, setField } from '../value/bson-type';

/** Computes the value of a field from the whole document. */
export type Computation = (root: Document) => Value;

export type ProjectionNode =
  | { readonly kind: 'include' }
  | { readonly kind: 'exclude' }
  | { readonly kind: 'compute'; readonly compute: Computation }
  /** Changes the value in place ($slice, $elemMatch); undefined leaves the field out. */
  | { readonly kind: 'transform'; readonly transform: (value: Value) => Value }
  | FieldsProjection;

export interface FieldsProjection {
  readonly kind: 'fields';
  readonly children: Map<string, ProjectionNode>;
  /** Whether something below is computed, so that a scalar has to give way to a document. */
  hasComputed: boolean;
}

export function emptyFields(): FieldsProjection {
  return { kind: 'fields', children: new Map(), hasComputed: false };
}

/** Keeps the fields named by the tree, in the document's order; computed ones are added by `addComputed`. */
export function includeFields(doc: Document, node: FieldsProjection): Document {
  const result: Document = {};
  for (const name of Object.keys(doc)) {
    const child = node.children.get(name);
    if (!child) continue;
    const value = includedValue(doc[name], child);
    if (value !== undefined) setField(result, name, value);
  }
  return result;
}

function includedValue(value: Value, node: ProjectionNode): Value {
  switch (node.kind) {
    case 'include':
      return value;
    case 'transform':
      return node.transform(value);
    case 'fields':
      if (isDocument(value)) return includeFields(value, node);
      if (!Array.isArray(value)) return undefined;
      return (value as Value[]).map((element) => includedValue(element, node)).filter((v) => v !== undefined);
    default:
      return undefined;
  }
}

/** Leaves out the fields named by the tree. */
export function excludeFields(doc: Document, node: FieldsProjection): Document {
  const result: Document = {};
  for (const name of Object.keys(doc)) {
    const child = node.children.get(name);
    const value = child ? keptValue(doc[name], child) : doc[name];
    if (value !== undefined) setField(result, name, value);
  }
  return result;
}

function keptValue(value: Value, node: ProjectionNode): Value {
  switch (node.kind) {
    case 'exclude':
      return undefined;
    case 'transform':
      return node.transform(value);
    case 'fields':
      if (isDocument(value)) return excludeFields(value, node);
      return Array.isArray(value) ? (value as Value[]).map((element) => keptValue(element, node)) : value;
    default:
      return value;
  }
}

/**
 * Sets the computed fields of the tree, in the order in which they were written.
 *
 * @param target owned by the caller; changed
 * @param root the document that the expressions see
 */
export function addComputed(target: Document, node: FieldsProjection, root: Document): Document {
  for (const [name, child] of node.children) {
    if (child.kind === 'compute') put(target, name, child.compute(root));
    else if (child.kind === 'fields' && child.hasComputed) {
      put(target, name, computedBelow(getField(target, name), child, root));
    }
  }
  return target;
}

function put(target: Document, name: string, value: Value): void {
  if (value === undefined) delete target[name];
  else setField(target, name, value);
}

function computedBelow(value: Value, node: FieldsProjection, root: Document): Value {
  if (isDocument(value)) return addComputed({ ...value }, node, root);
  if (Array.isArray(value)) return (value as Value[]).map((element) => computedBelow(element, node, root));
  return addComputed({}, node, root);
}
