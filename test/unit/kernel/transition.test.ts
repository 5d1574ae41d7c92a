import { canMove, statesBefore } from '../../../src/kernel/transition';
import type { TransitionTable } from '../../../src/kernel/transition';

const DOOR: TransitionTable<'OPEN' | 'CLOSED' | 'GONE'> = { OPEN: ['CLOSED', 'GONE'], CLOSED: ['OPEN'], GONE: [] };

describe('a transition table', () => {
  it('says what may follow and what may come before', () => {
    expect(canMove(DOOR, 'OPEN', 'CLOSED')).toBe(true);
    expect(canMove(DOOR, 'CLOSED', 'GONE')).toBe(false);
    expect(statesBefore(DOOR, 'GONE')).toEqual(['OPEN']);
  });
});
