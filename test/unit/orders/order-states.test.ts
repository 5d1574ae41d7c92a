import { newId } from '../../../src/kernel/ids';
import { InvalidStateError, NotFoundError, ValidationError } from '../../../src/kernel/errors';
import { chooseLines } from '../../../src/modules/orders/choose-lines';
import { assertStatus, openQuantity, statusOfLines } from '../../../src/modules/orders/order.states';
import { ORDER_STATUSES } from '../../../src/modules/orders';
import type { OrderLineDoc, OrderStatus } from '../../../src/modules/orders';

const line = (quantity: number, fulfilledQuantity = 0, cancelledQuantity = 0) =>
  ({ _id: newId(), quantity, fulfilledQuantity, cancelledQuantity }) as OrderLineDoc;

describe('statusOfLines', () => {
  it.each<[string, OrderLineDoc[], OrderStatus]>([
    ['nothing handed over', [line(2), line(1)], 'CONFIRMED'],
    ['a part handed over', [line(2, 1), line(1)], 'PARTIALLY_FULFILLED'],
    ['all handed over', [line(2, 2), line(1, 1)], 'FULFILLED'],
    ['all cancelled', [line(2, 0, 2), line(1, 0, 1)], 'CANCELLED'],
    ['the rest cancelled', [line(2, 1, 1), line(1, 0, 1)], 'FULFILLED'],
    ['a part cancelled', [line(2, 0, 1)], 'CONFIRMED'],
  ])('%s', (_name, lines, status) => {
    expect(statusOfLines(lines)).toBe(status);
  });
});

describe('assertStatus', () => {
  const codes: Record<OrderStatus, string> = {
    PENDING_PAYMENT: 'ORDER_NOT_PAID',
    PAYMENT_REVIEW: 'ORDER_PAYMENT_IN_REVIEW',
    CONFIRMED: 'ORDER_ALREADY_PAID',
    PARTIALLY_FULFILLED: 'ORDER_PARTIALLY_FULFILLED',
    FULFILLED: 'ORDER_ALREADY_FULFILLED',
    CANCELLED: 'ORDER_ALREADY_CANCELLED',
    EXPIRED: 'ORDER_EXPIRED',
  };

  it.each(ORDER_STATUSES)('%s refuses with its own code and says where the order stands', (status) => {
    try {
      assertStatus({ status }, 'tested', []);
      throw new Error('expected a refusal');
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidStateError);
      expect(error).toMatchObject({ code: codes[status], currentStatus: status });
    }
  });

  it('says what to do while a payment is in review', () => {
    const pay = () => assertStatus({ status: 'PAYMENT_REVIEW' }, 'paid', ['PENDING_PAYMENT']);
    expect(pay).toThrow("got PAYMENT_REVIEW. Send that payment's request again to learn its outcome.");
  });
});

describe('chooseLines', () => {
  it('takes all that is open when nothing is asked for', () => {
    const [a, b] = [line(3, 1), line(2, 2)];
    expect([...chooseLines({ lines: [a, b] }, undefined, openQuantity, 'X')]).toEqual([[a._id.toHexString(), 2]]);
  });

  it('sums a line that is named twice, and refuses more than is open', () => {
    const a = line(3);
    const ask = (quantity: number) => ({ orderLineId: a._id, quantity });
    expect([...chooseLines({ lines: [a] }, [ask(1), ask(2)], openQuantity, 'X')]).toEqual([[a._id.toHexString(), 3]]);
    expect(() => chooseLines({ lines: [a] }, [ask(2), ask(2)], openQuantity, 'X')).toThrow(ValidationError);
  });

  it('knows no line of another order', () => {
    const ask = [{ orderLineId: newId(), quantity: 1 }];
    expect(() => chooseLines({ lines: [line(3)] }, ask, openQuantity, 'X')).toThrow(NotFoundError);
  });
});
