import type { CollectionInfo } from '../bson-types';
import type { EngineTransaction } from '../storage';
import type { Candidate } from './candidate';
import type { QueryRequest } from './types';

/** How many entries are looked at to tell which of several indexes is the narrowest (MongoDB's trial runs use 101). */
const TRIAL_KEYS = 101;
/** How much more a record costs that is fetched to be sorted than one that comes in order. */
const SORT_FACTOR = 2.5;
/** No trial looks at more: beyond that a wrong choice costs little beside the query itself. */
const RACE_KEYS_MAX = 10_000;

/** So many single keys are looked up in a millisecond or two: less than it costs to find out whether anything is narrower. */
const LOOK_UPS_MAX = 1_000;

/** Equality, then sort, then range; between several narrow indexes the one with the fewest entries in its bounds. */
export function chooseBest(
  tx: EngineTransaction,
  coll: CollectionInfo,
  candidates: readonly Candidate[],
  request: QueryRequest,
): Candidate | undefined {
  const single = candidates.find((candidate) => candidate.lookUps === 1);
  if (single !== undefined || candidates.length <= 1) return single ?? candidates[0];
  const lookedUp = fewestLookUps(candidates, request);
  if (lookedUp !== undefined) return lookedUp;
  const rivals = candidates.filter((one, at) => !candidates.some((other, place) => dominates(other, place, one, at)));
  if (rivals.length <= 1) return rivals[0];
  const wantsSort = request.sort !== undefined && Object.keys(request.sort).length > 0;
  let best: Candidate | undefined;
  let bestCost = Infinity;
  for (const candidate of rivals) {
    const cost = costOf(tx, coll, candidate, wantsSort);
    if (cost >= bestCost) continue;
    best = candidate;
    bestCost = cost;
  }
  return best !== undefined && wantsSort && best.providesSort ? race(tx, coll, best, rivals, request) : best;
}

/**
 * The index whose records are named one by one, as by the ids of a page: no trial, and no range that is opened for each of
 * them. Left out where a part of them is wanted in an order that another index has.
 */
function fewestLookUps(candidates: readonly Candidate[], request: QueryRequest): Candidate | undefined {
  let fewest: Candidate | undefined;
  for (const one of candidates) if (isLookedUp(one) && one.lookUps < (fewest?.lookUps ?? Infinity)) fewest = one;
  if (fewest?.lookUps === undefined || fewest.providesSort || !candidates.some((one) => one.providesSort))
    return fewest;
  const wanted = request.limit === undefined || request.limit <= 0 ? Infinity : request.limit + (request.skip ?? 0);
  return wanted < fewest.lookUps ? undefined : fewest;
}

/** Few enough keys of a unique index, each given whole. */
export function isLookedUp(candidate: Candidate): candidate is Candidate & { readonly lookUps: number } {
  return candidate.lookUps !== undefined && candidate.lookUps <= LOOK_UPS_MAX;
}

/** Bounds on the same fields, and more, and an order where the other has one: no trial is needed to see which is better. */
function dominates(other: Candidate, place: number, one: Candidate, at: number): boolean {
  if (place === at || (one.providesSort && !other.providesSort)) return false;
  // It may hold few of the records.
  const { partialFilterExpression, sparse } = one.branch.index;
  if (partialFilterExpression !== undefined || sparse === true) return false;
  const [more, less] = [boundPaths(other), boundPaths(one)];
  if (less.some((path) => !more.includes(path))) return false;
  const isEqual = more.length === less.length && other.providesSort === one.providesSort;
  if (!isEqual) return true;
  // Of two that are alike the one without lists has fewer entries; else the first.
  if (other.branch.isMultikey !== one.branch.isMultikey) return one.branch.isMultikey;
  return place < at;
}

function boundPaths({ branch, boundedFields }: Candidate): string[] {
  return Object.keys(branch.index.key).slice(0, boundedFields);
}

function costOf(tx: EngineTransaction, coll: CollectionInfo, candidate: Candidate, wantsSort: boolean): number {
  const keys = candidate.boundedFields === 0 ? TRIAL_KEYS * 2 : keysInTrial(tx, coll, candidate, TRIAL_KEYS);
  const sortCost = wantsSort && !candidate.providesSort ? keys * (SORT_FACTOR - 1) : 0;
  const shape = candidate.equalityFields * 2 + candidate.boundedFields;
  return keys + sortCost + 1 / (1 + shape);
}

/** What a scan passes over costs as much as what it finds: an index that must skip most of its keys is a bad one. */
function keysInTrial(tx: EngineTransaction, coll: CollectionInfo, { branch }: Candidate, max: number): number {
  const stats = { keysExamined: 0, docsExamined: 0, keysExaminedMax: max };
  const scan = tx.scanIndex(coll, branch.index.name, branch.bounds, 1, stats)[Symbol.iterator]();
  while (stats.keysExamined < max && scan.next().done !== true);
  return stats.keysExamined;
}

/**
 * Between an index in the wanted order, of whose records few may match, and narrower ones whose records must be sorted:
 * a sample tells how far the first must be walked to fill the page, and a rival wins that has less than that to sort.
 * Without it a search with 150 matches in 100,000 records walked all of them.
 */
function race(
  tx: EngineTransaction,
  coll: CollectionInfo,
  ordered: Candidate,
  rivals: readonly Candidate[],
  request: QueryRequest,
): Candidate {
  const wanted = request.limit === undefined || request.limit <= 0 ? Infinity : request.limit + (request.skip ?? 0);
  const others = rivals.filter((one) => !one.providesSort);
  if (others.length === 0) return ordered;
  let left = Math.min(RACE_KEYS_MAX, wanted / shareThatMatches(tx, coll, ordered, request) / SORT_FACTOR);
  let winner = ordered;
  for (const rival of others) {
    const keys = keysInTrial(tx, coll, rival, Math.ceil(left));
    if (keys >= left) continue;
    left = keys;
    winner = rival;
  }
  return winner;
}

/** Of the first records of the scan, the part that fulfils the whole filter; half a record when none does. */
function shareThatMatches(
  tx: EngineTransaction,
  coll: CollectionInfo,
  { branch }: Candidate,
  { filter }: QueryRequest,
): number {
  let looked = 0;
  let matched = 0;
  for (const { recordId } of tx.scanIndex(coll, branch.index.name, branch.bounds, branch.direction)) {
    const record = tx.get(coll, recordId);
    if (record !== undefined && filter.matches(record.document)) matched++;
    if (++looked >= TRIAL_KEYS) break;
  }
  return Math.max(matched, 0.5) / Math.max(looked, 1);
}
