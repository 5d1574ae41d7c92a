import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyType, TaxSummaryType, TaxedMoneyType } from '../../../graphql/money.type';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { GraphQLDateTime } from '../../../graphql/scalars';
import { toGlobalId } from '../../../kernel/ids';
import { amountDueMinor, taxSummaryOf } from '../order-amounts';
import type { OrderChannel, OrderDoc, OrderLineDoc, OrderStatus } from '../order.model';

/** The schema's enum of order statuses. */
export const OrderStatusEnum = {
  PENDING_PAYMENT: 'PENDING_PAYMENT',
  PAYMENT_REVIEW: 'PAYMENT_REVIEW',
  CONFIRMED: 'CONFIRMED',
  PARTIALLY_FULFILLED: 'PARTIALLY_FULFILLED',
  FULFILLED: 'FULFILLED',
  CANCELLED: 'CANCELLED',
  EXPIRED: 'EXPIRED',
} as const satisfies Record<OrderStatus, OrderStatus>;
registerEnumType(OrderStatusEnum, {
  name: 'OrderStatus',
  description: 'Where an order stands.',
  valuesConfig: {
    PENDING_PAYMENT: { description: 'Its stock is held until it is paid or the hold ends.' },
    PAYMENT_REVIEW: { description: 'Money may have moved and the outcome is not known, or must go back.' },
    CONFIRMED: { description: 'Paid in full; its stock is sold.' },
    PARTIALLY_FULFILLED: { description: 'Some of it was handed over.' },
    FULFILLED: { description: 'All of it was handed over, cancelled units aside.' },
    CANCELLED: { description: 'All of it was cancelled.' },
    EXPIRED: { description: 'The hold ended before it was paid.' },
  },
});

/** The schema's enum of channels. */
export const OrderChannelEnum = {
  WEB: 'WEB',
  POS: 'POS',
  ADMIN: 'ADMIN',
  CAMPAIGN: 'CAMPAIGN',
} as const satisfies Record<OrderChannel, OrderChannel>;
registerEnumType(OrderChannelEnum, {
  name: 'OrderChannel',
  description: 'Where an order was placed.',
  valuesConfig: {
    WEB: { description: 'By a shopper in the storefront.' },
    POS: { description: 'Over the counter.' },
    ADMIN: { description: 'By staff.' },
    CAMPAIGN: { description: 'By a group-buy.' },
  },
});

@ObjectType('OrderLine', {
  simpleResolvers: true,
  description: 'Units of one variant out of one branch, at the price frozen when the order was placed.',
})
export class OrderLineType {
  constructor(
    readonly doc: OrderLineDoc,
    readonly currency: string,
  ) {}

  @Field(() => ID, { description: 'Opaque global id, for fulfillOrder and cancelOrder.' })
  get id(): string {
    return toGlobalId('OrderLine', this.doc._id);
  }

  @Field(() => Int, { description: 'Units ordered.' })
  get quantity(): number {
    return this.doc.quantity;
  }

  @Field(() => Int, { description: 'Units of it that were handed over.' })
  get fulfilledQuantity(): number {
    return this.doc.fulfilledQuantity;
  }

  @Field(() => Int, { description: 'Units of it that were cancelled.' })
  get cancelledQuantity(): number {
    return this.doc.cancelledQuantity;
  }

  @Field(() => Int, { description: 'Units of it that came back after they were handed over.' })
  get returnedQuantity(): number {
    return this.doc.returnedQuantity;
  }

  @Field(() => TaxedMoneyType, { description: 'Price of one unit.' })
  get unitPrice(): TaxedMoneyType {
    return new TaxedMoneyType(this.doc.unitPrice, this.currency);
  }

  @Field(() => TaxedMoneyType, { description: 'Price of all units ordered, taxed once for the whole line.' })
  get total(): TaxedMoneyType {
    return new TaxedMoneyType(this.doc.total, this.currency);
  }

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What one unit cost, without tax; null when unknown. Only for those allowed to see cost.',
  })
  get unitCost(): MoneyType | null {
    return MoneyType.orNull(this.doc.unitCostMinor, this.currency);
  }
}

@ObjectType('Order', { implements: Node, simpleResolvers: true, description: 'What was sold to whom, in any channel.' })
export class OrderType implements Node {
  constructor(readonly doc: OrderDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Order', this.doc._id);
  }

  @Field(() => String, { description: 'Number for people; unique in the tenant, may have gaps.' })
  get number(): string {
    return this.doc.number;
  }

  @Field(() => OrderStatusEnum, { description: 'Where it stands.' })
  get status(): OrderStatus {
    return this.doc.status;
  }

  @Field(() => OrderChannelEnum, { description: 'Where it was placed.' })
  get channel(): OrderChannel {
    return this.doc.channel;
  }

  @Field(() => [OrderLineType], { description: 'The lines in the order in which they were given.' })
  get lines(): OrderLineType[] {
    return this.doc.lines.map((line) => new OrderLineType(line, this.doc.currency));
  }

  @Field(() => TaxedMoneyType, { description: 'Sum of the lines as placed, before discounts.' })
  get subtotal(): TaxedMoneyType {
    return new TaxedMoneyType(this.doc.total, this.doc.currency);
  }

  @Field(() => MoneyType, { description: 'Discounts in all.' })
  get discountTotal(): MoneyType {
    return this.money(this.doc.discountMinor);
  }

  @Field(() => TaxedMoneyType, { description: 'What the order costs as placed; cancelled units are still in it.' })
  get total(): TaxedMoneyType {
    return new TaxedMoneyType(this.doc.total, this.doc.currency);
  }

  @Field(() => [TaxSummaryType], { description: 'Net and tax per tax rate, the lowest rate first.' })
  get taxSummary(): TaxSummaryType[] {
    return taxSummaryOf(this.doc.lines).map(
      (tax) => new TaxSummaryType(tax.taxRateBasisPoints, tax.netMinor, tax.taxMinor, this.doc.currency),
    );
  }

  @Field(() => MoneyType, { description: 'Captured payments; refunds are not subtracted.' })
  get amountPaid(): MoneyType {
    return this.money(this.doc.paidMinor);
  }

  @Field(() => MoneyType, { description: 'What went back, or is on its way back.' })
  get amountRefunded(): MoneyType {
    return this.money(this.doc.refundedMinor);
  }

  @Field(() => MoneyType, { description: 'What is still to be paid for the units that are not cancelled.' })
  get amountDue(): MoneyType {
    return this.money(amountDueMinor(this.doc));
  }

  @Field(() => GraphQLDateTime, { description: 'When it was stored.' })
  get createdAt(): Date {
    return this.doc.createdAt;
  }

  @Field(() => GraphQLDateTime, {
    description: 'When it was sold: earlier than stored for a sale that a till made offline.',
  })
  get occurredAt(): Date {
    return this.doc.occurredAt;
  }

  @Field(() => GraphQLDateTime, { description: 'When it changed last.' })
  get updatedAt(): Date {
    return this.doc.updatedAt;
  }

  private money(amountMinor: number): MoneyType {
    return new MoneyType(amountMinor, this.doc.currency);
  }
}

export const { Connection: OrderConnection, Edge: OrderEdge } = connectionTypes('Order', () => OrderType);
