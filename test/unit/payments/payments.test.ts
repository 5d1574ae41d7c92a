import { newId } from '../../../src/kernel/ids';
import { chargeWithin, shareRefund, testPaymentProvider } from '../../../src/modules/payments';
import type { ChargeRequest, PaymentProvider, PaymentStatus } from '../../../src/modules/payments';

const log = { warn: jest.fn() };
const request = (token: string, timeoutMs = 20): ChargeRequest => ({
  paymentId: 'p1',
  amountMinor: 100,
  currency: 'GBP',
  token,
  timeoutMs,
});

describe('testPaymentProvider', () => {
  it.each([
    ['tok_ok', { status: 'CAPTURED', providerReference: 'test_p1' }],
    ['tok_decline', { status: 'DECLINED', reason: 'card_declined' }],
    ['tok_nonsense', { status: 'DECLINED', reason: 'invalid_token' }],
    ['tok_timeout', { status: 'NO_ANSWER' }],
  ])('%s', async (token, answer) => {
    expect(await chargeWithin(testPaymentProvider(), request(token), log)).toEqual(answer);
  });

  it('answers a repeated payment id as the first time, whatever the token says now', async () => {
    const provider = testPaymentProvider();
    await chargeWithin(provider, request('tok_ok'), log);
    expect(await chargeWithin(provider, request('tok_decline'), log)).toMatchObject({ status: 'CAPTURED' });
  });
});

it.each<[string, () => Promise<never>]>([
  ['fails', () => Promise.reject(new Error('socket hang up'))],
  [
    'throws at once',
    () => {
      throw new Error('no such host');
    },
  ],
])('a provider that %s has not answered: nobody knows whether money moved', async (_name, fail) => {
  log.warn.mockClear();
  const broken: PaymentProvider = { charge: fail, refund: fail };
  expect(await chargeWithin(broken, request('tok_ok'), log)).toEqual({ status: 'NO_ANSWER' });
  expect(log.warn).toHaveBeenCalledTimes(1);
});

describe('shareRefund', () => {
  const ids = [newId(), newId(), newId()];
  const payment = (index: number, amountMinor: number, refundedMinor = 0, status: PaymentStatus = 'CAPTURED') => ({
    _id: ids[index] ?? newId(),
    amountMinor,
    refundedMinor,
    status,
  });
  const shares = (paid: ReturnType<typeof payment>[], amount: number) =>
    shareRefund(paid, amount).map((share) => [ids.indexOf(share.payment._id), share.amountMinor]);

  it('takes the newest payment first', () => {
    expect(shares([payment(0, 100), payment(1, 50)], 70)).toEqual([
      [1, 50],
      [0, 20],
    ]);
  });

  it('takes nothing from failed payments and no more than is left of one', () => {
    expect(shares([payment(0, 100, 60, 'PARTIALLY_REFUNDED'), payment(1, 500, 0, 'FAILED')], 90)).toEqual([[0, 40]]);
  });

  it('of nothing is nothing', () => {
    expect(shares([payment(0, 100)], 0)).toEqual([]);
  });
});
