import { Double } from 'bson';
import type { Document } from '../bson-types';
import { codeNameOf, labelsFor } from '../error-codes';
import { badValue, failure, MongoError, unknownField, wrongType } from '../errors';
import { Pace } from '../sessions/pace';
import type { Answer, Connection } from '../wire/connection';
import type { IncomingMessage } from '../wire/message';
import { checkDatabaseName, isDocument, maxTimeOf, numberOf, typeName } from './arguments';
import { CommandContext } from './context';
import { checkReadConcern, readWriteConcern } from './read-concern';
import { enterTransaction, leaveTransaction, readTransactionFields } from './transaction-envelope';
import type { TransactionFields } from './transaction-envelope';
import type { ServerState } from './server-state';
import type { CommandSpec } from './spec';

/** Fields that any command may carry. */
const GENERIC_FIELDS = new Set([
  '$db',
  '$clusterTime',
  '$readPreference',
  '$queryOptions',
  '$audit',
  '$client',
  '$configServerState',
  '$oplogQueryData',
  '$replData',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'coordinator',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'maxTimeMSOpOnly',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'stmtId',
  'help',
  'mayBypassWriteBlocking',
]);

/** From a message to its answer: session and transaction envelope, fail points, handler, labels, times. */
export class Dispatcher {
  private readonly specs = new Map<string, CommandSpec>();
  private readonly fieldSets = new Map<CommandSpec, Set<string>>();
  private nextOperationId = 1;

  constructor(
    private readonly server: ServerState,
    commands: readonly CommandSpec[],
  ) {
    for (const spec of commands) {
      for (const name of [spec.name, ...(spec.aliases ?? [])]) this.specs.set(name, spec);
      if (spec.fields !== 'any') this.fieldSets.set(spec, new Set(spec.fields));
    }
  }

  /** All commands, for `listCommands`. */
  get commandNames(): string[] {
    return [...new Set([...this.specs.values()].map((spec) => spec.name))].sort();
  }

  readonly handle = async (message: IncomingMessage, connection: Connection): Promise<Answer> => {
    const { body } = message;
    const name = Object.keys(body)[0] ?? '';
    const started = performance.now();
    try {
      return await this.run(name, message, connection, started);
    } catch (error) {
      return { reply: this.finish(errorReply(error, this.server)) };
    }
  };

  /** The reply to something that was no command at all. */
  readonly describeError = (error: unknown): Document => this.finish(errorReply(error, this.server));

  private find(name: string, message: IncomingMessage): { spec: CommandSpec; db: string } {
    const spec = this.specs.get(name);
    if (spec === undefined) throw failure(59, `no such command: '${name}'`);
    const { body } = message;
    if (message.format === 'query' && !spec.isMonitoring) {
      throw failure(352, `Unsupported OP_QUERY command: ${name}. The client driver may require an upgrade.`);
    }
    const db = body['$db'];
    if (db === undefined) throw failure(40571, 'OP_MSG requests require a $db argument');
    if (typeof db !== 'string') throw failure(14, `$db must be a string, not ${typeName(db)}`);
    checkDatabaseName(db);
    if (spec.isAdminOnly && db !== 'admin') {
      throw failure(13, `${spec.name} may only be run against the admin database.`);
    }
    const fields = this.fieldSets.get(spec);
    if (fields !== undefined) {
      for (const field of Object.keys(body)) {
        if (field !== name && !fields.has(field) && !GENERIC_FIELDS.has(field))
          throw unknownField(`${spec.name}.${field}`);
      }
    }
    checkApiVersion(body);
    return { spec, db };
  }

