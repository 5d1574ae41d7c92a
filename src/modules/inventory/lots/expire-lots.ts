import type { Context } from '../../../kernel/context';
import { faultText } from '../../../kernel/errors';
import type { Id } from '../../../kernel/ids';
import { runInTransaction } from '../../../platform/transaction';
import type { Tx } from '../../../platform/transaction';
import { entriesByIds } from '../find-stock';
import { EXPIRE_LOTS_AHEAD_MS } from '../inventory.policy';
import { applyStockChanges } from '../stock-ledger';
import { stockLots } from './stock-lot.model';
import type { StockLotDoc } from './stock-lot.model';

/** What a batch did, and where the next one begins; null behind the last. */
export interface ExpiredLots {
  readonly movedUnits: number;
  readonly failedLots: number;
  readonly next: LotPlace | null;
}

/** Place in the order of expiry. */
export interface LotPlace {
  readonly expiresAt: Date;
  readonly lotId: Id;
}

/**
 * Moves the units of lots that are due into the bucket EXPIRED, a little before their time, so that none is for sale
 * when it comes. Units that are held stay until their hold ends; a later run finds them again, and no sale takes them.
 * A lot that can't be moved stops none of the others. Safe beside other workers: the entry decides.
 */
export async function expireLots(
  ctx: Context,
  { after, batchSize }: { after: LotPlace | null; batchSize: number },
): Promise<ExpiredLots> {
  const due = await dueLots(ctx, after, batchSize);
  let movedUnits = 0;
  let failedLots = 0;
  for (const lot of due) {
    try {
      movedUnits += await runInTransaction(ctx, (tx) => expireIn(tx, lot._id));
    } catch (error) {
      failedLots += 1;
      const fields = { lotId: lot._id.toHexString(), error: faultText(error) };
      ctx.logger.error(fields, 'a lot that is due could not be moved');
    }
  }
  const last = due.length < batchSize ? undefined : due.at(-1);
  const next = last === undefined || last.expiresAt === null ? null : { expiresAt: last.expiresAt, lotId: last._id };
  return { movedUnits, failedLots, next };
}

async function dueLots(ctx: Context, after: LotPlace | null, batchSize: number): Promise<StockLotDoc[]> {
  const until = new Date(ctx.clock.now().getTime() + EXPIRE_LOTS_AHEAD_MS);
  return stockLots(ctx.db)
    .find({
      tenantId: ctx.tenantId,
      quantityUsable: { $gt: 0 },
      expiresAt: { $gt: new Date(0), $lte: until },
      ...(after !== null && {
        $or: [{ expiresAt: { $gt: after.expiresAt } }, { expiresAt: after.expiresAt, _id: { $gt: after.lotId } }],
      }),
    })
    .sort({ expiresAt: 1, _id: 1 })
    .limit(batchSize)
    .lean<StockLotDoc[]>();
}

/** Moves what is usable of the lot and not held; reading first is safe, because the entry's write conflicts. */
async function expireIn(tx: Tx, lotId: Id): Promise<number> {
  const lot = await stockLots(tx.db)
    .findOne({ tenantId: tx.tenantId, _id: lotId }, null, { session: tx.session })
    .lean<StockLotDoc>();
  if (lot === null) return 0;
  const [entry] = await entriesByIds(tx, [lot.entryId]);
  const quantity = Math.min(lot.quantityUsable, entry?.quantityAvailable ?? 0);
  if (entry === undefined || quantity < 1) return 0;
  await applyStockChanges(tx, [
    {
      branchId: lot.branchId,
      variantId: lot.variantId,
      productId: entry.productId,
      type: 'ADJUSTMENT',
      onHandDelta: 0,
      reservedDelta: 0,
      unavailableDelta: quantity,
      bucket: 'EXPIRED',
      requires: 'AVAILABLE',
      reason: 'EXPIRED',
      note: `Lot ${lot.code} is past its date.`,
      lots: [{ code: lot.code, quantity }],
    },
  ]);
  return quantity;
}
