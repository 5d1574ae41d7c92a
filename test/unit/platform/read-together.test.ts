import type { Connection } from 'mongoose';
import { SystemClock } from '../../../src/kernel/clock';
import type { Context } from '../../../src/kernel/context';
import { newId } from '../../../src/kernel/ids';
import type { Id } from '../../../src/kernel/ids';
import { readTogether } from '../../../src/platform/read-together';

const db = {} as Connection;

function contextOf(tenantId: Id): Context {
  const nothing = (): void => undefined;
  const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  return { db, tenantId, actor: { kind: 'anonymous' }, correlationId: 'test', clock: new SystemClock(), logger };
}

/** A read whose commands the test answers by hand, with what the store holds when the command is answered. */
function slowStore() {
  const store = new Map<string, number>();
  const commands: { readonly keys: readonly string[]; answer(): void; fail(error: Error): void }[] = [];
  const read = (keys: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    // A command sees what was written before it started; it may be answered much later.
    const seen = new Map(store);
    return new Promise((resolve, reject) => {
      commands.push({ keys, answer: () => resolve(seen), fail: reject });
    });
  };
  return { store, commands, read };
}

/** Lets everything run that waits for nothing but promises. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('readTogether', () => {
  const ctx = contextOf(newId());

  test('who comes alone reads at once, and who comes meanwhile is read for by one more command', async () => {
    const { commands, read } = slowStore();
    const first = readTogether(ctx, 'crowd', ['a'], read);
    const crowd = Array.from({ length: 200 }, (_, n) => readTogether(ctx, 'crowd', ['a', `b${n % 3}`], read));
    expect(commands.map(({ keys }) => keys)).toEqual([['a']]);
    commands[0]?.answer();
    await first;
    await settle();
    expect(commands.map(({ keys }) => keys)).toEqual([['a'], ['a', 'b0', 'b1', 'b2']]);
    commands[1]?.answer();
    const [one, ...others] = await Promise.all(crowd);
    for (const other of others) expect(other).toBe(one);
    // The lane is empty again: the next caller waits for nobody.
    void readTogether(ctx, 'crowd', ['z'], read);
    await settle();
    expect(commands).toHaveLength(3);
  });

  test('nobody gets what was read before they came: a write between is seen', async () => {
    const { store, commands, read } = slowStore();
    store.set('a', 1);
    const early = readTogether(ctx, 'fresh', ['a'], read);
    store.set('a', 2);
    const late = readTogether(ctx, 'fresh', ['a'], read);
    commands[0]?.answer();
    expect((await early).get('a')).toBe(1);
    await settle();
    commands[1]?.answer();
    expect((await late).get('a')).toBe(2);
  });

  test('a failed read fails for those who waited for it, and not for the next', async () => {
    const { commands, read } = slowStore();
    const first = readTogether(ctx, 'failing', ['a'], read);
    const second = readTogether(ctx, 'failing', ['a'], read);
    commands[0]?.fail(new Error('the first is gone'));
    await expect(first).rejects.toThrow('the first is gone');
    await settle();
    const third = readTogether(ctx, 'failing', ['a'], read);
    commands[1]?.fail(new Error('the second is gone'));
    await expect(second).rejects.toThrow('the second is gone');
    await settle();
    commands[2]?.answer();
    await expect(third).resolves.toBeInstanceOf(Map);
  });

  test('a read that throws at once leaves no lane behind', async () => {
    const { commands, read } = slowStore();
    const broken = (): Promise<never> => {
      throw new Error('broken');
    };
    expect(() => readTogether(ctx, 'broken', [], broken)).toThrow('broken');
    const first = readTogether(ctx, 'broken', ['a'], read);
    const waiting = readTogether(ctx, 'broken', ['a'], broken);
    commands[0]?.answer();
    await first;
    await expect(waiting).rejects.toThrow('broken');
    void readTogether(ctx, 'broken', ['a'], read);
    expect(commands).toHaveLength(2);
  });

  test('tenants and lanes never share a read', () => {
    const { commands, read } = slowStore();
    void readTogether(ctx, 'one', ['a'], read);
    void readTogether(ctx, 'two', ['a'], read);
    void readTogether(contextOf(newId()), 'one', ['a'], read);
    expect(commands).toHaveLength(3);
  });

  test('a shared read has 1,000 keys at most; who would make it larger reads alone', async () => {
    const { commands, read } = slowStore();
    void readTogether(ctx, 'large', ['a'], read);
    void readTogether(
      ctx,
      'large',
      Array.from({ length: 999 }, (_, n) => `k${n}`),
      read,
    );
    void readTogether(ctx, 'large', ['k1', 'x'], read);
    expect(commands).toHaveLength(1);
    void readTogether(ctx, 'large', ['y', 'z'], read);
    expect(commands.map(({ keys }) => keys.length)).toEqual([1, 2]);
    commands[0]?.answer();
    await settle();
    expect(commands[2]?.keys).toHaveLength(1_000);
  });
});
