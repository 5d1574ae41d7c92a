import { ValidationError } from '../../kernel/errors';
import type { Tx } from '../../platform/transaction';
import type { RemovalGuard, VariantDoc } from '../catalog';
import { NAMED_VARIANTS_MAX } from './inventory.policy';
import { stockEntries } from './stock-entry.model';
import type { StockEntryDoc } from './stock-entry.model';
import { applyStockChanges } from './stock-ledger';
import { touchEntries } from './stock-ledger-settings';

/** What becomes of the stock of a variant that is removed. */
export const REMOVED_STOCK_DECISIONS = ['REFUSE', 'WRITE_OFF', 'KEEP'] as const;
export type RemovedStockDecision = (typeof REMOVED_STOCK_DECISIONS)[number];

/**
 * The guard that removing variants asks about their stock, in the same transaction. REFUSE lets only variants go that
 * have none, on the shelf or on its way; WRITE_OFF books what is there as WRITE_OFF movements, but not what is held,
 * unavailable or on its way; KEEP leaves stock and holds as they are: holds run to their end, and a restored variant has
 * its stock back.
 * Throws ValidationError VARIANT_HAS_STOCK or VARIANT_HAS_HOLDS naming the SKUs.
 * @param field of the client's input that a refusal names.
 */
export function settleStockOfRemoved(decision: RemovedStockDecision, field: string): RemovalGuard {
  return async (tx, removed) => {
    if (decision === 'KEEP') return;
    const entries = await entriesIn(tx, removed);
    const isRefuse = decision === 'REFUSE';
    const advice = isRefuse ? 'Say what becomes of it in "stock".' : 'Settle it first, or keep it with stock: KEEP.';
    const where = { removed, entries, field, advice };
    refuse(where, 'VARIANT_HAS_HOLDS', 'holds', ({ quantityReserved }) => quantityReserved !== 0);
    const what = isRefuse ? 'stock' : 'stock that is unavailable, on its way or below 0';
    refuse(where, 'VARIANT_HAS_STOCK', what, (entry) => {
      const { quantityOnHand, quantityUnavailable, quantityIncoming, quantityOwed = 0 } = entry;
      // Where units are owed, on hand may be 0 although units lie there, put aside.
      if (quantityIncoming !== 0 || quantityOwed !== 0) return true;
      return isRefuse ? quantityOnHand !== 0 : quantityUnavailable !== 0 || quantityOnHand < 0;
    });
    // Units that come or are held since these were read would be those of a variant that is gone.
    await touchEntries(tx, entries);
    const stocked = entries.filter((entry) => entry.quantityOnHand > 0);
    if (stocked.length === 0) return;
    await applyStockChanges(
      tx,
      stocked.map(({ branchId, variantId, productId, quantityOnHand }) => ({
        branchId,
        variantId,
        productId,
        type: 'WRITE_OFF' as const,
        onHandDelta: -quantityOnHand,
        reservedDelta: 0,
        requires: 'AVAILABLE' as const,
        reason: 'OTHER' as const,
        note: 'The variant was removed from the catalogue.',
      })),
    );
  };
}

async function entriesIn(tx: Tx, removed: readonly VariantDoc[]): Promise<StockEntryDoc[]> {
  const variantIds = removed.map((variant) => variant._id);
  return stockEntries(tx.db)
    .find({ tenantId: tx.tenantId, variantId: { $in: variantIds } }, null, { session: tx.session })
    .lean<StockEntryDoc[]>();
}

/** The variants with their entries, and what a refusal names and advises. */
interface Refusable {
  readonly removed: readonly VariantDoc[];
  readonly entries: readonly StockEntryDoc[];
  readonly field: string;
  readonly advice: string;
}

function refuse(
  { removed, entries, field, advice }: Refusable,
  code: string,
  what: string,
  blocks: (entry: StockEntryDoc) => boolean,
): void {
  const blocking = new Set(entries.filter(blocks).map((entry) => entry.variantId.toHexString()));
  const skus = removed.filter(({ _id }) => blocking.has(_id.toHexString())).map(({ sku }) => sku);
  if (skus.length === 0) return;
  const more = skus.length > NAMED_VARIANTS_MAX ? ` and ${skus.length - NAMED_VARIANTS_MAX} more` : '';
  const named = `${skus.slice(0, NAMED_VARIANTS_MAX).join(', ')}${more}`;
  throw new ValidationError(field, `Expected no ${what}, got some of ${named}. ${advice}`, code);
}
