import type { ModelUnits, UnitChange } from './unit-model';

/** A unit with a serial number: in exactly one place, or gone. */
export interface ModelUnit {
  readonly serial: string;
  place: number;
  status: 'IN_STOCK' | 'SOLD' | 'WRITTEN_OFF' | 'IN_TRANSIT';
  /** Number of the transfer that moved it last. */
  transfer: number | null;
}

/** The limit of units with serial numbers in one request, written out here so that a change of it is noticed. */
const UNITS_MAX = 500;

/** Stock whose units have serial numbers: every unit that ever came, oldest first. */
export class SerialUnits implements ModelUnits {
  refusal: string | null = null;

  constructor(readonly units: ModelUnit[]) {}

  after(changes: readonly UnitChange[]): ModelUnits {
    const moving = changes.filter(({ onHand }) => onHand !== 0);
    if (moving.length === 0) return this;
    const next = new SerialUnits(structuredClone(this.units));
    const moved = moving.reduce((sum, { onHand }) => sum + Math.abs(onHand), 0);
    if (moved > UNITS_MAX) next.refusal = 'LIMIT_EXCEEDED';
    for (const change of moving) {
      next.refusal ??= change.onHand < 0 ? next.takeOut(change) : next.bringIn(change);
    }
    return next;
  }

  /** Units in stock in a place. */
  in(place: number): ModelUnit[] {
    return this.units.filter((unit) => unit.status === 'IN_STOCK' && unit.place === place);
  }

  /** The units that are named leave, then the oldest. */
  private takeOut({ place, onHand, leftAs, serials = [], transfer }: UnitChange): string | null {
    const here = this.in(place);
    const named = serials.flatMap((serial) => here.find((unit) => unit.serial === serial) ?? []);
    if (named.length < serials.length) return 'SERIAL_NOT_IN_STOCK';
    const taken = [...named, ...here.filter((unit) => !named.includes(unit))].slice(0, -onHand);
    if (taken.length < -onHand) return 'INSUFFICIENT_STOCK';
    for (const unit of taken) Object.assign(unit, { status: leftAs ?? 'WRITTEN_OFF', transfer: transfer ?? null });
    return null;
  }

  /** What comes in is named, or it is the oldest of what left with the same transfer. */
  private bringIn({ place, onHand, kind, serials, transfer }: UnitChange): string | null {
    const back = this.units.filter(
      (unit) => kind === 'BROUGHT' && unit.status === 'IN_TRANSIT' && unit.transfer === transfer,
    );
    const named = serials ?? back.slice(0, onHand).map(({ serial }) => serial);
    if (named.length !== onHand) return 'SERIAL_REQUIRED';
    for (const serial of named) {
      const unit = this.units.find((one) => one.serial === serial);
      if (unit?.status === 'IN_STOCK') return 'SERIAL_ALREADY_IN_STOCK';
      const now = { place, status: 'IN_STOCK', transfer: transfer ?? null } as const;
      if (unit === undefined) this.units.push({ serial, ...now });
      else Object.assign(unit, now);
    }
    return null;
  }
}
