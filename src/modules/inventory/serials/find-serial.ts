import type { Context } from '../../../kernel/context';
import type { Id } from '../../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../../kernel/page';
import type { Page } from '../../../kernel/page';
import { cursorId } from '../list-stock-entries';
import { stockMovements } from '../stock-movement.model';
import type { StockMovementDoc } from '../stock-movement.model';
import { serialKeyOf, serialOf } from './serial-number';
import { stockSerials } from './stock-serial.model';
import type { StockSerialDoc } from './stock-serial.model';

/** The unit with a serial number, in any spelling; null when the tenant never had it. One command. */
export async function findSerial(
  ctx: Context,
  { variantId, serial }: { readonly variantId: Id; readonly serial: string },
): Promise<StockSerialDoc | null> {
  const serialKey = serialKeyOf(serialOf(serial, 'serial'));
  return stockSerials(ctx.db).findOne({ tenantId: ctx.tenantId, variantId, serialKey }).lean<StockSerialDoc>();
}

/** A page of the movements that moved a unit, in all branches, oldest first; one command. */
export async function traceSerial(
  ctx: Context,
  { variantId, serial }: Pick<StockSerialDoc, 'variantId' | 'serial'>,
  page: { readonly first?: number | null; readonly after?: string | null },
): Promise<Page<StockMovementDoc>> {
  const first = pageSize(page.first ?? undefined);
  const after = page.after ?? undefined;
  const rows = await stockMovements(ctx.db)
    .find({
      tenantId: ctx.tenantId,
      variantId,
      serials: serial,
      ...(after !== undefined && { _id: { $gt: cursorId(decodeCursor(after, ['string'])[0]) } }),
    })
    .sort({ _id: 1 })
    .limit(first + 1)
    .lean<StockMovementDoc[]>();
  return toPage(rows, first, after, (row) => encodeCursor([row._id.toHexString()]));
}
