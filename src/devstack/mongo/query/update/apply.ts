import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { getField, isDocument, setField } from '../value/bson-type';
import { describeElement } from '../value/print';
import {
  mergeNodes,
  REMOVED,
  UNCHANGED,
  type ApplyContext,
  type ElementsNode,
  type FieldsNode,
  type Outcome,
  type UpdateNode,
} from './node';

/** MongoDB's bound on nulls that an update may add in front of a new array element. */
const MAX_PADDING = 1_500_000;

/**
 * Applies a node of the update tree to the value at its path, without changing that value.
 *
 * @param path the path taken, with positional parts resolved, for messages
 * @returns the new value, UNCHANGED or REMOVED
 */
export function applyNode(node: UpdateNode, current: Value, context: ApplyContext, path: string): Outcome {
  switch (node.kind) {
    case 'leaf': {
      const { modifier } = node;
      if (modifier.onlyOnInsert === true && !context.isInsert) return UNCHANGED;
      if (current === undefined && !modifier.creates) return UNCHANGED;
      return modifier.apply(current, context, path);
    }
    case 'fields':
      return applyFields(node, current, context, path);
    default:
      return applyElements(node, current, context, path);
  }
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function below(path: string, part: string): string {
  return path === '' ? part : `${path}.${part}`;
}

/** Children with the positional `$` replaced by the index that the query matched. */
function resolvedChildren(node: FieldsNode, context: ApplyContext, path: string): ReadonlyMap<string, UpdateNode> {
  const positional = node.children.get('$');
  if (!positional) return node.children;
  if (context.position === undefined) {
    throw new MongoError(2, 'BadValue', 'The positional operator did not find the match needed from the query.');
  }
  const children = new Map(node.children);
  children.delete('$');
  const index = String(context.position);
  const named = children.get(index);
  children.set(index, named ? mergeNodes(positional, named, below(path, index)) : positional);
  return children;
}

function applyFields(node: FieldsNode, current: Value, context: ApplyContext, path: string): Outcome {
  const children = resolvedChildren(node, context, path);
  if (current === undefined) return applyToDocument(children, {}, context, path);
  if (isDocument(current)) return applyToDocument(children, current, context, path);
  if (Array.isArray(current)) return applyToArray(children, current, context, path);
  for (const [name, child] of children) if (needsPath(child, context)) throw notViable(name, path, current);
  return UNCHANGED;
}

function notViable(name: string, path: string, current: Value): MongoError {
  const element = describeElement(lastPart(path), current);
  return new MongoError(28, 'PathNotViable', `Cannot create field '${name}' in element {${element}}`);
}

/** Whether a node would have to write below a value that cannot have fields. */
function needsPath(node: UpdateNode, context: ApplyContext): boolean {
  if (node.kind === 'elements') return true;
  if (node.kind === 'fields') {
    for (const child of node.children.values()) if (needsPath(child, context)) return true;
    return false;
  }
  const { modifier } = node;
  if (modifier.toleratesBadPath === true || (modifier.onlyOnInsert === true && !context.isInsert)) return false;
  return modifier.hasWork ? modifier.hasWork(context) : true;
}

function applyToDocument(
  children: ReadonlyMap<string, UpdateNode>,
  current: Document,
  context: ApplyContext,
  path: string,
): Outcome {
  let result: Document | undefined;
  for (const [name, child] of children) {
    const outcome = applyNode(child, getField(current, name), context, below(path, name));
    if (outcome === UNCHANGED) continue;
    result ??= copyDocument(current);
    if (outcome === REMOVED) delete result[name];
    else setField(result, name, outcome);
  }
  return result ?? UNCHANGED;
}

/** A shallow copy that keeps the order of fields. */
export function copyDocument(doc: Document): Document {
  // Spreading defines properties, so a field called `__proto__` stays a field.
  return { ...doc };
}

function applyToArray(
  children: ReadonlyMap<string, UpdateNode>,
  current: readonly Value[],
  context: ApplyContext,
  path: string,
): Outcome {
  let result: Value[] | undefined;
  for (const [name, child] of children) {
    if (!/^\d+$/.test(name)) {
      if (needsPath(child, context)) throw notViable(name, path, current);
      continue;
    }
    const index = Number(name);
    const outcome = applyNode(child, (result ?? current)[index], context, below(path, name));
    if (outcome === UNCHANGED) continue;
    result ??= [...current];
    if (index - result.length > MAX_PADDING) {
      throw new MongoError(15, 'CannotBackfillArray', `can't backfill more than ${MAX_PADDING} elements`);
    }
    while (result.length < index) result.push(null);
    // Removing an array element would move the others: MongoDB puts null in its place.
    result[index] = outcome === REMOVED ? null : outcome;
  }
  return result ?? UNCHANGED;
}

function applyElements(node: ElementsNode, current: Value, context: ApplyContext, path: string): Outcome {
  if (current === undefined) {
    throw new MongoError(
      2,
      'BadValue',
      `The path '${path}' must exist in the document in order to apply array updates.`,
    );
  }
  if (!Array.isArray(current)) {
    throw new MongoError(
      2,
      'BadValue',
      `Cannot apply array updates to non-array element ${describeElement(lastPart(path), current)}`,
    );
  }
  let result: Value[] | undefined;
  for (let i = 0; i < current.length; i += 1) {
    const element = current[i] as Value;
    const where = below(path, String(i));
    const child = nodeForElement(node, element, where);
    const outcome = child ? applyNode(child, element, context, where) : UNCHANGED;
    if (outcome === UNCHANGED) continue;
    result ??= [...(current as Value[])];
    result[i] = outcome === REMOVED ? null : outcome;
  }
  return result ?? UNCHANGED;
}

function nodeForElement(node: ElementsNode, element: Value, path: string): UpdateNode | undefined {
  let chosen: UpdateNode | undefined;
  for (const [identifier, child] of node.children) {
    const filter = node.filters.get(identifier);
    if (identifier !== '' && !filter?.matches({ [identifier]: element })) continue;
    chosen = chosen ? mergeNodes(chosen, child, path) : child;
  }
  return chosen;
}
