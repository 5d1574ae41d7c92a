import { Int32 } from 'bson';
import { MaxKey, MinKey } from 'bson';
import type { Document, IndexSpec } from '../bson-types';
import type { ValueInterval } from '../storage';
import { showValue } from '../storage';
import type { Plan, PlanBranch } from './types';

type IndexBranch = PlanBranch & { kind: 'ixscan' };

/** The `winningPlan` of MongoDB's `explain`. */
export function explainPlan(plan: Plan): Document {
  const { request } = plan;
  let stage = plan.request.isCount === true ? countStage(plan) : sourceStage(plan);
  const hasSkip = request.skip !== undefined && request.skip > 0;
  if (plan.needsSort && request.sort !== undefined) {
    const limit = request.limit === undefined || request.limit <= 0 ? {} : { limitAmount: new Int32(request.limit) };
    stage = {
      stage: 'SORT',
      sortPattern: request.sort,
      memLimit: new Int32(104_857_600),
      ...limit,
      type: 'simple',
      inputStage: stage,
    };
  } else if (request.limit !== undefined && request.limit > 0 && !hasSkip)
    stage = { stage: 'LIMIT', limitAmount: new Int32(request.limit), inputStage: stage };
  if (hasSkip) stage = { stage: 'SKIP', skipAmount: new Int32(request.skip ?? 0), inputStage: stage };
  if (request.projection === undefined || Object.keys(request.projection).length === 0) return stage;
  return { stage: 'PROJECTION_DEFAULT', transformBy: request.projection, inputStage: stage };
}

function countStage(plan: Plan): Document {
  const [branch] = plan.branches;
  if (!plan.isCovered || branch === undefined) return { stage: 'COUNT', inputStage: sourceStage(plan) };
  if (branch.kind !== 'ixscan') return { stage: 'RECORD_STORE_FAST_COUNT' };
  const counted = Object.entries(indexStage(branch)).filter(([name]) => name !== 'stage' && name !== 'direction');
  return { stage: 'COUNT', inputStage: { stage: 'COUNT_SCAN', ...Object.fromEntries(counted) } };
}

function sourceStage(plan: Plan): Document {
  const [branch] = plan.branches;
  const { rawFilter } = plan.request;
  const filter = plan.request.filter.isEmpty ? {} : { filter: rawFilter };
  if (plan.branches.length > 1) {
    const inputStages = plan.branches.filter((one) => one.kind === 'ixscan').map((one) => indexStage(one));
    if (plan.isMerge) {
      const merge = { stage: 'SORT_MERGE', sortPattern: plan.request.sort ?? {}, inputStages };
      return { stage: 'FETCH', ...filter, inputStage: merge };
    }
    const fetch = { stage: 'FETCH', inputStage: { stage: 'OR', inputStages } };
    return { stage: 'SUBPLAN', inputStage: fetch };
  }
  if (branch === undefined || branch.kind === 'empty') return { stage: 'EOF' };
  if (branch.kind === 'collscan')
    return { stage: 'COLLSCAN', ...filter, direction: branch.direction === 1 ? 'forward' : 'backward' };
  if (isIdLookup(plan, branch)) return { stage: 'IDHACK' };
  return { stage: 'FETCH', ...(branch.isExact ? {} : filter), inputStage: indexStage(branch) };
}

/** MongoDB takes its short way for a filter that is nothing but one `_id`. */
function isIdLookup(plan: Plan, branch: IndexBranch): boolean {
  const { filter, rawFilter, sort, hint } = plan.request;
  const [predicate] = filter.predicates;
  return (
    branch.index.name === '_id_' &&
    Object.keys(rawFilter).join() === '_id' &&
    filter.predicates.length === 1 &&
    predicate?.op === '$eq' &&
    branch.isExact &&
    sort === undefined &&
    hint === undefined
  );
}

function indexStage(branch: IndexBranch): Document {
  const { index } = branch;
  const multiKeyPaths: Document = {};
  for (const path of Object.keys(index.key)) multiKeyPaths[path] = branch.multikeyPaths.includes(path) ? [path] : [];
  return {
    stage: 'IXSCAN',
    keyPattern: Object.fromEntries(Object.entries(index.key).map(([path, order]) => [path, new Int32(order)])),
    indexName: index.name,
    isMultiKey: branch.isMultikey,
    multiKeyPaths,
    isUnique: index.unique === true || index.name === '_id_',
    isSparse: index.sparse === true,
    isPartial: index.partialFilterExpression !== undefined,
    indexVersion: new Int32(2),
    direction: branch.direction === 1 ? 'forward' : 'backward',
    indexBounds: boundsDocument(index, branch),
  };
}

function boundsDocument(index: IndexSpec, branch: IndexBranch): Document {
  const shown: Document = {};
  for (const [at, [path, order]] of Object.entries(index.key).entries()) {
    const intervals = branch.bounds.fields[at];
    const isReversed = (order === -1) !== (branch.direction === -1);
    const texts =
      intervals === undefined
        ? [showInterval(EVERYTHING, isReversed)]
        : intervals.map((one) => showInterval(one, isReversed));
    shown[path] = isReversed ? texts.reverse() : texts;
  }
  return shown;
}

const EVERYTHING: ValueInterval = {
  low: new MinKey(),
  high: new MaxKey(),
  isLowIncluded: true,
  isHighIncluded: true,
};

function showInterval(interval: ValueInterval, isReversed: boolean): string {
  const { low, high, isLowIncluded, isHighIncluded } = interval;
  return isReversed
    ? `${isHighIncluded ? '[' : '('}${showValue(high)}, ${showValue(low)}${isLowIncluded ? ']' : ')'}`
    : `${isLowIncluded ? '[' : '('}${showValue(low)}, ${showValue(high)}${isHighIncluded ? ']' : ')'}`;
}
