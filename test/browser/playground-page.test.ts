import { gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { readPreparedOperations, registerPlayground } from '../../src/playground';

let server: FastifyInstance;
beforeAll(async () => {
  server = fastify();
  await registerPlayground(server, {});
});
afterAll(() => server.close());

describe('the playground page over HTTP', () => {
  test('is sent compressed to those who take it, and is the same page', async () => {
    const plain = await server.inject({ url: '/playground' });
    const packed = await server.inject({ url: '/playground', headers: { 'accept-encoding': 'gzip, br' } });
    expect(plain.statusCode).toBe(200);
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.rawPayload.length).toBeLessThan(3_000_000);
    expect(gunzipSync(packed.rawPayload).equals(plain.rawPayload)).toBe(true);
  });

  test('is not sent again to those who have it', async () => {
    const first = await server.inject({ url: '/playground' });
    const again = await server.inject({
      url: '/playground',
      headers: { 'if-none-match': String(first.headers['etag']) },
    });
    expect(again.statusCode).toBe(304);
    expect(again.rawPayload.length).toBe(0);
  });

  test('may run its own script only, and load nothing from elsewhere', async () => {
    const { headers, payload } = await server.inject({ url: '/playground' });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|script-src[^;]*unsafe/);
    expect(payload).not.toMatch(/(src|href)="https?:/);
  });

  test('without a demonstration tenant it offers the prepared operations without any token', async () => {
    const { tabs } = (await server.inject({ url: '/playground/tabs' })).json<{ tabs: object[] }>();
    expect(tabs).toEqual(readPreparedOperations().map(({ name, document }) => ({ name, query: document })));
  });
});

test('operation names are unique over all clients', () => {
  const names = readPreparedOperations().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
