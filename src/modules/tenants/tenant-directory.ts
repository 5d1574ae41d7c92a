import type { Connection } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { perConnection } from '../../platform/per-connection';
import { branches } from './branch.model';
import type { BranchDoc } from './branch.model';
import { tenants } from './tenant.model';
import type { TenantDoc } from './tenant.model';
import { BRANCHES_PER_TENANT_MAX, DIRECTORY_TENANTS_MAX, DIRECTORY_TTL_MS } from './tenants.policy';

/** A tenant with its branches, as read at one moment. */
export interface TenantFacts {
  readonly tenant: TenantDoc;
  /** In the order of their codes. */
  readonly branches: readonly BranchDoc[];
  /** The same by their ids in hexadecimal. */
  readonly branchById: ReadonlyMap<string, BranchDoc>;
}

interface Entry {
  facts: TenantFacts | null;
  loading: Promise<TenantFacts | null> | null;
  readAtMs: number;
}

/**
 * Tenants and their branches in this process's memory: currency, policies and branch names are needed by nearly every
 * request and hardly ever change. Another process's change is seen within DIRECTORY_TTL_MS, an own one at once.
 */
export class TenantDirectory {
  private readonly entries = new Map<string, Entry>();
  private readonly idBySlug = new Map<string, Id>();

  /** Rises with each `forget`: what was taken from here under another number may be old. */
  revision = 0;

  constructor(private readonly db: Connection) {}

  /** The tenant and its branches; null when there is none. No database command while the answer is fresh. */
  async byId(tenantId: Id): Promise<TenantFacts | null> {
    const key = tenantId.toHexString();
    const entry = this.entries.get(key);
    if (entry !== undefined && entry.loading !== null) return entry.loading;
    if (entry !== undefined && isFresh(entry)) return entry.facts;
    const loading = this.read(tenantId);
    this.remember(key, { facts: entry?.facts ?? null, loading, readAtMs: entry?.readAtMs ?? -Infinity });
    try {
      const facts = await loading;
      // A write that came meanwhile forgot the entry: then what was read may be old and must not stay.
      const current = this.entries.get(key);
      if (current?.loading === loading) this.remember(key, { facts, loading: null, readAtMs: performance.now() });
      return facts;
    } catch (error) {
      this.entries.delete(key);
      throw error;
    }
  }

  /** The same without waiting, for field resolvers: undefined when it was not read lately; then ask `byId`. */
  known(tenantId: Id): TenantFacts | undefined {
    const entry = this.entries.get(tenantId.toHexString());
    return entry !== undefined && entry.facts !== null && isFresh(entry) ? entry.facts : undefined;
  }

  /** The tenant that people type as `slug` at sign-in; null when there is none. */
  async bySlug(slug: string): Promise<TenantFacts | null> {
    const knownId = this.idBySlug.get(slug);
    const known = knownId === undefined ? null : await this.byId(knownId);
    if (known?.tenant.slug === slug) return known;
    const row = await tenants(this.db).findOne({ slug }, { _id: 1 }).lean<{ _id: Id }>();
    if (row === null) return null;
    if (this.idBySlug.size >= DIRECTORY_TENANTS_MAX) this.idBySlug.clear();
    this.idBySlug.set(slug, row._id);
    return this.byId(row._id);
  }

  /** Forgets a tenant after a write in this process. */
  forget(tenantId: Id): void {
    this.revision += 1;
    this.entries.delete(tenantId.toHexString());
  }

  private remember(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    const oldest = this.entries.size > DIRECTORY_TENANTS_MAX ? this.entries.keys().next().value : undefined;
    if (oldest !== undefined) this.entries.delete(oldest);
  }

  private async read(tenantId: Id): Promise<TenantFacts | null> {
    const tenant = await tenants(this.db).findById(tenantId).lean<TenantDoc>();
    if (tenant === null) return null;
    const rows = await branches(this.db)
      .find({ tenantId })
      .sort({ code: 1 })
      .limit(BRANCHES_PER_TENANT_MAX)
      .lean<BranchDoc[]>();
    return { tenant, branches: rows, branchById: new Map(rows.map((row) => [row._id.toHexString(), row])) };
  }
}

/** Measured by the monotonic clock: freshness is about this machine's memory, not about the time of day. */
function isFresh(entry: Entry): boolean {
  return performance.now() - entry.readAtMs < DIRECTORY_TTL_MS;
}

/** The directory of this connection. */
export const tenantDirectory = perConnection((db) => new TenantDirectory(db));
