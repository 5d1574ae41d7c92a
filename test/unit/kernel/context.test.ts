import { principalKey } from '../../../src/kernel/context';
import type { Actor } from '../../../src/kernel/context';
import { newId } from '../../../src/kernel/ids';

describe('principalKey', () => {
  it('tells two of one kind apart, and kinds with one id: keys of two people must never meet', () => {
    const [one, two] = [newId(), newId()];
    const actors: Actor[] = [one, two].flatMap((id): Actor[] => [
      { kind: 'guest', guestId: id },
      { kind: 'customer', customerId: id },
      { kind: 'staff', userId: id, role: 'ADMIN' },
      { kind: 'register', registerId: id, branchId: id, cashierId: one },
    ]);
    actors.push({ kind: 'anonymous' }, { kind: 'system', job: 'a' }, { kind: 'system', job: 'b' });
    expect(new Set(actors.map(principalKey)).size).toBe(actors.length);
  });

  it('is the same for one person, whatever the role, and for one till, whoever works at it', () => {
    const id = newId();
    const staff = (role: 'ADMIN' | 'BUYER') => principalKey({ kind: 'staff', userId: id, role });
    expect(staff('ADMIN')).toBe(staff('BUYER'));
    const till = () => principalKey({ kind: 'register', registerId: id, branchId: id, cashierId: newId() });
    expect(till()).toBe(till());
  });
});
