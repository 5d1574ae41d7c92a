import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { newId } from '../../../src/kernel/ids';
import { issueSession, signOut } from '../../../src/modules/tenants';
import type { GraphqlAnswer, GraphqlData } from '../../support/executors';
import { until } from '../../support/live-client';
import { stocked } from '../inventory/stock-scenario';
import { STOCK, createLiveTest, subscriptionsOf } from './live-scenario';
import type { LiveTest, Process } from './live-scenario';

let t: LiveTest;
let quick: Process;
beforeAll(async () => {
  t = await createLiveTest();
  quick = await t.startProcess({ sweepMs: 20, recheckMs: 40, keepAliveMs: 50 });
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const session = () => issueSession(t.app, t.tenant._id, { kind: 'staff', userId: newId(), role: 'STOCK_CLERK' });

/** A stream as it is on the wire. */
interface Stream {
  readonly socket: Socket;
  text: string;
  isEnded: boolean;
}

interface Wish {
  readonly variables?: object;
  /** As clients of the standard send it when they come back. */
  readonly lastEventId?: string;
}

/** Opens a stream and waits until the process has taken the subscription. */
async function open(process: Process, token: string, wish: Wish = {}): Promise<Stream> {
  const before = await subscriptionsOf(process);
  const stream = send(process, token, wish);
  await until('the subscription runs', async () => (await subscriptionsOf(process)) > before);
  return stream;
}

function send(process: Process, token: string, { variables, lastEventId }: Wish): Stream {
  const [host, port] = process.address.split(':');
  const body = JSON.stringify({ query: STOCK, variables });
  const socket = connect(Number(port), host);
  const stream: Stream = { socket, text: '', isEnded: false };
  socket.setEncoding('utf8');
  socket.on('data', (part: string) => (stream.text += part));
  socket.on('close', () => (stream.isEnded = true));
  socket.write(
    `POST /graphql/stream HTTP/1.1\r\nhost: ${process.address}\r\nauthorization: Bearer ${token}\r\n` +
      (lastEventId === undefined ? '' : `last-event-id: ${lastEventId}\r\n`) +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  return stream;
}

/** Codes of all errors that came, in order. */
const codesIn = ({ text }: Stream): string[] =>
  [...text.matchAll(/^data: (\{.+)$/gm)]
    .flatMap(([, data]) => (JSON.parse(data ?? '') as GraphqlAnswer).errors ?? [])
    .map(({ extensions }) => extensions.code);
/** Ids in order, as a client of the standard reads them: the newest is what it sends when it comes back. */
const idsIn = ({ text }: Stream): string[] => [...text.matchAll(/^id: ?(.*)$/gm)].map(([, id]) => id ?? '');
/** SKU and units of each result, in order. */
const toldIn = ({ text }: Stream): unknown[] =>
  [...text.matchAll(/^event: next\ndata: (.+)\nid: .+$/gm)].map(([, data]) => {
    const { stockChanged } = (JSON.parse(data ?? '') as { data: GraphqlData }).data;
    return [stockChanged.variant.sku, stockChanged.quantityOnHand];
  });
const resultsIn = ({ text }: Stream) => text.split('event: next').length - 1;

it('a stream that has nothing to tell is kept alive by comments', async () => {
  const { accessToken } = await session();
  const stream = await open(quick, accessToken);
  await until('some came', () => stream.text.split('\n:\n').length > 3);
  expect(stream.text).not.toContain('event:');
  stream.socket.destroy();
  await until('it is over', async () => (await subscriptionsOf(quick)) === 0);
});

describe('a client that comes back with Last-Event-ID', () => {
  it('is told at another process what it missed, and nothing that it was told long ago', async () => {
    const [seen, missed] = [await stocked(t, 1), await stocked(t, 1)];
    await t.relay();
    t.clock.tick(60_000);
    const { accessToken } = await session();
    const stream = await open(quick, accessToken);
    await t.change(seen, 1);
    await t.relay();
    await until('the change is heard', () => resultsIn(stream) === 1);
    expect(toldIn(stream)).toEqual([[seen.sku, 2]]);
    const told = idsIn(stream).at(-1);
    t.clock.tick(60_000);
    // Nothing happens, and still it need not read all again when it comes back after a quarter of an hour.
    await until('its place moves on', () => idsIn(stream).at(-1) !== told);
    stream.socket.destroy();
    await until('it is over', async () => (await subscriptionsOf(quick)) === 0);
    await t.change(missed, 4);
    await t.relay();

    const [, other] = t.processes;
    const since = new Date(0).toISOString();
    const back = await open(other, accessToken, { lastEventId: idsIn(stream).at(-1) ?? '', variables: { since } });
    await until('what was missed is heard', () => resultsIn(back) === 1);
    await t.change(seen, 1);
    await t.relay();
    await until('it goes on live', () => resultsIn(back) === 2);
    expect(toldIn(back)).toEqual([
      [missed.sku, 5],
      [seen.sku, 3],
    ]);
    back.socket.destroy();
    await until('it is over', async () => (await subscriptionsOf(other)) === 0);
  });

  it('keeps its place until all that it missed is told', async () => {
    t.clock.tick(60_000);
    const place = t.clock.now().toISOString();
    t.clock.tick(60_000);
    for (let count = 0; count < 3; count += 1) await t.change(await stocked(t, 1), 1);
    await t.relay();
    const stream = await open(quick, (await session()).accessToken, { lastEventId: place });
    await until('all is told, and its place moves on', () => idsIn(stream).at(-1) === t.clock.now().toISOString());
    expect(resultsIn(stream)).toBe(3);
    const upToLast = { ...stream, text: stream.text.slice(0, stream.text.lastIndexOf('event: next')) };
    expect(new Set(idsIn(upToLast))).toEqual(new Set([place]));
    stream.socket.destroy();
    await until('it is over', async () => (await subscriptionsOf(quick)) === 0);
  });

  it('is refused with a place that it did not have from here', async () => {
    const stream = send(quick, (await session()).accessToken, { lastEventId: '17' });
    await until('it is refused', () => stream.isEnded);
    expect(stream.text).toMatch(/^HTTP\/1.1 400 /);
    expect(stream.text).toContain('"code":"BAD_USER_INPUT"');
  });
});

it('who signs out is told so, and the stream ends; the stream of another goes on', async () => {
  const variant = await stocked(t, 1);
  await t.relay();
  const [leaves, stays] = [await session(), await session()];
  const ended = await open(quick, leaves.accessToken);
  const other = await open(quick, stays.accessToken);
  await signOut(t.app, { refreshToken: leaves.refreshToken });
  await until('it ends', () => ended.isEnded);
  await t.change(variant, 1);
  await t.relay();
  await until('the other hears it', () => resultsIn(other) === 1);
  expect([other.isEnded, ended.text.includes('event: complete')]).toEqual([false, true]);
  expect(ended.text).not.toContain('stockChanged');
  other.socket.destroy();
  await until('both are over', async () => (await subscriptionsOf(quick)) === 0);
});

it('a reader that stalls and goes away leaves nothing behind', async () => {
  const stream = await open(quick, (await session()).accessToken);
  stream.socket.pause();
  stream.socket.resetAndDestroy();
  await until('it is over', async () => (await subscriptionsOf(quick)) === 0);
});

// Last of those with a token, because the clock only goes forward.
it('a token that ends is told so and ends the stream; what is told after its end is not heard', async () => {
  const variant = await stocked(t, 1);
  await t.relay();
  const [patient] = t.processes;
  const streams = [await open(quick, t.tokens.admin), await open(patient, t.tokens.admin)];
  await t.change(variant, 1);
  t.clock.tick(31 * 60_000);
  await t.relay();
  await until('both end', () => streams.every(({ isEnded }) => isEnded));
  for (const stream of streams) {
    expect(codesIn(stream)).toEqual(['UNAUTHENTICATED']);
    expect(stream.text).not.toContain('stockChanged');
    expect(stream.text).toContain('event: complete');
  }
});

it('a server that closes ends its streams without calling them complete, so that clients come back', async () => {
  const process = await t.startProcess();
  const stream = await open(process, (await session()).accessToken);
  await process.close();
  await until('it ends', () => stream.isEnded);
  expect(stream.text).not.toContain('event: complete');
});