  private async run(name: string, message: IncomingMessage, connection: Connection, started: number): Promise<Answer> {
    const { body } = message;
    const { spec, db } = this.find(name, message);
    this.server.counters.commands.set(spec.name, (this.server.counters.commands.get(spec.name) ?? 0) + 1);
    this.server.clock.gossip(body['$clusterTime']);
    const maxTimeMs = spec.name === 'getMore' || spec.isMonitoring ? undefined : maxTimeOf(body);
    const pace = new Pace(maxTimeMs === undefined ? undefined : started + maxTimeMs);
    const session = body['lsid'] === undefined ? undefined : this.server.sessions.open(body['lsid']);
    const fields = readTransactionFields(body, session);
    const ctx = new CommandContext(
      this.server,
      connection,
      spec.name,
      db,
      body,
      pace,
      session,
      fields.txnNumber,
      message.isExhaustAllowed,
    );
    const run = (): Promise<Answer> => this.runWithFailPoints(ctx, spec, fields);
    if (session !== undefined && fields.txnNumber !== undefined) return session.runExclusive(run);
    return run();
  }

  private async runWithFailPoints(ctx: CommandContext, spec: CommandSpec, fields: TransactionFields): Promise<Answer> {
    const { server, body, connection } = ctx;
    const target = body[Object.keys(body)[0] as string];
    const hit = server.failPoints.hitCommand({
      commandName: spec.name,
      aliases: spec.aliases ?? [],
      namespace: typeof target === 'string' ? `${ctx.db}.${target}` : undefined,
      appName: appNameOf(connection),
    });
    const scope = { ctx, spec, fields, failData: hit };
    if (hit !== undefined) {
      if (hit['blockConnection'] === true) await this.block(ctx, numberOf(hit['blockTimeMS']) ?? 0);
      if (hit['closeConnection'] === true) return { reply: {}, isConnectionClosed: true };
      if (hit['errorCode'] !== undefined) {
        const code = numberOf(hit['errorCode']) ?? 1;
        const failed = failure(code, `Failing command via 'failCommand' failpoint`, errorExtra(hit));
        return this.answer(scope, errorReply(failed, server), code);
      }
    }
    let reply: Document;
    let code: number | undefined;
    try {
      reply = await this.execute(ctx, spec, fields);
    } catch (error) {
      reply = errorReply(error, server);
      code = reply['code'] as number;
    }
    if (ctx.isConnectionCut) return { reply: {}, isConnectionClosed: true };
    return this.answer(scope, reply, code);
  }

  private async block(ctx: CommandContext, blockMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, blockMs);
      const stopListening = ctx.connection.onClose(done);
      function done(): void {
        clearTimeout(timer);
        stopListening();
        resolve();
      }
    });
  }

  private async execute(ctx: CommandContext, spec: CommandSpec, fields: TransactionFields): Promise<Document> {
    const { server, body } = ctx;
    checkReadConcern(body, spec, fields.isTransaction, server.clock.time);
    const writeConcern = readWriteConcern(body);
    const transaction = enterTransaction(ctx, spec, fields);
    ctx.transaction = transaction;
    if (transaction !== undefined) transaction.runningPace = ctx.pace;
    const operationId = this.nextOperationId++;
    const target = body[Object.keys(body)[0] as string];
    server.running.set(operationId, {
      pace: ctx.pace,
      command: spec.name,
      ns: typeof target === 'string' ? `${ctx.db}.${target}` : ctx.db,
      startedMs: Date.now(),
      ...(ctx.session === undefined ? {} : { sessionKey: ctx.session.key }),
    });
    try {
      const made = spec.run(ctx);
      const reply = made instanceof Promise ? await made : made;
      leaveTransaction(transaction, true);
      if (writeConcern.error !== undefined && (spec.isWrite || isEnd(spec)))
        reply['writeConcernError'] = writeConcern.error;
      return reply;
    } catch (error) {
      leaveTransaction(transaction, false);
      throw error;
    } finally {
      server.running.delete(operationId);
      if (ctx.session !== undefined) ctx.session.lastUseMs = Date.now();
    }
  }

  private answer(
    scope: { ctx: CommandContext; spec: CommandSpec; fields: TransactionFields; failData: Document | undefined },
    reply: Document,
    code: number | undefined,
  ): Answer {
    const { ctx, spec, fields, failData } = scope;
    if (failData?.['writeConcernError'] !== undefined && code === undefined) {
      reply['writeConcernError'] = failData['writeConcernError'];
    }
    const writeConcernError = reply['writeConcernError'];
    const writeConcernCode = isDocument(writeConcernError) ? numberOf(writeConcernError['code']) : undefined;
    const given = failData?.['errorLabels'];
    const isFailed = code !== undefined || writeConcernCode !== undefined;
    const labels =
      Array.isArray(given) && isFailed
        ? given
        : labelsFor({
            code,
            writeConcernCode,
            isInTransaction: fields.isTransaction,
            isCommitOrAbort: isEnd(spec),
            hasTransactionNumber: fields.txnNumber !== undefined,
          });
    if (labels.length > 0) reply['errorLabels'] = labels;
    const finished = this.finish(reply);
    const { nextAnswer } = ctx;
    if (nextAnswer === undefined || code !== undefined) return { reply: finished };
    return { reply: finished, next: () => this.repeat(ctx, nextAnswer) };
  }

  private async repeat(ctx: CommandContext, next: () => Promise<Document>): Promise<Answer> {
    ctx.nextAnswer = undefined;
    const reply = this.finish(await next());
    const following = ctx.nextAnswer as (() => Promise<Document>) | undefined;
    return following === undefined ? { reply } : { reply, next: () => this.repeat(ctx, following) };
  }

  private finish(reply: Document): Document {
    // MongoDB's `ok` is a double in every reply.
    reply['ok'] = new Double(reply['ok'] === 0 ? 0 : 1);
    reply['$clusterTime'] = this.server.clock.clusterTimeField();
    reply['operationTime'] = this.server.clock.time;
    return reply;
  }
}

