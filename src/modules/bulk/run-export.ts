import type { Context } from '../../kernel/context';
import { faultText } from '../../kernel/errors';
import { idFromHex, newId } from '../../kernel/ids';
import { runInTransaction } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import { productBatch, readCategoryPaths, findVariantsByIds, findVariantsOfProducts } from '../catalog';
import type { ProductDoc, VariantDoc } from '../catalog';
import { entryBatch, unitsOnShelf } from '../inventory';
import { tenantDirectory } from '../tenants';
import {
  EXPORT_BATCH_ENTRIES,
  EXPORT_BATCH_PRODUCTS,
  EXPORT_BYTES_MAX,
  EXPORT_PART_LENGTH_MAX,
  LEASE_MS,
} from './bulk.policy';
import { catalogExportColumns, catalogRowsOf } from './catalog-rows';
import { BYTE_ORDER_MARK, writeCsv } from './csv/write-csv';
import { exportParts, exportsModel } from './export.model';
import type { ExportDoc } from './export.model';
import { ClaimLostError } from './import-claim';
import { isSpent, nextTryAt } from './retry-import';
import { STOCK_COLUMNS } from './stock-kind';

/** The rows of one batch, and where the next one begins; null when nothing follows. */
interface Batch {
  readonly rows: readonly (readonly string[])[];
  readonly position: string | null;
}

/**
 * Writes on the tenant's oldest export that nobody writes, at most `batchesMax` batches; false when there is none. A batch
 * is one transaction with its rows and the place of the next one, so that a worker that dies leaves no gap and no row
 * twice. Each product or entry is as it was when its batch was read; the file as a whole is no snapshot.
 */
export async function runExport(
  ctx: Context,
  run: { readonly workerId: string; readonly batchesMax: number; readonly signal: AbortSignal },
): Promise<{ found: boolean; ended: boolean; rows: number }> {
  const claimed = await claimExport(ctx, run.workerId);
  if (claimed === null) return { found: false, ended: false, rows: 0 };
  let job = claimed;
  try {
    if (isSpent(claimed)) job = await advance(ctx, claimed, givenUp(ctx));
    for (let batch = 0; batch < run.batchesMax && job.status === 'RUNNING' && !run.signal.aborted; batch += 1) {
      job = await exportBatch(ctx, job);
    }
    if (job.status === 'RUNNING')
      await advance(ctx, job, { claimedBy: null, claimedUntil: null, attempts: job.attempts - 1 });
  } catch (error) {
    if (!(error instanceof ClaimLostError)) job = await retryExport(ctx, job, error);
    else ctx.logger.warn({ exportId: claimed._id.toHexString() }, 'an export was taken over');
  }
  return { found: true, ended: job.status !== 'RUNNING', rows: job.rows - claimed.rows };
}

/** As an import: the next try comes later and lets others pass, and there is a last one. */
async function retryExport(ctx: Context, job: ExportDoc, error: unknown): Promise<ExportDoc> {
  const exportId = job._id.toHexString();
  ctx.logger.error({ exportId, attempt: job.attempts, error: faultText(error) }, 'an export failed by our fault');
  const claimedUntil = nextTryAt(ctx.clock.now(), job.attempts);
  const { attempts } = job;
  return advance(ctx, job, claimedUntil === null ? givenUp(ctx) : { claimedBy: null, claimedUntil, attempts });
}

function givenUp(ctx: Context): Partial<ExportDoc> {
  const failure = 'An error of ours stopped this export several times. Ask for it again later.';
  return { status: 'FAILED', failure, claimedBy: null, claimedUntil: null, finishedAt: ctx.clock.now() };
}

async function claimExport(ctx: Context, workerId: string): Promise<ExportDoc | null> {
  const now = ctx.clock.now();
  return exportsModel(ctx.db)
    .findOneAndUpdate(
      {
        tenantId: ctx.tenantId,
        status: { $in: ['QUEUED', 'RUNNING'] },
        $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }, { claimedBy: workerId }],
      },
      {
        $set: { status: 'RUNNING', claimedBy: workerId, claimedUntil: new Date(now.getTime() + LEASE_MS) },
        $inc: { attempts: 1 },
      },
      { sort: { _id: 1 }, returnDocument: 'after' },
    )
    .lean<ExportDoc>();
}

