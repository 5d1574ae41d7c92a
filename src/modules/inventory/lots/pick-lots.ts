import { ValidationError, invariant } from '../../../kernel/errors';
import { toGlobalId } from '../../../kernel/ids';
import type { NamedLot, StockChange } from '../stock-change';
import type { StockMovementType } from '../stock-movement.model';

/** What the picking knows of a lot; its quantities follow the changes of one demand. */
export interface PickableLot {
  readonly code: string;
  readonly expiresAt: Date | null;
  usable: number;
  expired: number;
}

/** What one change does to one lot: signed. */
export interface LotMove {
  readonly code: string;
  readonly expiresAt: Date | null;
  readonly onHandDelta: number;
  readonly expiredDelta: number;
}

/** The moves of a change; `missing` units could not be had. */
export interface Picked {
  readonly moves: LotMove[];
  readonly missing: number;
}

export interface PickContext {
  /** Units that left by the change's own reference and are not back. */
  readonly origin: readonly NamedLot[];
  /** Units of lots that later changes name (`keptByNames`). */
  readonly kept: ReadonlyMap<string, number>;
  /** The instant at which expired lots are not sold any more. */
  readonly now: Date;
}

/**
 * For each change of an entry how many units of which lots those behind it name: kept for them, or a change that names
 * none would take the first to expire and have the other refused, although there is enough for both. Units that come to
 * a lot in between need not be kept.
 */
export function keptByNames(changes: readonly StockChange[]): ReadonlyMap<string, number>[] {
  const kept: ReadonlyMap<string, number>[] = [];
  let behind: ReadonlyMap<string, number> = new Map();
  for (const change of [...changes].reverse()) {
    kept.push(behind);
    const { lots = [], onHandDelta, bucket, unavailableDelta = 0 } = change;
    const sign = Math.sign(onHandDelta - (bucket === 'EXPIRED' ? unavailableDelta : 0));
    const before = new Map(behind);
    for (const { code, quantity } of lots) before.set(code, Math.max(0, (before.get(code) ?? 0) - sign * quantity));
    behind = before;
  }
  return kept.reverse();
}

/** Who gets the goods must not get expired ones; what is given up or corrected takes those first. */
const FOR_USE: ReadonlySet<StockMovementType> = new Set<StockMovementType>(['SALE', 'POS_SALE', 'TRANSFER_OUT']);

/**
 * Says which lots a change moves, and moves them in `lots`: named ones as named; otherwise the first to expire leaves
 * first, then the oldest. Units that come in must name their lot, except those that a count found, which join the lot
 * that expires first, and those that `origin` knows: what left by the same transfer or order.
 * @param lots of the entry, in the order of their age.
 * Throws ValidationError LOT_REQUIRED, LOT_QUANTITY_MISMATCH or LOT_EXPIRY_DIFFERS.
 */
export function pickLots(lots: PickableLot[], change: StockChange, { origin, kept, now }: PickContext): Picked {
  const expiredDelta = change.bucket === 'EXPIRED' ? (change.unavailableDelta ?? 0) : 0;
  const { onHandDelta } = change;
  if (onHandDelta === 0 && expiredDelta === 0) return { moves: [], missing: 0 };
  const units = Math.abs(onHandDelta === 0 ? expiredDelta : onHandDelta);
  invariant(
    onHandDelta === 0 || expiredDelta === 0 || expiredDelta === onHandDelta,
    'a change moves units into or out of the expired ones wholly or not at all',
  );
  const named = change.lots ?? [];
  if (named.length > 0 && named.reduce((sum, { quantity }) => sum + quantity, 0) !== units) {
    throw new ValidationError('lots', `Expected lots of ${units} units together.`, 'LOT_QUANTITY_MISMATCH');
  }
  if (onHandDelta > 0) {
    const incoming = named.length > 0 ? named : lotsOfFound(lots, change, origin, units, now);
    return { moves: incoming.map((lot) => put(lots, lot, expiredDelta > 0)), missing: 0 };
  }
  const from = onHandDelta === 0 ? expiredDelta < 0 : expiredDelta < 0;
  const sign = { onHand: Math.sign(onHandDelta), expired: Math.sign(expiredDelta) };
  const source = candidates(lots, change, from, named.length > 0, now);
  const wanted = named.length > 0 ? named : [{ code: null, quantity: units, kept }];
  return take(source, wanted, from ? 'expired' : 'usable', sign);
}

