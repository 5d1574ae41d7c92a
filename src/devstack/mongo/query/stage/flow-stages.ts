import { Long } from 'bson';

import type { Document, Value } from '../../bson-types';
import { location } from '../expression/arguments';
import { parseSortSpec, sortDocumentsAsync } from '../sort/sort';
import { getField, isDocument, setField, typeName } from '../value/bson-type';
import { exactInteger, isNumeric } from '../value/number';
import { describeElement, describeValue } from '../value/print';
import { collect, pacer, type Documents, type StageBuilder } from './types';

function wholeArgument(spec: Value, stage: string, least: bigint, codes: { type: number; sign: number }): number {
  const n = isNumeric(spec) ? exactInteger(spec) : undefined;
  if (n === undefined) {
    throw location(
      codes.type,
      `invalid argument to ${stage} stage: Expected ${isNumeric(spec) ? 'an integer' : 'a number in'}: ${describeElement(stage, spec)}`,
    );
  }
  if (n < 0n)
    throw location(
      codes.type,
      `invalid argument to ${stage} stage: Expected a non-negative number in: ${describeElement(stage, spec)}`,
    );
  if (n < least) throw location(codes.sign, 'the limit must be positive');
  return Number(n);
}

/** Checks the argument of `$limit`. */
export function limitArgument(spec: Value): number {
  return wholeArgument(spec, '$limit', 1n, { type: 5107201, sign: 15958 });
}

async function* take(source: Documents, limit: number): AsyncIterable<Document> {
  let left = limit;
  for await (const doc of source) {
    yield doc;
    left -= 1;
    if (left <= 0) return;
  }
}

const limit: StageBuilder = (spec) => {
  const n = limitArgument(spec);
  return { kind: 'stream', run: (source) => take(source, n) };
};

const skip: StageBuilder = (spec, { env }) => {
  const n = wholeArgument(spec, '$skip', 0n, { type: 5107200, sign: 15956 });
  return {
    kind: 'stream',
    run: async function* run(source) {
      let left = n;
      const pace = pacer(env);
      for await (const doc of source) {
        if (left > 0) {
          left -= 1;
          const pause = pace();
          if (pause) await pause;
        } else yield doc;
      }
    },
  };
};

const sort: StageBuilder = (spec, { env, options }) => {
  if (!isDocument(spec)) throw location(15973, 'the $sort key specification must be an object');
  if (Object.keys(spec).length === 0) throw location(15976, '$sort stage must have at least one sort key');
  parseSortSpec(spec);
  return {
    kind: 'stream',
    run: async function* run(source) {
      const docs = await collect(source, env);
      yield* await sortDocumentsAsync(docs, spec, { collation: options.collation, yieldNow: env.yieldNow });
    },
  };
};

interface UnwindSpec {
  readonly parts: readonly string[];
  readonly keepsEmpty: boolean;
  readonly indexPath: readonly string[] | undefined;
}

function parseUnwind(spec: Value): UnwindSpec {
  const full: Document = isDocument(spec) ? spec : { path: spec };
  if (!isDocument(spec) && typeof spec !== 'string') {
    throw location(
      15981,
      `expected either a string or an object as specification for $unwind stage, got ${typeName(spec)}`,
    );
  }
  for (const field of Object.keys(full)) {
    if (!['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(field)) {
      throw location(28811, `unrecognized option to $unwind stage: ${field}`);
    }
  }
  const { path, preserveNullAndEmptyArrays: keeps, includeArrayIndex: index } = full;
  if (path === undefined) throw location(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string')
    throw location(28808, `expected a string as the path for $unwind stage, got ${typeName(path)}`);
  if (!path.startsWith('$'))
    throw location(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (keeps !== undefined && typeof keeps !== 'boolean') {
    throw location(
      28809,
      `expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got ${typeName(keeps)}`,
    );
  }
  if (index !== undefined && (typeof index !== 'string' || index === '')) {
    throw location(
      28810,
      `expected a non-empty string for the includeArrayIndex  option to $unwind stage, got ${typeName(index)}`,
    );
  }
  if (typeof index === 'string' && index.startsWith('$')) {
    throw location(28822, `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${index}`);
  }
  return { parts: path.slice(1).split('.'), keepsEmpty: keeps === true, indexPath: index?.split('.') };
}

/** A copy of the document with the value at the path set (undefined: removed); arrays on the way are replaced. */
export function withPath(doc: Document, parts: readonly string[], value: Value): Document {
  const [name = '', ...rest] = parts;
  const copy = { ...doc };
  if (rest.length > 0) {
    const inner = getField(doc, name);
    setField(copy, name, withPath(isDocument(inner) ? inner : {}, rest, value));
  } else if (value === undefined) delete copy[name];
  else setField(copy, name, value);
  return copy;
}

function fieldAt(doc: Document, parts: readonly string[]): Value {
  let value: Value = doc;
  for (const part of parts) {
    if (!isDocument(value)) return undefined;
    value = getField(value, part);
  }
  return value;
}

function* unwindOne(doc: Document, { parts, keepsEmpty, indexPath }: UnwindSpec): Iterable<Document> {
  const value = fieldAt(doc, parts);
  const indexed = (result: Document, index: Value): Document =>
    indexPath ? withPath(result, indexPath, index) : result;
  if (Array.isArray(value) && value.length > 0) {
    for (const [i, element] of (value as Value[]).entries())
      yield indexed(withPath(doc, parts, element), Long.fromNumber(i));
  } else if (Array.isArray(value) || value === null || value === undefined) {
    if (keepsEmpty) yield indexed(Array.isArray(value) ? withPath(doc, parts, undefined) : doc, null);
  } else {
    // A value that is no array counts as an array of one.
    yield indexed(doc, null);
  }
}

const unwind: StageBuilder = (spec, { env }) => {
  const parsed = parseUnwind(spec);
  return {
    kind: 'stream',
    run: async function* run(source) {
      const pace = pacer(env);
      for await (const doc of source) {
        yield* unwindOne(doc, parsed);
        const pause = pace();
        if (pause) await pause;
      }
    },
  };
};

const sample: StageBuilder = (spec, { env }) => {
  if (!isDocument(spec)) throw location(28745, 'the $sample stage specification must be an object');
  for (const field of Object.keys(spec))
    if (field !== 'size') throw location(28748, `unrecognized option to $sample: ${field}`);
  if (!Object.hasOwn(spec, 'size')) throw location(28749, '$sample stage must specify a size');
  if (!isNumeric(spec['size'])) throw location(28746, 'size argument to $sample must be a number');
  const size = exactInteger(spec['size']);
  if (size === undefined || size <= 0n)
    throw location(28747, `size argument to $sample must be a positive integer, got ${describeValue(spec['size'])}`);
  return {
    kind: 'stream',
    run: async function* run(source) {
      const kept: Document[] = [];
      let seen = 0;
      const pace = pacer(env);
      for await (const doc of source) {
        seen += 1;
        if (kept.length < size) kept.push(doc);
        else {
          const at = Math.floor(Math.random() * seen);
          if (at < kept.length) kept[at] = doc;
        }
        const pause = pace();
        if (pause) await pause;
      }
      yield* kept;
    },
  };
};

export const flowStages: Record<string, StageBuilder> = {
  $limit: limit,
  $skip: skip,
  $sort: sort,
  $unwind: unwind,
  $sample: sample,
};
