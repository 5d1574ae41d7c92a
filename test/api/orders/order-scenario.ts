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
  ... on UserError { code message }
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

interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

/** The fields of an order that tests read one by one; the rest is compared as a whole. */
export interface OrderView {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly channel: string;
  readonly total: { readonly gross: Amount };
  readonly amountRefunded: Amount;
  readonly lines: readonly {
    readonly id: string;
    readonly fulfilledQuantity: number;
    readonly variant: { readonly sku: string };
  }[];
  readonly payments: readonly { readonly id: string; readonly method: string; readonly amount: Amount }[];
}

/** What a field answered: one of its union's members, or a connection. Which fields are there is the test's business. */
export interface Member {
  readonly __typename: string;
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly order: OrderView;
  readonly lines: OrderView['lines'];
  readonly payments: OrderView['payments'];
  readonly nodes: readonly { readonly id: string; readonly status: string; readonly title: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string };
  readonly reservation: { readonly id: string };
  readonly receipt: { readonly id: string; readonly number: string; readonly text: string };
  readonly html: string;
  readonly stock: { readonly quantityAvailable: number };
  readonly product: { readonly variants: { readonly nodes: readonly { readonly id: string }[] } };
  readonly session: { readonly accessToken: string };
}

/** The union member of the only field of an answer; fails on top-level errors. */
export function memberOf(answer: GraphqlAnswer): Member {
  expect(answer.errors).toBeUndefined();
  return Object.values(answer.data as unknown as Record<string, Member>)[0] as Member;
}

/** The code of the only top-level error. */
export function refusalOf(answer: GraphqlAnswer): string {
  expect(answer.errors).toHaveLength(1);
  return String(answer.errors?.[0]?.extensions?.code);
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

  async placed(lines: object[], token?: string): Promise<OrderView> {
    const member = memberOf(await this.place({ lines }, token));
    expect(member.__typename).toBe('OrderPayload');
    return member.order;
  }

  async pay(order: { id: string }, input: object = {}, token = this.test.tokens.customer): Promise<GraphqlAnswer> {
    const defaults = { idempotencyKey: nextKey(), orderId: order.id, method: 'CARD', token: 'tok_ok' };
    return this.test.gql(PAY, { input: { ...defaults, ...input } }, token);
  }

  /** An order of these lines that is paid in full. */
  async paid(lines: object[]): Promise<OrderView> {
    const member = memberOf(await this.pay(await this.placed(lines)));
    expect(member.__typename).toBe('OrderPayload');
    return member.order;
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
    const { stock } = (
      answer.data as {
        variant: { stock: Record<'quantityOnHand' | 'quantityReserved' | 'quantityAvailable', number>[] };
      }
    ).variant;
    const [entry] = stock;
    return {
      onHand: entry?.quantityOnHand ?? 0,
      reserved: entry?.quantityReserved ?? 0,
      available: entry?.quantityAvailable ?? 0,
    };
  }
}
