import { readFileSync } from 'node:fs';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { MongoClient } from 'mongodb';

/** How the pings went while something else ran. */
export interface Pings {
  readonly count: number;
  readonly longestMs: number;
  readonly p99Ms: number;
  /** The longest one without the time for which server or prober stood ready but had no core (others use them). */
  readonly longestOwnMs: number;
}

const PING_EVERY_MS = 5;

/**
 * Pings a server every 5 ms from a thread of its own: the load's own thread stands still while it encodes a hundred
 * thousand documents, and its pauses must not count as the server's.
 */
export class Prober {
  private constructor(private readonly worker: Worker) {}

  /** Resolves when it is connected. */
  static async start(uri: string, serverPid: number): Promise<Prober> {
    const worker = new Worker(__filename, { workerData: { proberUri: uri, serverPid } });
    const prober = new Prober(worker);
    await prober.next();
    return prober;
  }

  private next(): Promise<Pings> {
    return new Promise((resolve, reject) => {
      this.worker.once('message', (pings: Pings) => {
        this.worker.off('error', reject);
        resolve(pings);
      });
      this.worker.once('error', reject);
    });
  }

  /** The pings while `work` ran. */
  async during(work: () => Promise<unknown>): Promise<Pings> {
    this.worker.postMessage('start');
    await work();
    const answer = this.next();
    this.worker.postMessage('stop');
    return answer;
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}

/** Milliseconds that a thread was ready to run but had no core. */
export function coreWaitMs(threadFolder: string): number {
  return Number(readFileSync(`${threadFolder}/schedstat`, 'latin1').split(' ')[1] ?? 0) / 1e6;
}

/** The main thread of a process, for `coreWaitMs`. */
export function mainThread(pid: number): string {
  return `/proc/${pid}/task/${pid}`;
}

async function probe(uri: string, serverPid: number): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('The prober runs in a worker thread only.');
  const client = await new MongoClient(uri, { maxPoolSize: 1, minPoolSize: 1 }).connect();
  const admin = client.db('admin');
  await admin.command({ ping: 1 });
  let isStopped = false;
  const ping = async (): Promise<{ ms: number; ownMs: number }> => {
    const waits = (): [number, number] => [coreWaitMs(mainThread(serverPid)), coreWaitMs('/proc/thread-self')];
    const [serverBefore, mineBefore] = waits();
    const startedMs = performance.now();
    await admin.command({ ping: 1 });
    const ms = performance.now() - startedMs;
    const [serverAfter, mineAfter] = waits();
    // The larger of the two, not their sum: they may have waited at the same time.
    return { ms, ownMs: Math.max(0, ms - Math.max(serverAfter - serverBefore, mineAfter - mineBefore)) };
  };
  const series = async (): Promise<void> => {
    const pings: { ms: number; ownMs: number }[] = [];
    // The ping that is under way at the end counts too: it is the one that met a server that stands still.
    while (!isStopped) {
      pings.push(await ping());
      await new Promise((resolve) => setTimeout(resolve, PING_EVERY_MS));
    }
    const sorted = pings.map(({ ms }) => ms).sort((a, b) => a - b);
    port.postMessage({
      count: sorted.length,
      longestMs: sorted.at(-1) ?? 0,
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      longestOwnMs: Math.max(0, ...pings.map(({ ownMs }) => ownMs)),
    } satisfies Pings);
  };
  port.on('message', (message: 'start' | 'stop') => {
    isStopped = message === 'stop';
    if (message === 'start') void series();
  });
  port.postMessage({ count: 0, longestMs: 0, p99Ms: 0, longestOwnMs: 0 } satisfies Pings);
}

const { proberUri, serverPid } = (workerData ?? {}) as { proberUri?: string; serverPid?: number };
if (proberUri !== undefined && serverPid !== undefined) void probe(proberUri, serverPid);
