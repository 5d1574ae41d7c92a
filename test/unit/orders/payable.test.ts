import { payableMinor } from '../../../src/modules/orders/begin-payment';
import type { OrderDoc } from '../../../src/modules/orders';

/** An order of 2000 pence, of which this much is with the provider. */
function order(pendingMinor: number): OrderDoc {
  const total = { netMinor: 1667, taxMinor: 333, grossMinor: 2000 };
  const line = { quantity: 2, cancelledQuantity: 0, total };
  const paid = { paidMinor: 0, refundedMinor: 0, pendingMinor };
  return { status: 'PENDING_PAYMENT', currency: 'GBP', lines: [line], ...paid } as unknown as OrderDoc;
}

describe('payableMinor', () => {
  it('is what is due and not under way yet', () => {
    expect([payableMinor(order(0), null), payableMinor(order(500), null)]).toEqual([2000, 1500]);
  });

  it('is nothing, not even a payment of 0, while all of it is under way', () => {
    const refusal = expect.objectContaining({ code: 'PAYMENT_UNDER_WAY' }) as unknown;
    expect(() => payableMinor(order(2000), null)).toThrow(refusal as Error);
    expect(() => payableMinor(order(2000), { amountMinor: 0, currency: 'GBP' })).toThrow(refusal as Error);
  });
});
