/**
 * What the stock of one tenant should be: numbers only, worked out without the code under test. Every command of the
 * property test changes this model and the service, and afterwards the two must agree (`stock-world.ts`).
 */
import { fill, giveUp, holdLess, owedUnits } from './backorder-model';
import type { ModelBackorder } from './backorder-model';
import type { ModelCount } from './count-model';
import { LotUnits } from './lot-model';
import { SerialUnits } from './serial-model';
import type { ModelTransfer } from './transfer-model';
import { ALIKE } from './unit-model';
import type { ModelTracking, ModelUnits, UnitChange } from './unit-model';

/** Units held of one place, and what became of them. */
export interface ModelLine {
  readonly place: number;
  readonly quantity: number;
  committed: number;
  released: number;
}

export interface ModelHold {
  status: 'ACTIVE' | 'RELEASING' | 'COMMITTED' | 'RELEASED' | 'EXPIRED';
  readonly lines: ModelLine[];
  readonly createdMs: number;
  expiresMs: number;
  /** Until when a worker that died keeps others off; only while RELEASING. */
  leaseMs: number;
}

/** The buckets of units that are not for sale which the runs use. */
export const MODEL_BUCKETS = ['DAMAGED', 'QUARANTINE', 'EXPIRED'] as const;
export type ModelBucket = (typeof MODEL_BUCKETS)[number];

/** A place in stock: null until the first units come, are on their way, or somebody decides about it. */
export interface ModelEntry {
  onHand: number;
  reserved: number;
  incoming: number;
  /** Units that shoppers may not take. */
  safety: number;
  readonly unavailable: Record<ModelBucket, number>;
  /** How often a count was booked here. */
  counts: number;
  /** How many units may wait for goods to come; null where shoppers may take only what is there. */
  limit: number | null;
  /** Units that holds took before they were there, in the order of their age, also when none of them waits any more. */
  readonly queue: ModelBackorder[];
}

/** Some units of one place, as a command asks for them. */
export interface Wish {
  readonly place: number;
  readonly quantity: number;
}

/** Two variants in two branches; places 0 and 1 are in the branch of the till. */
export const PLACES = 4;
export const VARIANTS = 2;
/** The second variant's units are told apart by lot or serial number, in the runs that do so. */
export const isToldApart = (place: number): boolean => place % VARIANTS === VARIANTS - 1;
export const LIFE_MAX_MS = 24 * 60 * 60 * 1000;

/** Units of a line that are still held. */
export function stillHeld(line: ModelLine): number {
  return line.quantity - line.committed - line.released;
}

/** Units of an entry that are there but not for sale. */
export function unavailableOf({ unavailable }: ModelEntry): number {
  return unavailable.DAMAGED + unavailable.QUARANTINE + unavailable.EXPIRED;
}

export class StockModel {
  readonly entries: (ModelEntry | null)[] = Array.from({ length: PLACES }, () => null);
  readonly holds: ModelHold[] = [];
  readonly transfers: ModelTransfer[] = [];
  readonly counts: ModelCount[] = [];
  /** Events by type and idempotency records that must exist (DESIGN I10, I5). */
  readonly events = new Map<string, number>();
  effects = 0;
  sales = 0;
  /** Where units are told apart: which there are. */
  units: ModelUnits = ALIKE;
  readonly startedMs: number;
  private serialsMade = 0;

  /** @param overdraw how far below 0 the till may sell: 0 where its branch blocks that. */
  constructor(
    public nowMs: number,
    private readonly overdraw: number,
    readonly tracking: ModelTracking,
  ) {
    this.startedMs = nowMs;
    if (tracking === 'NONE') return;
    this.units = tracking === 'LOT' ? new LotUnits(this.entries.map(() => [])) : new SerialUnits([]);
    // Who says that units are told apart makes an entry in every branch.
    for (const place of this.entries.keys()) if (isToldApart(place)) this.entry(place);
    this.effect();
  }

