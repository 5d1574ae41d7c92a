import type { CollectionInfo, Document } from '../bson-types';
import { MongoError } from '../errors';
import type { CompiledFilter } from '../query';
import type { EngineTransaction, IndexFacts } from '../storage';
import type { Candidate, CandidateInput } from './candidate';
import { candidateOf, sortPairs } from './candidate';
import { chooseBest, isLookedUp } from './trial';
import type { Plan, PlanBranch, QueryRequest } from './types';

/** Chooses how to find the records. Throws 2 BadValue for a hint that names no index. */
export function planQuery(tx: EngineTransaction, coll: CollectionInfo, request: QueryRequest): Plan {
  const natural = naturalPlan(coll, request);
  if (natural !== undefined) return natural;
  const facts = tx.indexFacts(coll);
  const isAll = request.filter.isEmpty && request.isCount === true && request.hint === undefined;
  if (isAll) return { ...plan(coll, request, [COLLSCAN], true), isCovered: true };
  const hinted = request.hint === undefined ? undefined : hintedIndex(facts, request.hint);
  const candidates = candidatesOf(
    hinted === undefined ? facts : [hinted],
    request.filter,
    request,
    hinted !== undefined,
  );
  if (hinted !== undefined && candidates.length === 0)
    throw new MongoError(
      291,
      'NoQueryExecutionPlans',
      'error processing query: planner returned error :: caused by :: No query solutions',
    );
  const best = chooseBest(tx, coll, candidates, request);
  const isNamed = best !== undefined && isLookedUp(best);
  const isSettled = hinted !== undefined || isNamed || (best?.providesSort && best.boundedFields > 0);
  const union = isSettled ? undefined : unionOf(tx, coll, facts, request);
  // What stands beside an `$or` may be the whole tenant; branches that are each narrower are looked up instead.
  if (union !== undefined && union.boundedFields > (best?.boundedFields ?? 0)) {
    return plan(coll, request, union.branches, false);
  }
  if (best !== undefined && (best.boundedFields > 0 || best.providesSort || hinted !== undefined)) {
    return ofCandidate(coll, request, best);
  }
  return plan(coll, request, [COLLSCAN], false);
}

const COLLSCAN: PlanBranch = { kind: 'collscan', direction: 1 };

function plan(coll: CollectionInfo, request: QueryRequest, branches: readonly PlanBranch[], isSorted: boolean): Plan {
  const hasSort = request.sort !== undefined && Object.keys(request.sort).length > 0;
  return { coll, request, branches, isMerge: false, needsSort: hasSort && !isSorted, isCovered: false };
}

function ofCandidate(coll: CollectionInfo, request: QueryRequest, candidate: Candidate): Plan {
  const { branch, merged } = candidate;
  if (merged !== undefined && candidate.providesSort && candidate.lookUps !== 1) {
    const branches = merged.map((bounds) => ({ ...branch, bounds, isExact: false }));
    return { ...plan(coll, request, branches, true), isMerge: true };
  }
  const made = plan(coll, request, [branch], candidate.providesSort);
  return { ...made, isCovered: request.isCount === true && candidate.branch.isExact };
}

/** `$natural` in the sort asks for that order; in the hint it only says how to scan. */
function naturalPlan(coll: CollectionInfo, request: QueryRequest): Plan | undefined {
  const inSort = request.sort?.['$natural'];
  const inHint = typeof request.hint === 'object' ? request.hint['$natural'] : undefined;
  const wanted = inSort ?? inHint;
  if (wanted === undefined) return undefined;
  return plan(coll, request, [{ kind: 'collscan', direction: Number(wanted) < 0 ? -1 : 1 }], inSort !== undefined);
}

function hintedIndex(facts: readonly IndexFacts[], hint: string | Document): IndexFacts | undefined {
  const found = facts.find(({ spec }) => {
    if (spec.hidden === true) return false;
    return typeof hint === 'string' ? spec.name === hint : isSameKey(spec.key, hint);
  });
  if (found === undefined)
    throw new MongoError(
      2,
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  return found;
}

function isSameKey(key: { readonly [path: string]: number }, hint: Document): boolean {
  const text = (pattern: Document): string =>
    JSON.stringify(Object.entries(pattern).map(([path, order]) => [path, Number(order)]));
  return text(key) === text(hint);
}

function candidatesOf(
  facts: readonly IndexFacts[],
  filter: CompiledFilter,
  request: QueryRequest,
  isHinted: boolean,
): Candidate[] {
  const input: CandidateInput = {
    predicates: filter.predicates,
    sort: request.collation === undefined ? (sortPairs(request.sort) ?? []) : [],
    collation: request.collation,
    arePredicatesComplete: areComplete(filter),
    isHinted,
  };
  const candidates: Candidate[] = [];
  for (const one of facts) {
    // Most indexes have nothing to do with a query; looking at their first field is enough to see it.
    const first = Object.keys(one.spec.key)[0] as string;
    if (!isHinted && !concerns(first, input)) continue;
    const candidate = candidateOf(one, input);
    if (candidate === undefined) continue;
    if (isHinted || candidate.boundedFields > 0 || candidate.providesSort) candidates.push(candidate);
  }
  return candidates;
}

function concerns(path: string, input: CandidateInput): boolean {
  return (
    input.sort[0]?.[0] === path ||
    input.predicates.some((one) => one.path === path || (one.op === '$elemMatch' && path.startsWith(one.path + '.')))
  );
}

/** Whether the predicates are the whole filter, so that bounds made of all of them need no recheck. */
function areComplete(filter: CompiledFilter): boolean {
  let conditions = 0;
  for (const [field, value] of Object.entries(filter.raw)) {
    if (field.startsWith('$')) return false;
    const names = isPlainDocument(value) ? Object.keys(value) : [];
    conditions += names[0]?.startsWith('$') === true ? names.length : 1;
  }
  return conditions === filter.predicates.length;
}

function isPlainDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** One index scan per branch of an `$or`, and the fields that each bounds at least; undefined when one has no index. */
function unionOf(
  tx: EngineTransaction,
  coll: CollectionInfo,
  facts: readonly IndexFacts[],
  request: QueryRequest,
): { readonly branches: PlanBranch[]; readonly boundedFields: number } | undefined {
  if (request.filter.orBranches === undefined) return undefined;
  const branches: PlanBranch[] = [];
  let boundedFields = Infinity;
  for (const filter of request.filter.orBranches) {
    const inner: QueryRequest = { filter, rawFilter: filter.raw, collation: request.collation };
    const best = chooseBest(tx, coll, candidatesOf(facts, filter, inner, false), inner);
    if (best === undefined || best.boundedFields === 0) return undefined;
    branches.push({ ...best.branch, isExact: false });
    boundedFields = Math.min(boundedFields, best.boundedFields);
  }
  return { branches, boundedFields };
}
