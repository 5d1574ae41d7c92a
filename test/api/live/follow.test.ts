import { createClient } from 'graphql-sse';
import type { Client } from 'graphql-sse';
import { expireReservationsJob } from '../../../jobs/expire-reservations.job';
import { placeOrder } from '../../../src/modules/orders';
import { reserveStock } from '../../../src/modules/reservations';
import { newId, toGlobalId } from '../../../src/kernel/ids';
import type { GraphqlData } from '../../support/executors';
import { until } from '../../support/live-client';
import { countCommandsOf } from '../../support/count-commands';
import { depsOf, unseen } from '../../jobs/deps';
import { action, branchGid, nextKey, stocked, variantGid } from '../inventory/stock-scenario';
import { STOCK, createLiveTest, droppedBy, subscriptionsOf } from './live-scenario';
import type { LiveTest, Process } from './live-scenario';
import { issueSession } from '../../../src/modules/tenants';

let t: LiveTest;
let first: Process;
beforeAll(async () => {
  t = await createLiveTest();
  [first] = t.processes;
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const sse = (process: Process, token: string): Client =>
  createClient({
    url: `http://${process.address}/graphql/stream`,
    retryAttempts: 0,
    headers: { Authorization: `Bearer ${token}` },
  });

describe('server-sent events', () => {
  it('a change reaches a stream of the package that clients use, and the stream ends on both sides', async () => {
    const variant = await stocked(t, 5);
    await t.relay();
    const heard: GraphqlData[] = [];
    const client = sse(first, t.tokens.clerk);
    const variables = { variantIds: [variantGid(variant)] };
    const stop = client.subscribe(
      { query: STOCK, variables },
      { next: (value) => heard.push(value), error: (error) => heard.push(error), complete: () => undefined },
    );
    await until('it runs', async () => (await subscriptionsOf(first)) === 1);
    await t.change(variant, 4);
    await t.relay();
    await until('the change is heard', () => heard.length === 1);
    expect(heard[0]).toMatchObject({ data: { stockChanged: { quantityOnHand: 9, variant: { sku: variant.sku } } } });
    stop();
    await until('it is over', async () => (await subscriptionsOf(first)) === 0);
  });

  it.each([
    ['nobody', undefined, 401],
    ['a shopper', 'guest', 200],
  ] as const)('%s is refused', async (_name, who, status) => {
    const response = await fetch(`http://${first.address}/graphql/stream`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(who !== undefined && { authorization: `Bearer ${t.tokens[who]}` }),
      },
      body: JSON.stringify({ query: STOCK }),
    });
    const text = await response.text();
    expect([response.status, /"code":"(\w+)"/.exec(text)?.[1]]).toEqual([
      status,
      who ? 'FORBIDDEN' : 'UNAUTHENTICATED',
    ]);
  });
});

