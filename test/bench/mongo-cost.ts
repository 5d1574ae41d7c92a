import type { ClientSession, Collection } from 'mongodb';
import { cpuSeconds } from './processes';
import { itemOf } from './mongo-server';
import type { BenchServer, Item } from './mongo-server';

/** Operations in flight; their records never overlap, so that nothing measured is a conflict. */
const WORKERS = 8;

/** One kind of operation, over the driver and on plain maps. */
export interface CostKind {
  readonly name: string;
  readonly operations: number;
  run(items: Collection<Item>, id: number, n: number): Promise<void>;
  onMaps(maps: Maps, id: number): void;
}

/** The floor: the same facts in plain maps of this process. */
export interface Maps {
  readonly byId: Map<number, Item>;
  readonly byGroupAndRank: Map<string, number>;
  readonly journal: { id: number; n: number }[];
}

export function makeMaps(count: number): Maps {
  const byId = new Map<number, Item>();
  const byGroupAndRank = new Map<string, number>();
  for (let id = 0; id < count; id += 1) {
    const item = itemOf(id);
    byId.set(id, item);
    byGroupAndRank.set(`${item.group}/${item.rank}`, id);
  }
  return { byId, byGroupAndRank, journal: [] };
}

function found(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(`A measured operation went wrong: ${what}`);
}

function takeOne({ byId }: Maps, id: number): void {
  const item = byId.get(id);
  if (item === undefined || item.quantity < 1) throw new Error('the floor went wrong');
  byId.set(id, { ...item, quantity: item.quantity - 1 });
}

async function guarded(items: Collection<Item>, id: number, session?: ClientSession): Promise<void> {
  const { modifiedCount } = await items.updateOne(
    { _id: id, quantity: { $gte: 1 } },
    { $inc: { quantity: -1 } },
    { session },
  );
  found(modifiedCount === 1, `guarded $inc of ${id}`);
}

/** Three reads, five guarded updates and two inserts. */
async function transaction(items: Collection<Item>, id: number, n: number): Promise<void> {
  const journal = items.db.collection<{ id: number; n: number }>('journal');
  const session = items.db.client.startSession();
  try {
    await session.withTransaction(async () => {
      for (const at of [0, 1, 2])
        found((await items.findOne({ _id: id + at * WORKERS }, { session })) !== null, 'read');
      for (const at of [0, 1, 2, 3, 4]) await guarded(items, id + at * WORKERS, session);
      await journal.insertOne({ id, n }, { session });
      await journal.insertOne({ id, n: -n }, { session });
    });
  } finally {
    await session.endSession();
  }
}

/** Operations per round: enough for the 10 ms that the kernel counts CPU in to stay below some percent. */
export const costKinds: readonly CostKind[] = [
  {
    name: 'point read by _id',
    operations: 6_000,
    run: async (items, id) => found((await items.findOne({ _id: id }))?.rank === id, `read ${id}`),
    onMaps: ({ byId }, id) => found(byId.get(id)?.rank === id, 'floor'),
  },
  {
    name: 'point read by compound index',
    operations: 6_000,
    run: async (items, id) =>
      found((await items.findOne({ group: itemOf(id).group, rank: id }))?._id === id, `read by index ${id}`),
    onMaps: ({ byId, byGroupAndRank }, id) =>
      found(byId.get(byGroupAndRank.get(`${itemOf(id).group}/${id}`) ?? -1)?._id === id, 'floor'),
  },
  { name: 'guarded $inc', operations: 3_000, run: (items, id) => guarded(items, id), onMaps: takeOne },
  {
    name: '10-statement transaction',
    operations: 500,
    run: transaction,
    onMaps: (maps, id) => {
      for (const at of [0, 1, 2]) found(maps.byId.has(id + at * WORKERS), 'floor');
      for (const at of [0, 1, 2, 3, 4]) takeOne(maps, id + at * WORKERS);
      maps.journal.push({ id, n: 1 }, { id, n: -1 });
    },
  },
];

/** CPU of one operation in microseconds. */
export interface CostSample {
  readonly serverUs: number;
  readonly clientUs: number;
}

/** Ids spread over the whole collection, each worker's in a class of its own; five in a row never leave the range. */
function idFor(count: number, worker: number, n: number): number {
  const rows = Math.floor(count / WORKERS) - 5;
  return (((n * 2_654_435_761) % 2 ** 32) % rows) * WORKERS + worker;
}

/** One round on one server; `round` chooses other ids than the rounds before. */
export async function measureCost(
  server: BenchServer,
  count: number,
  kind: CostKind,
  round: number,
): Promise<CostSample> {
  const each = Math.ceil(kind.operations / WORKERS);
  const [serverBefore, clientBefore] = [cpuSeconds([server.pid]), process.cpuUsage()];
  const work = async (worker: number): Promise<void> => {
    for (let n = 0; n < each; n += 1) {
      const number = round * each + n;
      await kind.run(server.items, idFor(count, worker, number), number);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
  const client = process.cpuUsage(clientBefore);
  const operations = each * WORKERS;
  return {
    serverUs: ((cpuSeconds([server.pid]) - serverBefore) * 1e6) / operations,
    clientUs: (client.user + client.system) / operations,
  };
}

/** The same operations on maps, microseconds of CPU each. */
export function measureFloor(maps: Maps, count: number, kind: CostKind, round: number): number {
  const operations = kind.operations * 10;
  const before = process.cpuUsage();
  for (let n = 0; n < operations; n += 1) kind.onMaps(maps, idFor(count, n % WORKERS, round * operations + n));
  const used = process.cpuUsage(before);
  maps.journal.length = 0;
  return (used.user + used.system) / operations;
}
