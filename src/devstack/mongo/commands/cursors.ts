import { Long } from 'bson';
import type { Document } from '../bson-types';
import { failure, missingField } from '../errors';
import { Batch } from '../sessions/batch';
import type { ServerCursor } from '../sessions/cursor-store';
import { collectionName, numberOf, typeName } from './arguments';
import type { CommandContext } from './context';
import type { CommandSpec } from './spec';

function cursorFor(ctx: CommandContext, id: bigint, collection: string): ServerCursor {
  const cursor = ctx.server.cursors.get(id);
  if (cursor === undefined) throw failure(43, `cursor id ${id} not found`);
  const { origin } = cursor;
  if (origin.db !== ctx.db || origin.collection !== collection) {
    throw failure(
      13,
      `Requested getMore on namespace '${ctx.db}.${collection}', but cursor belongs to a different namespace ${origin.db}.${origin.collection}`,
    );
  }
  if (origin.sessionKey !== ctx.session?.key) {
    throw failure(50738, `Cannot run getMore on cursor ${id}, which was created in another session`);
  }
  if (origin.txnNumber !== ctx.transaction?.txnNumber) {
    throw failure(50740, `Cannot run getMore on cursor ${id}, which was created in another transaction`);
  }
  if (cursor.isPinned) throw failure(50737, `Cursor already in use (namespace: '${ctx.db}.${collection}', id: ${id})`);
  return cursor;
}

async function getMore(ctx: CommandContext): Promise<Document> {
  const id = ctx.body['getMore'];
  if (!(id instanceof Long))
    throw failure(14, `BSON field 'getMore.getMore' is the wrong type '${typeName(id)}', expected type 'long'`);
  const collection = ctx.args.string('collection');
  if (collection === undefined) throw missingField('getMore.collection');
  const cursor = cursorFor(ctx, id.toBigInt(), collection);
  const size = ctx.args.count('batchSize');
  const batch = new Batch(size === undefined || size === 0 ? Infinity : size);
  const { cursors } = ctx.server;
  const startedMs = performance.now();
  const left = cursor.origin.deadlineMsLeft;
  if (left !== undefined) ctx.pace.deadlineMs = startedMs + left;
  cursor.isPinned = true;
  let isExhausted = true;
  try {
    isExhausted = await cursor.source.fill(batch, ctx.pace);
  } finally {
    cursor.isPinned = false;
    cursor.lastUseMs = Date.now();
    if (cursor.isKilled) cursor.source.close();
    else if (isExhausted) cursors.kill(cursor);
  }
  if (cursor.isKilled && !isExhausted) throw failure(237, 'operation was interrupted because the cursor was killed');
  ctx.server.counters.returned += batch.documents.length;
  return {
    cursor: {
      nextBatch: batch.documents,
      id: isExhausted ? Long.ZERO : id,
      ns: `${ctx.db}.${collection}`,
    },
  };
}

function killCursors(ctx: CommandContext): Document {
  collectionName(ctx.body, 'killCursors', ctx.db);
  const ids = ctx.args.array('cursors');
  if (ids === undefined) throw missingField('killCursors.cursors');
  const cursorsKilled: unknown[] = [];
  const cursorsNotFound: unknown[] = [];
  for (const id of ids) {
    if (numberOf(id) === undefined || !(id instanceof Long)) {
      throw failure(14, `BSON field 'killCursors.cursors' is the wrong type '${typeName(id)}', expected type 'long'`);
    }
    const cursor = ctx.server.cursors.get(id.toBigInt());
    if (cursor === undefined || cursor.origin.db !== ctx.db) {
      cursorsNotFound.push(id);
      continue;
    }
    ctx.server.cursors.kill(cursor);
    cursorsKilled.push(id);
  }
  return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] };
}

/** Commands on open cursors. */
export const cursorCommands: readonly CommandSpec[] = [
  {
    name: 'getMore',
    fields: ['collection', 'batchSize', 'term', 'lastKnownCommittedOpTime'],
    isAllowedInTransaction: true,
    takesSnapshot: true,
    run: getMore,
  },
  { name: 'killCursors', fields: ['cursors'], isAllowedInTransaction: true, run: killCursors },
];
