/** Whether the units of the second variant are told apart, and how. */
export const TRACKINGS = ['NONE', 'LOT', 'SERIAL'] as const;
export type ModelTracking = (typeof TRACKINGS)[number];

/** A box that came, as a delivery names it. */
export interface NamedBox {
  readonly code: string;
  /** Undefined: the delivery does not say. */
  readonly expiresMs?: number | null;
}

/** What a request does to units that are told apart; one for each movement, in the order of the movements. */
export interface UnitChange {
  readonly place: number;
  /** Signed change of on hand. */
  readonly onHand: number;
  /** Signed change of the bucket of what is past its date. */
  readonly expired?: number;
  /** USE goes to somebody who must not get expired goods; FOUND was counted; OVER came with a transfer and was not in it. */
  readonly kind: 'USE' | 'LOSS' | 'FOUND' | 'BROUGHT' | 'OVER';
  /** How the units are marked once they have left by serial number. */
  readonly leftAs?: 'SOLD' | 'WRITTEN_OFF' | 'IN_TRANSIT';
  /** Number of the transfer that took or brings them. */
  readonly transfer?: number;
  readonly box?: NamedBox;
  readonly serials?: readonly string[];
}

/** Units that are told apart, as they were after some request. Never changed: a request makes another. */
export interface ModelUnits {
  /** The code with which the request that would lead here is refused, or null. */
  readonly refusal: string | null;
  /** The units after a request; `changes` are in the order of their places. */
  after(changes: readonly UnitChange[], nowMs: number): ModelUnits;
}

/** Nothing is told apart. */
export const ALIKE: ModelUnits = { refusal: null, after: () => ALIKE };
