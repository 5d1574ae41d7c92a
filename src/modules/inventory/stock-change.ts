import { badInput, invariant } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { addMinor, multiplyMinor } from '../../kernel/money';
import { QUANTITY_MAX } from '../../kernel/quantity';
import { LINES_PER_REQUEST_MAX } from './inventory.policy';
import type { UnavailableReason } from './stock-entry.model';
import type { AdjustmentReason, StockMovementType } from './stock-movement.model';

/** A place in stock. */
export interface StockKey {
  readonly branchId: Id;
  readonly variantId: Id;
}

/** Units of one lot; `quantity` is 1 or more. */
export interface NamedLot {
  /** As `lotCodeOf` makes it. */
  readonly code: string;
  /** When given, the lot must have this end, or none for null; a new lot without it has none. */
  readonly expiresAt?: Date | null;
  readonly quantity: number;
}

/** Units of one variant in one branch; `quantity` is 1 or more. */
export interface StockLine extends StockKey {
  readonly quantity: number;
}

/** One change of one entry; it becomes exactly one movement, but for a change of incoming alone, which is no stock yet. */
export interface StockChange extends StockKey {
  /**
   * The product of an entry that is there, which saves looking it up. Left out by whoever may make the entry: the variant
   * then says whether it is stocked, and how its units are told apart.
   */
  readonly productId?: Id;
  readonly type: StockMovementType;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  /** Signed change of what is there but not for sale, within `bucket`; 0 when left out. No bucket ever goes below 0. */
  readonly unavailableDelta?: number;
  /** Which bucket `unavailableDelta` changes; required with it. */
  readonly bucket?: UnavailableReason;
  /** Signed change of what is ordered or in transit to here; 0 when left out. Incoming never goes below 0. */
  readonly incomingDelta?: number;
  /**
   * What the guard demands: AVAILABLE that enough is available for what leaves; PROMISABLE that shoppers may take so
   * much; RESERVED that so much is reserved (anything else is a fault of ours); NOTHING makes a missing entry.
   */
  readonly requires: 'AVAILABLE' | 'PROMISABLE' | 'RESERVED' | 'NOTHING';
  /** With AVAILABLE: how far below 0 it may take the entry, which then need not exist; 0 when left out. */
  readonly overdrawQuantity?: number;
  readonly reason?: AdjustmentReason | null;
  readonly note?: string | null;
  readonly referenceType?: string;
  readonly referenceId?: Id;
  /** The hold whose units are sold or come back, where the reference names something else: its place in the queue. */
  readonly holdId?: Id;
  readonly unitCostMinor?: number | null;
  readonly occurredAt?: Date;
  /**
   * Which lots the units come to or leave, together as many as the change moves; for variants tracked by lot. Left out,
   * what leaves is picked (first to expire first), and what a transfer or return brings is known from what left by the
   * same reference. What was moved stands in the movement.
   */
  readonly lots?: readonly NamedLot[];
  /**
   * Serial numbers of units, each once, for variants tracked by them: of all units that come in, and of any that leave;
   * the others that leave are the oldest. Left out, a transfer or return brings what left by the same reference.
   */
  readonly serials?: readonly string[];
  /** Who did it, when it is not the transaction's own actor: a group commit serves several. */
  readonly actorId?: Id | null;
}

/** All changes of one entry, judged together (medusajs/medusa#16502: lines judged alone oversell). */
export interface EntryDemand extends StockKey {
  readonly key: string;
  /** The changes that become movements, in the order given. */
  readonly changes: StockChange[];
  onHandDelta: number;
  reservedDelta: number;
  unavailableDelta: number;
  incomingDelta: number;
  /** Units that shoppers take, and units that staff and tills take, of what all changes together take. */
  promisableTaken: number;
  availableTaken: number;
  /** How far below 0 the changes may take the entry. */
  overdrawQuantity: number;
  /** `unavailableDelta` by bucket. */
  readonly bucketDeltas: Map<UnavailableReason, number>;
  /** Value that comes in at a stated cost. */
  statedValueMinor: number;
}

/** Text key of a place in stock: sorting by it gives the one order in which all writers take entries. */
export function stockKeyOf({ branchId, variantId }: StockKey): string {
  return branchId.toHexString() + variantId.toHexString();
}

