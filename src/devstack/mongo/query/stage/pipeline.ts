import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { rootScope } from '../expression/compile';
import '../expression/operators';
import { parseSortSpec } from '../sort/sort';
import type { AsyncPipeline, FilterOptions, Namespace, PipelineEnv } from '../types';
import { isDocument } from '../value/bson-type';
import { flowStages, limitArgument } from './flow-stages';
import { graphStages } from './graph-stage';
import { groupStages } from './group-stages';
import { joinStages } from './join-stages';
import { outputNamespace, outputStages } from './output-stages';
import { sourceStages } from './source-stages';
import { transformStages } from './transform-stages';
import { pacer, type Documents, type Stage, type StageBuilder, type StageContext } from './types';

const BUILDERS: ReadonlyMap<string, StageBuilder> = new Map(
  [transformStages, groupStages, flowStages, joinStages, graphStages, outputStages, sourceStages].flatMap((table) =>
    Object.entries(table),
  ),
);

/** MongoDB's bound on pipelines inside pipelines. */
const MAX_NESTING = 20;
/** MongoDB's bound on the stages of one pipeline (internalPipelineLengthLimit). */
const MAX_STAGES = 1000;

interface NamedStage {
  readonly name: string;
  readonly spec: Value;
}

function parseStages(stages: Value): NamedStage[] {
  if (!Array.isArray(stages))
    throw new MongoError(14, 'TypeMismatch', "'pipeline' option must be specified as an array");
  if (stages.length > MAX_STAGES) {
    throw new MongoError(7749501, 'Location7749501', `Pipeline length must be no longer than ${MAX_STAGES} stages`);
  }
  const parsed = (stages as Value[]).map((stage): NamedStage => {
    if (!isDocument(stage)) {
      throw new MongoError(14, 'TypeMismatch', "Each element of the 'pipeline' array must be an object");
    }
    const names = Object.keys(stage);
    const [name] = names;
    if (names.length !== 1 || name === undefined) {
      throw new MongoError(
        40323,
        'Location40323',
        'A pipeline stage specification object must contain exactly one field.',
      );
    }
    if (!BUILDERS.has(name)) {
      throw new MongoError(40324, 'Location40324', `Unrecognized pipeline stage name: '${name}'`);
    }
    return { name, spec: stage[name] };
  });
  checkPlaces(parsed);
  return parsed;
}

function checkPlaces(stages: readonly NamedStage[]): void {
  for (const [i, { name }] of stages.entries()) {
    if (name in outputStages && i !== stages.length - 1) {
      throw new MongoError(40601, 'Location40601', `${name} can only be the final stage in the pipeline`);
    }
    if (name in sourceStages && i !== 0) {
      throw new MongoError(40602, 'Location40602', `${name} is only valid as the first stage in a pipeline.`);
    }
  }
}

class Compiler {
  readonly reads: Namespace[] = [];

  compile(stages: readonly NamedStage[], env: PipelineEnv, depth: number): Stage[] {
    if (depth > MAX_NESTING) {
      throw new MongoError(
        146,
        'ExceededMemoryLimit',
        `Maximum number of nested sub-pipelines exceeded. Limit is ${MAX_NESTING}`,
      );
    }
    const options: FilterOptions = { collation: env.collation, variables: env.variables, now: env.now };
    const context: StageContext = {
      env,
      options,
      scope: rootScope({ ...options, clusterTime: env.clusterTime }),
      reads: (ns) => this.reads.push(ns),
      front: (inner) => pushdownOf(parseStages(inner)),
      nested: (inner, innerEnv, stageName) => {
        const parsed = parseStages(inner);
        const last = parsed[parsed.length - 1];
        if (last && last.name in outputStages) {
          throw new MongoError(
            51047,
            'Location51047',
            `${last.name} is not allowed within a ${stageName}'s sub-pipeline`,
          );
        }
        const compiled = this.compile(parsed, innerEnv, depth + 1);
        return (source) => runStages(compiled, source, innerEnv);
      },
    };
    return stages.map(({ name, spec }) => (BUILDERS.get(name) as StageBuilder)(spec, context, name));
  }
}

function runStages(stages: readonly Stage[], source: Documents, env: PipelineEnv): AsyncIterable<Document> {
  let current: Documents = source;
  let maps: ((doc: Document) => Document | undefined)[] = [];
  const flush = (): void => {
    if (maps.length > 0) current = mapAll(current, maps, env);
    maps = [];
  };
  for (const stage of stages) {
    if (stage.kind === 'map') maps.push(stage.map);
    else {
      flush();
      current = stage.kind === 'source' ? stage.run() : stage.run(current);
    }
  }
  flush();
  return Symbol.asyncIterator in current ? current : mapAll(current, [], env);
}

/** Runs neighbouring stages of one document in one loop: every async step costs more than the work in it. */
async function* mapAll(
  source: Documents,
  maps: readonly ((doc: Document) => Document | undefined)[],
  env: PipelineEnv,
): AsyncIterable<Document> {
  const pace = pacer(env);
  for await (const doc of source) {
    let result: Document | undefined = doc;
    for (const map of maps) {
      result = map(result);
      if (result === undefined) break;
    }
    if (result !== undefined) yield result;
    const pause = pace();
    if (pause) await pause;
  }
}

function pushdownOf(stages: readonly NamedStage[]): AsyncPipeline['pushdown'] {
  const filters: Document[] = [];
  let at = 0;
  while (stages[at]?.name === '$match') {
    filters.push(stages[at]?.spec as Document);
    at += 1;
  }
  let sort: Document | undefined;
  let limit: number | undefined;
  if (stages[at]?.name === '$sort') {
    sort = stages[at]?.spec as Document;
    parseSortSpec(sort);
    at += 1;
  }
  if (stages[at]?.name === '$limit') {
    limit = limitArgument(stages[at]?.spec);
    at += 1;
  }
  const [only] = filters;
  return {
    filter: filters.length === 1 && only ? only : filters.length === 0 ? {} : { $and: filters },
    sort,
    limit,
    stages: at,
  };
}

/**
 * Checks and compiles an aggregation pipeline.
 *
 * @throws MongoError 14, 40323, 40324, 40601, 40602 for the pipeline, and the stages' and expressions' own codes
 */
export function compilePipeline(stages: readonly Document[], env: PipelineEnv): AsyncPipeline {
  const parsed = parseStages(stages);
  const compiler = new Compiler();
  const compiled = compiler.compile(parsed, env, 0);
  const pushdown = pushdownOf(parsed);
  const last = parsed[parsed.length - 1];
  const stage = last?.name === '$out' || last?.name === '$merge' ? last.name : undefined;
  const ownSource = compiled[0]?.kind === 'source';
  if (env.collection === undefined && !ownSource) {
    const first = parsed[0]?.name ?? '';
    throw new MongoError(
      73,
      'InvalidNamespace',
      parsed.length === 0
        ? '{aggregate: 1} is not valid for an empty pipeline.'
        : `{aggregate: 1} is not valid for '${first}'; a collection is required.`,
    );
  }
  return {
    run: (source) => runStages(compiled, source, env),
    runRest: (source) => runStages(compiled.slice(pushdown.stages), source, env),
    pushdown,
    ownSource,
    writes: stage && { stage, into: outputNamespace(stage, last?.spec, env.db) },
    reads: compiler.reads,
  };
}
