import type { Context } from '../../src/kernel/context';
import type { Id } from '../../src/kernel/ids';
import { entriesFor, stockKeyOf } from '../../src/modules/inventory';
import type { StockEntryDoc, StockKey, StockMovementDoc } from '../../src/modules/inventory';
import { stockMovements } from '../../src/modules/inventory/stock-movement.model';
import { findDrift } from '../../src/modules/reservations';
import type { ReservationDoc } from '../../src/modules/reservations';
import { reservations } from '../../src/modules/reservations/reservation.model';
import { checkLowest, checkQueues } from './backorder-proof';
import { owedUnits, waitingUnits } from './backorder-model';
import { checkDocuments } from './document-proof';
import { stillHeld, unavailableOf } from './stock-model';
import type { ModelHold, StockModel } from './stock-model';
import { ALIKE } from './unit-model';
import type { ModelUnits } from './unit-model';
import { checkUnits } from './unit-proof';

/** What the proof needs to know of the world: which place, hold, transfer and count of the model is which. */
export interface Named {
  readonly tenantId: Id;
  readonly places: readonly StockKey[];
  readonly holdIds: readonly Id[];
  readonly transferIds: readonly Id[];
  readonly countIds: readonly Id[];
}

/** What the ledger of one entry has added up to so far. */
interface Chain {
  sequence: number;
  onHand: number;
  reserved: number;
  unavailable: number;
  valueMinor: number;
}

/** A step reads only what may have changed; each tenth one, and the last, reads all there is. */
const WHOLE_EVERY_STEPS = 10;

/**
 * Proves the invariants of DESIGN §3 on what is stored. It follows the ledger as it grows, each movement once, so that a
 * step costs what the step did; the service's own checker and a reading of everything confirm it every ten steps.
 */
export class StockProof {
  private readonly chains = new Map<string, Chain>();
  /** Units reserved, sold, released, and taken from on hand by the movements of each hold. */
  private readonly moved = new Map<string, number[]>();
  private proven: string[] = [];
  private provenDocuments = '[[],[]]';
  private provenQueues = queuesOf([]);
  private provenUnits: ModelUnits = ALIKE;
  private steps = 0;

  constructor(private readonly named: Named) {}

  async step(ctx: Context, model: StockModel): Promise<void> {
    this.steps += 1;
    if (this.steps % WHOLE_EVERY_STEPS === 0) return this.whole(ctx, model);
    const changed = model.holds.flatMap((hold, index) => (this.proven[index] === JSON.stringify(hold) ? [] : [index]));
    const ids = changed.flatMap((index) => this.named.holdIds[index] ?? []);
    const { tenantId } = this.named;
    const alive = { status: { $in: ['PENDING' as const, 'ACTIVE' as const, 'RELEASING' as const] } };
    const [entries, grown, holds] = await Promise.all([
      entriesFor(ctx, this.named.places),
      this.grown(ctx),
      reservations(ctx.db)
        .find({ tenantId, ...(ids.length === 0 ? alive : { $or: [alive, { _id: { $in: ids } }] }) })
        .lean<ReservationDoc[]>(),
    ]);
    await this.follow(ctx, entries, grown);
    this.checkEntries(model, entries);
    const live = model.holds.flatMap(({ status }, at) => (status === 'ACTIVE' || status === 'RELEASING' ? [at] : []));
    this.checkHolds(model, holds, new Set([...changed, ...live]));
    const documents = JSON.stringify([model.transfers, model.counts]);
    if (documents !== this.provenDocuments) await checkDocuments(ctx, model, this.named);
    this.provenDocuments = documents;
    const queues = queuesOf(model.entries);
    if (queues !== this.provenQueues) await checkQueues(ctx, model, this.named);
    this.provenQueues = queues;
    if (model.units !== this.provenUnits) await checkUnits(ctx, model, this.named);
    this.provenUnits = model.units;
  }

