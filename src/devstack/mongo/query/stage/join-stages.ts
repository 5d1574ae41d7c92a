import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { failedToParse, location } from '../expression/arguments';
import { checkVariableName, compileExpression, valueAt } from '../expression/compile';
import { compileFilter } from '../match/filter';
import type { Namespace, PipelineEnv } from '../types';
import { isDocument, setField, typeName } from '../value/bson-type';
import { withPath } from './flow-stages';
import { collect, pacer, type Documents, type Stage, type StageBuilder, type StageContext } from './types';

/** Documents of a collection or view that fulfil a filter. */
export function findIn(ns: Namespace, filter: Document | undefined, context: StageContext): Documents {
  const view = context.env.view?.(ns);
  if (!view) return context.env.find(ns, filter);
  const stages = filter ? [...view.pipeline, { $match: filter }] : [...view.pipeline];
  const under = { db: ns.db, coll: view.on };
  const env = { ...context.env, collection: view.on };
  return context.nested(stages, env, '$lookup')(findIn(under, undefined, { ...context, env }));
}

/**
 * Documents for a sub-pipeline. What its leading `$match`, `$sort` and `$limit` ask for goes into the plan, so that an
 * index bounds the read as in MongoDB; the stages run over the answer again, which changes nothing.
 */
function readAhead(
  ns: Namespace,
  filter: Document | undefined,
  pipeline: Value[],
  variables: Document,
  context: StageContext,
): Documents {
  if (context.env.view?.(ns) !== undefined || context.env.collation !== undefined) return findIn(ns, filter, context);
  const front = context.front(pipeline);
  const filters = [filter, front.filter].filter(
    (one) => one !== undefined && Object.keys(one).length > 0,
  ) as Document[];
  const whole = filters.length > 1 ? { $and: filters } : filters[0];
  return context.env.find(ns, whole, { sort: front.sort, limit: front.limit, variables });
}

/** `from` of a join: a collection of the same database. */
export function sourceOf(from: Value, context: StageContext, stage: string): Namespace {
  if (isDocument(from)) throw failedToParse(`${stage} from another database is not supported by this server`);
  if (typeof from !== 'string')
    throw failedToParse(`${stage} argument 'from' must be a string, is type ${typeName(from)}`);
  const ns = { db: context.env.db, coll: from };
  context.reads(ns);
  return ns;
}

const LOOKUP_FIELDS = ['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'];

interface LookupSpec {
  readonly ns: Namespace | undefined;
  readonly as: readonly string[];
  readonly local: readonly string[] | undefined;
  readonly foreign: string | undefined;
  readonly pipeline: Value[] | undefined;
  readonly variables: Document;
}

