import { newId } from '../../../src/kernel/ids';
import { amountDueMinor, amountOf, currentTotal, taxSummaryOf } from '../../../src/modules/orders/order-amounts';
import type { OrderDoc, OrderLineDoc } from '../../../src/modules/orders';

function line(priceMinor: number, quantity: number, rate: number, cancelledQuantity = 0): OrderLineDoc {
  return {
    _id: newId(),
    variantId: newId(),
    productId: newId(),
    branchId: newId(),
    sku: 'S',
    title: 'T',
    quantity,
    fulfilledQuantity: 0,
    cancelledQuantity,
    returnedQuantity: 0,
    priceMinor,
    taxRateBasisPoints: rate,
    unitPrice: amountOf(priceMinor, 1, rate, true),
    total: amountOf(priceMinor, quantity, rate, true),
    unitCostMinor: null,
    isService: false,
  };
}

describe('amountOf', () => {
  it.each([
    // price, quantity, rate, tax included, net, tax, gross
    [1000, 2, 2000, true, 1667, 333, 2000],
    [1000, 2, 2000, false, 2000, 400, 2400],
    [333, 3, 2000, true, 832, 167, 999],
    [1, 1, 2000, true, 1, 0, 1],
    [3, 1, 2000, true, 2, 1, 3],
    [0, 5, 2000, true, 0, 0, 0],
    [999, 1000, 0, true, 999_000, 0, 999_000],
  ])('%i x %i at %i bp, tax included %s', (price, quantity, rate, included, netMinor, taxMinor, grossMinor) => {
    expect(amountOf(price, quantity, rate, included)).toEqual({ netMinor, taxMinor, grossMinor });
  });

  it('taxes the line once: ten units at 0.03 owe 0.05, not ten times 0.01', () => {
    expect(amountOf(3, 10, 2000, true).taxMinor).toBe(5);
  });

  it('refuses an amount that leaves the safe integers', () => {
    expect(() => amountOf(Number.MAX_SAFE_INTEGER, 2, 0, true)).toThrow('safe integer range');
  });
});

describe('taxSummaryOf', () => {
  it('sums per rate, the lowest first, and adds up to the lines', () => {
    const lines = [line(1000, 2, 2000), line(333, 3, 500), line(100, 1, 2000)];
    expect(taxSummaryOf(lines)).toEqual([
      { taxRateBasisPoints: 500, netMinor: 951, taxMinor: 48 },
      { taxRateBasisPoints: 2000, netMinor: 1750, taxMinor: 350 },
    ]);
  });
});

describe('what an order still costs', () => {
  const order = (lines: OrderLineDoc[], paidMinor = 0, refundedMinor = 0, status = 'PENDING_PAYMENT') =>
    ({ lines, paidMinor, refundedMinor, status, pricesIncludeTax: true }) as unknown as OrderDoc;

  it('leaves cancelled units out', () => {
    expect(currentTotal(order([line(333, 3, 2000, 1), line(100, 1, 0)]))).toEqual({
      netMinor: 655,
      taxMinor: 111,
      grossMinor: 766,
    });
  });

  it('is due minus what was paid, plus what went back', () => {
    expect(amountDueMinor(order([line(100, 3, 0)], 250))).toBe(50);
    expect(amountDueMinor(order([line(100, 3, 0, 3)], 300, 300))).toBe(0);
  });

  it('is nothing once it expired', () => {
    expect(amountDueMinor(order([line(100, 3, 0)], 0, 0, 'EXPIRED'))).toBe(0);
  });
});
