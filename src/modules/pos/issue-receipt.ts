import { InvalidStateError } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { taxSummaryOf } from '../orders';
import type { OrderDoc } from '../orders';
import type { TenantFacts } from '../tenants';
import type { RegisterFacts } from './find-register';
import { receipts } from './receipt.model';
import type { ReceiptDoc } from './receipt.model';
import { registers } from './register.model';
import type { RegisterDoc } from './register.model';
import type { SettledTender } from './settle-tenders';

export interface NewReceipt {
  readonly receiptId: Id;
  readonly register: RegisterFacts;
  readonly facts: TenantFacts;
  readonly order: OrderDoc;
  /** What each line of the order is called on paper. */
  readonly titles: readonly string[];
  readonly tenders: readonly SettledTender[];
  readonly ownerKey: string;
  readonly issuedAt: Date;
}

/**
 * Issues the next receipt of the register's series. The count moves in the sale's transaction: a sale that is rolled
 * back gives its number back, so the series has no gap (DESIGN I6). Throws InvalidStateError when the register is off.
 */
export async function issueReceiptIn(tx: Tx, made: NewReceipt): Promise<ReceiptDoc> {
  const { register, facts, order } = made;
  const counted = await registers(tx.db)
    .findOneAndUpdate(
      { tenantId: tx.tenantId, _id: register._id, active: true },
      { $inc: { receiptCount: 1 } },
      { session: tx.session, returnDocument: 'after', projection: { receiptCount: 1 } },
    )
    .lean<Pick<RegisterDoc, 'receiptCount'>>();
  if (counted === null) {
    throw new InvalidStateError('INACTIVE', `Register ${register.code} is switched off.`, 'REGISTER_INACTIVE');
  }
  const branch = facts.branchById.get(register.branchId.toHexString());
  const sequence = counted.receiptCount;
  const receipt: ReceiptDoc = {
    _id: made.receiptId,
    tenantId: tx.tenantId,
    number: `${branch?.code ?? ''}-${register.code}-${String(sequence).padStart(6, '0')}`,
    registerId: register._id,
    branchId: register.branchId,
    sequence,
    orderId: order._id,
    ownerKey: made.ownerKey,
    issuedAt: made.issuedAt,
    copies: 0,
    content: {
      shopName: facts.tenant.name,
      branchName: branch?.name ?? '',
      registerCode: register.code,
      orderNumber: order.number,
      currency: order.currency,
      timeZone: branch?.timeZone ?? 'UTC',
      lines: order.lines.map((line, index) => ({
        title: made.titles[index] ?? line.title,
        sku: line.sku,
        quantity: line.quantity,
        unitGrossMinor: line.unitPrice.grossMinor,
        totalGrossMinor: line.total.grossMinor,
      })),
      totalMinor: order.total.grossMinor,
      taxes: taxSummaryOf(order.lines),
      tenders: made.tenders.map(({ method, amountMinor, tenderedMinor, changeMinor }) => ({
        method,
        amountMinor,
        tenderedMinor,
        changeMinor,
      })),
    },
  };
  await receipts(tx.db).insertMany([receipt], { session: tx.session, lean: true });
  return receipt;
}
