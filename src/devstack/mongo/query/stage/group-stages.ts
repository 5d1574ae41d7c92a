import { Int32 } from 'bson';

import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { location } from '../expression/arguments';
import { compileExpression } from '../expression/compile';
import { sortDocumentsAsync } from '../sort/sort';
import { isDocument, setField, typeName } from '../value/bson-type';
import { canonicalType, compareWith } from '../value/compare';
import { isNumeric, wholeNumber } from '../value/number';
import { describeValue } from '../value/print';
import { ValueMap } from '../value/value-set';
import { countValue, parseAccumulator, type Accumulator, type AccumulatorFactory } from './accumulators';
import { collect, pacer, type Stage, type StageBuilder, type StageContext } from './types';

type Fields = { name: string; factory: AccumulatorFactory }[];

function finish(key: Value, fields: Fields, states: readonly Accumulator[]): Document {
  const result: Document = { _id: key };
  fields.forEach(({ name }, i) => {
    const value = (states[i] as Accumulator).result();
    if (value !== undefined) setField(result, name, value);
  });
  return result;
}

function groupBy(keyOf: (doc: Document) => Value, fields: Fields, { env, scope }: StageContext): Stage {
  return {
    kind: 'stream',
    run: async function* run(source) {
      const groups = new ValueMap<Accumulator[]>(scope.strings);
      const pace = pacer(env);
      for await (const doc of source) {
        const computed = keyOf(doc);
        const key = computed === undefined ? null : computed;
        let states = groups.get(key);
        if (!states) {
          states = fields.map(({ factory }) => factory(key));
          groups.add(key, states);
        }
        for (const state of states) state.add(doc);
        const pause = pace();
        if (pause) await pause;
      }
      for (const { key, item } of groups.entries) yield finish(key, fields, item);
    },
  };
}

const group: StageBuilder = (spec, context) => {
  if (!isDocument(spec)) throw location(15947, "a group's fields must be specified in an object");
  if (!Object.hasOwn(spec, '_id')) throw location(15955, 'a group specification must include an _id');
  const { _id, ...rest } = spec;
  const key = compileExpression(_id, context.scope);
  const fields = Object.entries(rest).map(([name, value]) => ({
    name,
    factory: parseAccumulator(name, value, context.scope),
  }));
  return groupBy(key.evaluate, fields, context);
};

const sortByCount: StageBuilder = (spec, context) => {
  const isExpression = isDocument(spec) && Object.keys(spec)[0]?.startsWith('$') === true;
  if (isDocument(spec) && !isExpression)
    throw location(
      40147,
      `the sortByCount field must be defined as a $-prefixed path or an expression inside an object`,
    );
  if (!isExpression && !(typeof spec === 'string' && spec.startsWith('$'))) {
    throw location(
      40148,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    );
  }
  const key = compileExpression(spec, context.scope);
  const counted = groupBy(
    key.evaluate,
    [{ name: 'count', factory: parseAccumulator('count', { $sum: new Int32(1) }, context.scope) }],
    context,
  );
  return {
    kind: 'stream',
    run: async function* run(source) {
      const docs = counted.kind === 'stream' ? await collect(counted.run(source), context.env) : [];
      yield* await sortDocumentsAsync(docs, { count: new Int32(-1) }, { yieldNow: context.env.yieldNow });
    },
  };
};

const countStage: StageBuilder = (spec, { env }) => {
  if (typeof spec !== 'string') throw location(40156, 'the count field must be a non-empty string');
  if (spec === '') throw location(40157, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) throw location(40158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('\0')) throw location(40159, 'the count field cannot contain a null byte');
  if (spec.includes('.')) throw location(40160, "the count field cannot contain '.'");
  return {
    kind: 'stream',
    run: async function* run(source) {
      let n = 0;
      const pace = pacer(env);
      for await (const doc of source) {
        if (doc !== undefined) n += 1;
        const pause = pace();
        if (pause) await pause;
      }
      if (n > 0) yield { [spec]: countValue(n) };
    },
  };
};

function outputFields(output: Value, context: StageContext, name: string, code: number): Fields {
  if (output === undefined) {
    return [{ name: 'count', factory: parseAccumulator('count', { $sum: new Int32(1) }, context.scope) }];
  }
  if (!isDocument(output))
    throw location(code, `The ${name} 'output' field must be an object, but found type: ${typeName(output)}.`);
  return Object.entries(output).map(([field, value]) => ({
    name: field,
    factory: parseAccumulator(field, value, context.scope),
  }));
}

