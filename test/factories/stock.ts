import type { Context } from '../../src/kernel/context';
import { adjustStock } from '../../src/modules/inventory';
import type { VariantDoc } from '../../src/modules/catalog';
import type { BranchDoc } from '../../src/modules/tenants';

/** So many units of a variant more in a branch. */
export interface StockWish {
  readonly branch: Pick<BranchDoc, '_id'>;
  readonly variant: Pick<VariantDoc, '_id'>;
  readonly quantity: number;
  /** What a unit cost; unknown when left out. */
  readonly unitCostMinor?: number;
}

let made = 0;

/** Receives stock, as a delivery would, in one adjustment. */
export async function makeStock(ctx: Context, wishes: readonly StockWish[]): Promise<void> {
  made += 1;
  await adjustStock(ctx, {
    input: { idempotencyKey: `make-stock-${made}` },
    reason: 'RECEIVED',
    lines: wishes.map(({ branch, variant, quantity, unitCostMinor }) => ({
      branchId: branch._id,
      variantId: variant._id,
      delta: quantity,
      unitCostMinor: unitCostMinor ?? null,
    })),
  });
}
