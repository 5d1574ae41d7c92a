import type { MadeProduct, VariantWish } from '../../factories';
import { toGlobalId } from '../../../src/kernel/ids';
import type { GraphqlAnswer, TestApp } from '../../support/test-app';

/** Fields that order tests compare; amounts in pence. */
export const ORDER_FIELDS = `
  id number status channel
  total { net { amountMinor } tax { amountMinor } gross { amountMinor currency } }
  amountPaid { amountMinor } amountRefunded { amountMinor } amountDue { amountMinor }
  taxSummary { taxRateBasisPoints net { amountMinor } tax { amountMinor } }
  lines {
    id quantity fulfilledQuantity cancelledQuantity
    unitPrice { gross { amountMinor } } total { net { amountMinor } tax { amountMinor } gross { amountMinor } }
    variant { sku } branch { code }
  }
  payments { method status amount { amountMinor } refundedAmount { amountMinor } }
  reservation { status }
`;

const COMMON_ERRORS = `
  ... on UserError { code }
  ... on InvalidStateError { currentStatus }
  ... on NotFoundError { id }
  ... on ValidationError { field }
  ... on IdempotencyKeyReusedError { field }
`;

const mutation = (name: string, input: string, errors = '') =>
  `mutation ($input: ${input}!) {
    ${name}(input: $input) { __typename ... on OrderPayload { order { ${ORDER_FIELDS} } } ${COMMON_ERRORS} ${errors} }
  }`;

export const PLACE = mutation(
  'placeOrder',
  'PlaceOrderInput',
  '... on InsufficientStockError { lines { variantId branchId requested available } }',
);
export const PAY = mutation('payOrder', 'PayOrderInput', '... on PaymentDeclinedError { reason }');
export const FULFILL = mutation('fulfillOrder', 'FulfillOrderInput');
export const CANCEL = mutation('cancelOrder', 'CancelOrderInput');

let keys = 0;
/** A key that no test used before. */
export function nextKey(): string {
  keys += 1;
  return `key-${keys}`;
}

/** What a mutation answered: the union member with its fields. */
// Answers are compared with exact values, so their shape is checked where they are used.
export type Member = { __typename: string; [field: string]: any };

/** The union member of the only field of an answer; fails on top-level errors. */
export function memberOf(answer: GraphqlAnswer): Member {
  expect(answer.errors).toBeUndefined();
  return Object.values(answer.data as Record<string, Member>)[0] as Member;
}

/** The code of the only top-level error. */
export function refusalOf(answer: GraphqlAnswer): string {
  expect(answer.errors).toHaveLength(1);
  return String((answer.errors as { extensions: { code: string } }[])[0]?.extensions.code);
}

/** Storefront steps of one test file. */
export class Shop {
  constructor(readonly test: TestApp) {}

  /** A product with one variant and `stock` units in branch north. */
  async stocked(stock: number, wish: VariantWish = {}): Promise<MadeProduct> {
    const made = await this.test.makeProduct({ variants: [wish] });
    if (stock > 0) {
      await this.test.makeStock({ branch: this.test.branches.north, variant: made.variant, quantity: stock });
    }
    return made;
  }

  line(made: MadeProduct, quantity: number): { branchId: string; variantId: string; quantity: number } {
    return {
      branchId: toGlobalId('Branch', this.test.branches.north._id),
      variantId: toGlobalId('Variant', made.variant._id),
      quantity,
    };
  }

  async place(input: object, token = this.test.tokens.customer): Promise<GraphqlAnswer> {
    return this.test.gql(PLACE, { input: { idempotencyKey: nextKey(), ...input } }, token);
  }

  async placed(lines: object[], token?: string): Promise<Member> {
    const member = memberOf(await this.place({ lines }, token));
    expect(member.__typename).toBe('OrderPayload');
    return member['order'];
  }

  async pay(order: { id: string }, input: object = {}, token = this.test.tokens.customer): Promise<GraphqlAnswer> {
    const defaults = { idempotencyKey: nextKey(), orderId: order.id, method: 'CARD', token: 'tok_ok' };
    return this.test.gql(PAY, { input: { ...defaults, ...input } }, token);
  }

  /** An order of these lines that is paid in full. */
  async paid(lines: object[]): Promise<Member> {
    const member = memberOf(await this.pay((await this.placed(lines)) as unknown as { id: string }));
    expect(member.__typename).toBe('OrderPayload');
    return member['order'];
  }

  async fulfill(order: { id: string }, input: object = {}, token = this.test.tokens.clerk): Promise<GraphqlAnswer> {
    return this.test.gql(FULFILL, { input: { idempotencyKey: nextKey(), orderId: order.id, ...input } }, token);
  }

  async cancel(order: { id: string }, input: object = {}, token = this.test.tokens.customer): Promise<GraphqlAnswer> {
    return this.test.gql(CANCEL, { input: { idempotencyKey: nextKey(), orderId: order.id, ...input } }, token);
  }

  /** On hand, reserved and available of a variant in branch north. */
  async stockOf(made: MadeProduct): Promise<{ onHand: number; reserved: number; available: number }> {
    const answer = await this.test.gql(
      `query ($id: ID!, $branches: [ID!]) { variant(id: $id) { stock(branchIds: $branches) {
        quantityOnHand quantityReserved quantityAvailable } } }`,
      {
        id: toGlobalId('Variant', made.variant._id),
        branches: [toGlobalId('Branch', this.test.branches.north._id)],
      },
      this.test.tokens.admin,
    );
    expect(answer.errors).toBeUndefined();
    const { stock } = (answer.data as { variant: { stock: Record<string, number>[] } }).variant;
    const [entry] = stock;
    return {
      onHand: entry?.['quantityOnHand'] ?? 0,
      reserved: entry?.['quantityReserved'] ?? 0,
      available: entry?.['quantityAvailable'] ?? 0,
    };
  }
}
