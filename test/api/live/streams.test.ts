import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { newId } from '../../../src/kernel/ids';
import { issueSession, signOut } from '../../../src/modules/tenants';
import type { GraphqlAnswer } from '../../support/executors';
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

/** Opens a stream and waits until the process has taken the subscription. */
async function open(process: Process, token: string, query = STOCK): Promise<Stream> {
  const [host, port] = process.address.split(':');
  const before = await subscriptionsOf(process);
  const body = JSON.stringify({ query });
  const socket = connect(Number(port), host);
  const stream: Stream = { socket, text: '', isEnded: false };
  socket.setEncoding('utf8');
  socket.on('data', (part: string) => (stream.text += part));
  socket.on('close', () => (stream.isEnded = true));
  socket.write(
    `POST /graphql/stream HTTP/1.1\r\nhost: ${process.address}\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  await until('the subscription runs', async () => (await subscriptionsOf(process)) > before);
  return stream;
}

/** Codes of all errors that came, in order. */
const codesIn = ({ text }: Stream): string[] =>
  [...text.matchAll(/^data: (\{.+)$/gm)]
    .flatMap(([, data]) => (JSON.parse(data ?? '') as GraphqlAnswer).errors ?? [])
    .map(({ extensions }) => extensions.code);
const resultsIn = ({ text }: Stream) => text.split('event: next').length - 1;

it('a stream that has nothing to tell is kept alive by comments', async () => {
  const { accessToken } = await session();
  const stream = await open(quick, accessToken);
  await until('some came', () => stream.text.split('\n:\n').length > 3);
  expect(stream.text).not.toContain('event:');
  stream.socket.destroy();
  await until('it is over', async () => (await subscriptionsOf(quick)) === 0);
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
