import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { newId, toGlobalId } from '../../../src/kernel/ids';
import { issueSession, signOut } from '../../../src/modules/tenants';
import { bearer, request } from '../../support/http-request';
import { connectLive, until } from '../../support/live-client';
import { stocked } from '../inventory/stock-scenario';
import { STOCK, createLiveTest, subscriptionsOf } from './live-scenario';
import type { LiveTest, Process } from './live-scenario';

let t: LiveTest;
let small: Process;
beforeAll(async () => {
  t = await createLiveTest();
  small = await t.startProcess({
    connectionsMax: 6,
    connectionsPerPrincipalMax: 2,
    subscriptionsPerConnectionMax: 2,
    messageBytesMax: 4_096,
    messagesPerMinuteMax: 20,
    initTimeoutMs: 100,
    keepAliveMs: 100,
    sweepMs: 20,
    recheckMs: 40,
  });
});
afterAll(() => t.close());

const connectionsOf = async ({ app }: Process) =>
  (await app.metrics.liveConnections.get()).values.reduce((sum, { value }) => sum + value, 0);
const tokenOf = async (role: 'ADMIN' | 'STOCK_CLERK' = 'STOCK_CLERK') =>
  (await issueSession(t.app, t.tenant._id, { kind: 'staff', userId: newId(), role })).accessToken;
const empty = () => until('all sockets are gone', async () => (await connectionsOf(small)) === 0);

describe('who may connect', () => {
  it.each([
    ['nobody', undefined],
    ['a forged token', 'eyJhbGciOiJub25lIn0.e30.'],
  ])('%s is closed with 4403', async (_name, token) => {
    const client = await connectLive(small.address, token);
    expect(client.closed?.code).toBe(4403);
    await empty();
  });

  it('a token in the header of the handshake serves as well', async () => {
    const client = await connectLive(small.address, undefined, { authorization: `Bearer ${await tokenOf()}` });
    expect(client.messages.map(({ type }) => type)).toEqual(['connection_ack']);
    client.socket.terminate();
    await empty();
  });

  it('a page of another origin is refused, one of our own is not', async () => {
    const token = await tokenOf();
    const evil = await connectLive(small.address, token, { origin: 'https://evil.example' });
    expect(evil.closed?.code).toBe(1006);
    const own = await connectLive(small.address, token, { origin: `http://${small.address}` });
    expect(own.closed).toBeNull();
    own.socket.terminate();
    await empty();
  });

  it('another path and another protocol are refused', async () => {
    const elsewhere = new WebSocket(`ws://${small.address}/other`, 'graphql-transport-ws');
    const status = await new Promise((resolve) => {
      elsewhere.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      elsewhere.on('error', () => undefined);
    });
    expect(status).toBe(404);
    const old = new WebSocket(`ws://${small.address}/graphql`);
    const code = await new Promise((resolve) => old.on('close', resolve));
    expect(code).toBe(4406);
    await empty();
  });

  it('a subscription before the acknowledgement closes with 4401', async () => {
    const socket = new WebSocket(`ws://${small.address}/graphql`, 'graphql-transport-ws');
    socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: STOCK } })));
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4401);
    await empty();
  });
});

describe('how much one may use', () => {
  it('a socket that never says who it is is closed with 4408', async () => {
    const socket = new WebSocket(`ws://${small.address}/graphql`, 'graphql-transport-ws');
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4408);
    await empty();
  });

  it('the third connection of one caller is closed with 4429, another caller is served', async () => {
    const token = await tokenOf();
    const first = await connectLive(small.address, token);
    const second = await connectLive(small.address, token);
    const third = await connectLive(small.address, token);
    expect([first.closed, second.closed, third.closed?.code]).toEqual([null, null, 4429]);
    const other = await connectLive(small.address, await tokenOf());
    expect(other.closed).toBeNull();
    first.socket.terminate();
    await until('the place is free', async () => (await connectionsOf(small)) === 2);
    const fourth = await connectLive(small.address, token);
    expect(fourth.closed).toBeNull();
    for (const { socket } of [second, other, fourth]) socket.terminate();
    await empty();
  });

  it('more sockets than the process may have are refused at the handshake', async () => {
    const clients = [];
    for (let i = 0; i < 7; i += 1) clients.push(await connectLive(small.address, await tokenOf()));
    expect(clients.map(({ closed }) => closed?.code ?? 'open')).toEqual([...Array<string>(6).fill('open'), 1006]);
    for (const { socket } of clients) socket.terminate();
    await empty();
  });

  it('the third subscription of a connection is refused, the others go on', async () => {
    const client = await connectLive(small.address, await tokenOf());
    for (let i = 0; i < 2; i += 1) client.subscribe(STOCK);
    await until('two run', async () => (await subscriptionsOf(small)) === 2);
    const third = client.subscribe(STOCK);
    await until('it is refused', () => client.errorsOf(third).length > 0);
    expect(client.errorsOf(third)[0]?.extensions.code).toBe('RATE_LIMITED');
    client.send({ type: 'complete', id: '1' });
    await until('one runs', async () => (await subscriptionsOf(small)) === 1);
    client.socket.terminate();
    await until('none runs', async () => (await subscriptionsOf(small)) === 0);
    await empty();
  });

  it.each([
    ['a message over the limit', 1009, 1, 'x'.repeat(5_000)],
    ['what is no message', 4400, 1, 'hello'],
    ['a flood of messages', 4429, 30, JSON.stringify({ type: 'ping' })],
  ])('%s closes with %p', async (_name, code, times, text) => {
    const client = await connectLive(small.address, await tokenOf());
    for (let i = 0; i < times; i += 1) client.socket.send(text);
    await until('it is closed', () => client.closed !== null);
    expect(client.closed?.code).toBe(code);
    await empty();
  });

  it('a flood of pings closes with 4429', async () => {
    const client = await connectLive(small.address, await tokenOf());
    for (let i = 0; i < 30; i += 1) client.socket.ping(randomBytes(8));
    await until('it is closed', () => client.closed !== null);
    expect(client.closed?.code).toBe(4429);
    await empty();
  });

  it('a client that answers no ping is cut off', async () => {
    const payload = { Authorization: `Bearer ${await tokenOf()}` };
    const client = new WebSocket(`ws://${small.address}/graphql`, 'graphql-transport-ws', { autoPong: false });
    client.on('open', () => client.send(JSON.stringify({ type: 'connection_init', payload })));
    expect(await new Promise((resolve) => client.on('close', resolve))).toBe(1006);
    await empty();
  });
});

