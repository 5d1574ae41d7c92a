import { settleRefundsJob } from '../../jobs/settle-refunds.job';
import { cancelOrder, payOrder, placeOrder } from '../../src/modules/orders';
import { findPaymentsByOrders, settleRefunds } from '../../src/modules/payments';
import type { PaymentProvider, PaymentServices } from '../../src/modules/payments';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { depsOf, unseen } from './deps';

let service: TestApp;
beforeAll(async () => {
  service = await createTestApp();
});
afterAll(() => service.close());

/** Counts what it is asked; answers refunds only when told to. */
function providerOf(app: TestApp['app']): {
  provider: PaymentProvider;
  asked: string[];
  answers: { refunds: boolean };
} {
  const asked: string[] = [];
  const answers = { refunds: false };
  const provider: PaymentProvider = {
    charge: (request) => app.paymentProvider.charge(request),
    refund: (request) => {
      asked.push(request.refundId);
      return Promise.resolve(answers.refunds ? { status: 'REFUNDED' } : { status: 'NO_ANSWER' });
    },
  };
  return { provider, asked, answers };
}

test('a refund that the provider did not confirm is sent again under the same id, and then left alone', async () => {
  // Given a paid order that is cancelled while the provider does not answer
  const { variant } = await service.makeProduct();
  await service.makeStock({ branch: service.branches.north, variant, quantity: 5 });
  const { provider, asked, answers } = providerOf(service.app);
  const services: PaymentServices = { provider, timeoutMs: 1_000 };
  const lines = [{ branchId: service.branches.north._id, variantId: variant._id, quantity: 2 }];
  const order = await placeOrder(service.ctx, { input: { idempotencyKey: 'refund-place' }, lines });
  const pay = { input: { idempotencyKey: 'refund-pay' }, orderId: order._id, method: 'CARD' as const, token: 'tok_ok' };
  await payOrder(service.ctx, services, { ...pay, amount: null });
  await cancelOrder(service.ctx, services, { input: { idempotencyKey: 'refund-cancel' }, orderId: order._id });
  expect(asked).toHaveLength(1);

  // When the job comes before and after the provider answers again
  const deps = depsOf(service, { app: { ...service.app, paymentProvider: provider } });
  expect(await settleRefundsJob(deps, unseen)).toMatchObject({ confirmed: 0, open: 0 });
  service.clock.tick(30_000);
  expect(await settleRefundsJob(deps, unseen)).toMatchObject({ confirmed: 0, open: 1 });
  answers.refunds = true;
  service.clock.tick(30_000);
  expect(await settleRefundsJob(deps, unseen)).toMatchObject({ confirmed: 1, open: 0 });
  expect(await settleRefundsJob(deps, unseen)).toMatchObject({ confirmed: 0, open: 0 });

  // Then one refund was asked for three times and is done
  expect(new Set(asked).size).toBe(1);
  expect(asked).toHaveLength(3);
  const [payment] = (await findPaymentsByOrders(service.ctx, [order._id])).get(order._id.toHexString()) ?? [];
  expect(payment?.refunds.map((refund) => refund.status)).toEqual(['DONE']);
  await service.expectStockConsistent();
});

test('a refund that is never confirmed lets the later ones pass, and is sent ever more rarely', async () => {
  const { variant } = await service.makeProduct();
  await service.makeStock({ branch: service.branches.north, variant, quantity: 50 });
  const { provider, asked, answers } = providerOf(service.app);
  const services: PaymentServices = { provider, timeoutMs: 1_000 };
  const lines = [{ branchId: service.branches.north._id, variantId: variant._id, quantity: 1 }];
  for (const name of ['first', 'second']) {
    const order = await placeOrder(service.ctx, { input: { idempotencyKey: `place-${name}` }, lines });
    const pay = {
      input: { idempotencyKey: `pay-${name}` },
      orderId: order._id,
      method: 'CARD' as const,
      token: 'tok_ok',
    };
    await payOrder(service.ctx, services, { ...pay, amount: null });
    await cancelOrder(service.ctx, services, { input: { idempotencyKey: `cancel-${name}` }, orderId: order._id });
  }
  const [dead, other] = asked;
  const settle = () => settleRefunds(service.ctx, services, null, 1);
  service.clock.tick(30_000);
  await settle();
  expect(asked.at(-1)).toBe(dead);
  answers.refunds = true;
  expect(await settle()).toEqual({ confirmed: 1, open: 0 });
  expect(asked.at(-1)).toBe(other);

  answers.refunds = false;
  const before = asked.length;
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    service.clock.tick(60_000);
    await settle();
  }
  // Every minute at first, every hour in the end; never again would lose a person's money.
  expect(asked.length - before).toBeGreaterThan(24);
  expect(asked.length - before).toBeLessThan(60);
}, 60_000);
