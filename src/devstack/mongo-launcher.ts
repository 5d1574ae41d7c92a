import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as MemoryServer from 'mongodb-memory-server';
import { startOwnModule } from './child-process';
import type * as EmbeddedServer from './mongo/server';

const START_DEADLINE_MS = 60_000;
/** Loads what only one of the choices needs when it is chosen; a native import() does not work under Jest. */
const load = createRequire(__filename);
const READY_LINE = /^listening (mongodb:\/\/\S+)/;

/** A MongoDB that the development stack may use. */
export interface StackMongo {
  /** Connection string without a database name of ours. */
  readonly uri: string;
  /** Where it came from, in words for the terminal. */
  readonly origin: string;
  /** Resolves when a server that we started has ended; never for one that was given. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Where the embedded server (or mongodb-memory-server's) keeps its data. */
export type MongoStorage = 'in-process memory' | { readonly folder: string };

export interface MongoChoice {
  /** MONGODB_URI, if set: first choice. */
  readonly uri: string | undefined;
  /** MONGO_MODE: `memory-server` asks for a real mongod, `embedded` or nothing for the embedded server. */
  readonly mode: string | undefined;
  readonly storage: MongoStorage;
  /** The environment of a child process. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Finds or starts a MongoDB, first match wins: MONGODB_URI; MONGO_MODE=memory-server, a real mongod as a one-node
 * replica set; else the embedded server, in this process (memory) or as a child (folder). Throws with what to do.
 */
export async function startMongo(choice: MongoChoice): Promise<StackMongo> {
  if (choice.uri !== undefined) {
    return { uri: choice.uri, origin: 'MONGODB_URI', ended: never(), stop: () => Promise.resolve() };
  }
  if (choice.mode === 'memory-server') return startMemoryServer(choice.storage);
  if (choice.mode !== undefined && choice.mode !== '' && choice.mode !== 'embedded') {
    throw new Error(`Expected MONGO_MODE to be memory-server or embedded, got another value.`);
  }
  if (choice.storage === 'in-process memory') return startInProcess();
  return startEmbeddedChild(choice.storage.folder, choice.env);
}

function never(): Promise<void> {
  return new Promise(() => undefined);
}

async function startInProcess(): Promise<StackMongo> {
  const { startMongoServer } = load('./mongo/server') as typeof EmbeddedServer;
  const server = await startMongoServer({ memory: true });
  return { uri: server.uri, origin: 'embedded server in memory', ended: never(), stop: () => server.close() };
}

async function startEmbeddedChild(folder: string, env: NodeJS.ProcessEnv | undefined): Promise<StackMongo> {
  mkdirSync(folder, { recursive: true });
  let announce: (uri: string) => void = () => undefined;
  const announced = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const child = startOwnModule(join(__dirname, 'mongo', 'main'), ['--data', folder, '--die-with-parent'], {
    env,
    onLine: (line) => {
      const uri = READY_LINE.exec(line)?.[1];
      if (uri !== undefined) announce(uri);
    },
  });
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), START_DEADLINE_MS);
  });
  const uri = await Promise.race([announced, tooLate, child.ended.then(() => undefined)]);
  clearTimeout(timer);
  if (uri === undefined) {
    await child.stop();
    throw new Error(`Expected the embedded MongoDB server to start, got:\n${child.output()}`);
  }
  const origin = `embedded server, process ${child.pid}`;
  return { uri, origin, ended: child.ended, stop: () => child.stop() };
}

/** mongodb-memory-server is a development dependency: it is only loaded when it is asked for. */
async function startMemoryServer(storage: MongoStorage): Promise<StackMongo> {
  const { MongoMemoryReplSet } = load('mongodb-memory-server') as typeof MemoryServer;
  const inMemory = storage === 'in-process memory';
  if (!inMemory) mkdirSync(storage.folder, { recursive: true });
  try {
    const server = await MongoMemoryReplSet.create({
      replSet: { count: 1, storageEngine: 'wiredTiger' },
      instanceOpts: inMemory ? [] : [{ dbPath: storage.folder, storageEngine: 'wiredTiger' }],
    });
    const stop = async () => {
      await server.stop({ doCleanup: inMemory });
    };
    return { uri: server.getUri(), origin: 'mongodb-memory-server', ended: never(), stop };
  } catch (error) {
    throw new Error(
      `Expected mongodb-memory-server to start a mongod, got: ${error instanceof Error ? error.message : String(error)}\n` +
        'It downloads one unless MONGOMS_SYSTEM_BINARY names an installed mongod. Without MONGO_MODE the embedded server is used.',
      { cause: error },
    );
  }
}
