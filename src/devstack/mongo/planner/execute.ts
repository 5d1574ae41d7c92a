import type { StoredRecord } from '../bson-types';
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
  for (const branch of plan.branches) {
    for (const record of recordsOf(tx, plan, branch, seen, stats)) {
      if (record !== undefined && filter.matches(record.document)) {
        passed = 0;
        yield record;
      } else if (++passed % PAUSE_EVERY === 0) yield undefined;
    }
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
