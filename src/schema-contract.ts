/**
 * What the contract lists and later issues deliver: carts, cash sessions and offline sync. Each pattern
 * matches graphql-js' description of a breaking change; an entry goes away with the issue that delivers it.
 */
const LATER: readonly RegExp[] = [
  /\b(Cart|CartLine|CartPayload|CartResult|AddToCartInput)\b/,
  /\b(CashSession|CashSessionStatus|CashSessionPayload|CashSessionResult|OpenCashSessionInput|CloseCashSessionInput)\b/,
  /\b(PosSyncResult|PosSyncStatus)\b/,
  /\b(Query\.cart|Query\.cashSession|Mutation\.addToCart|Mutation\.openCashSession|Mutation\.closeCashSession|Mutation\.syncPosSales)\b/,
  /\bPlaceOrderInput\.cartId\b/,
];

/** True when a difference to the contract is one that a later issue will close. */
export function undelivered(description: string): boolean {
  return LATER.some((pattern) => pattern.test(description));
}
