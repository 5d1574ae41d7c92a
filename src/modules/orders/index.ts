/**
 * Orders: what was sold to whom at which frozen price, in every channel.
 * Owns the collections `orders` and `order_counters`. States: `order.states.ts`.
 * Invariants: net + tax = gross on each line and total (I8); an unpaid order's stock is held by its reservation, a paid
 * one's is sold (I4); numbers are unique (I6). The payment provider is only called between transactions.
 */
export { CLIENT_ORDER_INDEX, ORDER_CHANNELS, ORDER_STATUSES } from './order.model';
export type { OrderChannel, OrderDoc, OrderLineDoc, OrderStatus } from './order.model';
export { placeOrder } from './place-order';
export type { OrderedLine, PlaceOrderRequest } from './place-order';
export { payOrder } from './pay-order';
export type { PayOrderRequest } from './pay-order';
export { fulfillOrder } from './fulfill-order';
export type { FulfillOrderRequest } from './fulfill-order';
export { cancelOrder } from './cancel-order';
export type { CancelOrderRequest } from './cancel-order';
export { expireOrders } from './expire-orders';
export { findClientOrder, findOrder, findOrdersByIds, listOrders } from './find-order';
export { createOrderIn } from './create-order';
export type { NewOrder } from './create-order';
export { priceLines } from './price-lines';
export type { WantedLine } from './price-lines';
export { takeOrderNumber } from './order-number';
export { amountDueMinor, taxSummaryOf } from './order-amounts';
