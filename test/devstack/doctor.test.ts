import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkDataFolder,
  checkDev,
  checkMongo,
  checkNode,
  checkPort,
  checkRedis,
  checkSettings,
  checkStock,
} from '../../src/devstack/doctor-checks';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-doctor-'));
let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(async () => {
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['v20.18.3', 'trouble'],
  ['v20.19.0', 'ok'],
  ['v21.7.0', 'trouble'],
  ['v22.14.0', 'trouble'],
  ['v22.15.0', 'ok'],
  ['v24.0.0', 'ok'],
])('Node %s is %s, as package.json says', (version, verdict) => {
  expect(checkNode(version).verdict).toBe(verdict);
});

test('npm run dev: not there, ready, not ready, without an answer', async () => {
  const server = createHttpServer((request, reply) => {
    reply.statusCode = request.url === '/ill/health/ready' ? 503 : 200;
    reply.end('{"status":"as asked","missing":["Redis"]}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  try {
    expect(await checkDev(undefined)).toMatchObject({ verdict: 'note', text: expect.stringContaining('not running') });
    expect(await checkDev(url)).toEqual({ verdict: 'ok', text: `npm run dev is ready at ${url}` });
    const ill = await checkDev(`${url}/ill`);
    expect(ill).toMatchObject({ verdict: 'trouble', text: expect.stringContaining('"missing":["Redis"]') });
  } finally {
    server.close();
    server.closeAllConnections();
  }
  expect(await checkDev(url)).toMatchObject({ verdict: 'trouble', text: expect.stringContaining('does not answer') });
});

test('settings: none are fine, incomplete ones are noted without their values', () => {
  expect(checkSettings({}).verdict).toBe('ok');
  const incomplete = checkSettings({ TOKEN_SECRET: 'short-secret' });
  expect(incomplete.verdict).toBe('note');
  expect(incomplete.text).toContain('TOKEN_SECRET');
  expect(incomplete.text).not.toContain('short-secret');
});

test('a secret that others can read is trouble, with the command that mends it', () => {
  const file = join(folder, 'credentials.json');
  writeFileSync(file, '{}', { mode: 0o600 });
  expect(checkDataFolder(folder).map(({ verdict }) => verdict)).not.toContain('trouble');
  chmodSync(file, 0o644);
  expect(checkDataFolder(folder)).toContainEqual({
    verdict: 'trouble',
    text: `${file} can be read by others. Run: chmod 600 ${file}`,
  });
});

test('a taken port is noted with another one', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await checkPort(port, false)).toEqual({
    verdict: 'note',
    text: `Port ${port} is taken by another program: use npm run dev -- --port ${port + 1}.`,
  });
  await new Promise((resolve) => server.close(resolve));
  expect((await checkPort(port, false)).verdict).toBe('ok');
});

test('database and Redis of the tests are well', async () => {
  expect((await checkMongo(t.app.db))[0]?.verdict).toBe('ok');
  expect((await checkRedis(t.app.redis)).verdict).toBe('ok');
});

test('stock without drift is well; one lost unit is trouble', async () => {
  const { variant } = await t.makeProduct();
  await t.makeStock({ branch: t.branches.north, variant, quantity: 5 });
  expect(await checkStock(t.app.db, t.app.logger)).toContainEqual({
    verdict: 'ok',
    text: 'stock of tenant "acme": 1 entries, no drift',
  });
  const entries = t.app.db.collection('stock_entries');
  await entries.updateOne({ variantId: variant._id }, { $inc: { quantityOnHand: -1, quantityAvailable: -1 } });
  expect(await checkStock(t.app.db, t.app.logger)).toContainEqual({
    verdict: 'trouble',
    text: 'Stock of tenant "acme": 1 of 1 entries drift. Run reconcileStock.',
  });
});
