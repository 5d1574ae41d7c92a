import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import { serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { startMongoServer } from '../../src/devstack/mongo/server';
import { frame, hostileFrame } from './fuzz-frames';
import { Random } from './random';

const FRAMES_PER_CONNECTION = 10;
const CONNECTIONS_AT_ONCE = 16;
/** A frame that promises more bytes than it has leaves the server waiting, rightly; so long is waited for the others. */
const PATIENCE_MS = 100;

const PING_REQUEST_ID = 4242;
const PING = frame(Buffer.from(serialize({ ping: 1, $db: 'admin' })));
PING.writeInt32LE(PING_REQUEST_ID, 4);

export interface FuzzReport {
  frames: number;
  connections: number;
  replyBytes: number;
  replies: number;
  /** Checks in between by a well-behaved client that failed. */
  unserved: number;
  internalErrors: string[];
  memoryBeforeMb: number;
  memoryAfterMb: number;
}

function heapMb(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return Math.round((heapUsed + external) / 104857.6) / 10;
}

/** Sends frames and a ping over one connection; ends when the server closes it, answers the ping, or waits for more. */
function attack(port: number, frames: readonly Buffer[], report: FuzzReport): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
    let tail = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      report.replyBytes += chunk.length;
      tail = Buffer.concat([tail, chunk]);
      tail = countReplies(tail, report);
      clearTimeout(timer);
      timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
    });
    // A reset is one of the two right answers to garbage.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    for (const bytes of frames) socket.write(bytes);
    socket.write(PING);

    function countReplies(bytes: Buffer<ArrayBuffer>, counts: FuzzReport): Buffer<ArrayBuffer> {
      let rest = bytes;
      while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
        counts.replies += 1;
        const length = rest.readInt32LE(0);
        if (rest.subarray(0, length).readInt32LE(8) === PING_REQUEST_ID) socket.destroy();
        rest = rest.subarray(length);
      }
      return rest;
    }
  });
}

/** Whether a new, well-behaved client is still served. */
async function isServing(uri: string): Promise<boolean> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5000 });
  try {
    await client.db('admin').command({ ping: 1 });
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

/** What is left after closed sockets and ended transactions are really gone. */
async function settledHeapMb(): Promise<number> {
  await new Promise<void>((resolve) => setTimeout(resolve, 500));
  heapMb();
  return heapMb();
}

async function dropAll(uri: string): Promise<void> {
  const client = new MongoClient(uri);
  try {
    const { databases } = await client.db('admin').admin().listDatabases();
    for (const { name } of databases)
      if (!['admin', 'config', 'local'].includes(name)) await client.db(name).dropDatabase();
    await client.db('admin').command({ killAllSessions: [] });
  } finally {
    await client.close();
  }
}

/** Attacks a server in this process with hostile frames; it must answer a normal client afterwards. */
export async function fuzz(
  frameCount: number,
  seed: number,
  onProgress?: (frames: number) => void,
): Promise<FuzzReport> {
  const internalErrors: string[] = [];
  const server = await startMongoServer({
    memory: true,
    // Small, so that the comparison of memory is not about a cache that is still filling up.
    cacheBytes: 1024 * 1024,
    log: (line) => {
      if (line.startsWith('internal error') && internalErrors.length < 50) internalErrors.push(line);
    },
  });
  const report: FuzzReport = {
    frames: 0,
    connections: 0,
    replyBytes: 0,
    replies: 0,
    unserved: 0,
    internalErrors,
    memoryBeforeMb: 0,
    memoryAfterMb: 0,
  };
  const random = new Random(seed);
  const round = async (limit: number): Promise<void> => {
    const running: Promise<void>[] = [];
    for (let i = 0; i < CONNECTIONS_AT_ONCE && report.frames < limit; i += 1) {
      const count = Math.min(FRAMES_PER_CONNECTION, limit - report.frames);
      report.frames += count;
      report.connections += 1;
      running.push(
        attack(
          server.port,
          Array.from({ length: count }, () => hostileFrame(random)),
          report,
        ),
      );
    }
    await Promise.all(running);
  };
  try {
    // The first part warms caches and code up, so that the comparison is not about them.
    const warmUp = Math.min(5000, Math.floor(frameCount / 4));
    while (report.frames < warmUp) await round(warmUp);
    await dropAll(server.uri);
    report.memoryBeforeMb = await settledHeapMb();
    while (report.frames < frameCount) {
      await round(frameCount);
      if (report.connections % 800 < CONNECTIONS_AT_ONCE && !(await isServing(server.uri))) report.unserved += 1;
      onProgress?.(report.frames);
    }
    await dropAll(server.uri);
    report.memoryAfterMb = await settledHeapMb();
  } finally {
    await server.close();
  }
  return report;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { frames: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
  });
  let shown = 0;
  const report = await fuzz(Number(values.frames), Number(values.seed), (frames) => {
    if (frames - shown < 50_000) return;
    shown = frames;
    process.stdout.write(`${frames} frames, ${heapMb()} MB\n`);
  });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.unserved === 0 && report.internalErrors.length === 0 ? 0 : 1;
}

if (require.main === module) void main();