  /** The first of so many serial numbers that were never given before. */
  nextSerial(count: number): number {
    this.serialsMade += count;
    return this.serialsMade - count;
  }

  /** The units that are told apart after a request, and whether it is refused because of them. */
  unitsAfter(changes: readonly UnitChange[]): ModelUnits {
    const moving = changes.filter(
      ({ place, onHand, expired = 0 }) => isToldApart(place) && (onHand !== 0 || expired !== 0),
    );
    return this.units.after(
      moving.sort((a, b) => a.place - b.place),
      this.nowMs,
    );
  }

  available(place: number): number {
    const entry = this.entries[place];
    if (entry === null || entry === undefined) return 0;
    return entry.onHand - entry.reserved - unavailableOf(entry);
  }

  /** What a shopper may take: available less the safety stock, or with what may wait; staff may take what is there. */
  promisable(place: number): number {
    const entry = this.entries[place];
    return this.available(place) + (entry?.limit ?? -(entry?.safety ?? 0));
  }

  /** What a till may take of a place: what is there, and more where its branch lets it. */
  sellable(place: number): number {
    return this.available(place) + this.overdrawOf(place);
  }

  /** How far below 0 tills may take the place. */
  overdrawOf(place: number): number {
    return place < VARIANTS ? this.overdraw : 0;
  }

  /** Units that people find on the shelf of a place: what is on hand, and what was sold before it came. */
  onShelf(place: number): number {
    const { onHand, queue } = this.entries[place] ?? { onHand: 0, queue: [] };
    return onHand + owedUnits(queue);
  }

  /** Units of a place that are taken but not there. */
  missing(place: number): number {
    return Math.max(0, -this.available(place));
  }

  /** Wishes per place, in the order in which places first appear. */
  merge(wishes: readonly Wish[]): Wish[] {
    const sums = new Map<number, number>();
    for (const { place, quantity } of wishes) sums.set(place, (sums.get(place) ?? 0) + quantity);
    return [...sums].map(([place, quantity]) => ({ place, quantity }));
  }

  /** True when all wishes together can be had by staff. */
  covers(wishes: readonly Wish[]): boolean {
    return this.merge(wishes).every(({ place, quantity }) => this.available(place) >= quantity);
  }

  /** True when all wishes together can be had by a shopper. */
  promises(wishes: readonly Wish[]): boolean {
    return this.merge(wishes).every(({ place, quantity }) => this.promisable(place) >= quantity);
  }

  /** True when all wishes together can be had by a till. */
  sells(wishes: readonly Wish[]): boolean {
    return this.merge(wishes).every(({ place, quantity }) => this.sellable(place) >= quantity);
  }

  /** The entry of a place, made when it is missing. */
  entry(place: number): ModelEntry {
    const entry = this.entries[place] ?? {
      onHand: 0,
      reserved: 0,
      incoming: 0,
      safety: 0,
      unavailable: { DAMAGED: 0, QUARANTINE: 0, EXPIRED: 0 },
      counts: 0,
      limit: null,
      queue: [],
    };
    this.entries[place] = entry;
    return entry;
  }

  move(place: number, onHand: number, reserved: number): void {
    const entry = this.entry(place);
    entry.onHand += onHand;
    entry.reserved += reserved;
  }

  /** A request had its effect: whatever it brought fills what waits. */
  effect(): void {
    this.effects += 1;
    this.fillQueues();
  }

  private fillQueues(): void {
    for (const [place, entry] of this.entries.entries()) if (entry !== null) fill(entry.queue, this.missing(place));
  }

  event(type: string, count = 1): void {
    this.events.set(type, (this.events.get(type) ?? 0) + count);
  }

  hold(wishes: readonly Wish[], ttlMs: number): void {
    this.take(wishes, ttlMs);
    this.effect();
  }

