import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collection } from 'mongodb';
import { MongoClient } from 'mongodb';
import { startProcess } from './processes';

/** A document of the measured collections, about 90 bytes of BSON. */
export interface Item {
  readonly _id: number;
  readonly group: number;
  readonly rank: number;
  readonly quantity: number;
  readonly name: string;
}

/** Ranks come in another order than ids, so that the compound index is not written in order. */
export function itemOf(id: number): Item {
  return { _id: id, group: (id * 7919) % 1_000, rank: id, quantity: 1_000_000, name: `item number ${id}` };
}

/** The embedded server as a child process on a folder of its own, which lasts until `remove`. */
export class BenchServer {
  private constructor(
    readonly folder: string,
    readonly pid: number,
    readonly client: MongoClient,
    readonly uri: string,
    /** Milliseconds from the start of the process to the first answered ping. */
    readonly openMs: number,
    private readonly stopProcess: () => Promise<void>,
  ) {}

  static async open(folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-mongo-'))): Promise<BenchServer> {
    const script = join(__dirname, '..', '..', 'src', 'devstack', 'mongo', 'main.js');
    const { PATH } = process.env;
    const startedMs = performance.now();
    const started = await startProcess(process.execPath, [script, '--data', folder], { PATH }, (line) =>
      line.startsWith('listening '),
    );
    const uri = started.line.slice('listening '.length).trim();
    const client = await new MongoClient(uri, { maxPoolSize: 16 }).connect();
    await client.db('admin').command({ ping: 1 });
    const openMs = performance.now() - startedMs;
    return new BenchServer(folder, started.pid, client, uri, openMs, started.stop);
  }

  get items(): Collection<Item> {
    return this.client.db('bench').collection<Item>('items');
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.stopProcess();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Fills the items up to `count`, in batches; reports progress now and then. */
export async function fill(server: BenchServer, count: number, progress: (text: string) => void): Promise<void> {
  const BATCH = 10_000;
  for (let from = 0; from < count; from += BATCH) {
    const size = Math.min(BATCH, count - from);
    await server.items.insertMany(Array.from({ length: size }, (_, at) => itemOf(from + at)));
    if ((from + size) % 200_000 === 0) progress(`${from + size} documents stored`);
  }
}

/** Memory that is not backed by a file (RssAnon), MiB: LMDB's map of the data is page cache and not counted. */
export function anonymousMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}