function parseLookup(spec: Value, context: StageContext): LookupSpec {
  if (!isDocument(spec)) throw failedToParse('the $lookup specification must be an Object');
  for (const [field, value] of Object.entries(spec)) {
    if (!LOOKUP_FIELDS.includes(field)) throw failedToParse(`unknown argument to $lookup: ${field}`);
    if (['as', 'localField', 'foreignField'].includes(field) && typeof value !== 'string') {
      throw failedToParse(`$lookup argument '${field}' must be a string, is type ${typeName(value)}`);
    }
  }
  const { as, localField, foreignField, pipeline } = spec;
  if (typeof as !== 'string') throw failedToParse("must specify 'as' field for a $lookup");
  if (pipeline !== undefined && !Array.isArray(pipeline)) {
    throw new MongoError(14, 'TypeMismatch', "'pipeline' option must be specified as an array");
  }
  if (pipeline === undefined && (localField === undefined || foreignField === undefined)) {
    throw failedToParse("$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
  }
  if ((localField === undefined) !== (foreignField === undefined)) {
    throw failedToParse("$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
  }
  if (spec['let'] !== undefined && pipeline === undefined) {
    throw failedToParse("$lookup with a 'let' argument must also specify 'pipeline'");
  }
  const variables = spec['let'] ?? {};
  if (!isDocument(variables))
    throw failedToParse(`$lookup argument 'let: ...' must be an object, is type ${typeName(variables)}`);
  Object.keys(variables).forEach(checkVariableName);
  const first: Value = pipeline?.[0];
  const ownSource = spec['from'] === undefined && isDocument(first) && '$documents' in first;
  if (spec['from'] === undefined && !ownSource) throw failedToParse("must specify 'from' field for a $lookup");
  return {
    ns: ownSource ? undefined : sourceOf(spec['from'], context, '$lookup'),
    as: as.split('.'),
    local: (localField as string | undefined)?.split('.'),
    foreign: foreignField as string | undefined,
    pipeline: pipeline as Value[] | undefined,
    variables,
  };
}

/** The filter by which the other collection's documents join a document. */
function joinFilter(doc: Document, { local, foreign }: LookupSpec): Document | undefined {
  if (!local || foreign === undefined) return undefined;
  const value = valueAt(doc, local, 0);
  if (!Array.isArray(value)) return { [foreign]: { $eq: value === undefined ? null : value } };
  const values = value as Value[];
  // `$in` would take a regular expression as a pattern; a join compares values.
  return values.length === 0 ? undefined : { $or: values.map((item) => ({ [foreign]: { $eq: item } })) };
}

const lookup: StageBuilder = (spec, context) => {
  const parsed = parseLookup(spec, context);
  const { env } = context;
  const letValues = Object.entries(parsed.variables).map(([name, value]) => ({
    name,
    evaluate: compileExpression(value, context.scope).evaluate,
  }));
  if (parsed.pipeline)
    checkNested(
      parsed,
      context,
      letValues.map(({ name }) => name),
    );
  const isUncorrelated = letValues.length === 0 && parsed.local === undefined;
  const joined = async (doc: Document): Promise<Document[]> => {
    const filter = joinFilter(doc, parsed);
    if (parsed.local && !filter) return [];
    const matches = filter && compileFilter(filter, context.options);
    const variables: Document = { ...env.variables };
    for (const { name, evaluate } of letValues) variables[name] = evaluate(doc);
    let source: Documents = parsed.ns ? readAhead(parsed.ns, filter, parsed.pipeline ?? [], variables, context) : [];
    if (matches) source = matching(source, matches.matches, env);
    if (!parsed.pipeline) return collect(source, env);
    const inner: PipelineEnv = { ...env, collection: parsed.ns?.coll, variables };
    return collect(context.nested(parsed.pipeline, inner, '$lookup')(source), env);
  };
  return {
    kind: 'stream',
    run: async function* run(source) {
      let shared: Document[] | undefined;
      for await (const doc of source) {
        // Without variables and join fields the inner answer is the same for all documents.
        const docs = isUncorrelated ? (shared ??= await joined(doc)) : await joined(doc);
        yield withPath(doc, parsed.as, docs);
        const pause = env.yieldNow?.();
        if (pause) await pause;
      }
    },
  };
};

/** Compiles the inner pipeline once, so that a bad one is refused even when no document comes. */
function checkNested(parsed: LookupSpec, context: StageContext, names: readonly string[]): void {
  const variables: Document = { ...context.env.variables };
  for (const name of names) variables[name] = null;
  context.nested(parsed.pipeline ?? [], { ...context.env, collection: parsed.ns?.coll, variables }, '$lookup');
}

async function* matching(
  source: Documents,
  matches: (doc: Document) => boolean,
  env: PipelineEnv,
): AsyncIterable<Document> {
  const pace = pacer(env);
  for await (const doc of source) {
    if (matches(doc)) yield doc;
    const pause = pace();
    if (pause) await pause;
  }
}

const unionWith: StageBuilder = (spec, context): Stage => {
  const full: Document = typeof spec === 'string' ? { coll: spec } : isDocument(spec) ? spec : {};
  if (typeof spec !== 'string' && !isDocument(spec)) {
    throw failedToParse(`the $unionWith stage specification must be an object or string, but found ${typeName(spec)}`);
  }
  for (const field of Object.keys(full)) {
    if (field !== 'coll' && field !== 'pipeline') {
      throw new MongoError(40415, 'Location40415', `BSON field '$unionWith.${field}' is an unknown field.`);
    }
  }
  const pipeline = full['pipeline'] ?? [];
  if (!Array.isArray(pipeline))
    throw new MongoError(
      14,
      'TypeMismatch',
      "BSON field '$unionWith.pipeline' is the wrong type, expected type 'array'",
    );
  const first: Value = pipeline[0];
  const ownSource = full['coll'] === undefined && isDocument(first) && '$documents' in first;
  if (full['coll'] === undefined && !ownSource) {
    throw new MongoError(
      9,
      'FailedToParse',
      '$unionWith stage without explicit collection must have a pipeline with $documents as first stage',
    );
  }
  const ns = ownSource ? undefined : sourceOf(full['coll'], context, '$unionWith');
  const env = { ...context.env, collection: ns?.coll };
  const run = context.nested(pipeline, env, '$unionWith');
  return {
    kind: 'stream',
    run: async function* both(source) {
      yield* source;
      yield* run(ns ? readAhead(ns, undefined, pipeline, env.variables ?? {}, context) : []);
    },
  };
};

const facet: StageBuilder = (spec, context) => {
  if (!isDocument(spec))
    throw location(40169, `the $facet specification must be a non-empty object, found: ${typeName(spec)}`);
  if (Object.keys(spec).length === 0) throw location(40169, 'the $facet specification must be a non-empty object');
  const branches = Object.entries(spec).map(([name, stages]) => {
    if (!Array.isArray(stages))
      throw location(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(stages)}`);
    if (name.startsWith('$') || name.includes('.'))
      throw location(40176, `FieldPath field names may not start with '$' or contain '.': ${name}`);
    for (const stage of stages as Value[]) checkFacetStage(stage);
    return { name, run: context.nested(stages, context.env, '$facet') };
  });
  return {
    kind: 'stream',
    run: async function* run(source) {
      const docs = await collect(source, context.env);
      const result: Document = {};
      for (const branch of branches) setField(result, branch.name, await collect(branch.run(docs), context.env));
      yield result;
    },
  };
};

const NOT_IN_FACET = new Set([
  '$facet',
  '$out',
  '$merge',
  '$collStats',
  '$indexStats',
  '$geoNear',
  '$documents',
  '$planCacheStats',
  '$currentOp',
  '$listSessions',
  '$listLocalSessions',
]);

function checkFacetStage(stage: Value): void {
  const name = isDocument(stage) ? (Object.keys(stage)[0] ?? '') : '';
  if (NOT_IN_FACET.has(name)) throw location(40600, `${name} is not allowed to be used within a $facet stage`);
}

export const joinStages: Record<string, StageBuilder> = {
  $lookup: lookup,
  $unionWith: unionWith,
  $facet: facet,
};
