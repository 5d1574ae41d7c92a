import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Long, ObjectId, UUID } from 'bson';
import { initialParameters, SELF_DESCRIPTION } from './commands/diagnostics';
import { Dispatcher } from './commands/dispatcher';
import { REPLICA_SET_NAME } from './commands/hello';
import { commands } from './commands/registry';
import { ServerCounters } from './commands/server-state';
import type { ServerState } from './commands/server-state';
import { ClusterClock } from './sessions/clock';
import { CursorStore } from './sessions/cursor-store';
import { FailPoints } from './sessions/fail-points';
import { SessionStore } from './sessions/session-store';
import { Snapshots } from './sessions/snapshots';
import { Engine } from './storage';
import { TtlMonitor } from './ttl-monitor';
import { Connection } from './wire/connection';

const MAX_CONNECTIONS = 2000;
const SWEEP_MS = 1000;
const PRUNE_MS = 300_000;

export interface MongoServerOptions {
  /** 0 (the default) takes a free port. */
  readonly port?: number;
  /** Folder of the data; it survives restarts. */
  readonly dataDir?: string;
  /** No folder: everything is gone when the server closes. */
  readonly memory?: boolean;
  /** Bound of the cache of decoded documents. */
  readonly cacheBytes?: number;
  /** How often expired documents are looked for. Default 60 s, as MongoDB. */
  readonly ttlIntervalMs?: number;
  /** transactionLifetimeLimitSeconds in milliseconds. Default 60 s, as MongoDB. */
  readonly transactionLifetimeMs?: number;
  /** Receives log lines; default: nothing. */
  readonly log?: (line: string) => void;
  /** Called when a client sends `shutdown`. */
  readonly onShutdownRequest?: () => void;
}

export interface MongoServer {
  /** Connection string for drivers. */
  readonly uri: string;
  readonly port: number;
  /** Ends connections, waits for running writes, closes the storage. */
  close(): Promise<void>;
  /** One pass of the TTL monitor, for tests. */
  runTtlPass(now?: Date): Promise<number>;
}

/** @throws Error in production: data of a business belongs into a real MongoDB */
export function refuseProduction(environment = process.env['NODE_ENV']): void {
  if (environment === 'production') {
    throw new Error(
      `${SELF_DESCRIPTION}: it refuses to run with NODE_ENV=production. Set MONGODB_URI to a MongoDB replica set.`,
    );
  }
}

/** Starts the server on 127.0.0.1. Resolves when it accepts connections. */
export async function startMongoServer(options: MongoServerOptions = {}): Promise<MongoServer> {
  refuseProduction();
  const log = options.log ?? ((): void => undefined);
  log(SELF_DESCRIPTION);
  const engine = await Engine.open({
    dataDir: options.dataDir,
    memory: options.memory,
    cacheBytes: options.cacheBytes,
  });
  const running = new RunningServer(engine, options, log);
  try {
    await running.listen(options.port ?? 0);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return running;
}

class RunningServer implements MongoServer {
  private readonly connections = new Set<Connection>();
  private readonly state: ServerState;
  private readonly dispatcher: Dispatcher;
  private readonly listener: Server;
  private readonly ttl: TtlMonitor;
  private readonly timers: NodeJS.Timeout[] = [];
  private nextConnectionId = 1;
  private closing: Promise<void> | undefined;
  port = 0;

  constructor(
    private readonly engine: Engine,
    options: MongoServerOptions,
    private readonly log: (line: string) => void,
  ) {
    this.state = {
      engine,
      clock: new ClusterClock(),
      sessions: new SessionStore(engine, options.transactionLifetimeMs ?? 60_000),
      cursors: new CursorStore(),
      failPoints: new FailPoints(),
      snapshots: new Snapshots(engine),
      counters: new ServerCounters(),
      parameters: initialParameters(),
      running: new Map(),
      topologyVersion: { processId: new ObjectId(), counter: Long.fromNumber(6) },
      electionId: new ObjectId('7fffffff0000000000000001'),
      startedMs: Date.now(),
      host: () => `127.0.0.1:${this.port}`,
      newSessionId: () => new UUID(randomUUID()),
      openConnections: () => this.connections.size,
      arguments: process.argv.slice(2),
      log,
      requestShutdown: () => options.onShutdownRequest?.(),
    };
    this.dispatcher = new Dispatcher(this.state, commands);
    this.listener = createServer((socket) => this.accept(socket));
    this.ttl = new TtlMonitor(this.state, options.ttlIntervalMs ?? 60_000);
  }

  get uri(): string {
    return `mongodb://127.0.0.1:${this.port}/?replicaSet=${REPLICA_SET_NAME}`;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.listener.once('error', reject);
      // Loopback only: there is no authentication.
      this.listener.listen({ port, host: '127.0.0.1', backlog: 1024 }, () => {
        this.listener.off('error', reject);
        resolve();
      });
    });
    this.port = (this.listener.address() as AddressInfo).port;
    this.ttl.start();
    this.every(SWEEP_MS, () => this.sweep());
    this.every(PRUNE_MS, () => {
      this.state.sessions.pruneStored().catch((error: unknown) => this.log(`pruning: ${String(error)}`));
    });
  }

  runTtlPass(now?: Date): Promise<number> {
    return this.ttl.pass(now);
  }

  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  private async closeOnce(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    const closed = new Promise<void>((resolve) => this.listener.close(() => resolve()));
    for (const connection of this.connections) connection.end();
    await closed;
    await this.ttl.stop();
    await this.drain();
    this.state.cursors.close();
    this.state.snapshots.close();
    this.state.sessions.close();
    await this.engine.close();
  }

  /** Commands that are under way finish before the storage is closed under them, but not for ever. */
  private async drain(): Promise<void> {
    const until = performance.now() + 5000;
    while (this.state.running.size > 0 && performance.now() < until) {
      await new Promise<void>((resolve) => setTimeout(resolve, 5));
    }
  }

  private sweep(): void {
    const expired = new Set(this.state.sessions.sweep());
    this.state.cursors.sweep();
    this.state.snapshots.sweep();
    if (expired.size > 0) {
      this.state.cursors.killWhere(({ origin }) => origin.sessionKey !== undefined && expired.has(origin.sessionKey));
    }
  }

  private every(intervalMs: number, work: () => void): void {
    const timer = setInterval(work, intervalMs);
    timer.unref();
    this.timers.push(timer);
  }

  private accept(socket: Socket): void {
    if (this.connections.size >= MAX_CONNECTIONS) {
      this.log(`connection refused: ${MAX_CONNECTIONS} are open`);
      socket.destroy();
      return;
    }
    const connection = new Connection(
      this.nextConnectionId++,
      socket,
      this.dispatcher.handle,
      this.dispatcher.describeError,
    );
    this.state.counters.connectionsCreated += 1;
    this.connections.add(connection);
    connection.onClose(() => this.connections.delete(connection));
  }
}
