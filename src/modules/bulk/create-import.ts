import type { Context } from '../../kernel/context';
import { principalKey } from '../../kernel/context';
import { InvalidStateError, LimitExceededError, NotFoundError, ValidationError, badInput } from '../../kernel/errors';
import { newId, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { can } from '../../kernel/permissions';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { isDuplicateKey } from '../../platform/mongo';
import type { Tx } from '../../platform/transaction';
import { FILE_BYTES_MAX, FILE_NAME_LENGTH_MAX, OPEN_IMPORTS_MAX, PARTS_MAX, PART_BYTES_MAX } from './bulk.policy';
import type { Delimiter } from './csv/read-csv';
import { assertMayImport, kindsOf } from './import-permission';
import { IMPORT_PART_INDEX, importParts } from './import-parts.model';
import { OPEN_STATUSES, imports } from './import.model';
import type { DecimalMark, ImportDoc, ImportKind } from './import.model';

/** A request as sent, for the idempotency key. */
interface Request {
  readonly input: IdempotentRequest['input'];
}

export interface CreateImportRequest extends Request {
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly delimiter?: Delimiter | null;
  readonly decimalMark?: DecimalMark | null;
  readonly dryRun: boolean;
  readonly allOrNothing: boolean;
  /** The whole file when it is small: then it starts at once. */
  readonly content?: string | null;
}

/** Makes an import; it takes parts unless it came with its content. Throws LimitExceededError beyond 20 open ones. */
export async function createImport(ctx: Context, request: CreateImportRequest): Promise<ImportDoc> {
  const { kind, fileName, dryRun, allOrNothing, content = null } = request;
  assertMayImport(ctx, kind);
  if (fileName.trim() === '' || fileName.length > FILE_NAME_LENGTH_MAX) {
    throw badInput(`Expected "fileName" to be 1 to ${FILE_NAME_LENGTH_MAX} characters.`, 'fileName');
  }
  const bytes = content === null ? 0 : bytesOf(content);
  const [_id, partId] = [newId(), newId()];
  return runIdempotent(ctx, { operation: 'createImport', input: request.input }, async (tx) => {
    const { tenantId, session } = tx;
    const open = await imports(tx.db).countDocuments({ tenantId, status: { $in: [...OPEN_STATUSES] } }, { session });
    if (open >= OPEN_IMPORTS_MAX) {
      const message = `A tenant has at most ${OPEN_IMPORTS_MAX} imports that have not ended. Cancel one or wait.`;
      throw new LimitExceededError(OPEN_IMPORTS_MAX, message);
    }
    const doc: ImportDoc = {
      ...{ _id, tenantId, kind, fileName, status: content === null ? 'DRAFT' : 'QUEUED', phase: 'READING' },
      ...{ dryRun, allOrNothing, mayWriteCost: can(ctx.actor, 'cost:read'), createdBy: principalKey(ctx.actor) },
      ...{ delimiter: request.delimiter ?? null, decimalMark: request.decimalMark ?? null },
      ...{ partCount: content === null ? 0 : 1, bytes, columns: [], rowsRead: 0, rowsTotal: null, rowsDone: 0 },
      ...{ rowsCreated: 0, rowsUpdated: 0, rowsUnchanged: 0, rowsFailed: 0, rowsRefused: 0, issueCount: 0 },
      ...{ position: 0, fileError: null, cancelRequested: false, claimedBy: null, claimedUntil: null },
      ...{ attempts: 0, createdAt: tx.now, startedAt: null, finishedAt: null },
    };
    await imports(tx.db).insertMany([doc], { session, lean: true });
    if (content !== null) {
      const part = { _id: partId, tenantId, importId: _id, index: 0, content };
      await importParts(tx.db).insertMany([part], { session, lean: true });
    }
    return doc;
  });
}

/**
 * Adds a piece of the file; pieces come in any order. Throws NotFoundError; InvalidStateError when the import takes no
 * parts any more; ValidationError PART_EXISTS; LimitExceededError when the file gets too large.
 */
export async function addImportPart(
  ctx: Context,
  request: Request & { readonly importId: Id; readonly index: number; readonly content: string },
): Promise<ImportDoc> {
  const { importId, index, content } = request;
  if (!Number.isInteger(index) || index < 0 || index >= PARTS_MAX) {
    throw badInput(`Expected "index" to be 0 to ${PARTS_MAX - 1}, got ${index}.`, 'index');
  }
  const bytes = bytesOf(content);
  const partId = newId();
  return runIdempotent(ctx, { operation: 'addImportPart', input: request.input }, async (tx) => {
    const { tenantId, session } = tx;
    const filter = {
      tenantId,
      _id: importId,
      kind: { $in: kindsOf(tx) },
      status: 'DRAFT' as const,
      bytes: { $lte: FILE_BYTES_MAX - bytes },
    };
    const answer = await imports(tx.db).updateOne(filter, { $inc: { bytes, partCount: 1 } }, { session });
    if (answer.matchedCount === 0) {
      const found = await draftIn(tx, importId);
      throw new LimitExceededError(
        FILE_BYTES_MAX,
        `A file has at most ${FILE_BYTES_MAX} bytes, got ${found.bytes} before.`,
      );
    }
    try {
      await importParts(tx.db).insertMany([{ _id: partId, tenantId, importId, index, content }], {
        session,
        lean: true,
      });
    } catch (error) {
      if (!isDuplicateKey(error, IMPORT_PART_INDEX)) throw error;
      throw new ValidationError('index', 'The part of this index is there already. Send each once.', 'PART_EXISTS');
    }
    return importIn(tx, importId);
  });
}

/**
 * Lets the worker begin. Throws NotFoundError; InvalidStateError when it was started before; ValidationError
 * PARTS_MISSING unless exactly the parts 0 to `partCount` - 1 are there.
 */
export async function startImport(
  ctx: Context,
  request: Request & { readonly importId: Id; readonly partCount: number },
): Promise<ImportDoc> {
  const { importId, partCount } = request;
  return runIdempotent(ctx, { operation: 'startImport', input: request.input }, async (tx) => {
    const { tenantId, session } = tx;
    const draft = await draftIn(tx, importId);
    const beyond = await importParts(tx.db).countDocuments(
      { tenantId, importId, index: { $gte: partCount } },
      { session },
    );
    // Places are unique, so as many parts as places without one beyond the last means that none is missing.
    if (partCount < 1 || draft.partCount !== partCount || beyond > 0) {
      const message = `Expected ${partCount} parts with the indexes from 0, got ${draft.partCount}. Send what is missing.`;
      throw new ValidationError('partCount', message, 'PARTS_MISSING');
    }
    await imports(tx.db).updateOne(
      { tenantId, _id: importId, status: 'DRAFT' },
      { $set: { status: 'QUEUED' } },
      { session },
    );
    return { ...draft, status: 'QUEUED' };
  });
}

/**
 * Ends an import that waits, and asks a running one to stop after its batch: what was applied stays, unless all or nothing
 * was asked. Throws NotFoundError; InvalidStateError when it has ended.
 */
export async function cancelImport(ctx: Context, request: Request & { readonly importId: Id }): Promise<ImportDoc> {
  const { importId } = request;
  return runIdempotent(ctx, { operation: 'cancelImport', input: request.input }, async (tx) => {
    const { tenantId, session, now } = tx;
    const found = await importIn(tx, importId);
    if (!OPEN_STATUSES.includes(found.status)) {
      throw new InvalidStateError(found.status, 'Expected an import that has not ended.', 'IMPORT_ENDED');
    }
    const changes: Partial<ImportDoc> =
      found.status === 'RUNNING' ? { cancelRequested: true } : { status: 'CANCELLED', finishedAt: now };
    await imports(tx.db).updateOne({ tenantId, _id: importId, status: found.status }, { $set: changes }, { session });
    return { ...found, ...changes };
  });
}

async function importIn(tx: Tx, importId: Id): Promise<ImportDoc> {
  const { tenantId, session } = tx;
  const found = await imports(tx.db)
    .findOne({ tenantId, _id: importId, kind: { $in: kindsOf(tx) } }, null, { session })
    .lean<ImportDoc>();
  if (found === null) throw new NotFoundError('ImportJob', toGlobalId('ImportJob', importId));
  return found;
}

async function draftIn(tx: Tx, importId: Id): Promise<ImportDoc> {
  const found = await importIn(tx, importId);
  if (found.status === 'DRAFT') return found;
  throw new InvalidStateError(found.status, 'Expected an import that was not started yet.', 'IMPORT_STARTED');
}

/** Size of a part as UTF-8; refused when it is empty, too large, or cut within a character. */
function bytesOf(content: string): number {
  const bytes = Buffer.byteLength(content);
  if (bytes < 1 || bytes > PART_BYTES_MAX) {
    throw badInput(
      `Expected "content" to be 1 to ${PART_BYTES_MAX} bytes, got ${bytes}. Send more in parts.`,
      'content',
    );
  }
  if (/\p{Surrogate}/u.test(content)) {
    throw badInput('Expected "content" to be whole characters. Cut the file between two characters.', 'content');
  }
  return bytes;
}
