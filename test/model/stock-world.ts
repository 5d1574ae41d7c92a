import { createApp } from '../../src/app';
import type { App } from '../../src/app';
import type { Actor, Context } from '../../src/kernel/context';
import { newId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { setVariantTracking } from '../../src/modules/inventory';
import type { StockKey } from '../../src/modules/inventory';
import { createRegister } from '../../src/modules/pos';
import { createBranch, createTenant } from '../../src/modules/tenants';
import type { NegativeStockPolicy } from '../../src/modules/tenants';
import { idempotencyRecords } from '../../src/platform/idempotency';
import { outboxEvents } from '../../src/platform/outbox';
import { makeProduct } from '../factories';
import type { TestApp } from '../support/test-app';
import { checkFills } from './backorder-proof';
import { VARIANTS } from './stock-model';
import type { StockModel, Wish } from './stock-model';
import { StockProof } from './stock-proof';
import type { ModelTracking } from './unit-model';

export const UNIT_PRICE_MINOR = 1_000;
/** News that the model counts; that of single entries follows from the ledger. */
const EVENTS_OF_MODEL = /^(reservation|stock-transfer|stock-count)\.|^pos\.sale$/;

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

/** What differs from run to run beside the commands. */
export interface ShopKind {
  readonly policy: NegativeStockPolicy;
  readonly tracking: ModelTracking;
}

let tenants = 0;
let keys = 0;

/** The service as one run sees it: a tenant of its own, so that the check after each step reads this run's rows only. */
export class StockWorld {
  /** Commands that ran and were proven. */
  steps = 0;
  readonly holdIds: Id[] = [];
  readonly transferIds: Id[] = [];
  readonly countIds: Id[] = [];
  /** Value of each count's differences, as its submission told it. */
  readonly countValues: number[] = [];
  /** A clerk and two managers. */
  readonly people: readonly Id[] = [newId(), newId(), newId()];
  private readonly proof = new StockProof(this);
  readonly sent: Sent[] = [];
  readonly orderNumbers = new Set<string>();
  readonly shopper: Actor = { kind: 'guest', guestId: newId() };

  private constructor(
    readonly t: TestApp,
    readonly processes: Processes,
    readonly policy: NegativeStockPolicy,
    readonly tenantId: Id,
    readonly registerId: Id,
    readonly variantIds: readonly Id[],
    readonly places: readonly StockKey[],
  ) {}

  /**
   * @param shop what the branch of the till does when a sale would take its stock below 0, and how the units of the
   * second variant are told apart.
   */
  static async open(t: TestApp, processes: Processes, { policy, tracking }: ShopKind): Promise<StockWorld> {
    tenants += 1;
    const slug = `model-${tenants}`;
    const tenant = await createTenant(t.app.db, t.clock, { slug, name: slug, currency: 'GBP' });
    const ctx = processes.app.newContext(tenant._id, { kind: 'system', job: 'model' });
    const timeZone = 'Europe/London';
    const store = { code: 'SHOP', name: 'Shop', kind: 'STORE' } as const;
    const shop = await createBranch(ctx, { ...store, timeZone, negativeStockPolicy: policy });
    const warehouse = await createBranch(ctx, { code: 'WH', name: 'Warehouse', kind: 'WAREHOUSE', timeZone });
    const { register } = await createRegister(ctx, { branchId: shop._id, code: 'R1', name: 'Till' });
    const made = await makeProduct(ctx, {
      variants: [
        { sku: 'ONE', priceMinor: UNIT_PRICE_MINOR },
        { sku: 'TWO', priceMinor: UNIT_PRICE_MINOR },
      ],
    });
    const variantIds = made.variants.map((variant) => variant._id);
    const [, variantId] = variantIds;
    if (tracking !== 'NONE' && variantId !== undefined) {
      await setVariantTracking(ctx, { input: { idempotencyKey: 'model-tracking' }, variantId, tracking });
    }
    const places = [shop, warehouse].flatMap((branch) =>
      variantIds.map((variantId) => ({ branchId: branch._id, variantId })),
    );
    return new StockWorld(t, processes, policy, tenant._id, register._id, variantIds, places);
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

  branch(index: number): Id {
    return this.place(index * VARIANTS).branchId;
  }

  variant(index: number): Id {
    return this.place(index).variantId;
  }

  lines(wishes: readonly Wish[]): (StockKey & { quantity: number })[] {
    return wishes.map(({ place, quantity }) => ({ ...this.place(place), quantity }));
  }

  /** Proves DESIGN's invariants I1 to I4 on what is stored, and that it is what the model says. After every step. */
  async check(model: StockModel): Promise<void> {
    await this.proof.step(this.system, model);
  }

  /** Proves I5 and I10: one record per effect and one event per change, none for what was refused. At a run's end. */
  async checkRecords(model: StockModel): Promise<void> {
    const { db } = this.system;
    const { tenantId } = this;
    await this.proof.whole(this.system, model);
    await checkFills(this.system, model, this);
    // The product that the run began with is one effect.
    expect(await idempotencyRecords(db).countDocuments({ tenantId })).toBe(model.effects + 1);
    const events = await outboxEvents(db).find({ tenantId }).lean();
    const counts = new Map<string, number>();
    for (const { type, payload } of events) {
      // Holds that end together are told in one event.
      const { reservations = [null] } = payload as { reservations?: unknown[] };
      if (EVENTS_OF_MODEL.test(type)) counts.set(type, (counts.get(type) ?? 0) + reservations.length);
    }
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(model.events));
  }
}