describe('what may be asked', () => {
  const errorsFor = async (query: string) => {
    const client = await connectLive(t.processes[0].address, t.tokens.admin);
    const id = client.subscribe(query);
    await until('it is refused', () => client.errorsOf(id).length > 0);
    client.socket.terminate();
    return client.errorsOf(id);
  };

  it.each([
    ['a query', '{ tenant { id } }', 'BAD_USER_INPUT'],
    ['a mutation', 'mutation { reconcileStock(dryRun: true) { checkedEntries } }', 'BAD_USER_INPUT'],
    ['what does not parse', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['a field that is not there', 'subscription { stockChangd { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['two fields at once', 'subscription { stockChanged { id } lowStock { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'depth 50',
      `subscription { stockChanged { ${'variant { product { variants { nodes { '.repeat(12)} id ${'} } } } '.repeat(12)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      '31 aliases',
      `subscription { stockChanged { ${Array.from({ length: 31 }, (_u, i) => `a${i}: id`).join(' ')} } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'pages within pages',
      `subscription ($n: Int = 100) { stockChanged { variant { product { variants(first: $n) { nodes { ${'product { variants(first: $n) { nodes { '.repeat(2)} id ${'} } } '.repeat(2)}} } } } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s is refused as POST /graphql would', async (_name, query, code) => {
    const errors = await errorsFor(query);
    expect(errors[0]?.extensions.code).toBe(code);
    expect(JSON.stringify(errors)).not.toMatch(/node_modules|\bat .+\(/);
  });

  it('an id of another kind names nothing', async () => {
    const gid = toGlobalId('Product', newId());
    const errors = await errorsFor(`subscription { stockChanged(branchId: "${gid}") { id } }`);
    expect(errors[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('a subscription by POST is refused and told where to go', async () => {
    const payload = JSON.stringify({ query: 'subscription { stockChanged { id } }' });
    const reply = await request({ headers: bearer(t.tokens.admin), payload }, t.processes[0].server);
    expect(reply.codes).toEqual(['BAD_USER_INPUT']);
    expect(reply.text).toContain('WebSocket');
  });
});

describe('how long one may stay', () => {
  it('who signs out is closed with 4403 soon, and hears nothing any more', async () => {
    const session = await issueSession(t.app, t.tenant._id, { kind: 'staff', userId: newId(), role: 'STOCK_CLERK' });
    const client = await connectLive(small.address, session.accessToken);
    const stays = await connectLive(small.address, await tokenOf());
    await signOut(t.app, { refreshToken: session.refreshToken });
    await until('it is closed', () => client.closed !== null);
    expect(client.closed?.code).toBe(4403);
    expect(stays.closed).toBeNull();
    stays.socket.terminate();
    await empty();
  });

  // Last of those with a token, because the clock only goes forward.
  it('a token that ends closes with 4403; what is told after its end is not heard', async () => {
    const variant = await stocked(t, 1);
    await t.relay();
    // It looks at the ends of tokens so seldom that the news comes first, on however busy a machine.
    const patient = await t.startProcess({ sweepMs: 600_000 });
    const slow = await t.connect(patient, t.tokens.admin);
    const id = await t.follow(patient, slow, STOCK);
    const quick = await connectLive(small.address, t.tokens.admin);
    await t.change(variant, 1);
    t.clock.tick(31 * 60_000);
    await t.relay();
    await until('it is refused', () => slow.errorsOf(id).length > 0);
    expect([slow.dataOf(id), slow.errorsOf(id)[0]?.extensions.code]).toEqual([[], 'UNAUTHENTICATED']);
    await until('it is closed', () => quick.closed !== null);
    expect(quick.closed?.code).toBe(4403);
    await t.expectStockConsistent();
  });
});

it('a server that closes tells its clients, and waits for none that does not answer', async () => {
  const process = await t.startProcess();
  const clients = [
    await connectLive(process.address, await tokenOf()),
    await connectLive(process.address, await tokenOf()),
  ];
  await t.follow(process, clients[0]!, STOCK);
  clients[1]?.socket.pause();
  const begun = performance.now();
  await process.close();
  expect(performance.now() - begun).toBeLessThan(4_000);
  clients[1]?.socket.resume();
  await until('they are closed', () => clients.every(({ closed }) => closed !== null));
  expect(clients[0]?.closed?.code).toBe(1001);
});
