import { Long } from 'bson';
import type { Document } from '../bson-types';
import { failure } from '../errors';
import { Arguments, isDocument } from './arguments';
import type { CommandContext } from './context';
import { MAX_WRITE_BATCH, SERVER_VERSION, SERVER_VERSION_ARRAY } from './hello';
import type { CommandSpec } from './spec';

/** Said in the first log line and in buildInfo: nobody should take this for a database to run a business on. */
export const SELF_DESCRIPTION = 'Holdfast embedded MongoDB-compatible server, for development and tests only';

function buildInfo(): Document {
  return {
    version: SERVER_VERSION,
    gitVersion: 'holdfast-embedded',
    modules: ['holdfast-embedded'],
    description: SELF_DESCRIPTION,
    allocator: 'system',
    javascriptEngine: 'none',
    sysInfo: 'deprecated',
    versionArray: SERVER_VERSION_ARRAY,
    openssl: { running: 'disabled' },
    buildEnvironment: { distmod: 'holdfast', target_os: process.platform },
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16 * 1024 * 1024,
    storageEngines: ['lmdb'],
  };
}

function serverStatus(ctx: CommandContext): Document {
  const { server } = ctx;
  const { counters } = server;
  const upMs = Date.now() - server.startedMs;
  const memory = process.memoryUsage();
  const commands: Document = {};
  for (const [name, total] of counters.commands) commands[name] = { total: Long.fromNumber(total), failed: Long.ZERO };
  const open = server.openConnections();
  return {
    host: server.host(),
    version: SERVER_VERSION,
    process: 'mongod',
    pid: Long.fromNumber(process.pid),
    uptime: upMs / 1000,
    uptimeMillis: Long.fromNumber(upMs),
    localTime: new Date(),
    connections: {
      current: open,
      available: Math.max(0, 2000 - open),
      totalCreated: counters.connectionsCreated,
      active: server.running.size,
    },
    opcounters: {
      insert: Long.fromNumber(counters.inserted),
      query: Long.fromNumber(counters.commands.get('find') ?? 0),
      update: Long.fromNumber(counters.updated),
      delete: Long.fromNumber(counters.deleted),
      getmore: Long.fromNumber(counters.commands.get('getMore') ?? 0),
      command: Long.fromNumber([...counters.commands.values()].reduce((sum, n) => sum + n, 0)),
    },
    transactions: {
      totalStarted: Long.fromNumber(counters.transactionsStarted),
      totalCommitted: Long.fromNumber(counters.transactionsCommitted),
      totalAborted: Long.fromNumber(counters.transactionsAborted),
    },
    metrics: {
      commands,
      cursor: {
        open: { total: Long.fromNumber(server.cursors.size) },
        timedOut: Long.fromNumber(server.cursors.timedOut),
      },
      ttl: { deletedDocuments: Long.fromNumber(counters.ttlDeleted), passes: Long.fromNumber(counters.ttlPasses) },
    },
    logicalSessionRecordCache: { activeSessionsCount: server.sessions.size },
    mem: {
      bits: 64,
      resident: Math.round(memory.rss / 1048576),
      virtual: Math.round(memory.heapTotal / 1048576),
      supported: true,
    },
    storageEngine: { name: 'lmdb', persistent: true, health: server.engine.health },
    repl: { setName: 'rs0', isWritablePrimary: true, secondary: false, hosts: [server.host()], me: server.host() },
  };
}

function getParameter(ctx: CommandContext): Document {
  const { parameters } = ctx.server;
  const asked = ctx.body['getParameter'];
  if (asked === '*' || isDocument(asked)) return Object.fromEntries(parameters);
  const reply: Document = {};
  for (const name of Object.keys(ctx.body)) if (parameters.has(name)) reply[name] = parameters.get(name);
  if (Object.keys(reply).length === 0) throw failure(72, 'no option found to get');
  return reply;
}

function currentOperations(ctx: CommandContext): Document[] {
  const { running } = ctx.server;
  return [...running].map(([opid, operation]) => ({
    opid,
    type: 'op',
    active: true,
    op: 'command',
    ns: operation.ns,
    command: { [operation.command]: 1 },
    microsecs_running: Long.fromNumber((Date.now() - operation.startedMs) * 1000),
  }));
}

