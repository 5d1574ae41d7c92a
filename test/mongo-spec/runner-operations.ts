import { isDeepStrictEqual } from 'node:util';
import type { ClientSession, Document, MongoClient } from 'mongodb';
import { EJSON } from 'bson';
import { Mismatch, Skip } from './format';
import type { Operation } from './format';
import { match, show } from './matcher';
import type { OperationContext } from './operations';

type RunnerOperation = (args: Document, context: OperationContext) => unknown;

const STATES: { readonly [name: string]: readonly string[] } = {
  none: ['NO_TRANSACTION'],
  starting: ['STARTING_TRANSACTION'],
  in_progress: ['TRANSACTION_IN_PROGRESS'],
  committed: ['TRANSACTION_COMMITTED', 'TRANSACTION_COMMITTED_EMPTY'],
  aborted: ['TRANSACTION_ABORTED'],
};

function lastLsids(context: OperationContext, clientId: string): [unknown, unknown] {
  const commands = context.entities
    .log(clientId)
    .events.filter(({ name }) => name === 'commandStartedEvent')
    .slice(-2)
    .map(({ event }) => event['command']?.['lsid'] as unknown);
  if (commands.length < 2) throw new Mismatch('fewer than two commands were sent');
  return [commands[0], commands[1]];
}

function assertLsids(isSame: boolean): RunnerOperation {
  return (args, context) => {
    const [first, second] = lastLsids(context, args['client']);
    if ((EJSON.stringify(first) === EJSON.stringify(second)) !== isSame) {
      throw new Mismatch(`the last two commands had ${isSame ? 'different sessions' : 'the same session'}`);
    }
  };
}

function assertDirty(isDirty: boolean): RunnerOperation {
  return (args, context) => {
    const session = sessionOf(args, context);
    if (session.serverSession?.isDirty !== isDirty)
      throw new Mismatch(`expected the session's dirty mark to be ${String(isDirty)}`);
  };
}

function assertPinned(isPinned: boolean): RunnerOperation {
  return (args, context) => {
    if (sessionOf(args, context).isPinned !== isPinned)
      throw new Mismatch(`expected the session ${isPinned ? '' : 'not '}to be pinned`);
  };
}

function sessionOf(args: Document, context: OperationContext): ClientSession {
  const session = args['session'] as ClientSession | string;
  return typeof session === 'string' ? context.entities.session(session) : session;
}

function assertCollection(isExpected: boolean): RunnerOperation {
  return async (args, context) => {
    const found = await context.internal
      .db(args['databaseName'])
      .listCollections({ name: args['collectionName'] })
      .toArray();
    if (found.length > 0 !== isExpected)
      throw new Mismatch(`collection ${String(args['collectionName'])} ${isExpected ? 'does not exist' : 'exists'}`);
  };
}

function assertIndex(isExpected: boolean): RunnerOperation {
  return async (args, context) => {
    const db = context.internal.db(args['databaseName']);
    const exists = (await db.listCollections({ name: args['collectionName'] }).toArray()).length > 0;
    const indexes = exists ? await db.collection(args['collectionName']).listIndexes().toArray() : [];
    if (indexes.some(({ name }) => name === args['indexName']) !== isExpected) {
      throw new Mismatch(`index ${String(args['indexName'])} ${isExpected ? 'does not exist' : 'exists'}`);
    }
  };
}

async function setFailPoint(client: MongoClient, failPoint: Document, context: OperationContext): Promise<void> {
  await client.db('admin').command(failPoint, { readPreference: 'primary' });
  context.failPoints.add(String(failPoint['configureFailPoint']));
}

async function loop(args: Document, context: OperationContext): Promise<void> {
  const until = Date.now() + 500;
  let iterations = 0;
  // The format's loop ends when the harness says so; half a second is this harness's word.
  while (Date.now() < until) {
    for (const operation of args['operations'] as Operation[]) await context.runOperation(operation);
    iterations += 1;
  }
  const id = args['storeIterationsAsEntity'] as string | undefined;
  if (id !== undefined) context.entities.set(id, iterations);
}

