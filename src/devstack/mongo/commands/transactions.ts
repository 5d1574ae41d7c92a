import { badValue, failure } from '../errors';
import type { Document } from '../bson-types';
import { sessionKey } from '../sessions/session-store';
import { Arguments, isDocument } from './arguments';
import type { CommandContext } from './context';
import type { CommandSpec } from './spec';

async function commitTransaction(ctx: CommandContext): Promise<Document> {
  const { transaction, session, server } = ctx;
  // No transaction object: it was committed before a restart; committed: this is a repeated commit.
  if (transaction === undefined || transaction.state === 'committed') return {};
  const { tx } = transaction;
  if (tx.hasWrites) {
    session?.retryLog.writeCommitTo(tx);
    const flushed = tx.commit();
    server.clock.tick();
    // Visible from here on, so the session may not be told "aborted" when only the flush fails: the commit is unknown.
    transaction.finish('committed');
    session?.retryLog.confirmTransaction();
    await flushed;
  } else {
    transaction.finish('committed');
    tx.abort();
  }
  server.counters.transactionsCommitted += 1;
  return {};
}

function abortTransaction(ctx: CommandContext): Document {
  const { transaction, server } = ctx;
  if (transaction === undefined || transaction.state === 'committed') {
    throw failure(256, `Transaction with { txnNumber: ${ctx.txnNumber} } has been committed.`);
  }
  transaction.finish('aborted');
  server.counters.transactionsAborted += 1;
  return {};
}

/** Ends the sessions named: their transactions are aborted and their cursors closed. */
function endNamed(ctx: CommandContext, lsids: readonly unknown[]): void {
  const { sessions, cursors } = ctx.server;
  const keys = new Set(lsids.map((lsid) => sessionKey(lsid)));
  for (const lsid of lsids) {
    const session = sessions.find(lsid);
    if (session !== undefined && session !== ctx.session) sessions.end(session);
  }
  cursors.killWhere(({ origin }) => origin.sessionKey !== undefined && keys.has(origin.sessionKey));
}

function listed(ctx: CommandContext): unknown[] {
  const list = ctx.args.array(ctx.name);
  if (list === undefined) throw badValue(`${ctx.name} needs an array of session ids`);
  return list;
}

function killOperations(ctx: CommandContext, keys: ReadonlySet<string>): void {
  for (const operation of ctx.server.running.values()) {
    if (operation.pace === ctx.pace || operation.sessionKey === undefined || !keys.has(operation.sessionKey)) continue;
    operation.pace.kill(failure(11601, 'operation was interrupted'));
  }
}

function killSessions(ctx: CommandContext): Document {
  const named = listed(ctx);
  const lsids = named.length > 0 ? named : [...ctx.server.sessions.all()].map(({ lsid }) => lsid);
  const keys = new Set(lsids.map((lsid) => sessionKey(lsid)));
  endNamed(ctx, lsids);
  killOperations(ctx, keys);
  return {};
}

function killAllSessions(ctx: CommandContext): Document {
  const lsids = [...ctx.server.sessions.all()].map(({ lsid }) => lsid);
  const others = lsids.filter((lsid) => ctx.server.sessions.find(lsid) !== ctx.session);
  endNamed(ctx, others);
  killOperations(ctx, new Set(others.map((lsid) => sessionKey(lsid))));
  return {};
}

/** Commands about sessions and transactions. */
export const transactionCommands: readonly CommandSpec[] = [
  {
    name: 'commitTransaction',
    fields: ['recoveryToken', 'maxCommitTimeMS', 'commitTimestamp'],
    isAdminOnly: true,
    isAllowedInTransaction: true,
    run: commitTransaction,
  },
  {
    name: 'abortTransaction',
    fields: ['recoveryToken'],
    isAdminOnly: true,
    isAllowedInTransaction: true,
    run: abortTransaction,
  },
  {
    name: 'startSession',
    fields: [],
    run: (ctx) => {
      const id = ctx.server.newSessionId();
      ctx.server.sessions.open({ id });
      return { id: { id }, timeoutMinutes: 30 };
    },
  },
  {
    name: 'endSessions',
    fields: [],
    run: (ctx) => {
      endNamed(ctx, listed(ctx));
      return {};
    },
  },
  {
    name: 'refreshSessions',
    fields: [],
    run: (ctx) => {
      for (const lsid of listed(ctx)) ctx.server.sessions.open(lsid);
      return {};
    },
  },
  { name: 'killSessions', fields: [], run: killSessions },
  { name: 'killAllSessions', fields: [], isAdminOnly: false, run: killAllSessions },
  {
    name: 'killAllSessionsByPattern',
    fields: [],
    run: (ctx) => {
      const patterns = listed(ctx);
      const lsids = patterns.map((pattern) => (isDocument(pattern) ? pattern['lsid'] : undefined));
      if (patterns.length === 0) return killAllSessions(ctx);
      if (lsids.includes(undefined)) throw failure(115, 'killAllSessionsByPattern by user or role is not supported');
      endNamed(ctx, lsids);
      killOperations(ctx, new Set(lsids.map((lsid) => sessionKey(lsid))));
      return {};
    },
  },
  {
    name: 'configureFailPoint',
    fields: ['mode', 'data'],
    isAdminOnly: true,
    run: (ctx) => {
      const args = new Arguments(ctx.body, 'configureFailPoint');
      const count = ctx.server.failPoints.configure(
        args.requiredString('configureFailPoint'),
        ctx.body['mode'],
        args.document('data') ?? {},
      );
      return { count };
    },
  },
];
