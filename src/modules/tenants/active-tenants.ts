import type { Connection } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { tenants } from './tenant.model';
import type { TenantDoc } from './tenant.model';

const BATCH_SIZE = 200;

/**
 * Every active tenant, in the order of their ids, read in batches: a tenant made while a job walks is met or left for
 * the next run, and none is met twice.
 */
export function activeTenants(db: Connection): AsyncGenerator<TenantDoc> {
  return walk(db, { status: 'ACTIVE' });
}

/** Likewise every tenant, shut ones too: for what must be true of all stored documents. */
export function everyTenant(db: Connection): AsyncGenerator<TenantDoc> {
  return walk(db, {});
}

async function* walk(db: Connection, which: { readonly status?: 'ACTIVE' }): AsyncGenerator<TenantDoc> {
  let after: Id | null = null;
  for (;;) {
    const batch: TenantDoc[] = await tenants(db)
      .find({ ...which, ...(after === null ? {} : { _id: { $gt: after } }) })
      .sort({ _id: 1 })
      .limit(BATCH_SIZE)
      .lean<TenantDoc[]>();
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH_SIZE) return;
    after = last._id;
  }
}
