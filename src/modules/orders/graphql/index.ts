import type { ModuleFace } from '../../../graphql/face';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { holding } from '../../../graphql/guard';
import type { Id } from '../../../kernel/ids';
import { can } from '../../../kernel/permissions';
import { findPayment } from '../../payments';
import type { PaymentProvider } from '../../payments';
import { PaymentType } from '../../payments/graphql';
import { findOrder } from '../find-order';
import { OrderLiveResolver } from './order-live.resolver';
import { OrderLineResolver, OrderResolver } from './order.resolver';
import { OrderType } from './order.type';

export { OrderLineType, OrderType } from './order.type';

/** What the resolvers need of the app. */
export interface OrdersPlatform {
  readonly paymentProvider: PaymentProvider;
  readonly config: { readonly paymentTimeoutMs: number };
}

const buyers = holding('orders:own', 'orders:all');
const readers = holding('orders:own', 'orders:all', 'pos:sell');

async function visibleOrder(context: GraphqlContext, id: Id): Promise<OrderType | null> {
  const mayRead = (['orders:own', 'orders:all', 'pos:sell'] as const).some((it) => can(context.actor, it));
  const doc = mayRead ? await findOrder(context.ctx, { id }) : null;
  return doc === null ? null : new OrderType(doc);
}

/** The GraphQL face of orders, and of the payments in them. */
export const ordersFace: ModuleFace<OrdersPlatform> = {
  resolvers: [OrderResolver, OrderLineResolver, OrderLiveResolver],
  rules: {
    Query: { order: readers, orders: readers },
    Mutation: {
      placeOrder: buyers,
      payOrder: buyers,
      fulfillOrder: holding('orders:fulfil'),
      cancelOrder: buyers,
    },
    Subscription: { orderChanged: readers },
    OrderLine: { unitCost: holding('cost:read') },
  },
  nodes: {
    Order: visibleOrder,
    // A payment is whoever's order it pays.
    Payment: async (context: GraphqlContext, id: Id) => {
      const payment = await findPayment(context.ctx, id);
      const order = payment === null ? null : await visibleOrder(context, payment.orderId);
      return payment === null || order === null ? null : new PaymentType(payment);
    },
  },
  provide: ({ paymentProvider, config }) => [
    new OrderResolver({ provider: paymentProvider, timeoutMs: config.paymentTimeoutMs }),
  ],
};
