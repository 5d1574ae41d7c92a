import { principalKey } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { sumTaxed } from '../../kernel/money';
import type { Tx } from '../../platform/transaction';
import { orders } from './order.model';
import type { OrderChannel, OrderDoc, OrderLineDoc, OrderStatus } from './order.model';

/** What an order is made of; ids, number and prices were made before the transaction. */
export interface NewOrder {
  readonly orderId: Id;
  readonly number: string;
  readonly status: OrderStatus;
  readonly channel: OrderChannel;
  /** Left out, the order is the actor's own. */
  readonly ownerKey?: string;
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly OrderLineDoc[];
  readonly paidMinor?: number;
  readonly reservationId?: Id | null;
  readonly holdExpiresAt?: Date | null;
  readonly registerId?: Id | null;
  readonly clientOrderId?: string | null;
  readonly occurredAt?: Date;
}

/** Inserts an order of the transaction's actor and records `order.placed`. Touches no stock. */
export async function createOrderIn(tx: Tx, made: NewOrder): Promise<OrderDoc> {
  const order: OrderDoc = {
    _id: made.orderId,
    tenantId: tx.tenantId,
    number: made.number,
    status: made.status,
    channel: made.channel,
    ownerKey: made.ownerKey ?? principalKey(tx.actor),
    currency: made.currency,
    pricesIncludeTax: made.pricesIncludeTax,
    lines: [...made.lines],
    total: sumTaxed(made.lines.map((line) => line.total)),
    discountMinor: 0,
    paidMinor: made.paidMinor ?? 0,
    pendingMinor: 0,
    refundedMinor: 0,
    reservationId: made.reservationId ?? null,
    holdExpiresAt: made.holdExpiresAt ?? null,
    registerId: made.registerId ?? null,
    clientOrderId: made.clientOrderId ?? null,
    cancelReason: null,
    version: 1,
    occurredAt: made.occurredAt ?? tx.now,
    createdAt: tx.now,
    updatedAt: tx.now,
  };
  await orders(tx.db).insertMany([order], { session: tx.session, lean: true });
  recordOrderEvent(tx, 'order.placed', order._id);
  return order;
}

/** The events of orders; every change of one records at least one of them. */
export const ORDER_EVENTS = [
  'order.placed',
  'order.paid',
  'order.fulfilled',
  'order.cancelled',
  'order.expired',
  'order.updated',
] as const;

/** Records one of the order events: its payload is the order's id. */
export function recordOrderEvent(tx: Tx, type: (typeof ORDER_EVENTS)[number], orderId: Id): void {
  tx.record({ type, version: 1, payload: { orderId: orderId.toHexString() } });
}