const bucket: StageBuilder = (spec, context) => {
  if (!isDocument(spec))
    throw location(40201, `Argument to $bucket stage must be an object, but found type: ${typeName(spec)}.`);
  for (const field of Object.keys(spec)) {
    if (!['groupBy', 'boundaries', 'default', 'output'].includes(field))
      throw location(40197, `Unrecognized option to $bucket: ${field}.`);
  }
  if (!Object.hasOwn(spec, 'groupBy') || !Object.hasOwn(spec, 'boundaries')) {
    throw location(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  }
  const boundaries = checkBoundaries(spec['boundaries'], context);
  const { strings } = context.scope;
  const hasDefault = Object.hasOwn(spec, 'default');
  const fallback = spec['default'];
  if (hasDefault) {
    const low = compareWith(fallback, boundaries[0], strings);
    const high = compareWith(fallback, boundaries[boundaries.length - 1], strings);
    if (canonicalType(fallback) === canonicalType(boundaries[0]) && low >= 0 && high < 0) {
      throw location(
        40199,
        `The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.`,
      );
    }
  }
  const key = compileExpression(spec['groupBy'], context.scope);
  const place = (doc: Document): Value => {
    const value = key.evaluate(doc);
    const above = boundaries.findIndex((boundary) => compareWith(value, boundary, strings) < 0);
    if (above > 0) return boundaries[above - 1];
    if (!hasDefault) {
      throw location(40066, '$switch could not find a matching branch for an input, and no default was specified.');
    }
    return fallback;
  };
  const grouped = groupBy(place, outputFields(spec['output'], context, '$bucket', 40196), context);
  return {
    kind: 'stream',
    run: async function* run(source) {
      const docs = grouped.kind === 'stream' ? await collect(grouped.run(source), context.env) : [];
      yield* docs.sort((a, b) => compareWith(a['_id'], b['_id'], strings));
    },
  };
};

function checkBoundaries(given: Value, context: StageContext): Value[] {
  if (!Array.isArray(given)) {
    throw location(40200, `The $bucket 'boundaries' field must be an array, but found type: ${typeName(given)}.`);
  }
  const boundaries = (given as Value[]).map((item) => compileExpression(item, context.scope).evaluate({}));
  if (boundaries.length < 2) {
    throw location(
      40192,
      `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length} value(s).`,
    );
  }
  for (let i = 1; i < boundaries.length; i += 1) {
    if (canonicalType(boundaries[i - 1]) !== canonicalType(boundaries[i])) {
      throw location(
        40193,
        `All values in the the 'boundaries' option to $bucket must have the same type. Found conflicting types ${typeName(boundaries[i - 1])} and ${typeName(boundaries[i])}.`,
      );
    }
    if (compareWith(boundaries[i - 1], boundaries[i], context.scope.strings) >= 0) {
      throw location(
        40194,
        `The 'boundaries' option to $bucket must be sorted in ascending order, but elements ${i - 1} and ${i} are not in order (${describeValue(boundaries[i - 1])} is not less than ${describeValue(boundaries[i])}).`,
      );
    }
  }
  return boundaries;
}

const bucketAuto: StageBuilder = (spec, context) => {
  if (!isDocument(spec))
    throw location(40240, `The argument to $bucketAuto must be an object, but found type: ${typeName(spec)}.`);
  if (Object.hasOwn(spec, 'granularity')) {
    throw new MongoError(2, 'BadValue', '$bucketAuto granularity is not supported by this server');
  }
  for (const field of Object.keys(spec)) {
    if (!['groupBy', 'buckets', 'output'].includes(field))
      throw location(40245, `Unrecognized option to $bucketAuto: ${field}.`);
  }
  if (!Object.hasOwn(spec, 'groupBy') || !Object.hasOwn(spec, 'buckets')) {
    throw location(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified.");
  }
  if (!isNumeric(spec['buckets'])) {
    throw location(
      40241,
      `The $bucketAuto 'buckets' field must be a numeric value, but found type: ${typeName(spec['buckets'])}.`,
    );
  }
  const wanted = wholeNumber(spec['buckets']);
  if (wanted === undefined)
    throw location(40242, "The $bucketAuto 'buckets' field must be representable as a 32-bit integer");
  if (wanted <= 0)
    throw location(40243, `The $bucketAuto 'buckets' field must be greater than 0, but found: ${wanted}.`);
  const key = compileExpression(spec['groupBy'], context.scope);
  const fields = outputFields(spec['output'], context, '$bucketAuto', 40244);
  return {
    kind: 'stream',
    run: async function* run(source) {
      const keyed = (await collect(source, context.env)).map((doc) => ({ doc, key: key.evaluate(doc) ?? null }));
      keyed.sort((a, b) => compareWith(a.key, b.key, context.scope.strings));
      yield* autoBuckets(keyed, wanted, fields, context);
    },
  };
};

function* autoBuckets(
  keyed: readonly { doc: Document; key: Value }[],
  wanted: number,
  fields: Fields,
  context: StageContext,
): Iterable<Document> {
  const { strings } = context.scope;
  const size = Math.max(1, Math.round(keyed.length / wanted));
  let at = 0;
  for (let made = 1; at < keyed.length; made += 1) {
    let end = made === wanted ? keyed.length : Math.min(keyed.length, at + size);
    // Equal keys stay in one bucket.
    while (end < keyed.length && compareWith(keyed[end - 1]?.key, keyed[end]?.key, strings) === 0) end += 1;
    const min = keyed[at]?.key;
    const max = end < keyed.length ? keyed[end]?.key : keyed[end - 1]?.key;
    const states = fields.map(({ factory }) => factory(null));
    for (const { doc } of keyed.slice(at, end)) for (const state of states) state.add(doc);
    yield finish({ min, max }, fields, states);
    at = end;
  }
}

export const groupStages: Record<string, StageBuilder> = {
  $group: group,
  $sortByCount: sortByCount,
  $count: countStage,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
};
