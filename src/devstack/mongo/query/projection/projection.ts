import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { compileExpression, rootScope } from '../expression/compile';
import '../expression/operators';
import { compileFilter } from '../match/filter';
import type { CompiledFilter, FilterOptions, Projection } from '../types';
import { getField, isDocument, setField, typeName } from '../value/bson-type';
import { isNumeric, toDouble } from '../value/number';
import { parseProjection, type ProjectionDialect } from './parse';
import { addComputed, excludeFields, includeFields, type ProjectionNode } from './tree';

/**
 * Compiles a find projection. The function made never changes its argument.
 *
 * @param filter the query, needed for the positional `$`
 * @throws MongoError for a projection that MongoDB refuses
 */
export function compileProjection(spec: Document, filter?: CompiledFilter, options: FilterOptions = {}): Projection {
  if (Object.keys(spec).length === 0) return (doc) => doc;
  const scope = rootScope(options);
  const dialect: ProjectionDialect = {
    allowsPositional: true,
    compute: (value) => compileExpression(value, scope).evaluate,
    transform: (path, value) => findOperator(path, value, options),
  };
  const { type, root, positional } = parseProjection(spec, dialect);
  const project: Projection =
    type === 'exclusion'
      ? (doc) => excludeFields(doc, root)
      : root.hasComputed
        ? (doc) => addComputed(includeFields(doc, root), root, doc)
        : (doc) => includeFields(doc, root);
  if (positional === undefined) return project;
  if (!filter) {
    throw new MongoError(
      51246,
      'Location51246',
      `positional operator '.$' requires corresponding field in query specifier`,
    );
  }
  const parts = positional.split('.');
  return (doc) => keepMatched(project(doc), parts, filter.matchedPosition(doc));
}

/** Reduces the first array on the path to the element that the query matched. */
function keepMatched(doc: Document, parts: readonly string[], position: number | undefined): Document {
  const [name = '', ...rest] = parts;
  const value = getField(doc, name);
  if (Array.isArray(value)) {
    if (position === undefined || position >= value.length) {
      throw new MongoError(
        51246,
        'Location51246',
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    }
    return withField(doc, name, [value[position] as Value]);
  }
  if (!isDocument(value) || rest.length === 0) return doc;
  return withField(doc, name, keepMatched(value, rest, position));
}

function withField(doc: Document, name: string, value: Value): Document {
  const copy = { ...doc };
  setField(copy, name, value);
  return copy;
}

function findOperator(
  path: string,
  spec: Document,
  options: FilterOptions,
): { node: ProjectionNode; implies: 'inclusion' | undefined } | undefined {
  if (Object.keys(spec).length !== 1) return undefined;
  if ('$elemMatch' in spec) {
    return {
      node: { kind: 'transform', transform: elemMatch(path, spec['$elemMatch'], options) },
      implies: 'inclusion',
    };
  }
  if ('$slice' in spec) {
    const transform = slice(spec['$slice']);
    return transform && { node: { kind: 'transform', transform }, implies: undefined };
  }
  if ('$meta' in spec) throw new MongoError(2, 'BadValue', '$meta projection is not supported by this server');
  return undefined;
}

function elemMatch(path: string, condition: Value, options: FilterOptions): (value: Value) => Value {
  if (!isDocument(condition)) {
    throw new MongoError(
      31274,
      'Location31274',
      `elemMatch: Invalid argument, object required, but got ${typeName(condition)}`,
    );
  }
  if (path.includes('.')) {
    throw new MongoError(2, 'BadValue', 'Cannot use $elemMatch projection on a nested field (currently unsupported).');
  }
  const filter = compileFilter({ v: { $elemMatch: condition } }, options);
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const position = filter.matchedPosition({ v: value });
    return position === undefined ? undefined : [value[position] as Value];
  };
}

/** `$slice: n` or `$slice: [skip, limit]`; undefined when it is the aggregation form. */
function slice(spec: Value): ((value: Value) => Value) | undefined {
  if (isNumeric(spec)) {
    const n = Math.trunc(toDouble(spec));
    return onArrays((values) => (n >= 0 ? values.slice(0, n) : values.slice(n)));
  }
  if (!Array.isArray(spec)) {
    throw new MongoError(
      28667,
      'Location28667',
      'Invalid $slice syntax. The given syntax did not match the find() syntax because :: Location31273: $slice only ' +
        'supports numbers and [x, y] arrays',
    );
  }
  const [skip, limit] = spec as Value[];
  if (spec.length !== 2 || !isNumeric(skip) || !isNumeric(limit)) return undefined;
  const from = Math.trunc(toDouble(skip));
  const count = Math.trunc(toDouble(limit));
  if (count <= 0) throw new MongoError(28724, 'Location28724', 'First argument to $slice must be a positive number');
  return onArrays((values) => {
    const start = from < 0 ? Math.max(0, values.length + from) : from;
    return values.slice(start, start + count);
  });
}

function onArrays(change: (values: Value[]) => Value[]): (value: Value) => Value {
  return (value) => (Array.isArray(value) ? change(value as Value[]) : value);
}
