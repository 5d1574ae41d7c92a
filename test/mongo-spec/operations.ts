import { ClientSession, Collection, Db, MongoClient } from 'mongodb';
import type { Document } from 'mongodb';
import { clientOperations, databaseOperations } from './database-operations';
import { collectionOperations } from './collection-operations';
import { driverOptions } from './entities';
import type { Entities, IterableCursor } from './entities';
import { checkError } from './expect-error';
import { Mismatch, Skip } from './format';
import type { Operation } from './format';
import { match } from './matcher';
import { runnerOperations, sessionOperations } from './runner-operations';

/** What an operation of one running test may use. */
export interface OperationContext {
  readonly entities: Entities;
  /** A client of the runner's own, whose commands no test observes. */
  readonly internal: MongoClient;
  readonly failPoints: Set<string>;
  readonly threads: Map<string, Promise<void>>;
  runOperation(operation: Operation): Promise<void>;
  /** As `runOperation`, but errors reach the caller even when they were expected: `withTransaction` acts on them. */
  runCallbackOperation(operation: Operation): Promise<void>;
}

/** Names of sessions become the sessions themselves. */
function resolveArguments(args: Document, context: OperationContext): Document {
  const resolved: Document = { ...args };
  if (typeof args['session'] === 'string') resolved['session'] = context.entities.session(args['session']);
  return resolved;
}

async function iterate(cursor: IterableCursor, name: string): Promise<unknown> {
  switch (name) {
    case 'close':
      return cursor.close();
    case 'iterateOnce':
      return cursor.tryNext();
    case 'iterateUntilDocumentOrError':
      return cursor.next();
    default:
      throw new Skip(`operation ${name} on a cursor is not supported by this runner`);
  }
}

async function invoke(operation: Operation, context: OperationContext): Promise<unknown> {
  const { name, object } = operation;
  const missing = (): never => {
    throw new Skip(`operation ${name} on ${object} is not supported by this runner`);
  };
  const args = operation.arguments ?? {};
  if (object === 'testRunner') return (runnerOperations[name] ?? missing())(args, context);
  const target = context.entities.entity(object);
  const resolved = resolveArguments(args, context);
  if (target instanceof Collection) return (collectionOperations[name] ?? missing())(target, resolved, context);
  if (target instanceof Db) return (databaseOperations[name] ?? missing())(target, resolved);
  if (target instanceof MongoClient) return (clientOperations[name] ?? missing())(target, resolved);
  if (target instanceof ClientSession)
    return (sessionOperations[name] ?? missing())(target, driverOptions(resolved), context);
  return iterate(target as IterableCursor, name);
}

/**
 * Runs one operation and checks its result or error.
 *
 * @throws Mismatch when they are not as expected; the driver's error when nothing was expected
 */
export async function runOperation(
  operation: Operation,
  context: OperationContext,
  isRethrowing = false,
): Promise<void> {
  let result: unknown;
  try {
    result = await invoke(operation, context);
  } catch (error) {
    if (error instanceof Skip || error instanceof Mismatch) throw error;
    if (operation.ignoreResultAndError !== true) {
      if (operation.expectError === undefined) throw error;
      checkError(error, operation.expectError, context.entities);
    }
    if (isRethrowing) throw error;
    return;
  }
  if (operation.ignoreResultAndError === true) return;
  if (operation.expectError !== undefined)
    throw new Mismatch(`${operation.name}: expected an error, got ${JSON.stringify(result)}`);
  if (Object.hasOwn(operation, 'expectResult')) {
    match(operation.expectResult, unwrap(result), context.entities, true, 'result');
  }
  if (operation.saveResultAsEntity !== undefined) context.entities.set(operation.saveResultAsEntity, result);
}

/** Results of the driver that are objects of a class with getters, as documents. */
function unwrap(result: unknown): unknown {
  return result === undefined ? null : result;
}
