import type { Id } from '../../../src/kernel/ids';
import { setBackorderPolicy } from '../../../src/modules/inventory';
import type { TestApp } from '../../support/test-app';
import { nextKey } from './stock-scenario';

/** Lets shoppers order so many units of a variant ahead, in branch north. */
export async function allowBackorders(t: TestApp, variant: { _id: Id }, limitQuantity: number): Promise<void> {
  await setBackorderPolicy(t.ctx, {
    input: { idempotencyKey: nextKey() },
    branchId: t.branches.north._id,
    variantId: variant._id,
    backorder: { kind: 'BACKORDER', limitQuantity, availableAt: null },
  });
}
