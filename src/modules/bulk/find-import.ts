import type { Context } from '../../kernel/context';
import { NotFoundError, badInput } from '../../kernel/errors';
import { idFromHex, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import { kindsOf } from './import-permission';
import { importIssues } from './import-parts.model';
import type { ImportIssueDoc } from './import-parts.model';
import { imports } from './import.model';
import type { ImportDoc } from './import.model';

interface PageQuery {
  readonly first?: number | null;
  readonly after?: string | null;
}

const HEX_ID = /^[0-9a-f]{24}$/;

/** The import, or null when the tenant has none of this id, or none that the caller may see. */
export async function findImport(ctx: Context, importId: Id): Promise<ImportDoc | null> {
  return imports(ctx.db)
    .findOne({ tenantId: ctx.tenantId, _id: importId, kind: { $in: kindsOf(ctx) } })
    .lean<ImportDoc>();
}

/** A page of the tenant's imports, newest first; one command. */
export async function listImports(ctx: Context, query: PageQuery): Promise<Page<ImportDoc>> {
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const before = after === undefined ? {} : { _id: { $lt: idOf(decodeCursor(after, ['string'])[0]) } };
  const rows = await imports(ctx.db)
    .find({ tenantId: ctx.tenantId, kind: { $in: kindsOf(ctx) }, ...before })
    .sort({ _id: -1 })
    .limit(first + 1)
    .lean<ImportDoc[]>();
  return toPage(rows, first, after, ({ _id }) => encodeCursor([_id.toHexString()]));
}

/** A page of what is wrong with the rows of an import, in the order of the file; two commands. Throws NotFoundError. */
export async function listImportIssues(
  ctx: Context,
  query: PageQuery & { readonly importId: Id },
): Promise<Page<ImportIssueDoc>> {
  const first = pageSize(query.first ?? undefined);
  const { importId } = query;
  if ((await findImport(ctx, importId)) === null)
    throw new NotFoundError('ImportJob', toGlobalId('ImportJob', importId));
  const after = query.after ?? undefined;
  const rows = await readIssues(ctx, importId, after === undefined ? null : placeOf(after), first + 1);
  return toPage(rows, first, after, ({ line, _id }) => encodeCursor([line, _id.toHexString()]));
}

/** All issues of an import in the order of the file, a bounded read at a time. */
export async function* eachImportIssue(ctx: Context, importId: Id): AsyncGenerator<ImportIssueDoc> {
  const BATCH_SIZE = 500;
  let place: { line: number; id: Id } | null = null;
  for (;;) {
    const rows: ImportIssueDoc[] = await readIssues(ctx, importId, place, BATCH_SIZE);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH_SIZE) return;
    place = { line: last.line, id: last._id };
  }
}

async function readIssues(
  ctx: Context,
  importId: Id,
  place: { readonly line: number; readonly id: Id } | null,
  limit: number,
): Promise<ImportIssueDoc[]> {
  const { tenantId } = ctx;
  const behind =
    place === null
      ? {}
      : { line: { $gte: place.line }, $or: [{ line: { $gt: place.line } }, { _id: { $gt: place.id } }] };
  return importIssues(ctx.db)
    .find({ tenantId, importId, ...behind })
    .sort({ line: 1, _id: 1 })
    .limit(limit)
    .lean<ImportIssueDoc[]>();
}

function placeOf(cursor: string): { line: number; id: Id } {
  const [line, hex] = decodeCursor(cursor, ['number', 'string']);
  return { line: Number(line), id: idOf(hex) };
}

/** The id in a cursor; refused when the cursor is another list's. */
export function idOf(hex: unknown): Id {
  if (typeof hex === 'string' && HEX_ID.test(hex)) return idFromHex(hex);
  throw badInput('Expected after to be a cursor of this list. Pass pageInfo.endCursor of the page before.', 'after');
}