  /** Gives back what a hold still has and holds the wishes instead, in one step: what waits is filled after both. */
  replace(hold: ModelHold, wishes: readonly Wish[], ttlMs: number): void {
    const held = hold.lines.map((line) => ({ place: line.place, quantity: stillHeld(line) }));
    // Units that were there stay theirs: only what the hold waited for, and more than it had, has to wait anew.
    const kept = new Map(
      held.map(({ place, quantity }) => {
        const row = this.entry(place).queue.find((one) => one.hold === this.holds.indexOf(hold) && one.waiting > 0);
        return [place, quantity - Math.min(quantity, row?.waiting ?? 0)];
      }),
    );
    this.settle(hold, held, 'released');
    this.take(wishes, ttlMs, kept);
    this.effect();
  }

  private take(wishes: readonly Wish[], ttlMs: number, kept: ReadonlyMap<number, number> = new Map()): void {
    const lines = this.merge(wishes).map((wish) => ({ ...wish, committed: 0, released: 0 }));
    for (const { place, quantity } of lines) {
      this.move(place, 0, quantity);
      const waiting = Math.min(Math.max(0, quantity - (kept.get(place) ?? 0)), this.missing(place));
      if (waiting > 0)
        this.entry(place).queue.push({ hold: this.holds.length, quantity: waiting, waiting, held: quantity });
    }
    const { nowMs } = this;
    this.holds.push({ status: 'ACTIVE', lines, createdMs: nowMs, expiresMs: nowMs + ttlMs, leaseMs: 0 });
    this.event('reservation.created');
  }

  /** The code with which an action on the hold is refused, or null. */
  refusal(hold: ModelHold): string | null {
    if (hold.status === 'COMMITTED') return 'RESERVATION_ALREADY_COMMITTED';
    if (hold.status === 'RELEASED') return 'RESERVATION_ALREADY_RELEASED';
    return hold.status === 'ACTIVE' && hold.expiresMs > this.nowMs ? null : 'RESERVATION_EXPIRED';
  }

  /** Commits or releases parts; the hold ends when nothing is held any more. */
  end(hold: ModelHold, parts: readonly Wish[], how: 'committed' | 'released'): void {
    this.settle(hold, parts, how);
    this.effect();
  }

  private settle(hold: ModelHold, parts: readonly Wish[], how: 'committed' | 'released'): void {
    for (const { place, quantity } of parts) {
      const line = hold.lines.find((each) => each.place === place);
      if (line === undefined) throw new Error('the model ends a line that it never held');
      line[how] += quantity;
      if (how === 'committed') this.move(place, -quantity, 0);
      else giveUp(this.entry(place).queue, this.holds.indexOf(hold), quantity);
      this.letGo(hold, place, quantity);
    }
    this.event(`reservation.${how}`);
    if (hold.lines.some((line) => stillHeld(line) > 0)) return;
    hold.status = hold.lines.some((line) => line.committed > 0) ? 'COMMITTED' : 'RELEASED';
  }

  /** Units of a hold are held no more. */
  private letGo(hold: ModelHold, place: number, quantity: number): void {
    this.move(place, 0, -quantity);
    holdLess(this.entry(place).queue, this.holds.indexOf(hold), quantity);
  }

  /** Holds that a worker may take now. */
  due(): ModelHold[] {
    return this.holds.filter(
      (hold) =>
        (hold.status === 'ACTIVE' && hold.expiresMs <= this.nowMs) ||
        (hold.status === 'RELEASING' && hold.leaseMs <= this.nowMs),
    );
  }

  /** Expires all that is due and says how many that were. */
  expire(): number {
    const due = this.due();
    for (const hold of due) {
      for (const line of hold.lines) {
        giveUp(this.entry(line.place).queue, this.holds.indexOf(hold), stillHeld(line));
        this.letGo(hold, line.place, stillHeld(line));
        line.released = line.quantity - line.committed;
      }
      hold.status = 'EXPIRED';
    }
    if (due.length > 0) this.event('reservation.expired', due.length);
    this.fillQueues();
    return due.length;
  }
}
