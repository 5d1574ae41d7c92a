import { failure } from '../errors';
import type { CollationOptions } from 'mongodb';
import type { CollectionInfo, Document, StoredRecord } from '../bson-types';
import { executePlan, planQuery } from '../planner';
import type { Plan } from '../planner';
import { compileFilter, compileSort, evaluateLet, validateCollation } from '../query';
import type { CompiledFilter } from '../query';
import type { Pace } from '../sessions/pace';
import type { EngineTransaction, ScanStats } from '../storage';
import type { Arguments } from './arguments';
import type { CommandContext } from './context';

/** A statement's way of finding records, the same for reads and writes. */
export interface Selection {
  readonly rawFilter: Document;
  readonly filter: CompiledFilter;
  readonly sort: Document | undefined;
  readonly hint: string | Document | undefined;
  readonly collation: CollationOptions | undefined;
  readonly variables: Document | undefined;
}

/** The values of the command's `let`, evaluated once per command. */
export function letOf(ctx: CommandContext): Document | undefined {
  const spec = ctx.args.document('let');
  return spec === undefined ? undefined : evaluateLet(spec, ctx.now);
}

/** The collation that applies: the statement's own, else the collection's. `{ locale: 'simple' }` turns the latter off. */
export function effectiveCollation(
  own: Document | undefined,
  coll: CollectionInfo | undefined,
): CollationOptions | undefined {
  if (own !== undefined && Object.keys(own).length > 0) return validateCollation(own);
  const inherited = coll?.options['collation'];
  return inherited === undefined ? undefined : validateCollation(inherited as Document);
}

/** The statement's own collation, checked even when there is no collection. */
export function ownCollation(args: Arguments): Document | undefined {
  const collation = args.document('collation');
  if (collation !== undefined) validateCollation(collation);
  return collation;
}

/** @throws MongoError for a filter that MongoDB would not take */
export function select(
  ctx: CommandContext,
  rawFilter: Document,
  coll: CollectionInfo | undefined,
  options: { sort?: Document; hint?: string | Document; collation?: Document; variables?: Document },
): Selection {
  const collation = effectiveCollation(options.collation, coll);
  const filter = compileFilter(rawFilter, { collation, variables: options.variables, now: ctx.now });
  if (filter.usesText) throw failure(27, 'text index required for $text query');
  return {
    rawFilter,
    filter,
    sort: options.sort,
    hint: options.hint,
    collation,
    variables: options.variables,
  };
}

export function planFor(
  tx: EngineTransaction,
  coll: CollectionInfo,
  selection: Selection,
  more: { limit?: number; skip?: number; projection?: Document; isCount?: boolean } = {},
): Plan {
  return planQuery(tx, coll, {
    filter: selection.filter,
    rawFilter: selection.rawFilter,
    sort: selection.sort,
    hint: selection.hint,
    collation: selection.collation,
    ...more,
  });
}

export function newStats(): ScanStats {
  return { keysExamined: 0, docsExamined: 0 };
}

/** The first record in the selection's order, for writes that change one document. */
export async function findFirst(
  tx: EngineTransaction,
  coll: CollectionInfo,
  selection: Selection,
  pace: Pace,
  stats = newStats(),
): Promise<StoredRecord | undefined> {
  const plan = planFor(tx, coll, selection, { limit: 1 });
  const isBefore =
    plan.needsSort && selection.sort !== undefined ? compileSort(selection.sort, selection.collation) : undefined;
  let best: StoredRecord | undefined;
  for (const record of executePlan(tx, plan, stats)) {
    const pause = pace.tick();
    if (pause !== undefined) await pause;
    if (record === undefined) continue;
    if (isBefore === undefined) return record;
    if (best === undefined || isBefore(record.document, best.document) < 0) best = record;
  }
  return best;
}

/** All matching records, in no particular order. Only their numbers are kept, so that a million of them fit. */
export async function findAllIds(
  tx: EngineTransaction,
  coll: CollectionInfo,
  selection: Selection,
  pace: Pace,
  stats = newStats(),
): Promise<number[]> {
  const ids: number[] = [];
  for (const record of executePlan(tx, planFor(tx, coll, selection), stats)) {
    const pause = pace.tick();
    if (pause !== undefined) await pause;
    if (record !== undefined) ids.push(record.recordId);
  }
  return ids;
}