/** Sums changes per entry, in key order. */
export function demandPerEntry(changes: readonly StockChange[]): EntryDemand[] {
  const demands = new Map<string, EntryDemand>();
  for (const change of changes) {
    const key = stockKeyOf(change);
    const demand = demands.get(key) ?? emptyDemand(key, change);
    demands.set(key, demand);
    demand.incomingDelta += change.incomingDelta ?? 0;
    if (isIncomingOnly(change)) continue;
    demand.changes.push(change);
    demand.onHandDelta += change.onHandDelta;
    demand.reservedDelta += change.reservedDelta;
    addUnavailable(demand, change);
    addTaken(demand, change);
    if (change.onHandDelta > 0) {
      const statedMinor = multiplyMinor(change.unitCostMinor ?? 0, change.onHandDelta);
      demand.statedValueMinor = addMinor(demand.statedValueMinor, statedMinor);
    }
  }
  return [...demands.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function emptyDemand(key: string, { branchId, variantId }: StockKey): EntryDemand {
  const deltas = { onHandDelta: 0, reservedDelta: 0, unavailableDelta: 0, incomingDelta: 0, statedValueMinor: 0 };
  const taken = { promisableTaken: 0, availableTaken: 0, overdrawQuantity: 0 };
  return { key, branchId, variantId, changes: [], ...deltas, ...taken, bucketDeltas: new Map() };
}

/** Stating `incomingDelta` and nothing else changes no stock: it writes no movement, but makes an entry that is missing. */
function isIncomingOnly(change: StockChange): boolean {
  const { onHandDelta, reservedDelta, unavailableDelta = 0, incomingDelta } = change;
  return incomingDelta !== undefined && onHandDelta === 0 && reservedDelta === 0 && unavailableDelta === 0;
}

function addUnavailable(demand: EntryDemand, { unavailableDelta = 0, bucket }: StockChange): void {
  if (unavailableDelta === 0) return;
  invariant(bucket !== undefined, 'a change of what is unavailable names its bucket');
  demand.unavailableDelta += unavailableDelta;
  demand.bucketDeltas.set(bucket, (demand.bucketDeltas.get(bucket) ?? 0) + unavailableDelta);
}

function addTaken(demand: EntryDemand, change: StockChange): void {
  if (change.requires === 'PROMISABLE') demand.promisableTaken -= availableDelta(change);
  if (change.requires !== 'AVAILABLE') return;
  demand.availableTaken -= availableDelta(change);
  demand.overdrawQuantity = Math.max(demand.overdrawQuantity, change.overdrawQuantity ?? 0);
}

/** What a change or demand adds to the available quantity: on hand - reserved - unavailable. */
export function availableDelta({
  onHandDelta,
  reservedDelta,
  unavailableDelta = 0,
}: Pick<StockChange, 'onHandDelta' | 'reservedDelta' | 'unavailableDelta'>): number {
  return onHandDelta - reservedDelta - unavailableDelta;
}

/** Units that must be available for the demand: 0 when it brings more than it takes. */
export function unitsNeeded(demand: EntryDemand): number {
  if (demand.changes.every(({ requires }) => requires !== 'AVAILABLE' && requires !== 'PROMISABLE')) return 0;
  return Math.max(0, -availableDelta(demand));
}

/** Units that must be reserved for the demand. */
export function reservedNeeded(demand: EntryDemand): number {
  let needed = 0;
  for (const change of demand.changes) {
    if (change.requires === 'RESERVED') needed -= Math.min(0, change.reservedDelta);
  }
  return needed;
}

/** Buckets that the demand takes from, with the units that each must have. */
export function bucketsNeeded(demand: EntryDemand): { reason: UnavailableReason; quantity: number }[] {
  return [...demand.bucketDeltas]
    .filter(([, delta]) => delta < 0)
    .map(([reason, delta]) => ({ reason, quantity: -delta }));
}

/** True for a demand that takes nothing of any kind: only such a one may make the entry that it finds missing. */
export function takesNothing(demand: EntryDemand): boolean {
  return (
    unitsNeeded(demand) === 0 &&
    reservedNeeded(demand) === 0 &&
    demand.incomingDelta >= 0 &&
    bucketsNeeded(demand).length === 0
  );
}

/** Sums lines of one place, in the order in which places first appear. Refuses empty, endless and overflowing lists. */
export function mergeLines<T extends StockLine>(lines: readonly T[]): StockLine[] {
  if (lines.length < 1 || lines.length > LINES_PER_REQUEST_MAX) {
    throw badInput(`Expected 1 to ${LINES_PER_REQUEST_MAX} lines, got ${lines.length}.`, 'lines');
  }
  const merged = new Map<string, { branchId: Id; variantId: Id; quantity: number }>();
  for (const [index, { branchId, variantId, quantity }] of lines.entries()) {
    if (!Number.isInteger(quantity) || quantity < 1) {
      throw badInput(`Expected a quantity of 1 or more, got ${quantity}.`, `lines.${index}.quantity`);
    }
    const key = stockKeyOf({ branchId, variantId });
    const line = merged.get(key) ?? { branchId, variantId, quantity: 0 };
    line.quantity += quantity;
    if (line.quantity > QUANTITY_MAX) {
      throw badInput(`Expected at most ${QUANTITY_MAX} units of one variant in one branch.`, `lines.${index}.quantity`);
    }
    merged.set(key, line);
  }
  return [...merged.values()];
}
