import { FakeClock } from '../../../src/kernel/clock';
import { outboxEvents } from '../../../src/platform/outbox';
import type { GraphqlData } from '../../support/executors';
import { connectLive, until } from '../../support/live-client';
import type { LiveClient } from '../../support/live-client';
import { ended, startServiceProcess } from '../../support/service-process';
import type { ServiceProcess } from '../../support/service-process';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import type { variantGid } from '../inventory/stock-scenario';
import { ADJUST, RESERVE, line, nextKey, stocked } from '../inventory/stock-scenario';

const STOCK = `subscription ($since: DateTime) { news: stockChanged(since: $since) {
  id quantityOnHand updatedAt variant { sku } } }`;
const LOW = `subscription ($since: DateTime) { news: lowStock(since: $since) {
  id quantityAvailable updatedAt variant { sku } } }`;
const EXPIRING = `subscription ($since: DateTime) { news: reservationExpiring(since: $since) { id status updatedAt } }`;

/** An API process of its own. */
interface Api extends ServiceProcess {
  readonly address: string;
}

let t: TestApp;
let a: Api;
let b: Api;
const processes: ServiceProcess[] = [];
const clients: LiveClient[] = [];
beforeAll(async () => {
  // The processes have real clocks, so tokens must be good now.
  t = await createTestApp({ clock: new FakeClock(new Date()) });
  const worker = { script: 'jobs/main.ts', args: ['--only', 'relay-outbox,expire-reservations'] } as const;
  a = await startApi();
  b = await startApi();
  processes.push(await startServiceProcess(t, { ...worker, ready: /workers ready/ }));
}, 120_000);
afterAll(async () => {
  for (const client of clients) client.socket.terminate();
  for (const { child } of processes) child.kill('SIGKILL');
  await Promise.all(processes.map(({ child }) => ended(child)));
  await t.close();
});

async function startApi(): Promise<Api> {
  const env = { PORT: '0', LOG_LEVEL: 'info' };
  const started = await startServiceProcess(t, { script: 'src/main.ts', env, ready: /"url":"http:\/\/([^"]+)"/ });
  processes.push(started);
  return { ...started, address: started.said[1] ?? '' };
}

