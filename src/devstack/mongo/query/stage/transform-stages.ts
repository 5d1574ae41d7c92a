import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { location } from '../expression/arguments';
import { compileExpression, parseFieldPath } from '../expression/compile';
import '../expression/operators';
import type { Scope } from '../expression/types';
import { compileFilter } from '../match/filter';
import { addNode, parseProjection } from '../projection/parse';
import { addComputed, emptyFields, excludeFields, includeFields, type FieldsProjection } from '../projection/tree';
import { isDocument, typeName } from '../value/bson-type';
import { describeValue } from '../value/print';
import type { Stage, StageBuilder } from './types';

type DocumentMap = (doc: Document) => Document;

/** `$project` as a function. */
export function compileProject(spec: Value, scope: Scope): DocumentMap {
  if (!isDocument(spec)) throw location(15969, '$project specification must be an object');
  if (Object.keys(spec).length === 0) {
    throw location(51272, 'Invalid $project :: caused by :: projection specification must have at least one field');
  }
  const { type, root } = parseProjection(spec, {
    allowsPositional: false,
    compute: (value) => compileExpression(value, scope).evaluate,
  });
  if (type === 'exclusion') return (doc) => excludeFields(doc, root);
  return (doc) => addComputed(includeFields(doc, root), root, doc);
}

/** `$addFields` as a function. */
export function compileAddFields(spec: Value, scope: Scope, name: string): DocumentMap {
  if (!isDocument(spec)) throw location(40272, `${name} specification stage must be an object, got ${typeName(spec)}`);
  if (Object.keys(spec).length === 0) {
    throw location(40177, `Invalid ${name} :: caused by :: specification must have at least one field`);
  }
  const root = emptyFields();
  for (const [path, value] of Object.entries(spec)) addComputedField(root, path, value, scope);
  return (doc) => addComputed({ ...doc }, root, doc);
}

function addComputedField(root: FieldsProjection, path: string, value: Value, scope: Scope): void {
  parseFieldPath(path);
  const inner = isDocument(value) ? Object.keys(value) : [];
  if (isDocument(value) && inner.length > 0 && !(inner[0] as string).startsWith('$')) {
    for (const [name, child] of Object.entries(value)) addComputedField(root, `${path}.${name}`, child, scope);
    return;
  }
  addNode(root, path, { kind: 'compute', compute: compileExpression(value, scope).evaluate });
}

/** `$unset` as a function. */
export function compileUnset(spec: Value): DocumentMap {
  const paths = Array.isArray(spec) ? (spec as Value[]) : [spec];
  if (paths.length === 0)
    throw location(31119, '$unset specification must be a string or an array with at least one field');
  const root = emptyFields();
  for (const path of paths) {
    if (typeof path !== 'string') {
      throw Array.isArray(spec)
        ? location(31120, '$unset specification must be a string or an array containing only string values')
        : location(31002, '$unset specification must be a string or an array');
    }
    parseFieldPath(path);
    addNode(root, path, { kind: 'exclude' });
  }
  return (doc) => excludeFields(doc, root);
}

/** `$replaceRoot` / `$replaceWith` as a function. */
export function compileReplaceRoot(spec: Value, scope: Scope, name: string): DocumentMap {
  let expression = spec;
  if (name === '$replaceRoot') {
    if (!isDocument(spec))
      throw location(40229, `expected an object as specification for $replaceRoot stage, got ${typeName(spec)}`);
    for (const field of Object.keys(spec)) {
      if (field !== 'newRoot')
        throw new MongoError(40415, 'Location40415', `BSON field '$replaceRoot.${field}' is an unknown field.`);
    }
    if (!Object.hasOwn(spec, 'newRoot')) {
      throw new MongoError(40414, 'Location40414', "BSON field '$replaceRoot.newRoot' is missing but a required field");
    }
    expression = spec['newRoot'];
  }
  const { evaluate } = compileExpression(expression, scope);
  const label = name === '$replaceRoot' ? "'newRoot' expression " : "'replacement document' ";
  return (doc) => {
    const root = evaluate(doc);
    if (isDocument(root)) return root;
    throw location(
      40228,
      `${label} must evaluate to an object, but resulting value was: ${describeValue(root)}. Type of resulting value: ` +
        `'${typeName(root)}'. Input document: ${describeValue(doc)}`,
    );
  };
}

function map(compiled: DocumentMap): Stage {
  return { kind: 'map', map: compiled };
}

const match: StageBuilder = (spec, { options }) => {
  if (!isDocument(spec)) throw location(15959, 'the match filter must be an expression in an object');
  const filter = compileFilter(spec, options);
  return { kind: 'map', map: (doc) => (filter.matches(doc) ? doc : undefined) };
};

export const transformStages: Record<string, StageBuilder> = {
  $match: match,
  $project: (spec, { scope }) => map(compileProject(spec, scope)),
  $addFields: (spec, { scope }, name) => map(compileAddFields(spec, scope, name)),
  $set: (spec, { scope }, name) => map(compileAddFields(spec, scope, name)),
  $unset: (spec) => map(compileUnset(spec)),
  $replaceRoot: (spec, { scope }, name) => map(compileReplaceRoot(spec, scope, name)),
  $replaceWith: (spec, { scope }, name) => map(compileReplaceRoot(spec, scope, name)),
};
