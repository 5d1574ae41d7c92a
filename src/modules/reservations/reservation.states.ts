import { InvalidStateError } from '../../kernel/errors';
import type { TransitionTable } from '../../kernel/transition';

export const RESERVATION_STATUSES = ['PENDING', 'ACTIVE', 'RELEASING', 'COMMITTED', 'RELEASED', 'EXPIRED'] as const;
export type ReservationStatus = (typeof RESERVATION_STATUSES)[number];

/** RELEASING is a claim: a worker is about to expire it. The last three are final: a reservation ends once (I4). */
export const RESERVATION_MOVES: TransitionTable<ReservationStatus> = {
  PENDING: ['ACTIVE', 'RELEASED'],
  ACTIVE: ['RELEASING', 'COMMITTED', 'RELEASED'],
  RELEASING: ['EXPIRED'],
  COMMITTED: [],
  RELEASED: [],
  EXPIRED: [],
};

/** States in which the lines still hold stock (I2). */
export const LIVE_STATUSES: readonly ReservationStatus[] = ['ACTIVE', 'RELEASING'];

/** Why a reservation can't be acted on: a code per way in which it ended, or null when it is active and in time. */
export function endOf(
  reservation: { status: ReservationStatus; expiresAt: Date },
  now: Date,
): InvalidStateError | null {
  const { status, expiresAt } = reservation;
  switch (status) {
    case 'COMMITTED':
      return ended(status, 'RESERVATION_ALREADY_COMMITTED', 'was already committed');
    case 'RELEASED':
      return ended(status, 'RESERVATION_ALREADY_RELEASED', 'was already released');
    case 'EXPIRED':
    case 'RELEASING':
      return ended(status, 'RESERVATION_EXPIRED', 'has expired');
    case 'PENDING':
      return ended(status, 'RESERVATION_PENDING', 'does not hold stock yet');
    case 'ACTIVE':
      return expiresAt > now ? null : ended(status, 'RESERVATION_EXPIRED', 'has expired');
  }
}

function ended(status: ReservationStatus, code: string, what: string): InvalidStateError {
  return new InvalidStateError(status, `The reservation ${what}. Reserve again if the stock is still wanted.`, code);
}
