import type { StoredRecord } from '../bson-types';
import type { EngineTransaction, ScanStats } from '../storage';
import type { Plan } from './types';

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
  for (const record of tx.scan(plan.coll, 1)) {
    stats.docsExamined++;
    if (plan.request.filter.matches(record.document)) yield record;
  }
}

/** Counts a covered plan from index entries or collection statistics; yields `undefined` as pauses, returns the count. */
export function* countPlan(
  tx: EngineTransaction,
  plan: Plan,
  _stats: ScanStats,
): Generator<undefined, number, undefined> {
  return tx.stats(plan.coll).count;
}
