import { actorId } from '../../../kernel/context';
import type { Context } from '../../../kernel/context';
import { NotFoundError, ValidationError, badInput } from '../../../kernel/errors';
import { newId, toGlobalId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { QUANTITY_MAX } from '../../../kernel/quantity';
import { runIdempotent } from '../../../platform/idempotency';
import type { IdempotentRequest } from '../../../platform/idempotency';
import type { Tx } from '../../../platform/transaction';
import { findVariantsByIds } from '../../catalog';
import { assertBranchesOpen } from '../../tenants';
import { takeDocumentNumber } from '../document-number';
import { assertBranches } from '../stock-refusal';
import { getTransferIn } from './find-stock-transfer';
import { recordTransferEvent, saveTransferIn } from './save-stock-transfer';
import { stockTransfers } from './stock-transfer.model';
import type { StockTransferDoc, StockTransferLineDoc } from './stock-transfer.model';
import { assertTransferStatus } from './stock-transfer.states';
import { TRANSFER_LINES_MAX } from './transfers.policy';

/** Units of a variant to move, 1 or more. */
export interface TransferLine {
  readonly variantId: Id;
  readonly quantity: number;
}

export interface CreateStockTransferRequest {
  readonly input: IdempotentRequest['input'];
  readonly fromBranchId: Id;
  readonly toBranchId: Id;
  /** 1 to 1,000; quantities of one variant are added up. */
  readonly lines: readonly TransferLine[];
  readonly note?: string | null;
}

/**
 * Plans a move of goods between two branches; no stock moves or is held yet. Throws NotFoundError (branch, variant),
 * InvalidStateError when the destination has closed, and ValidationError TRANSFER_SAME_BRANCH.
 */
export async function createStockTransfer(
  ctx: Context,
  request: CreateStockTransferRequest,
): Promise<StockTransferDoc> {
  const planned = sumPerVariant(request.lines);
  return runIdempotent(ctx, { operation: 'createStockTransfer', input: request.input }, async (tx) => {
    const { fromBranchId, toBranchId } = request;
    await assertBranches(tx, [fromBranchId, toBranchId]);
    await assertBranchesOpen(tx, [toBranchId]);
    const lines = await draftLines(tx, planned);
    assertTwoBranches(fromBranchId, toBranchId);
    const transfer: StockTransferDoc = {
      _id: newId(),
      tenantId: tx.tenantId,
      number: await takeDocumentNumber(tx, 'TRANSFER'),
      status: 'DRAFT',
      fromBranchId,
      toBranchId,
      branchIds: [fromBranchId, toBranchId],
      lines,
      note: request.note ?? null,
      version: 1,
      createdById: actorId(tx.actor),
      shippedById: null,
      shippedAt: null,
      receivedAt: null,
      cancelledAt: null,
      createdAt: tx.now,
      updatedAt: tx.now,
    };
    await stockTransfers(tx.db).insertMany([transfer], { session: tx.session, lean: true });
    recordTransferEvent(tx, 'created', transfer);
    return transfer;
  });
}

export interface UpdateStockTransferRequest {
  readonly input: IdempotentRequest['input'];
  readonly transferId: Id;
  /** The version that the client saw. */
  readonly expectedVersion: number;
  /** All lines from now on; left out, they stay. */
  readonly lines?: readonly TransferLine[] | null;
  readonly toBranchId?: Id | null;
  readonly note?: string | null;
}

/**
 * Changes a draft. Throws NotFoundError (transfer, branch, variant), InvalidStateError once it was shipped or when the
 * destination has closed, and
 * ValidationError STALE_VERSION when it changed since the client saw it, TRANSFER_SAME_BRANCH.
 */
export async function updateStockTransfer(
  ctx: Context,
  request: UpdateStockTransferRequest,
): Promise<StockTransferDoc> {
  const planned = request.lines === null || request.lines === undefined ? null : sumPerVariant(request.lines);
  return runIdempotent(ctx, { operation: 'updateStockTransfer', input: request.input }, async (tx) => {
    const transfer = await getTransferIn(tx, request.transferId);
    const toBranchId = request.toBranchId ?? transfer.toBranchId;
    await assertBranches(tx, [toBranchId]);
    await assertBranchesOpen(tx, [toBranchId]);
    const lines = planned === null ? transfer.lines : await draftLines(tx, planned);
    assertTransferStatus(transfer, 'changed', ['DRAFT']);
    assertVersion(transfer, request.expectedVersion);
    assertTwoBranches(transfer.fromBranchId, toBranchId);
    const note = request.note === undefined ? transfer.note : request.note;
    const changes = { lines, toBranchId, branchIds: [transfer.fromBranchId, toBranchId], note };
    return saveTransferIn(tx, transfer, changes, 'updated');
  });
}

/** Throws ValidationError STALE_VERSION unless the transfer is as the client saw it. */
export function assertVersion(transfer: StockTransferDoc, expectedVersion: number): void {
  if (transfer.version === expectedVersion) return;
  throw new ValidationError(
    'expectedVersion',
    `Expected version ${expectedVersion}, got ${transfer.version}. Read the transfer again and decide anew.`,
    'STALE_VERSION',
  );
}

function assertTwoBranches(fromBranchId: Id, toBranchId: Id): void {
  if (!fromBranchId.equals(toBranchId)) return;
  throw new ValidationError(
    'toBranchId',
    'Expected two branches, got one and the same. Choose another destination.',
    'TRANSFER_SAME_BRANCH',
  );
}

function sumPerVariant(lines: readonly TransferLine[]): ReadonlyMap<string, TransferLine> {
  if (lines.length < 1 || lines.length > TRANSFER_LINES_MAX) {
    throw badInput(`Expected 1 to ${TRANSFER_LINES_MAX} lines, got ${lines.length}.`, 'lines');
  }
  const sums = new Map<string, TransferLine>();
  for (const [index, { variantId, quantity: added }] of lines.entries()) {
    const key = variantId.toHexString();
    const quantity = (sums.get(key)?.quantity ?? 0) + added;
    if (!Number.isInteger(added) || added < 1 || quantity > QUANTITY_MAX) {
      throw badInput(`Expected a quantity of 1 to ${QUANTITY_MAX}, got ${added}.`, `lines.${index}.quantity`);
    }
    sums.set(key, { variantId, quantity });
  }
  return sums;
}

async function draftLines(tx: Tx, planned: ReadonlyMap<string, TransferLine>): Promise<StockTransferLineDoc[]> {
  const variants = await findVariantsByIds(
    tx,
    [...planned.values()].map(({ variantId }) => variantId),
  );
  return [...planned].map(([key, { variantId, quantity }]) => {
    const variant = variants.get(key);
    if (variant === undefined) throw new NotFoundError('Variant', toGlobalId('Variant', variantId));
    return {
      variantId,
      productId: variant.productId,
      quantity,
      shippedQuantity: 0,
      receivedQuantity: 0,
      lostQuantity: 0,
      returnedQuantity: 0,
      shippedValueMinor: 0,
      receivedValueMinor: 0,
      lostValueMinor: 0,
      returnedValueMinor: 0,
      discrepancies: [],
    };
  });
}
