import { principalKey } from '../../kernel/context';
import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { can } from '../../kernel/permissions';
import { receipts } from './receipt.model';
import type { ReceiptDoc } from './receipt.model';

/** A receipt by its id or number; null when it does not exist or is another till's and the caller may not see all. */
export async function findReceipt(
  ctx: Context,
  by: { readonly id: Id } | { readonly number: string },
): Promise<ReceiptDoc | null> {
  return receipts(ctx.db)
    .findOne({
      tenantId: ctx.tenantId,
      ...('id' in by ? { _id: by.id } : { number: by.number }),
      ...(can(ctx.actor, 'orders:all') ? {} : { ownerKey: principalKey(ctx.actor) }),
    })
    .lean<ReceiptDoc>();
}
