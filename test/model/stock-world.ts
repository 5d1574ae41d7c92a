import { createApp } from '../../src/app';
import type { App } from '../../src/app';
import type { Actor, Context } from '../../src/kernel/context';
import { newId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { entriesFor, stockKeyOf } from '../../src/modules/inventory';
import type { StockEntryDoc, StockKey, StockMovementDoc } from '../../src/modules/inventory';
import { stockMovements } from '../../src/modules/inventory/stock-movement.model';
import { createRegister } from '../../src/modules/pos';
import { findDrift } from '../../src/modules/reservations';
import type { ReservationDoc } from '../../src/modules/reservations';
import { reservations } from '../../src/modules/reservations/reservation.model';
import { createBranch, createTenant } from '../../src/modules/tenants';
import { idempotencyRecords } from '../../src/platform/idempotency';
import { outboxEvents } from '../../src/platform/outbox';
import { makeProduct } from '../factories';
import type { TestApp } from '../support/test-app';
import { stillHeld } from './stock-model';
import type { StockModel, Wish } from './stock-model';

export const UNIT_PRICE_MINOR = 1_000;

/** A request that had an effect, to be sent again. */
export interface Sent {
  readonly resend: (different: boolean) => Promise<unknown>;
  readonly answer: string;
}

/** The processes that serve the runs. A restart makes a new one on the same database and ends the one before. */
export class Processes {
  private current: App;

  constructor(private readonly first: TestApp) {
    this.current = first.app;
  }

  get app(): App {
    return this.current;
  }

  async restart(): Promise<void> {
    const { config, logger } = this.first.app;
    const before = this.current;
    this.current = await createApp(config, { logger, clock: this.first.clock });
    if (before !== this.first.app) await before.close();
  }

  async close(): Promise<void> {
    if (this.current !== this.first.app) await this.current.close();
  }
}

let tenants = 0;
let keys = 0;

/** The service as one run sees it: a tenant of its own, so that the check after each step reads this run's rows only. */
export class StockWorld {
  readonly holdIds: Id[] = [];
  readonly sent: Sent[] = [];
  readonly orderNumbers = new Set<string>();
  readonly shopper: Actor = { kind: 'guest', guestId: newId() };

  private constructor(
    readonly t: TestApp,
    readonly processes: Processes,
    readonly tenantId: Id,
    readonly registerId: Id,
    readonly variantIds: readonly Id[],
    readonly places: readonly StockKey[],
  ) {}

  static async open(t: TestApp, processes: Processes): Promise<StockWorld> {
    tenants += 1;
    const slug = `model-${tenants}`;
    const tenant = await createTenant(t.app.db, t.clock, { slug, name: slug, currency: 'GBP' });
    const ctx = processes.app.newContext(tenant._id, { kind: 'system', job: 'model' });
    const timeZone = 'Europe/London';
    const shop = await createBranch(ctx, { code: 'SHOP', name: 'Shop', kind: 'STORE', timeZone });
    const store = await createBranch(ctx, { code: 'WH', name: 'Warehouse', kind: 'WAREHOUSE', timeZone });
    const { register } = await createRegister(ctx, { branchId: shop._id, code: 'R1', name: 'Till' });
    const made = await makeProduct(ctx, {
      variants: [
        { sku: 'ONE', priceMinor: UNIT_PRICE_MINOR },
        { sku: 'TWO', priceMinor: UNIT_PRICE_MINOR },
      ],
    });
    const variantIds = made.variants.map((variant) => variant._id);
    const places = [shop, store].flatMap((branch) =>
      variantIds.map((variantId) => ({ branchId: branch._id, variantId })),
    );
    return new StockWorld(t, processes, tenant._id, register._id, variantIds, places);
  }

  /** A context of the process that runs now. */
  as(actor: Actor): Context {
    return this.processes.app.newContext(this.tenantId, actor);
  }

  get system(): Context {
    return this.as({ kind: 'system', job: 'model' });
  }

  nextKey(): string {
    keys += 1;
    return `model-key-${keys}`;
  }

  place(index: number): StockKey {
    const place = this.places[index];
    if (place === undefined) throw new Error(`no place ${index}`);
    return place;
  }

  lines(wishes: readonly Wish[]): (StockKey & { quantity: number })[] {
    return wishes.map(({ place, quantity }) => ({ ...this.place(place), quantity }));
  }

  /** Proves DESIGN's invariants I1 to I4 on what is stored, and that it is what the model says. After every step. */
  async check(model: StockModel): Promise<void> {
    const ctx = this.system;
    const { tenantId } = this;
    const [drift, entries, holds, movements] = await Promise.all([
      findDrift(ctx),
      entriesFor(ctx, this.places),
      reservations(ctx.db).find({ tenantId }).lean(),
      stockMovements(ctx.db).find({ tenantId }).lean(),
    ]);
    expect(drift).toEqual([]);
    this.checkEntries(model, entries, movements);
    this.checkHolds(model, holds, movements);
  }

  /** Proves I5 and I10: one record per effect and one event per change, none for what was refused. At a run's end. */
  async checkRecords(model: StockModel): Promise<void> {
    const { db } = this.system;
    const { tenantId } = this;
    // The product that the run began with is one effect.
    expect(await idempotencyRecords(db).countDocuments({ tenantId })).toBe(model.effects + 1);
    const events = await outboxEvents(db).find({ tenantId }, { type: 1 }).lean<{ type: string }[]>();
    const counts = new Map<string, number>();
    for (const { type } of events) {
      if (type.startsWith('reservation.') || type === 'pos.sale') counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(model.events));
  }

  private checkEntries(
    model: StockModel,
    found: ReadonlyMap<string, StockEntryDoc>,
    movements: readonly StockMovementDoc[],
  ): void {
    const values = new Map<string, number>();
    for (const { entryId, valueDeltaMinor } of movements) {
      values.set(entryId.toHexString(), (values.get(entryId.toHexString()) ?? 0) + valueDeltaMinor);
    }
    const stored = this.places.map((place) => {
      const entry = found.get(stockKeyOf(place));
      if (entry === undefined) return null;
      return {
        onHand: entry.quantityOnHand,
        reserved: entry.quantityReserved,
        available: entry.quantityAvailable,
        valueOfLedger: entry.totalValueMinor - (values.get(entry._id.toHexString()) ?? 0),
        worthOfNothing: entry.quantityOnHand === 0 ? entry.totalValueMinor : 0,
      };
    });
    expect(stored).toEqual(
      model.entries.map((entry) =>
        entry === null
          ? null
          : { ...entry, available: entry.onHand - entry.reserved, valueOfLedger: 0, worthOfNothing: 0 },
      ),
    );
    for (const entry of model.entries) {
      if (entry === null) continue;
      expect(entry.reserved).toBeGreaterThanOrEqual(0);
      expect(entry.onHand - entry.reserved).toBeGreaterThanOrEqual(0);
    }
  }

  /** Each hold as the model has it, and exactly the movements that its lines explain (I4). */
  private checkHolds(model: StockModel, docs: readonly ReservationDoc[], movements: readonly StockMovementDoc[]): void {
    expect(docs).toHaveLength(model.holds.length);
    const byId = new Map(docs.map((doc) => [doc._id.toHexString(), doc]));
    const moved = new Map<string, number[]>();
    for (const { referenceType, referenceId, type, onHandDelta, reservedDelta } of movements) {
      if (referenceType !== 'Reservation') continue;
      const sums = moved.get(String(referenceId)) ?? [0, 0, 0, 0];
      const index = type === 'RESERVE' ? 0 : type === 'SALE' ? 1 : 2;
      sums[index] = (sums[index] ?? 0) + Math.abs(reservedDelta);
      sums[3] = (sums[3] ?? 0) - onHandDelta;
      moved.set(String(referenceId), sums);
    }
    for (const [index, hold] of model.holds.entries()) {
      const id = this.holdIds[index]?.toHexString() ?? '';
      const doc = byId.get(id);
      expect({
        status: doc?.status,
        expiresMs: doc?.expiresAt.getTime(),
        ended: doc?.endedAt !== null,
        lines: doc?.lines.map((line) => [line.quantity, line.committedQuantity, line.releasedQuantity]),
        moved: moved.get(id),
      }).toEqual({
        status: hold.status,
        expiresMs: hold.expiresMs,
        ended: hold.lines.every((line) => stillHeld(line) === 0),
        lines: hold.lines.map((line) => [line.quantity, line.committed, line.released]),
        moved: movedBy(hold.lines),
      });
    }
  }
}

/** Units reserved, sold, released, and taken from on hand. */
function movedBy(lines: readonly { quantity: number; committed: number; released: number }[]): number[] {
  const sum = (field: 'quantity' | 'committed' | 'released') => lines.reduce((total, line) => total + line[field], 0);
  return [sum('quantity'), sum('committed'), sum('released'), sum('committed')];
}
