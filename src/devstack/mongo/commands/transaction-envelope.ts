import { Long } from 'bson';
import type { Document } from '../bson-types';
import { failure } from '../errors';
import { SessionTransaction } from '../sessions/session';
import type { Session } from '../sessions/session';
import { isDocument, typeName } from './arguments';
import type { CommandContext } from './context';
import type { CommandSpec } from './spec';

/** The transaction part of a command's envelope. */
export interface TransactionFields {
  readonly txnNumber: bigint | undefined;
  /** `autocommit: false` was sent. */
  readonly isTransaction: boolean;
  readonly isStart: boolean;
}

/** Reads and checks `txnNumber`, `autocommit` and `startTransaction`. */
export function readTransactionFields(body: Document, session: Session | undefined): TransactionFields {
  const { txnNumber, autocommit, startTransaction } = body;
  if (txnNumber === undefined) {
    if (autocommit !== undefined)
      throw failure(72, "'autocommit' field requires a transaction number to also be specified");
    if (startTransaction !== undefined)
      throw failure(72, "'startTransaction' field requires a transaction number to also be specified");
    return { txnNumber: undefined, isTransaction: false, isStart: false };
  }
  if (session === undefined) throw failure(72, 'Transaction number requires a session ID to also be specified');
  if (!(txnNumber instanceof Long)) {
    throw failure(
      14,
      `BSON field 'OperationSessionInfo.txnNumber' is the wrong type '${typeName(txnNumber)}', expected type 'long'`,
    );
  }
  const number = txnNumber.toBigInt();
  if (number < 0n) throw failure(72, 'Transaction number cannot be negative');
  if (autocommit !== undefined && autocommit !== false) throw failure(72, 'Specifying autocommit=true is not allowed.');
  if (startTransaction !== undefined) {
    if (startTransaction !== true) throw failure(72, 'Specifying startTransaction=false is not allowed.');
    if (autocommit === undefined)
      throw failure(72, "'startTransaction' field requires 'autocommit' field to also be specified");
  }
  return { txnNumber: number, isTransaction: autocommit === false, isStart: startTransaction === true };
}

/**
 * Brings the session into the state that the command runs in.
 *
 * @returns the transaction the command is part of; undefined outside one
 */
export function enterTransaction(
  ctx: CommandContext,
  spec: CommandSpec,
  fields: TransactionFields,
): SessionTransaction | undefined {
  const { session } = ctx;
  const { txnNumber } = fields;
  const isEnd = spec.name === 'commitTransaction' || spec.name === 'abortTransaction';
  if (session === undefined || txnNumber === undefined || !fields.isTransaction) {
    if (isEnd) throw failure(125, `${spec.name} must be run within a transaction`);
    if (session !== undefined && txnNumber !== undefined) enterRetryableWrite(ctx, spec, session, txnNumber);
    return undefined;
  }
  load(ctx, session);
  if (!spec.isAllowedInTransaction) {
    throw failure(263, `Cannot run '${spec.name}' in a multi-document transaction.`);
  }
  checkEnvelope(ctx, fields, isEnd);
  if (fields.isStart) {
    if (isEnd) throw failure(72, `Cannot start a transaction with ${spec.name}`);
    return start(ctx, session, txnNumber);
  }
  return session.continueTransaction(txnNumber, isEnd);
}

/** After the command: an error aborts the transaction, and one whose time was over is aborted too. */
export function leaveTransaction(transaction: SessionTransaction | undefined, isSuccess: boolean): void {
  if (transaction === undefined) return;
  transaction.runningPace = undefined;
  if (!isSuccess || transaction.isDoomed) transaction.finish('aborted');
}

function load(ctx: CommandContext, session: Session): void {
  if (session.retryLog.isLoaded) return;
  const tx = ctx.server.engine.begin({ multiDocument: false });
  try {
    session.retryLog.load(tx);
  } finally {
    tx.abort();
  }
}

function checkEnvelope(ctx: CommandContext, fields: TransactionFields, isEnd: boolean): void {
  const { body, db } = ctx;
  if (body['readConcern'] !== undefined && !fields.isStart) {
    const level = isDocument(body['readConcern']) ? Object.keys(body['readConcern']).length : 0;
    if (level > 0) throw failure(72, 'Only the first command in a transaction may specify a readConcern');
  }
  if (isEnd) return;
  if (body['writeConcern'] !== undefined) {
    throw failure(72, 'writeConcern is not allowed within a multi-statement transaction');
  }
  if (db === 'config' || db === 'admin' || db === 'local') {
    throw failure(263, `Cannot perform data operation on namespace ${db} in a multi-document transaction.`);
  }
}

function start(ctx: CommandContext, session: Session, txnNumber: bigint): SessionTransaction {
  session.checkNotTooOld(txnNumber, true);
  const { retryLog } = session;
  if (txnNumber === retryLog.txnNumber) {
    if (retryLog.kind === 'write') {
      throw failure(
        217,
        `Cannot start a transaction with { txnNumber: ${txnNumber} } that was used for a retryable write`,
      );
    }
    if (session.transaction?.state !== 'aborted') {
      throw failure(
        50911,
        `Cannot start a transaction at given transaction number ${txnNumber} a transaction with the same number is in state ${session.transaction?.state ?? 'committed'}`,
      );
    }
  }
  session.supersede();
  retryLog.begin(txnNumber, 'transaction');
  const { server } = ctx;
  const tx = server.engine.begin({ multiDocument: true });
  const transaction = new SessionTransaction(
    txnNumber,
    tx,
    Date.now(),
    ctx.body['readConcern'] as Document | undefined,
  );
  session.transaction = transaction;
  server.counters.transactionsStarted += 1;
  transaction.onEnd(() => {
    server.cursors.killWhere(({ origin }) => origin.sessionKey === session.key && origin.txnNumber === txnNumber);
  });
  return transaction;
}

function enterRetryableWrite(ctx: CommandContext, spec: CommandSpec, session: Session, txnNumber: bigint): void {
  if (!spec.isRetryableWrite) {
    throw failure(
      50768,
      `txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided, and ${spec.name} is not a retryable write command.`,
    );
  }
  load(ctx, session);
  session.checkNotTooOld(txnNumber, false);
  const { retryLog } = session;
  if (txnNumber > retryLog.txnNumber) {
    session.supersede();
    retryLog.begin(txnNumber, 'write');
  } else if (retryLog.kind === 'transaction') {
    throw failure(
      217,
      `Retryable write with { txnNumber: ${txnNumber} } is prohibited on session ${session.key} because a transaction with the same number has already started on this session.`,
    );
  }
  ctx.isRetryable = true;
}
