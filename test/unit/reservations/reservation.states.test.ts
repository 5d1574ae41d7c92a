import { RESERVATION_MOVES, RESERVATION_STATUSES, endOf } from '../../../src/modules/reservations/reservation.states';

const now = new Date('2026-01-05T09:00:00Z');
const at = (ms: number) => new Date(now.getTime() + ms);

describe('endOf', () => {
  it.each([
    ['ACTIVE', 1, null],
    ['ACTIVE', 0, 'RESERVATION_EXPIRED'],
    ['ACTIVE', -1, 'RESERVATION_EXPIRED'],
    ['RELEASING', 1, 'RESERVATION_EXPIRED'],
    ['EXPIRED', -1, 'RESERVATION_EXPIRED'],
    ['COMMITTED', -1, 'RESERVATION_ALREADY_COMMITTED'],
    ['RELEASED', 1, 'RESERVATION_ALREADY_RELEASED'],
    ['PENDING', 1, 'RESERVATION_PENDING'],
  ] as const)('%s with %p ms left: %p', (status, msLeft, code) => {
    const end = endOf({ status, expiresAt: at(msLeft) }, now);
    expect(end?.code ?? null).toBe(code);
    expect(end?.currentStatus ?? status).toBe(status);
  });
});

it('a reservation ends once: the three ends have no followers', () => {
  const finals = RESERVATION_STATUSES.filter((status) => RESERVATION_MOVES[status].length === 0);
  expect(finals).toEqual(['COMMITTED', 'RELEASED', 'EXPIRED']);
});
