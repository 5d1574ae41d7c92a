import { setImmediate as turn } from 'node:timers/promises';
import type { Context } from '../kernel/context';
import { perConnection } from './per-connection';

/** A larger `$in` gains nothing; who would make a shared read larger than this reads alone. */
const KEYS_TOGETHER_MAX = 1_000;
/** So long others wait for a read: one that hangs, as on a dead connection, must not take every reader with it. */
const PATIENCE_MS = 1_000;
/** A read that several want waits for more of them at most so long. */
const GATHERING_MS_MAX = 3;

/** Callers whom the lane's next read is for. */
interface Waiting {
  readonly keys: Set<string>;
  callers: number;
  readonly result: Promise<unknown>;
  readonly start: () => Promise<void>;
}

/** One kind of read for one tenant, while somebody wants it. */
interface Lane {
  waiting: Waiting | undefined;
}

const lanesOf = perConnection(() => new Map<string, Lane>());

/**
 * Reads what `keys` stand for, together with other requests of this tenant (group commit, for reads): one command for
 * all who ask in the same turn of the event loop, and while it is on its way the next command gathers who comes
 * meanwhile. So a crowd on one page costs one read at a time, however large it is. Nobody gets what was read before
 * they came: a read that has started is never joined, so everyone sees their own writes and all that were acknowledged.
 * Not for transactions, whose reads see their own snapshot.
 *
 * @param lane names everything that the result depends on beside the tenant and the keys
 * @param keys 1,000 at most are read together
 * @param read reads all of the given keys; its result is shared and must not be changed by anybody
 */
export function readTogether<R>(
  ctx: Context,
  lane: string,
  keys: readonly string[],
  read: (keys: readonly string[]) => Promise<R>,
): Promise<R> {
  if (keys.length > KEYS_TOGETHER_MAX) return read(keys);
  const lanes = lanesOf(ctx.db);
  const name = `${ctx.tenantId.toHexString()}:${lane}`;
  const waiting = waitingIn(lanes, name, read);
  const added = keys.filter((key) => !waiting.keys.has(key));
  if (waiting.keys.size + added.length > KEYS_TOGETHER_MAX) return read(keys);
  for (const key of added) waiting.keys.add(key);
  waiting.callers += 1;
  return waiting.result as Promise<R>;
}

/** Those who wait in the lane; the lane is opened when it isn't. */
function waitingIn<R>(lanes: Map<string, Lane>, name: string, read: (keys: readonly string[]) => Promise<R>): Waiting {
  const open = lanes.get(name);
  if (open !== undefined) return (open.waiting ??= waitingFor(read));
  const waiting = waitingFor(read);
  const lane: Lane = { waiting };
  lanes.set(name, lane);
  // Later in this turn: requests that came over several connections at once are read for by one command.
  setImmediate(() => void serve(lanes, name, lane));
  return waiting;
}

/** Reads for those who wait until nobody does. Never rejects: a failed read is the answer of those who wait for it. */
async function serve(lanes: Map<string, Lane>, name: string, lane: Lane): Promise<void> {
  for (let { waiting } = lane; waiting !== undefined; { waiting } = lane) {
    await gather(waiting);
    lane.waiting = undefined;
    await withPatience(waiting.start());
    await nextTurn();
  }
  lanes.delete(name);
}

/**
 * Resolves when the event loop has looked at all sockets once more: who asked while it was busy lies there and is served
 * by the next command, not by the one after it. On a page that 16 want this and `gather` together save a third.
 */
export async function nextTurn(): Promise<void> {
  // The first may run in the turn that is on; between the two lies a poll for certain.
  for (let turns = 0; turns < 2; turns += 1) await turn();
}

/**
 * Waits while each turn of the event loop brings more callers. In a crowd that costs nobody anything, as the process has
 * their requests to read anyway, and saves a quarter of the commands; somebody alone does not wait.
 */
async function gather(waiting: Waiting): Promise<void> {
  const until = performance.now() + GATHERING_MS_MAX;
  for (let before = 1; waiting.callers > before && performance.now() < until;) {
    before = waiting.callers;
    await turn();
  }
}

/** Resolves when the read has ended or patience has; never rejects. */
async function withPatience(reading: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  await Promise.race([reading, patience]);
  clearTimeout(timer);
}

function waitingFor<R>(read: (keys: readonly string[]) => Promise<R>): Waiting {
  const keys = new Set<string>();
  let start: () => Promise<void> = () => Promise.resolve();
  const result = new Promise<R>((resolve) => {
    start = async () => {
      // In a function of its own, so that a read that throws at once is a failed one too.
      const reading = (async () => read([...keys]))();
      resolve(reading);
      await reading.catch(() => undefined);
    };
  });
  return { keys, callers: 0, result, start };
}
