import type { Id } from '../../../src/kernel/ids';
import { adjustStock, applyStockChanges, setVariantTracking } from '../../../src/modules/inventory';
import type { StockChange } from '../../../src/modules/inventory';
import { stockSerials } from '../../../src/modules/inventory/serials/stock-serial.model';
import { runInTransaction } from '../../../src/platform/transaction';
import type { TestApp } from '../../support/test-app';
import { nextKey } from './stock-scenario';

/** A new variant that is tracked by serial number, with the given units in branch north. */
export async function serialVariant(t: TestApp, ...serials: string[]) {
  const { variant } = await t.makeProduct();
  await setVariantTracking(t.ctx, { input: { idempotencyKey: nextKey() }, variantId: variant._id, tracking: 'SERIAL' });
  if (serials.length > 0) await moveUnits(t, variant, serials.length, serials);
  return variant;
}

/** Changes on hand by one line, in branch north unless told. */
export async function moveUnits(
  t: TestApp,
  variant: { _id: Id },
  delta: number,
  serials?: readonly string[],
  branchId: Id = t.branches.north._id,
) {
  return adjustStock(t.ctx, {
    input: { idempotencyKey: nextKey() },
    reason: delta > 0 ? 'RECEIVED' : 'OTHER',
    lines: [{ branchId, variantId: variant._id, delta, ...(serials !== undefined && { serials }) }],
  });
}

/** One change of branch north in a transaction of its own. */
export async function apply(t: TestApp, variant: { _id: Id }, wish: Partial<StockChange>) {
  const place = { branchId: t.branches.north._id, variantId: variant._id, onHandDelta: 0, reservedDelta: 0 };
  const change: StockChange = { ...place, type: 'ADJUSTMENT', requires: 'AVAILABLE', ...wish };
  return runInTransaction(t.ctx, (tx) => applyStockChanges(tx, [change]));
}

/** Where each unit is: its status, and the branch's code. */
export async function unitsOf(t: TestApp, variant: { _id: Id }) {
  const rows = await stockSerials(t.app.db).find({ tenantId: t.tenant._id, variantId: variant._id }).lean();
  const codes = new Map(Object.values(t.branches).map(({ _id, code }) => [_id.toHexString(), code]));
  return Object.fromEntries(
    rows.map(({ serial, status, branchId }) => [serial, `${status} ${codes.get(branchId.toHexString()) ?? '?'}`]),
  );
}
