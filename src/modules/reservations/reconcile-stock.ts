import type { Context } from '../../kernel/context';
import { idFromHex } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { runInTransaction } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import {
  OVERDRAW_MAX,
  UNAVAILABLE_REASONS,
  entriesByIds,
  entryBatch,
  ledgerTotals,
  lostEntries,
  lotTotals,
  lotsDiffer,
  repairEntry,
  restoreEntryIn,
  queuedByPlace,
  stockKeyOf,
  withheldBy,
} from '../inventory';
import type { LedgerTotals, LotTotals, QueuedUnits, StockEntryDoc } from '../inventory';
import { tenantDirectory } from '../tenants';
import type { TenantFacts } from '../tenants';
import { heldUnits } from './held-lines';
import { reservations } from './reservation.model';
import type { ReservationDoc } from './reservation.model';
import { LIVE_STATUSES } from './reservation.states';
import { RECONCILE_BATCH } from './reservations.policy';

/** An entry that breaks an invariant. */
export interface StockDrift {
  readonly entry: StockEntryDoc;
  /** Sum of the entry's movements (I1). */
  readonly expectedOnHand: number;
  readonly actualOnHand: number;
  /** Sum of the live reservation lines (I2). */
  readonly expectedReserved: number;
  readonly actualReserved: number;
  /** Sum of what the entry's movements put into buckets and took out (I1). */
  readonly expectedUnavailable: number;
  readonly actualUnavailable: number;
  /** True when the ledger's chain has a gap or a wrong balance: no movement that is added later can mend that. */
  readonly ledgerBroken: boolean;
  /**
   * True when the stored available quantity is not on hand - reserved - unavailable, or
   * below what its branch allows, or what shoppers may take is not available less what is kept back, or other
   * units wait or are owed than its queue says, or a bucket is not what the ledger says.
   */
  readonly availableWrong: boolean;
  /** True when the stored value is not the sum of what the movements moved. */
  readonly valueWrong: boolean;
  /** True when the lots or units of a tracked entry don't add up to it; only a count can mend that. */
  readonly lotsWrong: boolean;
  readonly repaired: boolean;
}

export interface Reconciliation {
  readonly checkedEntries: number;
  readonly drifts: readonly StockDrift[];
}

/**
 * Checks I1, I2 and I3 for every entry of the tenant and lists what differs; with `dryRun: false` also repairs it, by
 * ADJUSTMENT movements only. An entry that is gone is listed as its movements say that it was, and made anew from them.
 * Runs beside normal traffic: what looks wrong at first is read again in one snapshot.
 */
export async function reconcileStock(ctx: Context, { dryRun }: { dryRun: boolean }): Promise<Reconciliation> {
  const drifts: StockDrift[] = [];
  let checkedEntries = 0;
  let afterId: Id | null = null;
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  const promised = await promisedUnits(ctx, facts);
  for (let isLast = false; !isLast;) {
    const entries: StockEntryDoc[] = await entryBatch(ctx, { afterId, limit: RECONCILE_BATCH });
    isLast = entries.length < RECONCILE_BATCH;
    const lastId: Id | null = isLast ? null : (entries.at(-1)?._id ?? null);
    const totals = await ledgerTotals(ctx, { afterId, lastId });
    const lots = await lotTotals(ctx, entries);
    const known = new Map(entries.map((entry) => [entry._id.toHexString(), entry]));
    const suspects = new Set([...totals.keys()].filter((hex) => !known.has(hex)));
    for (const [hex, entry] of known) if (driftOf(entry, totals, lots, promised) !== null) suspects.add(hex);
    for (const ids of slices([...suspects].map(idFromHex))) {
      drifts.push(...(await runInTransaction(ctx, (tx) => examine(tx, ids, facts, dryRun))));
    }
    checkedEntries += entries.length;
    afterId = lastId;
  }
  return { checkedEntries, drifts };
}

/** The entries of the tenant that break an invariant; repairs nothing. */
export async function findDrift(ctx: Context): Promise<readonly StockDrift[]> {
  return (await reconcileStock(ctx, { dryRun: true })).drifts;
}

/** Parts that are each fit for one transaction: a database whose entries were lost has no other bound. */
function slices(ids: readonly Id[]): readonly (readonly Id[])[] {
  const count = Math.ceil(ids.length / RECONCILE_BATCH);
  return Array.from({ length: count }, (_, at) => ids.slice(at * RECONCILE_BATCH, (at + 1) * RECONCILE_BATCH));
}

async function examine(tx: Tx, ids: readonly Id[], facts: TenantFacts | null, dryRun: boolean): Promise<StockDrift[]> {
  const entries = await entriesByIds(tx, ids);
  const totals = await ledgerTotals(tx, ids);
  const promised = await promisedUnits(tx, facts);
  const lots = await lotTotals(tx, entries);
  const drifts: StockDrift[] = [];
  for (const entry of entries) {
    const drift = driftOf(entry, totals, lots, promised);
    if (drift !== null) drifts.push(dryRun ? drift : await repair(tx, drift, totals, promised));
    totals.delete(entry._id.toHexString());
  }
  // What is left are movements of entries that are gone.
  for (const entry of await lostEntries(tx, totals, promised.queued)) {
    const ledgerBroken = totals.get(entry._id.toHexString())?.unbroken !== true;
    drifts.push({
      ...lostDrift(entry, promised),
      ledgerBroken,
      repaired: !dryRun && (await restoreEntryIn(tx, entry)),
    });
  }
  return drifts;
}