/** Sends a mutation to a process and fails unless its outcome is a payload. */
async function mutate(api: Api, query: string, input: object, token = t.tokens.clerk): Promise<void> {
  const response = await fetch(`http://${api.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: { input: { idempotencyKey: nextKey(), ...input } } }),
  });
  const { data, errors } = await response.json();
  expect([errors, Object.values(data).map((it: GraphqlData) => it.__typename)]).toEqual([
    undefined,
    [expect.stringMatching(/Payload$/)],
  ]);
}

type Sold = Parameters<typeof variantGid>[0] & { readonly sku: string };

const adjust = (api: Api, variant: Sold, delta: number) => {
  const { branchId, variantId } = line(t, variant, 1);
  return mutate(api, ADJUST, { reason: 'CORRECTION', lines: [{ branchId, variantId, delta }] });
};
/** A hold that ends within a minute, so that the next sweep warns of it. */
const hold = (api: Api, variant: Sold) =>
  mutate(api, RESERVE, { ttlSeconds: 60, lines: [line(t, variant, 1)] }, t.tokens.customer);

async function connect(api: Api, token: string): Promise<LiveClient> {
  const client = await connectLive(api.address, token);
  clients.push(client);
  return client;
}

/** Running subscriptions, as the process itself counts them. */
async function subscriptionsAt({ address }: Api): Promise<number> {
  const text = await (await fetch(`http://${address}/metrics`)).text();
  return Number(/^holdfast_live_subscriptions (\d+)$/m.exec(text)?.[1]);
}

/** What a client heard of one subscription, oldest first. */
type Heard = () => GraphqlData[];

/** Follows stock and low stock as a clerk, and holds as their shopper; resolves when the process has taken all three. */
async function followAll(api: Api, since: readonly (string | null)[] = []): Promise<Heard[]> {
  const before = await subscriptionsAt(api);
  const [clerk, shopper] = [await connect(api, t.tokens.clerk), await connect(api, t.tokens.customer)];
  const heard = (
    [
      [clerk, STOCK],
      [clerk, LOW],
      [shopper, EXPIRING],
    ] as const
  ).map(([client, query], index) => {
    const id = client.subscribe(query, { since: since[index] ?? null });
    return () => client.dataOf(id).map(({ news }) => news);
  });
  await until('the process has taken all', async () => (await subscriptionsAt(api)) === before + heard.length);
  return heard;
}

const backlog = () => outboxEvents(t.app.db).countDocuments({ tenantId: t.tenant._id, publishedAt: null });
const warnings = () => outboxEvents(t.app.db).countDocuments({ tenantId: t.tenant._id, type: 'reservation.expiring' });
const newest = (heard: Heard): string =>
  heard()
    .map(({ updatedAt }) => updatedAt as string)
    .sort()
    .at(-1) ?? '';
const onHand = (heard: Heard) => heard().map((it) => [it.variant.sku, it.quantityOnHand]);

test('who follows process A hears what B did; A killed with -9, B tells exactly what was missed', async () => {
  const [first, second, third] = [await stocked(t, 20), await stocked(t, 20), await stocked(t, 20)] as const;
  await until('what was there before is told', async () => (await backlog()) === 0);
  const [stock, low, expiring] = (await followAll(a)) as [Heard, Heard, Heard];

  for (const variant of [first, second, third]) await adjust(b, variant, 1);
  await until('the changes are heard', () => stock().length === 3);
  await adjust(b, first, -18);
  await until('the low entry is heard', () => low().length === 1 && stock().length === 4);
  await hold(b, second);
  await until('the hold is heard', () => expiring().length === 1 && stock().length === 5);
  expect(onHand(stock)).toEqual([
    [first.sku, 21],
    [second.sku, 21],
    [third.sku, 21],
    [first.sku, 3],
    [second.sku, 21],
  ]);
  expect(low()).toMatchObject([{ quantityAvailable: 3, variant: { sku: first.sku } }]);
  expect(expiring()).toMatchObject([{ status: 'ACTIVE' }]);

  // What a client has, may come again for half a minute; the test does not wait for it but lets it be over.
  await until('all is marked as told', async () => (await backlog()) === 0);
  const long = new Date(Date.now() - 60_000);
  await outboxEvents(t.app.db).updateMany({ tenantId: t.tenant._id }, { $set: { publishedAt: long } });
  a.child.kill('SIGKILL');
  await ended(a.child);
  await until('the clients notice', () => clients.every(({ closed }) => closed !== null));
  await adjust(b, third, 4);
  await adjust(b, third, 5);
  await adjust(b, second, -18);
  await hold(b, first);
  // What is not published yet when a client comes back is told to it at once, and once more when it is published.
  await until('it is told to nobody', async () => (await warnings()) === 2 && (await backlog()) === 0);

  const [stockNow, lowNow, expiringNow] = (await followAll(b, [stock, low, expiring].map(newest))) as [
    Heard,
    Heard,
    Heard,
  ];
  await until('it goes on', () => stockNow().length === 3 && lowNow().length === 1 && expiringNow().length === 1);
  await adjust(b, third, 1);
  await until('it goes on live', () => stockNow().length === 4);
  expect(onHand(stockNow)).toEqual([
    [third.sku, 30],
    [second.sku, 3],
    [first.sku, 3],
    [third.sku, 31],
  ]);
  expect(lowNow()).toMatchObject([{ quantityAvailable: 2, variant: { sku: second.sku } }]);
  expect(expiringNow()).toMatchObject([{ status: 'ACTIVE' }]);
  expect(expiringNow()[0].id).not.toBe(expiring()[0].id);

  // At once again: what comes twice is the very state that the client has.
  const known = new Set(stockNow().map((it) => JSON.stringify(it)));
  const [stockAgain] = (await followAll(b, [stockNow, lowNow, expiringNow].map(newest))) as [Heard];
  await adjust(b, first, 1);
  await until('the new change is heard', () => stockAgain().some(({ quantityOnHand }) => quantityOnHand === 4));
  expect(stockAgain().filter((it) => !known.has(JSON.stringify(it)))).toHaveLength(1);
  await t.expectStockConsistent();
}, 60_000);