  /** Reads everything that the tenant has, and asks the service's own checker. */
  async whole(ctx: Context, model: StockModel): Promise<void> {
    const { tenantId } = this.named;
    const drift = await findDrift(ctx);
    const entries = await entriesFor(ctx, this.named.places);
    const holds = await reservations(ctx.db).find({ tenantId }).lean<ReservationDoc[]>();
    expect(drift).toEqual([]);
    await this.follow(ctx, entries, await this.grown(ctx));
    const rows = [...this.chains.values()].reduce((sum, { sequence }) => sum + sequence, 0);
    expect(await stockMovements(ctx.db).countDocuments({ tenantId })).toBe(rows);
    this.checkEntries(model, entries);
    this.checkHolds(model, holds, new Set(model.holds.keys()));
    await checkDocuments(ctx, model, this.named);
    await checkQueues(ctx, model, this.named);
    await checkUnits(ctx, model, this.named);
  }

  /** Movements behind those that are known, of the entries that are known. */
  private async grown(ctx: Context): Promise<StockMovementDoc[]> {
    const known = [...this.chains].map(([id, { sequence }]) => ({ id, sequence }));
    return this.movements(ctx, known);
  }

  private async movements(
    ctx: Context,
    behind: readonly { readonly id: string; readonly sequence: number }[],
  ): Promise<StockMovementDoc[]> {
    if (behind.length === 0) return [];
    const { tenantId } = this.named;
    const $or = behind.map(({ id, sequence }) => ({ tenantId, entryId: id, sequence: { $gt: sequence } }));
    return stockMovements(ctx.db).find({ tenantId, $or }).lean<StockMovementDoc[]>();
  }

  /** I1: the chain goes on without a gap, each balance is the one before plus the change, and the entry has the last. */
  private async follow(
    ctx: Context,
    entries: ReadonlyMap<string, StockEntryDoc>,
    grown: readonly StockMovementDoc[],
  ): Promise<void> {
    const ids = [...entries.values()].map(({ _id }) => _id.toHexString());
    const fresh = ids.filter((id) => !this.chains.has(id));
    for (const id of fresh) this.chains.set(id, { sequence: 0, onHand: 0, reserved: 0, unavailable: 0, valueMinor: 0 });
    const first = await this.movements(
      ctx,
      fresh.map((id) => ({ id, sequence: 0 })),
    );
    for (const row of [...grown, ...first].sort((a, b) => a.sequence - b.sequence)) this.add(row);
    for (const { _id, ...entry } of entries.values()) {
      expect(this.chains.get(_id.toHexString())).toEqual({
        sequence: entry.sequence,
        onHand: entry.quantityOnHand,
        reserved: entry.quantityReserved,
        unavailable: entry.quantityUnavailable,
        valueMinor: entry.totalValueMinor,
      });
    }
  }

  private add(row: StockMovementDoc): void {
    const chain = this.chains.get(row.entryId.toHexString());
    if (chain === undefined) throw new Error('Expected a movement of an entry that is there.');
    chain.sequence += 1;
    chain.onHand += row.onHandDelta;
    chain.reserved += row.reservedDelta;
    chain.unavailable += row.unavailableDelta ?? 0;
    chain.valueMinor += row.valueDeltaMinor;
    expect({
      sequence: row.sequence,
      onHand: row.onHandAfter,
      reserved: row.reservedAfter,
      unavailable: row.unavailableAfter,
      valueMinor: row.valueAfterMinor,
    }).toEqual(chain);
    if (row.referenceType !== 'Reservation') return;
    const sums = this.moved.get(String(row.referenceId)) ?? [0, 0, 0, 0];
    const index = row.type === 'RESERVE' ? 0 : row.type === 'SALE' ? 1 : 2;
    sums[index] = (sums[index] ?? 0) + Math.abs(row.reservedDelta);
    sums[3] = (sums[3] ?? 0) - row.onHandDelta;
    this.moved.set(String(row.referenceId), sums);
  }