describe('orders, holds and low stock', () => {
  it('an order is told to its shopper and to staff when it changes; another shopper is refused', async () => {
    const variant = await stocked(t, 5);
    const shopper = t.as({ kind: 'customer', customerId: t.ids.customer });
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 1 }];
    const order = await placeOrder(shopper, { input: { idempotencyKey: nextKey() }, lines });
    await t.relay();
    const orderId = toGlobalId('Order', order._id);
    const query = 'subscription ($orderId: ID!) { orderChanged(orderId: $orderId) { id status } }';
    const own = await t.connect(first, t.tokens.customer);
    const staff = await t.connect(first, t.tokens.manager);
    const other = await t.connect(first, t.tokens.guest);
    const ids = [await t.follow(first, own, query, { orderId }), await t.follow(first, staff, query, { orderId })];
    const refused = other.subscribe(query, { orderId });
    await until('the other is refused', () => other.errorsOf(refused).length > 0);
    expect(other.errorsOf(refused)[0]?.extensions.code).toBe('NOT_FOUND');
    const cancel = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename } }';
    await t.gql(cancel, { input: { idempotencyKey: nextKey(), orderId } }, t.tokens.customer);
    await t.relay();
    await until('both hear it', () => own.dataOf(ids[0]!).length > 0 && staff.dataOf(ids[1]!).length > 0);
    expect(own.dataOf(ids[0]!)[0].orderChanged).toEqual({ id: orderId, status: 'CANCELLED' });
  });

  it('a hold near its end is told once to its owner, again after an extension, and never to another shopper', async () => {
    const variant = await stocked(t, 5);
    const query = 'subscription { reservationExpiring { id status } }';
    const own = await t.connect(first, t.tokens.customer);
    const other = await t.connect(first, t.tokens.guest);
    const id = await t.follow(first, own, query);
    const foreign = await t.follow(first, other, query);
    const shopper = t.as({ kind: 'customer', customerId: t.ids.customer });
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 1 }];
    const hold = await reserveStock(shopper, { input: { idempotencyKey: nextKey() }, lines, ttlSeconds: 300 });
    const sweep = async () => {
      await expireReservationsJob(depsOf(t), unseen);
      await t.relay();
    };
    await sweep();
    t.clock.tick(250_000);
    await sweep();
    await sweep();
    await until('it is told', () => own.dataOf(id).length > 0);
    const input = { idempotencyKey: nextKey(), reservationId: toGlobalId('Reservation', hold._id), ttlSeconds: 300 };
    await t.gql(action('extend'), { input }, t.tokens.customer);
    await sweep();
    t.clock.tick(250_000);
    await sweep();
    await until('it is told again', () => own.dataOf(id).length > 1);
    expect([own.dataOf(id).length, other.dataOf(foreign)]).toEqual([2, []]);
    t.clock.tick(60_000);
    await sweep();
  });

  it('an entry that falls to its reorder point is told', async () => {
    const variant = await stocked(t, 20);
    await t.relay();
    const client = await t.connect(first, t.tokens.clerk);
    const query =
      'subscription ($branchId: ID) { lowStock(branchId: $branchId) { quantityAvailable variant { sku } } }';
    const id = await t.follow(first, client, query, { branchId: branchGid(t.branches.north) });
    await t.change(variant, -5);
    await t.change(variant, -12);
    await t.change(variant, -1);
    await t.relay();
    await until('it is told', () => client.dataOf(id).length > 0);
    expect(client.dataOf(id)).toEqual([{ lowStock: { quantityAvailable: 2, variant: { sku: variant.sku } } }]);
  });
});

describe('when things go wrong', () => {
  it('Redis that goes away ends subscriptions with RESYNC_REQUIRED, and a client can subscribe again', async () => {
    const process = await t.startProcess();
    const client = await t.connect(
      process,
      (await issueSession(t.app, t.tenant._id, { kind: 'staff', userId: newId(), role: 'ADMIN' })).accessToken,
    );
    const id = await t.follow(process, client, STOCK);
    // Ends every subscriber's connection of this test run's Redis at the server's side.
    await t.app.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await until('it is told', () => client.errorsOf(id).length > 0);
    expect(client.errorsOf(id)[0]?.extensions.code).toBe('RESYNC_REQUIRED');
    expect(await droppedBy(process, 'gap')).toBe(1);
    await until('it is taken again', async () => {
      client.subscribe(STOCK);
      return (await subscriptionsOf(process)) > 0;
    });
  });
});

it('200 clients who hear one change cost the commands of one', async () => {
  const process = await t.startProcess();
  const variant = await stocked(t, 1);
  await t.relay();
  const heard: (() => number)[] = [];
  const cost: Record<number, number> = {};
  const variables = { variantIds: [variantGid(variant)] };
  for (const crowd of [1, 200]) {
    while (heard.length < crowd) {
      const actor = { kind: 'staff', userId: newId(), role: 'STOCK_CLERK' } as const;
      const client = await t.connect(process, (await issueSession(t.app, t.tenant._id, actor)).accessToken);
      const id = client.subscribe(STOCK, variables);
      heard.push(() => client.dataOf(id).length);
    }
    await until('all run', async () => (await subscriptionsOf(process)) === crowd);
    const before = heard.map((count) => count());
    await t.change(variant, 1);
    const { count } = await countCommandsOf(process.app.db, async () => {
      await t.relay();
      await until('all have heard', () => heard.every((now, at) => now() > (before[at] ?? 0)));
    });
    cost[crowd] = count;
  }
  expect(cost[200]).toBe(cost[1]);
}, 60_000);