/** Commands that tell about the server itself. */
export const diagnosticCommands: readonly CommandSpec[] = [
  { name: 'buildInfo', aliases: ['buildinfo'], fields: 'any', isMonitoring: true, run: buildInfo },
  { name: 'serverStatus', fields: 'any', run: serverStatus },
  { name: 'getParameter', fields: 'any', isAdminOnly: true, run: getParameter },
  {
    name: 'setParameter',
    fields: 'any',
    isAdminOnly: true,
    run: (ctx) => {
      throw failure(
        72,
        `attempted to set unrecognized parameter [${Object.keys(ctx.body)[1] ?? ''}], use help:true to see options`,
      );
    },
  },
  {
    name: 'getCmdLineOpts',
    fields: 'any',
    isAdminOnly: true,
    run: (ctx) => ({
      argv: ['holdfast-embedded-mongo', ...ctx.server.arguments],
      parsed: { replication: { replSet: 'rs0' }, setParameter: { enableTestCommands: '1' } },
    }),
  },
  {
    name: 'connectionStatus',
    fields: ['showPrivileges'],
    run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }),
  },
  { name: 'whatsmyuri', fields: 'any', run: (ctx) => ({ you: `127.0.0.1:${ctx.connection.id}` }) },
  {
    name: 'hostInfo',
    fields: 'any',
    run: () => ({ system: { currentTime: new Date(), cpuAddrSize: 64 }, os: { type: process.platform }, extra: {} }),
  },
  { name: 'features', fields: 'any', run: () => ({ js: false, oidMachine: 0 }) },
  {
    name: 'getLog',
    fields: 'any',
    isAdminOnly: true,
    run: (ctx) => {
      const kind = new Arguments(ctx.body, 'getLog').requiredString('getLog');
      return kind === '*'
        ? { names: ['global', 'startupWarnings'] }
        : { totalLinesWritten: 1, log: [SELF_DESCRIPTION] };
    },
  },
  {
    name: 'currentOp',
    fields: 'any',
    isAdminOnly: true,
    run: (ctx) => ({ inprog: currentOperations(ctx) }),
  },
  {
    name: 'killOp',
    fields: ['op'],
    isAdminOnly: true,
    run: (ctx) => {
      const operation = ctx.server.running.get(ctx.args.number('op') ?? -1);
      operation?.pace.kill(failure(11601, 'operation was interrupted'));
      return { info: 'attempting to kill op' };
    },
  },
  {
    name: 'profile',
    fields: ['slowms', 'sampleRate', 'filter'],
    run: (ctx) => {
      const level = ctx.args.number('profile') ?? 0;
      if (level > 0) throw failure(2, 'The profiler is not supported by this server');
      return { was: 0, slowms: 100, sampleRate: 1 };
    },
  },
  {
    name: 'saslStart',
    fields: 'any',
    run: () => {
      throw failure(18, 'Authentication failed.');
    },
  },
  {
    name: 'shutdown',
    fields: ['force', 'timeoutSecs'],
    isAdminOnly: true,
    run: (ctx) => {
      ctx.server.requestShutdown();
      return {};
    },
  },
  { name: 'top', fields: 'any', isAdminOnly: true, run: () => ({ totals: { note: 'all times in microseconds' } }) },
  { name: 'lockInfo', fields: 'any', isAdminOnly: true, run: () => ({ lockInfo: [] }) },
  { name: 'fsync', fields: ['lock'], isAdminOnly: true, run: refuseLock },
  { name: 'logRotate', fields: 'any', isAdminOnly: true, run: () => ({}) },
  { name: 'getDefaultRWConcern', fields: ['inMemory'], isAdminOnly: true, run: defaultConcern },
];

function refuseLock(ctx: CommandContext): Document {
  if (ctx.args.boolean('lock')) throw failure(115, 'fsync with lock is not supported by this server');
  return { numFiles: 1 };
}

function defaultConcern(): Document {
  return {
    defaultReadConcern: { level: 'local' },
    defaultWriteConcern: { w: 'majority', wtimeout: 0 },
    defaultReadConcernSource: 'implicit',
    defaultWriteConcernSource: 'implicit',
    localUpdateWallClockTime: new Date(),
  };
}

/** `getParameter` of these answers what a server with test commands enabled would. */
export function initialParameters(): Map<string, unknown> {
  return new Map<string, unknown>([
    ['enableTestCommands', true],
    ['featureCompatibilityVersion', { version: '7.0' }],
    ['authenticationMechanisms', []],
    ['requireApiVersion', false],
    ['transactionLifetimeLimitSeconds', 60],
    ['cursorTimeoutMillis', Long.fromNumber(600_000)],
    ['maxWriteBatchSize', MAX_WRITE_BATCH],
    ['localLogicalSessionTimeoutMinutes', 30],
    ['ttlMonitorEnabled', true],
    ['ttlMonitorSleepSecs', 60],
    ['quiet', false],
    ['logLevel', 0],
  ]);
}