  /** I2 and I3: every balance is the model's, whose reserved is the sum of its holds; nothing is below its least. */
  private checkEntries(model: StockModel, found: ReadonlyMap<string, StockEntryDoc>): void {
    const stored = this.named.places.map((place) => {
      const entry = found.get(stockKeyOf(place));
      if (entry === undefined) return null;
      return {
        onHand: entry.quantityOnHand,
        reserved: entry.quantityReserved,
        incoming: entry.quantityIncoming,
        safety: entry.safetyStock ?? 0,
        unavailable: {
          DAMAGED: entry.unavailableBy?.DAMAGED ?? 0,
          QUARANTINE: entry.unavailableBy?.QUARANTINE ?? 0,
          EXPIRED: entry.unavailableBy?.EXPIRED ?? 0,
        },
        available: entry.quantityAvailable,
        promisable: entry.quantityPromisable,
        limit: entry.backorder?.limitQuantity ?? null,
        waiting: entry.quantityWaiting ?? 0,
        owed: entry.quantityOwed ?? 0,
        worthOfNothing: entry.quantityOnHand <= 0 ? entry.totalValueMinor : 0,
      };
    });
    expect(stored).toEqual(
      model.entries.map((entry, place) => {
        if (entry === null) return null;
        const { onHand, reserved, incoming, safety, unavailable, limit } = entry;
        const [available, promisable] = [model.available(place), model.promisable(place)];
        const waiting = waitingUnits(entry.queue);
        const balances = { onHand, reserved, incoming, safety, unavailable, limit, waiting };
        return { ...balances, owed: owedUnits(entry.queue), available, promisable, worthOfNothing: 0 };
      }),
    );
    for (const [place, entry] of model.entries.entries()) {
      if (entry === null) continue;
      const held = model.holds.flatMap(({ lines }) => lines.filter((line) => line.place === place).map(stillHeld));
      expect(entry.reserved).toBe(held.reduce((sum, units) => sum + units, 0));
      expect(Math.min(entry.reserved, entry.incoming, unavailableOf(entry))).toBeGreaterThanOrEqual(0);
    }
    checkLowest(model);
  }

  /** I4: each of these holds as the model has it, none beside them, and exactly the movements that its lines explain. */
  private checkHolds(model: StockModel, docs: readonly ReservationDoc[], expected: ReadonlySet<number>): void {
    expect(docs).toHaveLength(expected.size);
    const byId = new Map(docs.map((doc) => [doc._id.toHexString(), doc]));
    for (const index of expected) {
      const hold = model.holds[index];
      if (hold === undefined) continue;
      const id = this.named.holdIds[index]?.toHexString() ?? '';
      expect(storedHold(byId.get(id), this.moved.get(id))).toEqual(wantedHold(hold));
      this.proven[index] = JSON.stringify(hold);
    }
  }
}

function queuesOf(entries: StockModel['entries']): string {
  return JSON.stringify(entries.flatMap((entry) => (entry === null || entry.queue.length === 0 ? [] : [entry.queue])));
}

function storedHold(doc: ReservationDoc | undefined, moved: readonly number[] | undefined): unknown {
  return {
    status: doc?.status,
    expiresMs: doc?.expiresAt.getTime(),
    ended: doc?.endedAt !== null,
    lines: doc?.lines.map((line) => [line.quantity, line.committedQuantity, line.releasedQuantity]),
    moved,
  };
}

function wantedHold({ status, expiresMs, lines }: ModelHold): unknown {
  const sum = (field: 'quantity' | 'committed' | 'released') => lines.reduce((total, line) => total + line[field], 0);
  return {
    status,
    expiresMs,
    ended: lines.every((line) => stillHeld(line) === 0),
    lines: lines.map((line) => [line.quantity, line.committed, line.released]),
    moved: [sum('quantity'), sum('committed'), sum('released'), sum('committed')],
  };
}
