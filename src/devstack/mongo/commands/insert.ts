import type { Document } from '../bson-types';
import { missingField } from '../errors';
import { collectionName } from './arguments';
import type { CommandContext } from './context';
import { checkWritable, insertDocument, prepareDocument, writableCollection } from './document-writes';
import type { CommandSpec } from './spec';
import { StatementRun } from './statement-run';

async function insert(ctx: CommandContext): Promise<Document> {
  const { args, db } = ctx;
  const name = collectionName(ctx.body, 'insert', db);
  checkWritable(db, name);
  const documents = args.documents('documents');
  if (documents === undefined) throw missingField('insert.documents');
  const isBypassed = args.boolean('bypassDocumentValidation');
  const isOrdered = ctx.body['ordered'] === undefined || args.boolean('ordered');
  // Prepared once: a second attempt after a conflict must not make a second _id.
  const prepared: Document[] = [];
  const outcome = await new StatementRun(
    ctx,
    {
      count: documents.length,
      isAlone: () => false,
      runAlone: () => Promise.reject(new Error('inserts have no multi')),
      run: (tx, index) => {
        const document = (prepared[index] ??= prepareDocument(documents[index] as Document));
        insertDocument(ctx, tx, writableCollection(tx, db, name), document, isBypassed);
        return { n: 1, nModified: 0 };
      },
    },
    isOrdered,
  ).run();
  const n = outcome.results.reduce((sum, result) => sum + (result?.n ?? 0), 0);
  return {
    n,
    ...(outcome.writeErrors.length > 0 ? { writeErrors: outcome.writeErrors } : {}),
    ...(outcome.retriedStmtIds.length > 0 ? { retriedStmtIds: outcome.retriedStmtIds } : {}),
  };
}

/** The `insert` command. */
export const insertCommands: readonly CommandSpec[] = [
  {
    name: 'insert',
    fields: ['documents', 'ordered', 'bypassDocumentValidation', 'stmtIds', 'isTimeseriesUpsert'],
    isAllowedInTransaction: true,
    isRetryableWrite: true,
    isWrite: true,
    run: insert,
  },
];
