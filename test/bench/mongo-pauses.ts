import type { Document } from 'mongodb';
import type { BenchServer } from './mongo-server';
import { coreWaitMs, mainThread, Prober } from './mongo-prober';
import type { Pings } from './mongo-prober';

/** What one long command did to the pings of another connection. */
export interface PauseSample extends Pings {
  readonly name: string;
  readonly seconds: number;
  /** Milliseconds that the server stood ready without a core in this time: the machine's part, not the server's. */
  readonly coreWaitMs: number;
}

const MANY = 100_000;
const IN_TRANSACTION = 8_000;

interface LongCommand {
  readonly name: string;
  prepare?(server: BenchServer): Promise<unknown>;
  run(server: BenchServer): Promise<unknown>;
}

const spare = (server: BenchServer) => server.client.db('bench').collection<{ _id: number } & Document>('spare');

function spareDocuments(count: number): { _id: number; group: number; text: string }[] {
  return Array.from({ length: count }, (_, at) => ({ _id: at, group: at % 100, text: `spare ${at}` }));
}

async function expectCount(found: Promise<number>, wanted: number, what: string): Promise<void> {
  const count = await found;
  if (count !== wanted) throw new Error(`Expected ${what} to concern ${wanted} documents, got ${count}.`);
}

const longCommands: readonly LongCommand[] = [
  { name: 'nothing else (5 s)', run: () => new Promise((resolve) => setTimeout(resolve, 5_000)) },
  {
    name: 'createIndex on all documents',
    prepare: (server) => server.items.dropIndex('group_1_rank_1').catch(ignoreMissing),
    run: (server) => server.items.createIndex({ group: 1, rank: 1 }),
  },
  {
    name: 'insertMany of 100,000',
    prepare: async (server) => {
      await spare(server).drop();
      await spare(server).createIndex({ group: 1 });
    },
    run: (server) => spare(server).insertMany(spareDocuments(MANY)),
  },
  {
    name: 'updateMany of 100,000',
    run: (server) =>
      expectCount(
        spare(server)
          .updateMany({}, { $inc: { group: 1 } })
          .then(({ modifiedCount }) => modifiedCount),
        MANY,
        'updateMany',
      ),
  },
  {
    name: 'deleteMany of 100,000',
    run: (server) =>
      expectCount(
        spare(server)
          .deleteMany({ group: { $gte: 0 } })
          .then(({ deletedCount }) => deletedCount),
        MANY,
        'deleteMany',
      ),
  },
  {
    name: 'transaction that inserts 8,000',
    run: (server) =>
      server.client.withSession((session) =>
        session.withTransaction(() => spare(server).insertMany(spareDocuments(IN_TRANSACTION), { session })),
      ),
  },
  {
    name: 'scan of all documents',
    run: (server) => expectCount(server.items.countDocuments({ name: 'none' }), 0, 'the scan'),
  },
  {
    name: '$group and $sort over all documents',
    run: (server) =>
      server.items
        .aggregate([
          { $group: { _id: '$group', sum: { $sum: '$quantity' }, last: { $max: '$rank' } } },
          { $sort: { last: -1 } },
        ])
        .toArray(),
  },
  {
    name: '$sort of all documents, first 10',
    run: (server) => server.items.find({}).sort({ name: -1 }).limit(10).toArray(),
  },
  {
    name: 'the same without a limit, first batch',
    run: async (server) => {
      const cursor = server.items.find({}).sort({ name: -1 }).batchSize(100);
      await cursor.next();
      await cursor.close();
    },
  },
];

function ignoreMissing(error: unknown): void {
  const { codeName } = error as { codeName?: string };
  if (codeName !== 'IndexNotFound') throw error;
}

/** Runs every long command once, with pings every 5 ms beside it. */
export async function measurePauses(server: BenchServer, progress: (text: string) => void): Promise<PauseSample[]> {
  const samples: PauseSample[] = [];
  const prober = await Prober.start(server.uri, server.pid);
  try {
    for (const command of longCommands) {
      await command.prepare?.(server);
      const waitedBefore = coreWaitMs(mainThread(server.pid));
      const startedMs = performance.now();
      const pings = await prober.during(() => command.run(server));
      const seconds = (performance.now() - startedMs) / 1_000;
      const waitedMs = coreWaitMs(mainThread(server.pid)) - waitedBefore;
      samples.push({ name: command.name, seconds, coreWaitMs: waitedMs, ...pings });
      progress(
        `${command.name}: ${seconds.toFixed(1)} s, longest ping ${pings.longestMs.toFixed(0)} ms, own ${pings.longestOwnMs.toFixed(0)} ms`,
      );
    }
  } finally {
    await prober.stop();
  }
  return samples;
}