/** Operations on the test runner itself. */
export const runnerOperations: { readonly [name: string]: RunnerOperation } = {
  failPoint: (args, context) => setFailPoint(context.entities.client(args['client']), args['failPoint'], context),
  targetedFailPoint: () => {
    throw new Skip('targetedFailPoint needs a sharded cluster');
  },
  createEntities: (args, context) => context.entities.create(args['entities']),
  assertSessionTransactionState: (args, context) => {
    const { state } = (sessionOf(args, context) as unknown as { transaction: { state: string } }).transaction;
    if (!STATES[String(args['state'])]?.includes(state))
      throw new Mismatch(`expected state ${String(args['state'])}, got ${state}`);
  },
  assertSessionPinned: assertPinned(true),
  assertSessionUnpinned: assertPinned(false),
  assertSessionDirty: assertDirty(true),
  assertSessionNotDirty: assertDirty(false),
  assertSameLsidOnLastTwoCommands: assertLsids(true),
  assertDifferentLsidOnLastTwoCommands: assertLsids(false),
  assertCollectionExists: assertCollection(true),
  assertCollectionNotExists: assertCollection(false),
  assertIndexExists: assertIndex(true),
  assertIndexNotExists: assertIndex(false),
  assertNumberConnectionsCheckedOut: (args, context) => {
    const { events } = context.entities.log(args['client']);
    const count = (name: string): number => events.filter((event) => event.name === name).length;
    const open = count('connectionCheckedOutEvent') - count('connectionCheckedInEvent');
    if (open !== Number(args['connections'])) throw new Mismatch(`${open} connections are checked out`);
  },
  assertEventCount: (args, context) => {
    const count = context.entities.log(args['client']).count(args['event'], context.entities);
    if (count !== Number(args['count']))
      throw new Mismatch(`expected ${String(args['count'])} of ${show(args['event'])}, got ${count}`);
  },
  waitForEvent: (args, context) =>
    context.entities.log(args['client']).waitFor(args['event'], Number(args['count']), context.entities),
  wait: (args) => new Promise<void>((resolve) => setTimeout(resolve, Number(args['ms']))),
  loop,
  runOnThread: (args, context) => {
    const running = (context.threads.get(args['thread']) ?? Promise.resolve()).then(() =>
      context.runOperation(args['operation']),
    );
    // Awaited by waitForThread; until then a failure must not end the process.
    running.catch(() => undefined);
    context.threads.set(args['thread'], running);
  },
  waitForThread: (args, context) => context.threads.get(args['thread']),
  recordTopologyDescription: () => {
    throw new Skip('topology descriptions are not supported by this runner');
  },
};

/** Operations on a session. */
export const sessionOperations: {
  readonly [name: string]: (session: ClientSession, args: Document, context: OperationContext) => unknown;
} = {
  startTransaction: (session, args) => session.startTransaction(args),
  commitTransaction: (session, args) => session.commitTransaction(args),
  abortTransaction: (session, args) => session.abortTransaction(args),
  endSession: (session) => session.endSession(),
  getSnapshotTime: (session) => {
    const { snapshotTime: time } = session as unknown as { snapshotTime: unknown };
    if (time === undefined) throw new Mismatch('the session has no snapshot time');
    return time;
  },
  withTransaction: (session, args, context) => {
    const { callback, ...options } = args;
    return session.withTransaction(async () => {
      for (const operation of callback as Operation[]) await context.runCallbackOperation(operation);
    }, options);
  },
};

/** Whether two results are the same, for `outcome`. @throws Mismatch */
export function checkDocuments(
  expected: readonly Document[],
  actual: readonly Document[],
  context: OperationContext,
  ns: string,
): void {
  if (!isDeepStrictEqual(expected, actual)) match(expected, actual, context.entities, false, `outcome of ${ns}`);
}