async function exportBatch(ctx: Context, job: ExportDoc): Promise<ExportDoc> {
  const { rows, position } = job.kind === 'CATALOG' ? await catalogBatch(ctx, job) : await stockBatch(ctx, job);
  const head = job.partCount === 0 ? BYTE_ORDER_MARK + writeCsv([columnsOf(job)], job.delimiter) : '';
  const pieces = piecesOf(head, rows, job);
  const bytes = job.bytes + pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
  const end = { claimedBy: null, claimedUntil: null, finishedAt: ctx.clock.now() };
  if (bytes > EXPORT_BYTES_MAX) {
    const failure = `Expected a file of at most ${EXPORT_BYTES_MAX} bytes.`;
    return advance(ctx, job, { status: 'FAILED', failure, ...end });
  }
  const parts = pieces.map((content, index) => ({
    ...{ _id: newId(), tenantId: ctx.tenantId, exportId: job._id, index: job.partCount + index, content },
  }));
  return runInTransaction(ctx, async (tx) => {
    if (parts.length > 0) await exportParts(tx.db).insertMany(parts, { session: tx.session, lean: true });
    const moved = { rows: job.rows + rows.length, partCount: job.partCount + parts.length, bytes };
    return advance(tx, job, {
      ...moved,
      position,
      ...(position === null ? { status: 'SUCCEEDED' as const, ...end } : {}),
    });
  });
}

/** Stores what an export came to, unless it is another worker's by now or stands elsewhere: ClaimLostError then. */
async function advance(ctx: Context | Tx, job: ExportDoc, changes: Partial<ExportDoc>): Promise<ExportDoc> {
  const { tenantId } = ctx;
  const { _id, claimedBy, partCount } = job;
  const now = 'now' in ctx ? ctx.now : ctx.clock.now();
  const claimedUntil = new Date(now.getTime() + LEASE_MS);
  const moved = await exportsModel(ctx.db)
    .findOneAndUpdate(
      { tenantId, _id, status: 'RUNNING', claimedBy, partCount },
      { $set: { claimedUntil, attempts: 1, ...changes } },
      { session: 'session' in ctx ? ctx.session : null, returnDocument: 'after' },
    )
    .lean<ExportDoc>();
  if (moved === null) throw new ClaimLostError();
  return moved;
}

function columnsOf({ kind, withCost }: ExportDoc): string[] {
  if (kind === 'CATALOG') return catalogExportColumns(withCost);
  return STOCK_COLUMNS.map(({ name }) => name).filter((name) => name !== 'reason');
}

/** Text of the rows, cut where a part would get too long. */
function piecesOf(head: string, rows: Batch['rows'], { delimiter }: ExportDoc): string[] {
  const pieces: string[] = [];
  let piece = head;
  for (const row of rows) {
    piece += writeCsv([row], delimiter);
    if (piece.length < EXPORT_PART_LENGTH_MAX) continue;
    pieces.push(piece);
    piece = '';
  }
  return piece === '' ? pieces : [...pieces, piece];
}

async function catalogBatch(ctx: Context, job: ExportDoc): Promise<Batch> {
  const after = job.position === null ? null : idFromHex(job.position);
  const products = await productBatch(ctx, after, EXPORT_BATCH_PRODUCTS);
  const ids = products.map(({ _id }) => _id);
  const byProduct = new Map<string, VariantDoc[]>();
  for (const variant of await findVariantsOfProducts(ctx, ids)) {
    const key = variant.productId.toHexString();
    byProduct.set(key, [...(byProduct.get(key) ?? []), variant]);
  }
  const { decimalMark, withCost } = job;
  const format = { decimalMark, withCost, categories: await readCategoryPaths(ctx) };
  const rows = products.flatMap((product) =>
    catalogRowsOf(product, byProduct.get(product._id.toHexString()) ?? [], format),
  );
  return { rows, position: positionOf(products, EXPORT_BATCH_PRODUCTS) };
}

async function stockBatch(ctx: Context, job: ExportDoc): Promise<Batch> {
  const after = job.position === null ? null : idFromHex(job.position);
  const entries = await entryBatch(ctx, { afterId: after, limit: EXPORT_BATCH_ENTRIES });
  const variants = await findVariantsByIds(
    ctx,
    entries.map(({ variantId }) => variantId),
  );
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  const rows = entries.flatMap((entry) => {
    const variant = variants.get(entry.variantId.toHexString());
    const branch = facts?.branchById.get(entry.branchId.toHexString());
    // Stock of a removed variant can't be brought in again: its row would only fail.
    if (variant === undefined || branch === undefined) return [];
    return [[variant.sku, branch.code, String(unitsOnShelf(entry)), String(entry.quantityOnHand)]];
  });
  return { rows, position: positionOf(entries, EXPORT_BATCH_ENTRIES) };
}

function positionOf(read: readonly { readonly _id: ProductDoc['_id'] }[], limit: number): string | null {
  return read.length < limit ? null : (read.at(-1)?._id.toHexString() ?? null);
}