/** An entry that is gone, as its movements say that it was, beside the nothing that is stored. */
function lostDrift(entry: StockEntryDoc, { reserved }: PromisedUnits): Omit<StockDrift, 'ledgerBroken' | 'repaired'> {
  return {
    entry,
    expectedOnHand: entry.quantityOnHand,
    actualOnHand: 0,
    expectedReserved: reserved.get(stockKeyOf(entry)) ?? 0,
    actualReserved: 0,
    expectedUnavailable: entry.quantityUnavailable,
    actualUnavailable: 0,
    availableWrong: true,
    valueWrong: entry.totalValueMinor !== 0,
    lotsWrong: false,
  };
}

async function repair(
  tx: Tx,
  drift: StockDrift,
  totals: ReadonlyMap<string, LedgerTotals>,
  { queued, facts }: PromisedUnits,
): Promise<StockDrift> {
  const { entry, expectedReserved } = drift;
  const total = totals.get(entry._id.toHexString());
  const written = await repairEntry(tx, {
    entry,
    ledgerOnHand: total?.onHand ?? 0,
    ledgerReserved: total?.reserved ?? 0,
    ledgerValueMinor: total?.valueMinor ?? 0,
    ledgerSequence: total?.sequence ?? 0,
    ledgerUnavailableBy: total?.unavailableBy ?? {},
    expectedReserved,
    expectedWaiting: queued.get(stockKeyOf(entry))?.waiting ?? 0,
    expectedOwed: queued.get(stockKeyOf(entry))?.owed ?? 0,
  });
  const leavesAvailable =
    entry.quantityOnHand - expectedReserved - drift.expectedUnavailable >= lowestAvailable(facts, entry);
  return { ...drift, repaired: written && !drift.ledgerBroken && !drift.lotsWrong && leavesAvailable };
}

/** What documents beside the ledger promise, by place. */
interface PromisedUnits {
  readonly reserved: ReadonlyMap<string, number>;
  readonly queued: ReadonlyMap<string, QueuedUnits>;
  readonly facts: TenantFacts | null;
}

async function promisedUnits(ctx: Context | Tx, facts: TenantFacts | null): Promise<PromisedUnits> {
  return { reserved: await liveReserved(ctx), queued: await queuedByPlace(ctx), facts };
}

function driftOf(
  entry: StockEntryDoc,
  totals: ReadonlyMap<string, LedgerTotals>,
  lots: ReadonlyMap<string, LotTotals>,
  { reserved, queued, facts }: PromisedUnits,
): StockDrift | null {
  const total = totals.get(entry._id.toHexString());
  const expectedOnHand = total?.onHand ?? 0;
  const expectedReserved = reserved.get(stockKeyOf(entry)) ?? 0;
  const { quantityOnHand, quantityReserved, quantityUnavailable, quantityAvailable } = entry;
  const ledgerBroken = total !== undefined && (!total.unbroken || total.sequence !== entry.sequence);
  const expectedUnavailable = total?.unavailable ?? 0;
  const availableWrong =
    quantityAvailable !== quantityOnHand - quantityReserved - quantityUnavailable ||
    entry.quantityPromisable !== quantityAvailable - withheldBy(entry) ||
    quantityAvailable < lowestAvailable(facts, entry) ||
    (entry.quantityWaiting ?? 0) !== (queued.get(stockKeyOf(entry))?.waiting ?? 0) ||
    (entry.quantityOwed ?? 0) !== (queued.get(stockKeyOf(entry))?.owed ?? 0) ||
    UNAVAILABLE_REASONS.some((reason) => (entry.unavailableBy?.[reason] ?? 0) !== (total?.unavailableBy[reason] ?? 0));
  const valueWrong = (total?.valueMinor ?? 0) !== entry.totalValueMinor;
  const lotsWrong = lotsDiffer(entry, lots);
  const isSound =
    expectedOnHand === quantityOnHand &&
    expectedReserved === quantityReserved &&
    expectedUnavailable === quantityUnavailable &&
    (total?.reserved ?? 0) === quantityReserved &&
    !ledgerBroken &&
    !availableWrong &&
    !valueWrong &&
    !lotsWrong;
  if (isSound) return null;
  return {
    entry,
    expectedOnHand,
    actualOnHand: quantityOnHand,
    expectedReserved,
    actualReserved: quantityReserved,
    expectedUnavailable,
    actualUnavailable: quantityUnavailable,
    ledgerBroken,
    availableWrong,
    valueWrong,
    lotsWrong,
    repaired: false,
  };
}

/** How low tills may take the entry by its branch's policy, or shoppers by its backorder policy (I3). */
function lowestAvailable(facts: TenantFacts | null, entry: StockEntryDoc): number {
  const policy = facts?.branchById.get(entry.branchId.toHexString())?.negativeStockPolicy ?? 'BLOCK';
  return -Math.max(policy === 'BLOCK' ? 0 : OVERDRAW_MAX, entry.backorder?.limitQuantity ?? 0);
}

/** Units held by live reservations, by place; streams, so memory is bounded by the number of places. */
async function liveReserved(ctx: Context | Tx): Promise<Map<string, number>> {
  const session = 'session' in ctx ? ctx.session : null;
  const cursor = reservations(ctx.db)
    .find({ tenantId: ctx.tenantId, status: { $in: [...LIVE_STATUSES] } }, { lines: 1 }, { session })
    .lean<ReservationDoc[]>()
    .cursor({ batchSize: 500 });
  const sums = new Map<string, number>();
  for await (const { lines } of cursor as AsyncIterable<ReservationDoc>) {
    for (const line of lines) {
      const key = stockKeyOf(line);
      sums.set(key, (sums.get(key) ?? 0) + heldUnits(line));
    }
  }
  return sums;
}
