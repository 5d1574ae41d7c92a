import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { badInput } from '../../../kernel/errors';
import { fromGlobalId, parseGlobalId } from '../../../kernel/ids';
import { VariantType, variantOf } from '../../catalog/graphql';
import type { PaymentServices } from '../../payments';
import { PaymentType, paymentsByOrder } from '../../payments/graphql';
import { ReservationType, reservationById } from '../../reservations/graphql';
import { BranchType, branchOf } from '../../tenants/graphql';
import { cancelOrder } from '../cancel-order';
import type { LineQuantity } from '../choose-lines';
import { findOrder, listOrders } from '../find-order';
import { fulfillOrder } from '../fulfill-order';
import type { OrderDoc } from '../order.model';
import { payOrder } from '../pay-order';
import { placeOrder } from '../place-order';
import {
  CancelOrderInput,
  FulfillOrderInput,
  OrderArgs,
  OrdersArgs,
  PayOrderInput,
  PlaceOrderInput,
} from './order.input';
import type { OrderLineQuantityInput } from './order.input';
import {
  ORDER_ERRORS,
  OrderPayload,
  OrderResult,
  PAY_ERRORS,
  PLACE_ERRORS,
  PayOrderResult,
  PlaceOrderResult,
} from './order.result';
import { OrderConnection, OrderLineType, OrderType } from './order.type';

@Resolver(() => OrderType)
export class OrderResolver {
  constructor(private readonly services: PaymentServices) {}

  @Query(() => OrderType, {
    nullable: true,
    description: 'An order by id or number; null when there is none that the caller may see.',
  })
  async order(@Args(() => OrderArgs) args: OrderArgs, @Ctx() context: GraphqlContext): Promise<OrderType | null> {
    const id = args.id ?? undefined;
    const number = args.number ?? undefined;
    if (number !== undefined && id === undefined) return viewOf(await findOrder(context.ctx, { number }));
    if (id === undefined || number !== undefined) throw badInput('Expected exactly one of id and number.');
    const parsed = parseGlobalId(id);
    // A malformed id and an id of another type name nothing, like an unknown one.
    return parsed?.typeName === 'Order' ? viewOf(await findOrder(context.ctx, { id: parsed.id })) : null;
  }

  @Query(() => OrderConnection, { description: 'Orders, newest first; shoppers and tills get their own only.' })
  async orders(
    @Args(() => OrdersArgs) args: OrdersArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<OrderType>> {
    return toConnection(await listOrders(context.ctx, args), (doc) => new OrderType(doc));
  }

  @Mutation(() => PlaceOrderResult, { description: 'Places an unpaid order whose stock is held until it is paid.' })
  async placeOrder(
    @Arg('input', () => PlaceOrderInput, { description: 'What to order.' }) input: PlaceOrderInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof PlaceOrderResult> {
    return outcomeOf(PLACE_ERRORS, async () => {
      const { lines, reservationId, unitPriceOverrides } = input;
      const order = await placeOrder(context.ctx, {
        input,
        lines: lines?.map(({ branchId, variantId, quantity }) => ({
          branchId: fromGlobalId('Branch', branchId),
          variantId: fromGlobalId('Variant', variantId),
          quantity,
        })),
        reservationId: typeof reservationId === 'string' ? fromGlobalId('Reservation', reservationId) : undefined,
        unitPriceOverrides: unitPriceOverrides ?? undefined,
      });
      return new OrderPayload(order);
    });
  }

  @Mutation(() => PayOrderResult, {
    description: 'Pays an order, wholly or in part. Sending the same request again never charges twice.',
  })
  async payOrder(
    @Arg('input', () => PayOrderInput, { description: 'The payment.' }) input: PayOrderInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof PayOrderResult> {
    return outcomeOf(PAY_ERRORS, async () => {
      const { method, amount, token } = input;
      const orderId = fromGlobalId('Order', input.orderId);
      return new OrderPayload(await payOrder(context.ctx, this.services, { input, orderId, method, amount, token }));
    });
  }

  @Mutation(() => OrderResult, { description: 'Hands over a paid order, wholly or by line.' })
  async fulfillOrder(
    @Arg('input', () => FulfillOrderInput, { description: 'What was handed over.' }) input: FulfillOrderInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof OrderResult> {
    return outcomeOf(ORDER_ERRORS, async () => {
      const orderId = fromGlobalId('Order', input.orderId);
      return new OrderPayload(await fulfillOrder(context.ctx, { input, orderId, lines: quantitiesOf(input.lines) }));
    });
  }

  @Mutation(() => OrderResult, {
    description:
      'Cancels an order, wholly or by line: gives back what is held, or takes back what is sold and refunds it.',
  })
  async cancelOrder(
    @Arg('input', () => CancelOrderInput, { description: 'What to cancel.' }) input: CancelOrderInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof OrderResult> {
    return outcomeOf(ORDER_ERRORS, async () => {
      const { reason } = input;
      const orderId = fromGlobalId('Order', input.orderId);
      const lines = quantitiesOf(input.lines);
      return new OrderPayload(await cancelOrder(context.ctx, this.services, { input, orderId, lines, reason }));
    });
  }

  @FieldResolver(() => [PaymentType], { description: 'Payments towards it, failed ones included, oldest first.' })
  async payments(@Root() { doc }: OrderType, @Ctx() context: GraphqlContext): Promise<PaymentType[]> {
    const found = await context.load(paymentsByOrder).load(doc._id.toHexString());
    return found.map((payment) => new PaymentType(payment));
  }

  @FieldResolver(() => ReservationType, {
    nullable: true,
    description: 'The hold that serves it; null for a sale over the counter.',
  })
  async reservation(@Root() { doc }: OrderType, @Ctx() context: GraphqlContext): Promise<ReservationType | null> {
    if (doc.reservationId === null) return null;
    const found = await context.load(reservationById).load(doc.reservationId.toHexString());
    return found === null ? null : new ReservationType(found);
  }
}

@Resolver(() => OrderLineType)
export class OrderLineResolver {
  @FieldResolver(() => VariantType, { description: 'What was ordered; also when it was removed from sale since.' })
  variant(@Root() { doc }: OrderLineType, @Ctx() context: GraphqlContext): Promise<VariantType> {
    return variantOf(context, doc.variantId);
  }

  @FieldResolver(() => BranchType, { description: 'Where its stock comes from.' })
  branch(@Root() { doc }: OrderLineType, @Ctx() context: GraphqlContext): BranchType | Promise<BranchType> {
    return branchOf(context, doc.branchId);
  }
}

function viewOf(doc: OrderDoc | null): OrderType | null {
  return doc === null ? null : new OrderType(doc);
}

function quantitiesOf(lines: readonly OrderLineQuantityInput[] | null | undefined): LineQuantity[] | undefined {
  return lines?.map(({ orderLineId, quantity }) => ({ orderLineId: fromGlobalId('OrderLine', orderLineId), quantity }));
}