/** First to expire first; lots that keep come last, and of equals the oldest. */
function byExpiry(a: PickableLot, b: PickableLot): number {
  return (a.expiresAt?.getTime() ?? Infinity) - (b.expiresAt?.getTime() ?? Infinity) || 0;
}

function candidates(
  lots: readonly PickableLot[],
  change: StockChange,
  isFromExpired: boolean,
  isNamed: boolean,
  now: Date,
): PickableLot[] {
  const isBack = isFromExpired && change.onHandDelta === 0;
  const sorted = [...lots].sort(byExpiry);
  // Back for sale comes what was put aside by mistake: that is what keeps longest.
  if (isBack) sorted.reverse();
  if (isNamed && !FOR_USE.has(change.type)) return sorted;
  return FOR_USE.has(change.type) ? sorted.filter((lot) => !isExpired(lot, now)) : sorted;
}

function isExpired({ expiresAt }: PickableLot, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** Units of one lot, or of any with code null, which leaves alone what others name. */
interface WantedUnits {
  readonly code: string | null;
  readonly quantity: number;
  readonly kept?: ReadonlyMap<string, number>;
}

function take(
  lots: readonly PickableLot[],
  wanted: readonly WantedUnits[],
  from: 'usable' | 'expired',
  sign: { onHand: number; expired: number },
): Picked {
  const moves: LotMove[] = [];
  let missing = 0;
  for (const { code, quantity, kept } of wanted) {
    let left = quantity;
    for (const lot of lots) {
      if (left === 0) break;
      const free = lot[from] - (from === 'usable' ? (kept?.get(lot.code) ?? 0) : 0);
      if ((code !== null && lot.code !== code) || free <= 0) continue;
      const part = Math.min(left, free);
      left -= part;
      const move = moveOf(lot, sign.onHand * part, sign.expired * part);
      apply(lot, move);
      moves.push(move);
    }
    missing += left;
  }
  return { moves, missing };
}

function put(lots: PickableLot[], { code, expiresAt, quantity }: NamedLot, isExpiredUnits: boolean): LotMove {
  let lot = lots.find((one) => one.code === code);
  if (lot === undefined) {
    lot = { code, expiresAt: expiresAt ?? null, usable: 0, expired: 0 };
    lots.push(lot);
  } else if (expiresAt !== undefined && expiresAt?.getTime() !== lot.expiresAt?.getTime()) {
    throw new ValidationError(
      'lots',
      `Expected lot ${code} to expire ${lot.expiresAt?.toISOString() ?? 'never'}, as it was received before.`,
      'LOT_EXPIRY_DIFFERS',
    );
  }
  const move = moveOf(lot, quantity, isExpiredUnits ? quantity : 0);
  apply(lot, move);
  return move;
}

function lotsOfFound(
  lots: readonly PickableLot[],
  change: StockChange,
  origin: readonly NamedLot[],
  units: number,
  now: Date,
): NamedLot[] {
  const found: NamedLot[] = [];
  let left = units;
  for (const lot of origin) {
    const quantity = Math.min(left, lot.quantity);
    if (quantity === 0) continue;
    found.push({ ...lot, quantity });
    left -= quantity;
  }
  if (left === 0) return found;
  const sellable = [...lots].sort(byExpiry).filter((lot) => lot.usable > 0 && !isExpired(lot, now));
  const join = origin.at(-1)?.code ?? (change.type === 'COUNT' ? sellable[0]?.code : undefined);
  if (join === undefined) {
    throw new ValidationError(
      'lots',
      `Expected the lot of the ${left} units that come in: variant ${toGlobalId('Variant', change.variantId)} is tracked ` +
        'by lot. Use adjustStock with a lot.',
      'LOT_REQUIRED',
    );
  }
  return [...found, { code: join, quantity: left }];
}

function moveOf({ code, expiresAt }: PickableLot, onHandDelta: number, expiredDelta: number): LotMove {
  return { code, expiresAt, onHandDelta, expiredDelta };
}

function apply(lot: PickableLot, { onHandDelta, expiredDelta }: LotMove): void {
  lot.expired += expiredDelta;
  lot.usable += onHandDelta - expiredDelta;
}
