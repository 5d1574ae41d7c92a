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

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets everything run that waits for nothing but promises and the next turns. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 8; turns += 1) await turn();
}

describe('readTogether', () => {
  const ctx = contextOf(newId());

  test('all who ask in one turn, and all who come while a read is on its way, are read for by one command', async () => {
    const { commands, read } = slowStore();
    const first = [readTogether(ctx, 'crowd', ['a'], read), readTogether(ctx, 'crowd', ['b'], read)];
    await settle();
    const crowd = Array.from({ length: 200 }, (_, n) => readTogether(ctx, 'crowd', ['a', `c${n % 3}`], read));
    await settle();
    expect(commands.map(({ keys }) => keys)).toEqual([['a', 'b']]);
    commands[0]?.answer();
    await Promise.all(first);
    await settle();
    expect(commands.map(({ keys }) => keys)).toEqual([
      ['a', 'b'],
      ['a', 'c0', 'c1', 'c2'],
    ]);
    commands[1]?.answer();
    const [one, ...others] = await Promise.all(crowd);
    for (const other of others) expect(other).toBe(one);
    // The lane is empty again: the next caller waits for nobody.
    await settle();
    void readTogether(ctx, 'crowd', ['z'], read);
    await settle();
    expect(commands).toHaveLength(3);
  });

  test('between two reads the event loop takes in who asked while it was busy', async () => {
    const { commands, read } = slowStore();
    const first = readTogether(ctx, 'busy', ['a'], read);
    await settle();
    void readTogether(ctx, 'busy', ['b'], read);
    commands[0]?.answer();
    await first;
    // As a request does that lay in its socket: its turn comes after that of the answer.
    await turn();
    void readTogether(ctx, 'busy', ['c'], read);
    await settle();
    expect(commands.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c']]);
    commands[1]?.answer();
  });

  test('while each turn brings more callers, they are read for together; somebody alone does not wait', async () => {
    const { commands, read } = slowStore();
    const ask = (key: string): void => void readTogether(ctx, 'gathering', [key], read);
    ask('alone');
    await turn();
    expect(commands).toHaveLength(1);
    // These wait for the first read, which ends, and then as long as others come.
    ask('a');
    ask('b');
    commands[0]?.answer();
    await turn();
    ask('c');
    await turn();
    expect(commands).toHaveLength(1);
    await settle();
    expect(commands.map(({ keys }) => keys)).toEqual([['alone'], ['a', 'b', 'c']]);
    commands[1]?.answer();
  });

  test('an endless stream of callers does not put a read off for more than some milliseconds', async () => {
    const { commands, read } = slowStore();
    const startedAt = performance.now();
    for (let n = 0; commands.length === 0 && performance.now() - startedAt < 1_000; n += 1) {
      void readTogether(ctx, 'endless', ['a'], read);
      void readTogether(ctx, 'endless', ['b'], read);
      await turn();
    }
    expect(commands).toHaveLength(1);
    commands[0]?.answer();
  });

  test('nobody gets what was read before they came: a write between is seen', async () => {
    const { store, commands, read } = slowStore();
    store.set('a', 1);
    const early = readTogether(ctx, 'fresh', ['a'], read);
    await settle();
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
    await settle();
    const second = readTogether(ctx, 'failing', ['a'], read);
    commands[0]?.fail(new Error('the first is gone'));
    await expect(first).rejects.toThrow('the first is gone');
    await settle();
    commands[1]?.answer();
    await expect(second).resolves.toBeInstanceOf(Map);
  });

  test('a read that hangs, as on a dead connection, holds nobody else up for long', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    try {
      const { commands, read } = slowStore();
      void readTogether(ctx, 'hanging', ['a'], read);
      await settle();
      const waiting = readTogether(ctx, 'hanging', ['b'], read);
      jest.advanceTimersByTime(999);
      await settle();
      expect(commands).toHaveLength(1);
      jest.advanceTimersByTime(1);
      await settle();
      expect(commands.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
      commands[1]?.answer();
      await waiting;
      await settle();
      // The lane is closed and the next caller reads at once, while the first command still hangs.
      void readTogether(ctx, 'hanging', ['c'], read);
      await settle();
      expect(commands).toHaveLength(3);
      expect(jest.getTimerCount()).toBe(1);
    } finally {
      jest.useRealTimers();
    }
  });

  test('a read that throws at once fails for who wanted it and leaves no lane behind', async () => {
    const { commands, read } = slowStore();
    const broken = (): Promise<never> => {
      throw new Error('broken');
    };
    await expect(readTogether(ctx, 'broken', ['a'], broken)).rejects.toThrow('broken');
    await settle();
    void readTogether(ctx, 'broken', ['a'], read);
    await settle();
    expect(commands).toHaveLength(1);
  });

  test('tenants and lanes never share a read', async () => {
    const { commands, read } = slowStore();
    void readTogether(ctx, 'one', ['a'], read);
    void readTogether(ctx, 'two', ['a'], read);
    void readTogether(contextOf(newId()), 'one', ['a'], read);
    await settle();
    expect(commands).toHaveLength(3);
  });

  test('a shared read has 1,000 keys at most; who would make it larger reads alone', async () => {
    const { commands, read } = slowStore();
    void readTogether(ctx, 'large', ['a'], read);
    void readTogether(
      ctx,
      'large',
      Array.from({ length: 998 }, (_, n) => `k${n}`),
      read,
    );
    void readTogether(ctx, 'large', ['k1', 'x'], read);
    void readTogether(ctx, 'large', ['y', 'z'], read);
    await settle();
    expect(commands.map(({ keys }) => keys.length)).toEqual([2, 1_000]);
  });

  test('who wants more than that alone opens no lane: nothing is read for nobody', async () => {
    const { commands, read } = slowStore();
    const keys = Array.from({ length: 1_001 }, (_, n) => `k${n}`);
    void readTogether(ctx, 'larger', keys, read);
    await settle();
    expect(commands.map((command) => command.keys.length)).toEqual([1_001]);
  });
});
