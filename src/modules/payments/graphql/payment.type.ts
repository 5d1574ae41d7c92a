import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyType } from '../../../graphql/money.type';
import { Node } from '../../../graphql/node.type';
import { GraphQLDateTime } from '../../../graphql/scalars';
import { toGlobalId } from '../../../kernel/ids';
import { PAYMENT_METHODS, PAYMENT_STATUSES } from '../payment.model';
import type { PaymentDoc, PaymentMethod, PaymentStatus } from '../payment.model';

function enumOf<T extends string>(values: readonly T[]): Record<T, T> {
  return Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>;
}

export const PaymentMethodEnum = enumOf(PAYMENT_METHODS);
export const PaymentStatusEnum = enumOf(PAYMENT_STATUSES);

registerEnumType(PaymentMethodEnum, {
  name: 'PaymentMethod',
  description: 'What was paid with.',
  valuesConfig: {
    CASH: { description: 'Notes and coins, counted by staff.' },
    CARD: { description: 'Debit or credit card.' },
    MOBILE: { description: 'A wallet on a phone.' },
    GIFT_CARD: { description: 'A gift card.' },
    STORE_CREDIT: { description: 'Credit that the tenant gave to a customer.' },
    BANK_TRANSFER: { description: 'A transfer that staff saw arrive.' },
  },
});

registerEnumType(PaymentStatusEnum, {
  name: 'PaymentStatus',
  description: 'Where a payment stands.',
  valuesConfig: {
    PENDING: { description: 'Sent to the provider; its answer is not known yet.' },
    AUTHORIZED: { description: 'The provider holds the money for us.' },
    CAPTURED: { description: 'The money is ours.' },
    FAILED: { description: 'The provider declined.' },
    VOIDED: { description: 'An authorisation that was given back.' },
    REFUNDED: { description: 'All of it went back, or is on its way.' },
    PARTIALLY_REFUNDED: { description: 'Some of it went back, or is on its way.' },
  },
});

@ObjectType('Payment', { implements: Node, simpleResolvers: true, description: 'Money towards an order.' })
export class PaymentType {
  constructor(readonly doc: PaymentDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Payment', this.doc._id);
  }

  @Field(() => PaymentMethodEnum, { description: 'What was paid with.' })
  get method(): PaymentMethod {
    return this.doc.method;
  }

  @Field(() => PaymentStatusEnum, { description: 'Where it stands.' })
  get status(): PaymentStatus {
    return this.doc.status;
  }

  @Field(() => MoneyType, { description: 'What counts towards the order.' })
  get amount(): MoneyType {
    return new MoneyType(this.doc.amountMinor, this.doc.currency);
  }

  @Field(() => MoneyType, { nullable: true, description: 'Cash that was handed over; null when not paid in cash.' })
  get tenderedAmount(): MoneyType | null {
    return MoneyType.orNull(this.doc.tenderedMinor, this.doc.currency);
  }

  @Field(() => MoneyType, { nullable: true, description: 'Cash that was given back; null when not paid in cash.' })
  get changeAmount(): MoneyType | null {
    return MoneyType.orNull(this.doc.changeMinor, this.doc.currency);
  }

  @Field(() => MoneyType, { description: 'What went back of it, or is on its way back.' })
  get refundedAmount(): MoneyType {
    return new MoneyType(this.doc.refundedMinor, this.doc.currency);
  }

  @Field(() => GraphQLDateTime, { description: 'When the payment was begun.' })
  get createdAt(): Date {
    return this.doc.createdAt;
  }
}
