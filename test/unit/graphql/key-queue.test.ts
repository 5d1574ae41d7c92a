import { KeyQueue } from '../../../src/graphql/live/key-queue';

const LIMITS = { waitingMax: 3, waitingMsMax: 10_000 };

it('a key waits once, in its place, with its newest value', async () => {
  const queue = new KeyQueue<number>(LIMITS, () => undefined);
  for (let round = 1; round <= 1_000; round += 1) {
    queue.put('a', round);
    queue.put('b', -round);
  }
  queue.putIfAbsent('a', 0);
  expect([await queue.take(), await queue.take()]).toEqual([
    { key: 'a', value: 1_000 },
    { key: 'b', value: -1_000 },
  ]);
});

it('one key too many drops all and ends with SLOW_CONSUMER, once', async () => {
  let dropped = 0;
  const queue = new KeyQueue<number>(LIMITS, () => (dropped += 1));
  for (const key of ['a', 'b', 'c', 'd', 'e']) queue.put(key, 1);
  await expect(queue.take()).rejects.toMatchObject({ code: 'SLOW_CONSUMER' });
  expect(dropped).toBe(1);
});

it('what waits too long ends the queue also when nothing comes any more', async () => {
  const queue = new KeyQueue<number>({ ...LIMITS, waitingMsMax: -1 }, () => undefined);
  queue.put('a', 1);
  await expect(queue.take()).rejects.toMatchObject({ code: 'SLOW_CONSUMER' });
});

it('a reader that waits gets what comes, and is told when the queue is closed', async () => {
  const queue = new KeyQueue<number>(LIMITS, () => undefined);
  const waiting = queue.take();
  queue.put('a', 1);
  expect(await waiting).toEqual({ key: 'a', value: 1 });
  const last = queue.take();
  queue.close();
  queue.put('b', 2);
  expect(await last).toBeNull();
});
