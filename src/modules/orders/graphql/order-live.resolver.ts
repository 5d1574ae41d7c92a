import DataLoader from 'dataloader';
import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { GraphqlContext, LoaderFactory } from '../../../graphql/graphql-context';
import { followEvents } from '../../../graphql/live';
import type { LivePayload } from '../../../graphql/live';
import { NotFoundError } from '../../../kernel/errors';
import { fromGlobalId, idFromHex } from '../../../kernel/ids';
import { ORDER_EVENTS } from '../create-order';
import { findOrder, findVisibleOrdersByIds } from '../find-order';
import type { OrderDoc } from '../order.model';
import { OrderType } from './order.type';

interface OrderArgs {
  readonly orderId: string;
  readonly since?: Date | null;
}

/** Orders that the caller may see, by id in hex. */
const visibleOrderById: LoaderFactory<string, OrderDoc | null> = (ctx) =>
  new DataLoader(async (ids: readonly string[]) => {
    const found = await findVisibleOrdersByIds(ctx, ids.map(idFromHex));
    return ids.map((id) => found.get(id) ?? null);
  });

@Resolver()
export class OrderLiveResolver {
  @Subscription(() => OrderType, {
    description:
      'The order whenever it has changed, as it is then: paid, fulfilled, cancelled, expired. Shoppers and tills may ' +
      'for their own only. Ends with SLOW_CONSUMER or RESYNC_REQUIRED when something may have been missed.',
    subscribe: ({ args, context }: { args: OrderArgs; context: GraphqlContext }) => followOrder(context, args),
  })
  orderChanged(
    @Root() order: OrderDoc,
    @Arg('orderId', () => ID, { description: 'Which order.' }) _orderId: string,
    @Arg('since', () => Date, {
      nullable: true,
      description:
        'Resumes: first tells the order if it changed since then. Pass the "updatedAt" that you have; at most 15 ' +
        'minutes ago. It may come although it is the same.',
    })
    _since: Date | null | undefined,
  ): OrderType {
    return new OrderType(order);
  }
}

async function followOrder(context: GraphqlContext, args: OrderArgs): Promise<AsyncGenerator<LivePayload<OrderDoc>>> {
  const id = fromGlobalId('Order', args.orderId);
  if ((await findOrder(context.ctx, { id })) === null) throw new NotFoundError('Order', args.orderId);
  const hex = id.toHexString();
  return followEvents<OrderDoc>(context, {
    types: ORDER_EVENTS,
    keysOf: ({ payload }) => (payload['orderId'] === hex ? [hex] : []),
    load: (during, key) => during.load(visibleOrderById).load(key),
    since: args.since ?? null,
  });
}
