import type { ModelUnits, NamedBox, UnitChange } from './unit-model';

/** Units of one box in one place. */
export interface ModelLot {
  readonly code: string;
  readonly expiresMs: number | null;
  /** Number of its making: of two lots that expire together the older leaves first. */
  readonly age: number;
  usable: number;
  /** Units that were put aside because of their date. */
  expired: number;
}

/** Units of a box that left with a transfer and have not come in. */
interface Cargo {
  readonly code: string;
  readonly expiresMs: number | null;
  units: number;
}

class Refused extends Error {}

/** Stock that is told apart by lot: by place, oldest first, also lots that are empty; and what transfers took. */
export class LotUnits implements ModelUnits {
  refusal: string | null = null;
  private short = false;
  /** What came in of cargo, in this order; only while a request is followed. */
  private readonly arrived: { readonly transfer: number; readonly code: string }[] = [];

  constructor(
    readonly lots: ModelLot[][],
    private readonly cargo: Cargo[][] = [],
    private made = 0,
  ) {}

  after(changes: readonly UnitChange[], nowMs: number): ModelUnits {
    if (changes.length === 0) return this;
    const next = new LotUnits(structuredClone(this.lots), structuredClone(this.cargo), this.made);
    try {
      for (const change of changes) next.move(change, nowMs);
      next.reorderCargo();
      if (next.short) next.refusal = 'INSUFFICIENT_STOCK';
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      next.refusal = error.message;
    }
    return next;
  }

  /** Lots with usable units whose time has come at `untilMs`, as a worker finds them. */
  due(untilMs: number): { place: number; lot: ModelLot }[] {
    return this.lots
      .flatMap((lots, place) => lots.map((lot) => ({ place, lot })))
      .filter(({ lot }) => lot.usable > 0 && (lot.expiresMs ?? Infinity) <= untilMs)
      .sort((a, b) => (a.lot.expiresMs ?? 0) - (b.lot.expiresMs ?? 0) || a.lot.age - b.lot.age);
  }

  private move(change: UnitChange, nowMs: number): void {
    const { place, onHand, expired = 0 } = change;
    if (onHand > 0) for (const box of this.boxesOf(change, nowMs)) this.put(place, box, box.units);
    else if (onHand < 0) this.take(change, -onHand, nowMs);
    else this.setAside(change, expired);
  }

  /** First to expire first; those that keep come last, and of equals the oldest. */
  private byExpiry(place: number): ModelLot[] {
    const lots = [...(this.lots[place] ?? [])];
    return lots.sort((a, b) => (a.expiresMs ?? Infinity) - (b.expiresMs ?? Infinity) || a.age - b.age || 0);
  }

  private take(change: UnitChange, units: number, nowMs: number): void {
    const { place, kind, box, transfer, expired = 0 } = change;
    let left = units;
    for (const lot of this.byExpiry(place)) {
      if (box !== undefined && lot.code !== box.code) continue;
      if (kind === 'USE' && isPast(lot, nowMs)) continue;
      const part = Math.min(left, expired < 0 ? lot.expired : lot.usable);
      if (expired < 0) lot.expired -= part;
      else lot.usable -= part;
      left -= part;
      if (transfer !== undefined && part > 0) this.cargoOf(transfer).push({ ...lot, units: part });
    }
    if (left > 0) this.short = true;
  }

  /** In or out of what is past its date; back for sale comes what keeps longest. */
  private setAside({ place, box }: UnitChange, expired: number): void {
    const lots = this.byExpiry(place);
    if (expired < 0) lots.reverse();
    let left = Math.abs(expired);
    for (const lot of lots) {
      if (box !== undefined && lot.code !== box.code) continue;
      const part = Math.min(left, expired < 0 ? lot.expired : lot.usable);
      lot.expired += Math.sign(expired) * part;
      lot.usable -= Math.sign(expired) * part;
      left -= part;
    }
    if (left > 0) this.short = true;
  }

  /** The boxes that come in: named, or those that the transfer took, or for what was found the first to expire. */
  private boxesOf(change: UnitChange, nowMs: number): (NamedBox & { units: number })[] {
    const { place, onHand, kind, box, transfer } = change;
    if (box !== undefined) return [{ ...box, units: onHand }];
    const cargo = transfer === undefined ? [] : this.cargoOf(transfer);
    let left = onHand;
    const boxes: (NamedBox & { units: number })[] = [];
    for (const one of cargo) {
      const units = Math.min(left, one.units);
      if (units === 0) continue;
      boxes.push({ code: one.code, expiresMs: one.expiresMs, units });
      one.units -= units;
      left -= units;
    }
    for (const { code } of boxes) if (transfer !== undefined) this.arrived.push({ transfer, code });
    if (left === 0) return boxes;
    const sellable = this.byExpiry(place).find((lot) => lot.usable > 0 && !isPast(lot, nowMs));
    const code = cargo.at(-1)?.code ?? (kind === 'FOUND' ? sellable?.code : undefined);
    if (code === undefined) throw new Refused('LOT_REQUIRED');
    if (transfer !== undefined) this.arrived.push({ transfer, code });
    return [...boxes, { code, units: left }];
  }

  private put(place: number, { code, expiresMs }: NamedBox, units: number): void {
    const lots = this.lots[place] ?? [];
    const lot = lots.find((one) => one.code === code);
    if (lot === undefined) {
      this.made += 1;
      lots.push({ code, expiresMs: expiresMs ?? null, age: this.made, usable: units, expired: 0 });
    } else if (expiresMs !== undefined && expiresMs !== lot.expiresMs) throw new Refused('LOT_EXPIRY_DIFFERS');
    else lot.usable += units;
  }

  /** Of what is left, that comes in first next time of which nothing came yet. */
  private reorderCargo(): void {
    for (const { transfer, code } of this.arrived) {
      const boxes = this.cargoOf(transfer);
      const at = boxes.findIndex((one) => one.code === code);
      boxes.push(...boxes.splice(at, 1));
    }
  }

  private cargoOf(transfer: number): Cargo[] {
    return (this.cargo[transfer] ??= []);
  }
}

function isPast({ expiresMs }: { readonly expiresMs: number | null }, nowMs: number): boolean {
  return expiresMs !== null && expiresMs <= nowMs;
}
