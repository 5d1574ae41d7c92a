import type { Aggregate, Schema } from 'mongoose';

const CHANGES = [
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
] as const;

/** Someone tried to change or remove a row that was written for good: a fault of ours. */
export class AppendOnlyError extends Error {
  constructor(operation: string) {
    super(`${operation} was called on rows that are only ever added. Write another row that corrects the first.`);
  }
}

/**
 * Mongoose plugin for collections whose rows stay as they were written: everything that would change, replace or remove
 * one throws before anything is sent. Rows are added by insertMany alone.
 */
export function appendOnly(schema: Schema): void {
  for (const operation of CHANGES) {
    schema.pre(operation, { document: true, query: true }, function () {
      throw new AppendOnlyError(operation);
    });
  }
  schema.pre('bulkWrite', function () {
    throw new AppendOnlyError('bulkWrite');
  });
  schema.pre('aggregate', function (this: Aggregate<unknown>) {
    const writing = this.pipeline().find((stage) => '$out' in stage || '$merge' in stage);
    if (writing !== undefined) throw new AppendOnlyError('aggregate');
  });
}
