import { principalKey } from '../../kernel/context';
import type { Context } from '../../kernel/context';
import { NotFoundError, badInput } from '../../kernel/errors';
import { idFromHex, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { can } from '../../kernel/permissions';
import type { Tx } from '../../platform/transaction';
import { orders } from './order.model';
import type { OrderChannel, OrderDoc, OrderStatus } from './order.model';

/** Part of every filter: shoppers and tills have only their own orders, others don't exist for them. */
export function visibleTo(ctx: Context): { tenantId: Id; ownerKey?: string } {
  if (can(ctx.actor, 'orders:all')) return { tenantId: ctx.tenantId };
  return { tenantId: ctx.tenantId, ownerKey: principalKey(ctx.actor) };
}

/** An order by its id or number, whichever is given; null when it does not exist or is not the caller's to see. */
export async function findOrder(
  ctx: Context,
  by: { readonly id: Id } | { readonly number: string },
): Promise<OrderDoc | null> {
  const key = 'id' in by ? { _id: by.id } : { number: by.number };
  return orders(ctx.db)
    .findOne({ ...visibleTo(ctx), ...key })
    .lean<OrderDoc>();
}

/** The caller's order inside a transaction; throws NotFoundError. */
export async function getOrderIn(tx: Tx, orderId: Id): Promise<OrderDoc> {
  const order = await orders(tx.db)
    .findOne({ ...visibleTo(tx), _id: orderId }, null, { session: tx.session })
    .lean<OrderDoc>();
  if (order === null) throw new NotFoundError('Order', toGlobalId('Order', orderId));
  return order;
}

/** The order that a till sent under its own id, or null. */
export async function findClientOrder(ctx: Context, registerId: Id, clientOrderId: string): Promise<OrderDoc | null> {
  return orders(ctx.db).findOne({ tenantId: ctx.tenantId, registerId, clientOrderId }).lean<OrderDoc>();
}

/** Orders by their ids in one command, for a loader; keyed by the id in hex. Sees all of the tenant. */
export async function findOrdersByIds(ctx: Context, ids: readonly Id[]): Promise<Map<string, OrderDoc>> {
  const found = await orders(ctx.db)
    .find({ tenantId: ctx.tenantId, _id: { $in: [...ids] } })
    .limit(ids.length)
    .lean<OrderDoc[]>();
  return new Map(found.map((order) => [order._id.toHexString(), order]));
}

/** Which orders to list. `beforeId` is the hexadecimal id of the last order of the page before. */
export interface OrderListing {
  readonly limit: number;
  readonly beforeId?: string;
  readonly status?: OrderStatus;
  readonly channel?: OrderChannel;
}

/** The newest orders that the caller may see, at most `limit`. Refuses a cursor that is no id with BAD_USER_INPUT. */
export async function listOrders(ctx: Context, listing: OrderListing): Promise<OrderDoc[]> {
  const { limit, beforeId, status, channel } = listing;
  if (beforeId !== undefined && !/^[0-9a-f]{24}$/.test(beforeId)) {
    throw badInput('Expected after to be a cursor of this list. Pass pageInfo.endCursor of the page before.', 'after');
  }
  return orders(ctx.db)
    .find({
      ...visibleTo(ctx),
      ...(status === undefined ? {} : { status }),
      ...(channel === undefined ? {} : { channel }),
      ...(beforeId === undefined ? {} : { _id: { $lt: idFromHex(beforeId) } }),
    })
    .sort({ _id: -1 })
    .limit(limit)
    .lean<OrderDoc[]>();
}
