import fc from 'fast-check';
import { SerialUnits } from './serial-model';
import { isToldApart } from './stock-model';
import type { StockModel } from './stock-model';
import type { NamedBox } from './unit-model';

/** How a request names the units that it moves, where they are told apart. */
export interface Naming {
  /** The first of its boxes, or of the serial numbers that it gives a second time. */
  readonly pick: number;
  /** PLAIN names what comes in; SLIP names a wrong date or numbers that were given before; EVERYTHING also what leaves. */
  readonly how: 'PLAIN' | 'SLIP' | 'EVERYTHING' | 'NOTHING';
}

const HOUR_MS = 60 * 60 * 1000;
/** Goods are packed anew so often: what is packed at one time has one date. */
const PACKED_EVERY_MS = 900_000;
/** How long the goods of each box last from when they are packed; the last keep. */
const BOXES: readonly (number | null)[] = [120_000, 20 * HOUR_MS, 72 * HOUR_MS, null];

/** What names the units of one line, for the model and, as the service wants it, for the request. */
export interface Named {
  readonly box?: NamedBox;
  readonly serials?: readonly string[];
}

/** Names for `delta` units of the line `index` of a request; nothing where they are all alike. */
export function namesFor(model: StockModel, place: number, delta: number, naming: Naming, index: number): Named {
  const { pick, how } = naming;
  if (!isToldApart(place) || model.tracking === 'NONE' || how === 'NOTHING') return {};
  if (delta < 0 && how !== 'EVERYTHING') return {};
  if (model.tracking === 'LOT') return { box: boxOf(model, pick + index, how) };
  if (delta < 0) return { serials: [`S${pick}`] };
  const from = how === 'SLIP' ? pick : model.nextSerial(delta);
  return { serials: Array.from({ length: delta }, (_unused, at) => `S${from + at}`) };
}

function boxOf({ startedMs, nowMs }: StockModel, pick: number, how: Naming['how']): NamedBox {
  const [number, other] = [pick % BOXES.length, (pick + 1) % BOXES.length];
  const packing = Math.floor((nowMs - startedMs) / PACKED_EVERY_MS);
  const lasts = BOXES[how === 'SLIP' ? other : number] ?? null;
  const expiresMs = lasts === null ? null : startedMs + packing * PACKED_EVERY_MS + lasts;
  return {
    code: BOXES[number] === null ? 'KEEPS' : `L${number}-${packing}`,
    ...(how !== 'EVERYTHING' && { expiresMs }),
  };
}

/** The names as an adjustment takes them. */
export function linesNames({ box, serials }: Named) {
  if (serials !== undefined) return { serials };
  if (box === undefined) return {};
  const { code, expiresMs } = box;
  if (expiresMs === undefined) return { lot: { code } };
  return { lot: { code, expiresAt: expiresMs === null ? null : new Date(expiresMs) } };
}

/** The serial number with which a till names one unit of a line, if it does. */
export function scanned(model: StockModel, place: number, pick: number | null): string[] | undefined {
  if (pick === null || !isToldApart(place) || !(model.units instanceof SerialUnits)) return undefined;
  // A unit of this place, or any that ever came: gone, on its way or in the other branch.
  const among = pick % 2 === 0 ? model.units.in(place) : model.units.units;
  return [among[pick % Math.max(1, among.length)]?.serial ?? `S${pick}`];
}

export const naming: fc.Arbitrary<Naming> = fc.record({
  pick: fc.nat(7),
  how: fc.constantFrom(
    'PLAIN' as const,
    'PLAIN' as const,
    'PLAIN' as const,
    'PLAIN' as const,
    'SLIP' as const,
    'EVERYTHING' as const,
    'NOTHING' as const,
  ),
});
