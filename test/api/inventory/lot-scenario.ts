import type { Id } from '../../../src/kernel/ids';
import { adjustStock, setVariantTracking } from '../../../src/modules/inventory';
import { stockLots } from '../../../src/modules/inventory/lots/stock-lot.model';
import type { TestApp } from '../../support/test-app';
import { nextKey } from './stock-scenario';

export const DAY_MS = 86_400_000;

/** The instant so many days from now. */
export function inDays(t: TestApp, days: number): Date {
  return new Date(t.clock.now().getTime() + days * DAY_MS);
}

/** A new variant that is tracked by lot. */
export async function lotVariant(t: TestApp) {
  const { variant } = await t.makeProduct();
  await setVariantTracking(t.ctx, { input: { idempotencyKey: nextKey() }, variantId: variant._id, tracking: 'LOT' });
  return variant;
}

/** Changes on hand in branch north by one line; a lot is named by code and, when it is new, its days to live. */
export async function moveLot(t: TestApp, variant: { _id: Id }, delta: number, code?: string, days?: number | null) {
  const expiresAt = days === undefined ? {} : { expiresAt: days === null ? null : inDays(t, days) };
  return adjustStock(t.ctx, {
    input: { idempotencyKey: nextKey() },
    reason: delta > 0 ? 'RECEIVED' : 'OTHER',
    lines: [
      {
        branchId: t.branches.north._id,
        variantId: variant._id,
        delta,
        ...(code === undefined ? {} : { lot: { code, ...expiresAt } }),
      },
    ],
  });
}

/** On hand (and expired, when there are) by lot code, in branch north. */
export async function lotsOf(t: TestApp, variant: { _id: Id }, branchId: Id = t.branches.north._id) {
  const rows = await stockLots(t.app.db).find({ tenantId: t.tenant._id, variantId: variant._id, branchId }).lean();
  return Object.fromEntries(
    rows
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map(({ code, quantityOnHand, quantityExpired }) => [
        code,
        quantityExpired === 0 ? quantityOnHand : [quantityOnHand, quantityExpired],
      ]),
  );
}
