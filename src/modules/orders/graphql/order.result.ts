import { Field, ObjectType, createUnionType } from 'type-graphql';
import {
  IdempotencyKeyReusedErrorType,
  InsufficientStockErrorType,
  InvalidStateErrorType,
  LimitExceededErrorType,
  NotFoundErrorType,
  PaymentDeclinedErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import type { OrderDoc } from '../order.model';
import { OrderType } from './order.type';

@ObjectType('OrderPayload', { simpleResolvers: true, description: 'The order after the action.' })
export class OrderPayload {
  @Field(() => OrderType, { description: 'The order.' })
  readonly order: OrderType;

  constructor(doc: OrderDoc) {
    this.order = new OrderType(doc);
  }
}

/** Outcomes of placeOrder. */
export const PLACE_ERRORS = [
  InsufficientStockErrorType,
  NotFoundErrorType,
  InvalidStateErrorType,
  LimitExceededErrorType,
  IdempotencyKeyReusedErrorType,
  ValidationErrorType,
] as const;

/** Outcomes of payOrder. */
export const PAY_ERRORS = [
  PaymentDeclinedErrorType,
  NotFoundErrorType,
  InvalidStateErrorType,
  IdempotencyKeyReusedErrorType,
  ValidationErrorType,
] as const;

/** Outcomes of fulfillOrder and cancelOrder. */
export const ORDER_ERRORS = [
  NotFoundErrorType,
  InvalidStateErrorType,
  ValidationErrorType,
  IdempotencyKeyReusedErrorType,
] as const;

export const PlaceOrderResult = createUnionType({
  name: 'PlaceOrderResult',
  description: 'Outcome of placeOrder.',
  types: () => [OrderPayload, ...PLACE_ERRORS] as const,
});

export const PayOrderResult = createUnionType({
  name: 'PayOrderResult',
  description: 'Outcome of payOrder. Without an answer of the provider it is the order in PAYMENT_REVIEW.',
  types: () => [OrderPayload, ...PAY_ERRORS] as const,
});

export const OrderResult = createUnionType({
  name: 'OrderResult',
  description: 'Outcome of an action on an order.',
  types: () => [OrderPayload, ...ORDER_ERRORS] as const,
});