function isEnd(spec: CommandSpec): boolean {
  return spec.name === 'commitTransaction' || spec.name === 'abortTransaction';
}

function appNameOf(connection: Connection): string | undefined {
  const application = connection.clientMetadata?.['application'];
  const name = isDocument(application) ? application['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function errorExtra(hit: Document): Document | undefined {
  const extra = hit['errorExtraInfo'];
  return isDocument(extra) ? extra : undefined;
}

function checkApiVersion(body: Document): void {
  const version = body['apiVersion'];
  if (version !== undefined && typeof version !== 'string') throw wrongType('apiVersion', typeName(version), 'string');
  if (version !== undefined && version !== '1') throw failure(322, `API version must be "1", not "${version}"`);
  if (version === undefined && (body['apiStrict'] !== undefined || body['apiDeprecationErrors'] !== undefined)) {
    throw badValue('Provided apiStrict or apiDeprecationErrors without passing apiVersion');
  }
}

/** An error as a reply. What is no MongoError is a fault of this server: logged, and answered as 1 InternalError. */
export function errorReply(error: unknown, server: Pick<ServerState, 'log' | 'topologyVersion'>): Document {
  if (error instanceof MongoError) {
    const { code } = error;
    const reply: Document = {
      ok: 0,
      errmsg: error.message,
      code,
      codeName: error.codeName.startsWith('Location') ? codeNameOf(code) : error.codeName,
      ...error.extra.fields,
    };
    if (STATE_CHANGES.has(code)) reply['topologyVersion'] = server.topologyVersion;
    return reply;
  }
  const known = error instanceof Error ? error : new Error(String(error));
  server.log(`internal error: ${known.stack ?? known.message}`);
  if (known instanceof RangeError && known.message.includes('call stack')) {
    return { ok: 0, errmsg: 'the command is nested too deeply', code: 15, codeName: 'Overflow' };
  }
  return { ok: 0, errmsg: known.message, code: 1, codeName: 'InternalError' };
}

/** Codes that make a driver rediscover the server; the counter tells it that nothing newer is known. */
const STATE_CHANGES = new Set([91, 189, 10107, 11600, 11602, 13435, 13436]);
