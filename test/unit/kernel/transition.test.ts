import { InvalidStateError } from '../../../src/kernel/errors';
import { assertMove, canMove, statesBefore } from '../../../src/kernel/transition';
import type { TransitionTable } from '../../../src/kernel/transition';

const DOOR: TransitionTable<'OPEN' | 'CLOSED' | 'GONE'> = { OPEN: ['CLOSED', 'GONE'], CLOSED: ['OPEN'], GONE: [] };

describe('a transition table', () => {
  it('says what may follow and what may come before', () => {
    expect(canMove(DOOR, 'OPEN', 'CLOSED')).toBe(true);
    expect(canMove(DOOR, 'CLOSED', 'GONE')).toBe(false);
    expect(statesBefore(DOOR, 'GONE')).toEqual(['OPEN']);
  });

  it('refuses with the state that it is in and what that may become', () => {
    expect(() => assertMove(DOOR, 'door', 'CLOSED', 'GONE')).toThrow(InvalidStateError);
    expect(() => assertMove(DOOR, 'door', 'GONE', 'OPEN')).toThrow('nothing, it is final');
  });
});
