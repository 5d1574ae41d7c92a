import type { Context } from '../../kernel/context';
import { principalKey } from '../../kernel/context';
import { LimitExceededError, RefusalError } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import { can } from '../../kernel/permissions';
import type { Permission } from '../../kernel/permissions';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { OPEN_EXPORTS_MAX } from './bulk.policy';
import type { Delimiter } from './csv/read-csv';
import { EXPORT_KINDS, exportParts, exportsModel } from './export.model';
import type { ExportDoc, ExportKind, ExportPartDoc } from './export.model';
import { idOf } from './find-import';
import type { DecimalMark } from './import.model';

const PERMISSION_BY_KIND: Readonly<Record<ExportKind, Permission>> = { CATALOG: 'catalog:write', STOCK: 'stock:write' };

export interface StartExportRequest {
  /** As sent, for the idempotency key. */
  readonly input: IdempotentRequest['input'];
  readonly kind: ExportKind;
  readonly delimiter: Delimiter;
  readonly decimalMark: DecimalMark;
}

/** Asks for a file; the worker writes it. Refuses a kind that is not the caller's; LimitExceededError beyond 20 open ones. */
export async function startExport(ctx: Context, request: StartExportRequest): Promise<ExportDoc> {
  const { input, kind, delimiter, decimalMark } = request;
  if (!can(ctx.actor, PERMISSION_BY_KIND[kind])) {
    const message = `An export of ${kind} needs the permission ${PERMISSION_BY_KIND[kind]}. Ask an administrator.`;
    throw new RefusalError('FORBIDDEN', message);
  }
  const _id = newId();
  return runIdempotent(ctx, { operation: 'startExport', input }, async (tx) => {
    const { tenantId, session } = tx;
    const filter = { tenantId, status: { $in: ['QUEUED' as const, 'RUNNING' as const] } };
    if ((await exportsModel(tx.db).countDocuments(filter, { session })) >= OPEN_EXPORTS_MAX) {
      const message = `A tenant has at most ${OPEN_EXPORTS_MAX} exports that have not ended. Wait for one of them.`;
      throw new LimitExceededError(OPEN_EXPORTS_MAX, message);
    }
    const doc: ExportDoc = {
      ...{
        _id,
        tenantId,
        kind,
        status: 'QUEUED',
        withCost: kind === 'CATALOG' && can(ctx.actor, 'cost:read'),
        delimiter,
        decimalMark,
      },
      ...{ createdBy: principalKey(ctx.actor), rows: 0, partCount: 0, bytes: 0, position: null, failure: null },
      ...{ claimedBy: null, claimedUntil: null, attempts: 0, createdAt: tx.now, finishedAt: null },
    };
    await exportsModel(tx.db).insertMany([doc], { session, lean: true });
    return doc;
  });
}

/** The export, or null when the tenant has none of this id, or none that the caller may see. */
export async function findExport(ctx: Context, exportId: Id): Promise<ExportDoc | null> {
  return exportsModel(ctx.db)
    .findOne({ tenantId: ctx.tenantId, _id: exportId, ...visibleTo(ctx) })
    .lean<ExportDoc>();
}

/** A page of the exports that the caller may see, newest first; one command. */
export async function listExports(
  ctx: Context,
  query: { readonly first?: number | null; readonly after?: string | null },
): Promise<Page<ExportDoc>> {
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const before = after === undefined ? {} : { _id: { $lt: idOf(decodeCursor(after, ['string'])[0]) } };
  const rows = await exportsModel(ctx.db)
    .find({ tenantId: ctx.tenantId, ...visibleTo(ctx), ...before })
    .sort({ _id: -1 })
    .limit(first + 1)
    .lean<ExportDoc[]>();
  return toPage(rows, first, after, ({ _id }) => encodeCursor([_id.toHexString()]));
}

/** The file of an export that has succeeded, a piece at a time. */
export async function* exportFile(ctx: Context, exported: ExportDoc): AsyncGenerator<string> {
  const { tenantId } = ctx;
  for (let index = 0; index < exported.partCount; index += 1) {
    const part = await exportParts(ctx.db).findOne({ tenantId, exportId: exported._id, index }).lean<ExportPartDoc>();
    yield part?.content ?? '';
  }
}

/** A file with costs is only for those who may see them. */
function visibleTo(ctx: Context): { kind: { $in: ExportKind[] }; withCost?: boolean } {
  const kinds = EXPORT_KINDS.filter((kind) => can(ctx.actor, PERMISSION_BY_KIND[kind]));
  return { kind: { $in: kinds }, ...(can(ctx.actor, 'cost:read') ? {} : { withCost: false }) };
}
