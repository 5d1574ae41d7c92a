import { toGlobalId } from '../../../src/kernel/ids';
import type { GraphqlAnswer, TestApp } from '../../support/test-app';
import { nextKey } from '../orders/order-scenario';

export const SALE = `mutation ($input: CreatePosSaleInput!) {
  createPosSale(input: $input) {
    __typename
    ... on PosSalePayload {
      changeDue { amountMinor currency }
      receipt { id number issuedAt copies text }
      order {
        id number status channel occurredAt reservation { id }
        total { net { amountMinor } tax { amountMinor } gross { amountMinor } }
        amountPaid { amountMinor } amountDue { amountMinor }
        lines { quantity fulfilledQuantity unitPrice { gross { amountMinor } } variant { sku } branch { code } }
        payments { method status amount { amountMinor } tenderedAmount { amountMinor } changeAmount { amountMinor } }
      }
    }
    ... on UserError { code }
    ... on InvalidStateError { currentStatus }
    ... on NotFoundError { id message }
    ... on ValidationError { field }
    ... on IdempotencyKeyReusedError { field }
    ... on InsufficientStockError { lines { variantId branchId requested available } }
  }
}`;

export const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

/** The till of branch north. */
export class Till {
  readonly registerId: string;

  constructor(readonly test: TestApp) {
    this.registerId = toGlobalId('Register', test.ids.register);
  }

  /** Sells these lines for `paid` pence in cash, unless the input says otherwise. */
  async sell(
    lines: object[],
    paid: number,
    input: object = {},
    token = this.test.tokens.cashier,
  ): Promise<GraphqlAnswer> {
    const defaults = {
      idempotencyKey: nextKey(),
      registerId: this.registerId,
      lines,
      payments: [{ method: 'CASH', amount: gbp(paid) }],
    };
    return this.test.gql(SALE, { input: { ...defaults, ...input } }, token);
  }
}
