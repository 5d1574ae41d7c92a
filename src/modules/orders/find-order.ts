import type { QueryFilter } from 'mongoose';
import { principalKey } from '../../kernel/context';
import type { Context } from '../../kernel/context';
import { NotFoundError, badInput } from '../../kernel/errors';
import { idFromHex, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
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
export function findOrdersByIds(ctx: Context, ids: readonly Id[]): Promise<Map<string, OrderDoc>> {
  return ordersByIds(ctx, { tenantId: ctx.tenantId }, ids);
}

/** Those of these orders that the caller may see, in one command; keyed by the id in hex. */
export function findVisibleOrdersByIds(ctx: Context, ids: readonly Id[]): Promise<Map<string, OrderDoc>> {
  return ordersByIds(ctx, visibleTo(ctx), ids);
}

async function ordersByIds(
  ctx: Context,
  scope: ReturnType<typeof visibleTo>,
  ids: readonly Id[],
): Promise<Map<string, OrderDoc>> {
  const found = await orders(ctx.db)
    .find({ ...scope, _id: { $in: [...ids] } })
    .limit(ids.length)
    .lean<OrderDoc[]>();
  return new Map(found.map((order) => [order._id.toHexString(), order]));
}

/** Which orders to list, a page of 1 to 100 at a time. */
export interface OrderListing {
  readonly first?: number;
  readonly after?: string;
  readonly status?: OrderStatus | null;
  readonly channel?: OrderChannel | null;
}

const HEX_ID = /^[0-9a-f]{24}$/;

/** Orders that the caller may see, newest first; one command. Refuses a cursor of another list with BAD_USER_INPUT. */
export async function listOrders(ctx: Context, listing: OrderListing): Promise<Page<OrderDoc>> {
  const first = pageSize(listing.first);
  const after = listing.after ?? undefined;
  const status = listing.status ?? undefined;
  const channel = listing.channel ?? undefined;
  const filter: QueryFilter<OrderDoc> = { ...visibleTo(ctx) };
  if (status !== undefined) filter.status = status;
  if (channel !== undefined) filter.channel = channel;
  if (after !== undefined) {
    const [hex] = decodeCursor(after, ['string']);
    if (typeof hex !== 'string' || !HEX_ID.test(hex)) {
      throw badInput(
        'Expected after to be a cursor of this list. Pass pageInfo.endCursor of the page before.',
        'after',
      );
    }
    filter._id = { $lt: idFromHex(hex) };
  }
  const read = await orders(ctx.db)
    .find(filter)
    .sort({ _id: -1 })
    .limit(first + 1)
    .lean<OrderDoc[]>();
  return toPage(read, first, after, (order) => encodeCursor([order._id.toHexString()]));
}
