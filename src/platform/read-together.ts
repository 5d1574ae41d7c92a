import type { Connection } from 'mongoose';
import type { Context } from '../kernel/context';

/** A larger `$in` gains nothing; who would make a shared read larger than this reads alone. */
const KEYS_TOGETHER_MAX = 1_000;

/** Callers who came while the lane's read was on its way; the next read is for all of them. */
interface Waiting {
  readonly keys: Set<string>;
  readonly result: Promise<unknown>;
  readonly start: () => Promise<void>;
}

/** One kind of read for one tenant, while such a read is on its way. */
interface Lane {
  waiting: Waiting | undefined;
}

const lanesByDb = new WeakMap<Connection, Map<string, Lane>>();

/**
 * Reads what `keys` stand for, together with other requests of this tenant (group commit, for reads). When no read of
 * the lane is on its way, this one starts at once. Who comes meanwhile waits, and then one command reads for all who
 * wait. So a crowd on one page costs two reads at a time, however large it is. Nobody gets what was read before they
 * came: a read that has started is never joined, so everyone sees their own writes and all that were acknowledged.
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
  const lanes = lanesOf(ctx.db);
  const name = `${ctx.tenantId.toHexString()}:${lane}`;
  const open = lanes.get(name);
  if (open === undefined) return first(lanes, name, () => read(keys));
  open.waiting ??= waitingFor(read);
  const { waiting } = open;
  const added = keys.filter((key) => !waiting.keys.has(key));
  if (waiting.keys.size + added.length > KEYS_TOGETHER_MAX) return read(keys);
  for (const key of added) waiting.keys.add(key);
  return waiting.result as Promise<R>;
}

function first<R>(lanes: Map<string, Lane>, name: string, read: () => Promise<R>): Promise<R> {
  const result = read();
  const lane: Lane = { waiting: undefined };
  lanes.set(name, lane);
  void result.then(
    () => serveWaiting(lanes, name, lane),
    () => serveWaiting(lanes, name, lane),
  );
  return result;
}

/** Reads for those who wait until nobody does. Never rejects: a failed read is the answer of those who wait for it. */
async function serveWaiting(lanes: Map<string, Lane>, name: string, lane: Lane): Promise<void> {
  for (let { waiting } = lane; waiting !== undefined; { waiting } = lane) {
    lane.waiting = undefined;
    await waiting.start();
  }
  lanes.delete(name);
}

function waitingFor<R>(read: (keys: readonly string[]) => Promise<R>): Waiting {
  const keys = new Set<string>();
  let start: () => Promise<void> = () => Promise.resolve();
  const result = new Promise<R>((resolve, reject) => {
    start = async () => {
      try {
        resolve(await read([...keys]));
      } catch (error) {
        reject(error);
      }
    };
  });
  return { keys, result, start };
}

function lanesOf(db: Connection): Map<string, Lane> {
  const known = lanesByDb.get(db);
  if (known !== undefined) return known;
  const made = new Map<string, Lane>();
  lanesByDb.set(db, made);
  return made;
}
