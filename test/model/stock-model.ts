/**
 * What the stock of one tenant should be: numbers only, worked out without the code under test. Every command of the
 * property test changes this model and the service, and afterwards the two must agree (`stock-world.ts`).
 */

import type { ModelCount } from './count-model';
import type { ModelTransfer } from './transfer-model';

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
export const MODEL_BUCKETS = ['DAMAGED', 'QUARANTINE'] as const;
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
}

/** Some units of one place, as a command asks for them. */
export interface Wish {
  readonly place: number;
  readonly quantity: number;
}

/** Two variants in two branches; places 0 and 1 are in the branch of the till. */
export const PLACES = 4;
export const VARIANTS = 2;
export const LIFE_MAX_MS = 24 * 60 * 60 * 1000;

/** Units of a line that are still held. */
export function stillHeld(line: ModelLine): number {
  return line.quantity - line.committed - line.released;
}

/** Units of an entry that are there but not for sale. */
export function unavailableOf({ unavailable }: ModelEntry): number {
  return unavailable.DAMAGED + unavailable.QUARANTINE;
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

  constructor(public nowMs: number) {}

  available(place: number): number {
    const entry = this.entries[place];
    if (entry === null || entry === undefined) return 0;
    return entry.onHand - entry.reserved - unavailableOf(entry);
  }

  /** What a shopper may take: available less the safety stock; staff and tills may take it all. */
  promisable(place: number): number {
    return this.available(place) - (this.entries[place]?.safety ?? 0);
  }

  /** Wishes per place, in the order in which places first appear. */
  merge(wishes: readonly Wish[]): Wish[] {
    const sums = new Map<number, number>();
    for (const { place, quantity } of wishes) sums.set(place, (sums.get(place) ?? 0) + quantity);
    return [...sums].map(([place, quantity]) => ({ place, quantity }));
  }

  /** True when all wishes together can be had by staff or a till. */
  covers(wishes: readonly Wish[]): boolean {
    return this.merge(wishes).every(({ place, quantity }) => this.available(place) >= quantity);
  }

  /** True when all wishes together can be had by a shopper. */
  promises(wishes: readonly Wish[]): boolean {
    return this.merge(wishes).every(({ place, quantity }) => this.promisable(place) >= quantity);
  }

  /** The entry of a place, made when it is missing. */
  entry(place: number): ModelEntry {
    const entry = this.entries[place] ?? {
      onHand: 0,
      reserved: 0,
      incoming: 0,
      safety: 0,
      unavailable: { DAMAGED: 0, QUARANTINE: 0 },
      counts: 0,
    };
    this.entries[place] = entry;
    return entry;
  }

  move(place: number, onHand: number, reserved: number): void {
    const entry = this.entry(place);
    entry.onHand += onHand;
    entry.reserved += reserved;
  }

  event(type: string, count = 1): void {
    this.events.set(type, (this.events.get(type) ?? 0) + count);
  }

  hold(wishes: readonly Wish[], ttlMs: number): void {
    const lines = this.merge(wishes).map((wish) => ({ ...wish, committed: 0, released: 0 }));
    for (const line of lines) this.move(line.place, 0, line.quantity);
    const { nowMs } = this;
    this.holds.push({ status: 'ACTIVE', lines, createdMs: nowMs, expiresMs: nowMs + ttlMs, leaseMs: 0 });
    this.event('reservation.created');
    this.effects += 1;
  }

  /** The code with which an action on the hold is refused, or null. */
  refusal(hold: ModelHold): string | null {
    if (hold.status === 'COMMITTED') return 'RESERVATION_ALREADY_COMMITTED';
    if (hold.status === 'RELEASED') return 'RESERVATION_ALREADY_RELEASED';
    return hold.status === 'ACTIVE' && hold.expiresMs > this.nowMs ? null : 'RESERVATION_EXPIRED';
  }

  /** Commits or releases parts; the hold ends when nothing is held any more. */
  end(hold: ModelHold, parts: readonly Wish[], how: 'committed' | 'released'): void {
    for (const { place, quantity } of parts) {
      const line = hold.lines.find((each) => each.place === place);
      if (line === undefined) throw new Error('the model ends a line that it never held');
      line[how] += quantity;
      this.move(place, how === 'committed' ? -quantity : 0, -quantity);
    }
    this.event(`reservation.${how}`);
    this.effects += 1;
    if (hold.lines.some((line) => stillHeld(line) > 0)) return;
    hold.status = hold.lines.some((line) => line.committed > 0) ? 'COMMITTED' : 'RELEASED';
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
        this.move(line.place, 0, -stillHeld(line));
        line.released = line.quantity - line.committed;
      }
      hold.status = 'EXPIRED';
    }
    if (due.length > 0) this.event('reservation.expired', due.length);
    return due.length;
  }
}
