import { Int32, Long, ObjectId } from 'bson';
import type { Document } from '../bson-types';
import { failure } from '../errors';
import { SESSION_TIMEOUT_MINUTES } from '../sessions/session-store';
import { MAX_MESSAGE_BYTES } from '../wire/framing';
import { isDocument, numberOf } from './arguments';
import type { CommandContext } from './context';
import type { CommandSpec } from './spec';

/** What this server presents itself as. */
export const SERVER_VERSION = '7.0.14';
export const SERVER_VERSION_ARRAY = [7, 0, 14, 0];
const MAX_WIRE_VERSION = 21;
export const MAX_WRITE_BATCH = 100_000;
export const REPLICA_SET_NAME = 'rs0';

function describe(ctx: CommandContext): Document {
  const { server } = ctx;
  const host = server.host();
  const lastWrite = server.clock.time;
  const written = { ts: lastWrite, t: Long.ONE };
  const writtenAt = new Date(lastWrite.getHighBitsUnsigned() * 1000);
  const isLegacy = ctx.body['hello'] === undefined;
  return {
    ...(ctx.body['helloOk'] === true ? { helloOk: true } : {}),
    topologyVersion: server.topologyVersion,
    hosts: [host],
    setName: REPLICA_SET_NAME,
    setVersion: new Int32(1),
    ...(isLegacy ? { ismaster: true } : { isWritablePrimary: true }),
    secondary: false,
    primary: host,
    me: host,
    electionId: server.electionId,
    lastWrite: {
      opTime: written,
      lastWriteDate: writtenAt,
      majorityOpTime: written,
      majorityWriteDate: writtenAt,
    },
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_WRITE_BATCH,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: SESSION_TIMEOUT_MINUTES,
    connectionId: ctx.connection.id,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
  };
}

function isSameTopology(ctx: CommandContext, known: Document): boolean {
  const { processId, counter } = ctx.server.topologyVersion;
  const theirs = known['processId'];
  return (
    theirs instanceof ObjectId &&
    theirs.equals(processId) &&
    known['counter'] instanceof Long &&
    counter.equals(known['counter'])
  );
}

/** The topology of one node never changes, so an awaitable hello only ever waits for its time to pass. */
async function awaitChange(ctx: CommandContext): Promise<void> {
  const known = ctx.body['topologyVersion'];
  const maxAwaitMs = numberOf(ctx.body['maxAwaitTimeMS']);
  if (!isDocument(known) !== (maxAwaitMs === undefined)) {
    throw failure(31368, 'topologyVersion and maxAwaitTimeMS must be specified together');
  }
  if (!isDocument(known) || maxAwaitMs === undefined) return;
  if (maxAwaitMs < 0) throw failure(31373, 'maxAwaitTimeMS must be a non-negative integer');
  if (!isSameTopology(ctx, known)) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, maxAwaitMs);
    const stopListening = ctx.connection.onClose(done);
    function done(): void {
      clearTimeout(timer);
      stopListening();
      resolve();
    }
  });
}

async function hello(ctx: CommandContext): Promise<Document> {
  const metadata = ctx.body['client'];
  if (metadata !== undefined) {
    if (!isDocument(metadata)) throw failure(14, "The 'client' field must be a document");
    if (ctx.connection.clientMetadata !== undefined) {
      throw failure(186, 'The client metadata document may only be sent in the first hello');
    }
    ctx.connection.clientMetadata = metadata;
  }
  await awaitChange(ctx);
  if (ctx.isExhaustAllowed && isDocument(ctx.body['topologyVersion'])) armNext(ctx);
  return describe(ctx);
}

/** Exhaust: the next reply follows without a new request, after the same wait. */
function armNext(ctx: CommandContext): void {
  ctx.nextAnswer = async () => {
    await awaitChange(ctx);
    armNext(ctx);
    return describe(ctx);
  };
}

/** Discovery and health of the node. */
export const helloCommands: readonly CommandSpec[] = [
  { name: 'hello', aliases: [], fields: 'any', isMonitoring: true, run: hello },
  { name: 'isMaster', aliases: ['ismaster'], fields: 'any', isMonitoring: true, run: hello },
  { name: 'ping', fields: 'any', isMonitoring: true, run: () => ({}) },
  {
    name: 'replSetGetStatus',
    fields: 'any',
    isAdminOnly: true,
    run: (ctx) => {
      const ts = ctx.server.clock.time;
      return {
        set: REPLICA_SET_NAME,
        date: new Date(),
        myState: 1,
        term: Long.ONE,
        members: [
          {
            _id: 0,
            name: ctx.server.host(),
            health: 1,
            state: 1,
            stateStr: 'PRIMARY',
            optime: { ts, t: Long.ONE },
            self: true,
          },
        ],
      };
    },
  },
  {
    name: 'replSetGetConfig',
    fields: 'any',
    isAdminOnly: true,
    run: (ctx) => ({
      config: {
        _id: REPLICA_SET_NAME,
        version: 1,
        term: 1,
        members: [{ _id: 0, host: ctx.server.host(), arbiterOnly: false, hidden: false, priority: 1, votes: 1 }],
        protocolVersion: Long.ONE,
      },
    }),
  },
];
