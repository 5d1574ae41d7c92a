import type { Aggregate, PipelineStage, Query, Schema } from 'mongoose';

const QUERY_OPERATIONS = [
  'find',
  'findOne',
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'countDocuments',
  'distinct',
] as const;

/** A query that forgot its tenant is a fault of ours: it throws before anything is sent. */
export class TenantScopeError extends Error {
  constructor(operation: string, model: string) {
    super(`${model}.${operation} was called without a tenantId. Every query names its tenant (DESIGN §6).`);
  }
}

function namesTenant(filter: unknown): boolean {
  if (typeof filter !== 'object' || filter === null) return false;
  const tenantId: unknown = (filter as Record<string, unknown>)['tenantId'];
  return tenantId !== undefined && tenantId !== null && (tenantId as { _bsontype?: string })._bsontype === 'ObjectId';
}

/** Throws unless the filter of a query names one concrete tenant. */
export function assertNamesTenant(filter: unknown, model: string): void {
  if (!namesTenant(filter)) throw new TenantScopeError('query', model);
}

/**
 * Mongoose plugin that refuses any query, aggregate, insert or bulk write without one concrete tenant.
 * An operator object such as `{ $in: [...] }` is refused too: work for several tenants is a loop over tenants.
 */
export function tenantScope(schema: Schema): void {
  schema.pre([...QUERY_OPERATIONS], function (this: Query<unknown, unknown>) {
    assertNamesTenant(this.getFilter(), this.model.modelName);
  });
  schema.pre('estimatedDocumentCount', function (this: Query<unknown, unknown>) {
    throw new TenantScopeError('estimatedDocumentCount', this.model.modelName);
  });
  schema.pre('aggregate', function (this: Aggregate<unknown>) {
    const first = this.pipeline()[0] as PipelineStage.Match | undefined;
    if (!namesTenant(first?.$match)) throw new TenantScopeError('aggregate', 'a model');
  });
  schema.pre('insertMany', function (this: { modelName: string }, docs: unknown) {
    for (const doc of Array.isArray(docs) ? docs : [docs]) {
      if (!namesTenant(doc)) throw new TenantScopeError('insertMany', this.modelName);
    }
  });
  schema.pre('bulkWrite', function (this: { modelName: string }, operations: unknown) {
    for (const operation of operations as Record<string, { filter?: unknown; document?: unknown }>[]) {
      for (const body of Object.values(operation)) {
        if (!namesTenant(body.filter ?? body.document)) throw new TenantScopeError('bulkWrite', this.modelName);
      }
    }
  });
  schema.pre('save', function () {
    throw new Error('Use updateOne with a guard, or insertMany: document.save() reads, computes and writes.');
  });
}
