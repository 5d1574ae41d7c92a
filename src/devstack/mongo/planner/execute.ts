import type { StoredRecord } from '../bson-types';
import { compileSort } from '../query';
import type { EngineTransaction, ScanStats } from '../storage';
import type { Plan, PlanBranch } from './types';

/** After so many candidates that did not match, `undefined` is yielded as a place to pause. */
const PAUSE_EVERY = 128;

/**
 * Yields the matching records, each once, not yet sorted (see `needsSort`), skipped or limited. `undefined` comes
 * after every 128 candidates that did not match: a place for the caller to look at the clock and let others run,
 * which a scan without matches would otherwise never give it.
 */
export function* executePlan(
  tx: EngineTransaction,
  plan: Plan,
  stats: ScanStats,
): Generator<StoredRecord | undefined, void, undefined> {
  const { filter } = plan.request;
  const seen = needsDeduplication(plan) ? new Set<number>() : undefined;
  let passed = 0;
  for (const record of plan.isMerge ? mergedOf(tx, plan, seen, stats) : inTurn(tx, plan, seen, stats)) {
    if (record !== undefined && filter.matches(record.document)) {
      passed = 0;
      yield record;
    } else if (++passed % PAUSE_EVERY === 0) yield undefined;
  }
}

function* inTurn(
  tx: EngineTransaction,
  plan: Plan,
  seen: Set<number> | undefined,
  stats: ScanStats,
): Generator<StoredRecord | undefined, void, undefined> {
  for (const branch of plan.branches) yield* recordsOf(tx, plan, branch, seen, stats);
}

/** Records of branches that are each in the wanted order, in that order: the least of their heads comes next. */
function* mergedOf(
  tx: EngineTransaction,
  plan: Plan,
  seen: Set<number> | undefined,
  stats: ScanStats,
): Generator<StoredRecord | undefined, void, undefined> {
  const compare = compileSort(plan.request.sort ?? {}, plan.request.collation);
  const heads: { record: StoredRecord; rest: Generator<StoredRecord | undefined, void, undefined> }[] = [];
  const advance = (rest: (typeof heads)[number]['rest']): StoredRecord | undefined => {
    for (let next = rest.next(); next.done !== true; next = rest.next())
      if (next.value !== undefined) return next.value;
    return undefined;
  };
  for (const branch of plan.branches) {
    const rest = recordsOf(tx, plan, branch, seen, stats);
    const record = advance(rest);
    if (record !== undefined) heads.push({ record, rest });
  }
  while (heads.length > 0) {
    let least = 0;
    for (let at = 1; at < heads.length; at++) {
      if (compare(heads[at]!.record.document, heads[least]!.record.document) < 0) least = at;
    }
    const head = heads[least]!;
    yield head.record;
    const next = advance(head.rest);
    if (next === undefined) heads.splice(least, 1);
    else head.record = next;
  }
}

/** A multikey index has several entries of one record, and the branches of an `$or` may overlap. */
function needsDeduplication(plan: Plan): boolean {
  return plan.branches.length > 1 || plan.branches.some((branch) => branch.kind === 'ixscan' && branch.isMultikey);
}

function* recordsOf(
  tx: EngineTransaction,
  plan: Plan,
  branch: PlanBranch,
  seen: Set<number> | undefined,
  stats: ScanStats,
): Generator<StoredRecord | undefined, void, undefined> {
  if (branch.kind === 'empty') return;
  if (branch.kind === 'collscan') {
    for (const record of tx.scan(plan.coll, branch.direction)) {
      stats.docsExamined++;
      yield record;
    }
    return;
  }
  for (const { recordId } of tx.scanIndex(plan.coll, branch.index.name, branch.bounds, branch.direction, stats)) {
    if (seen?.has(recordId) === true) {
      yield undefined;
      continue;
    }
    seen?.add(recordId);
    stats.docsExamined++;
    yield tx.get(plan.coll, recordId);
  }
}

/** Counts a covered plan from index entries or collection statistics; yields `undefined` as pauses, returns the count. */
export function* countPlan(
  tx: EngineTransaction,
  plan: Plan,
  stats: ScanStats,
): Generator<undefined, number, undefined> {
  const [branch] = plan.branches;
  if (branch?.kind !== 'ixscan') return tx.stats(plan.coll).count;
  let count = 0;
  for (const entry of tx.scanIndex(plan.coll, branch.index.name, branch.bounds, branch.direction, stats)) {
    if (entry.recordId > 0) count++;
    if (count % PAUSE_EVERY === 0) yield undefined;
  }
  return count;
}
