import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { startChild } from '../../src/devstack/child-process';
import { freePort, isPortFree } from '../../src/devstack/free-port';
import { startMongo } from '../../src/devstack/mongo-launcher';
import { namesDatabase, withDatabase } from '../../src/devstack/mongo-uri';
import { NO_REDIS, answers, startRedis } from '../../src/devstack/redis-launcher';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-launchers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const silent = () => undefined;

describe('connection strings', () => {
  test.each([
    ['mongodb://127.0.0.1:27017', 'x', 'mongodb://127.0.0.1:27017/x'],
    ['mongodb://127.0.0.1:27017/', 'x', 'mongodb://127.0.0.1:27017/x'],
    ['mongodb://127.0.0.1:27017/?replicaSet=rs0', 'x', 'mongodb://127.0.0.1:27017/x?replicaSet=rs0'],
    ['mongodb://a:1,b:2/old?replicaSet=rs0', 'x', 'mongodb://a:1,b:2/x?replicaSet=rs0'],
    ['mongodb://u:p@a:1/old', 'x', 'mongodb://u:p@a:1/x?authSource=old'],
    ['mongodb+srv://u:p@a.example.com', 'x', 'mongodb+srv://u:p@a.example.com/x?authSource=admin'],
    ['mongodb://u:p@a:1/old?authSource=other', 'x', 'mongodb://u:p@a:1/x?authSource=other'],
  ])('%s with database %s is %s', (uri, database, expected) => {
    expect(withDatabase(uri, database)).toBe(expected);
    expect(namesDatabase(expected)).toBe(true);
  });

  test('anything else is refused', () => {
    expect(() => withDatabase('http://127.0.0.1', 'x')).toThrow('Expected MONGODB_URI');
  });
});

describe('ports', () => {
  test('a port that is taken is not free, and a free one is', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await isPortFree(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(port)).toBe(true);
    expect(await freePort()).toBeGreaterThan(1023);
  });
});

describe('child processes', () => {
  test('a child that ignores its output being read to the end still tells its last lines', async () => {
    const lines: string[] = [];
    const script = 'console.log("one"); process.stdout.write("two"); console.error("three")';
    const child = startChild({ command: process.execPath, args: ['-e', script], onLine: (line) => lines.push(line) });
    await child.ended;
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toEqual(['one', 'two']);
    expect(child.output()).toContain('three');
    await child.stop();
  });

  test('a program that does not exist ends at once and says so', async () => {
    const child = startChild({ command: join(folder, 'nothing-here'), args: [] });
    await child.ended;
    expect(child.output()).toMatch(/ENOENT|No such file/);
  });
});

describe('Redis', () => {
  test('REDIS_URL comes first, whatever else is there', async () => {
    const redis = await startRedis({
      url: 'redis://elsewhere:1',
      path: process.env['PATH'],
      folder,
      isDurable: false,
      mayInstall: false,
      say: silent,
    });
    expect(redis).toMatchObject({ url: 'redis://elsewhere:1', origin: 'REDIS_URL', isPrivate: false });
  });

  test('without any Redis the ways to get one are listed, and nothing is installed unasked', async () => {
    if (await answers('redis://127.0.0.1:6379')) {
      process.stderr.write('A Redis answers on 127.0.0.1:6379: the case without any is not tested here.\n');
      return;
    }
    const lost = startRedis({ url: undefined, path: '', folder, isDurable: false, mayInstall: false, say: silent });
    await expect(lost).rejects.toThrow(NO_REDIS);
  });

  test('one that answers on 127.0.0.1:6379 is used when there is no program, and is not ours to flush or stop', async () => {
    if (!(await answers('redis://127.0.0.1:6379'))) {
      process.stderr.write('No Redis answers on 127.0.0.1:6379: using it is not tested here.\n');
      return;
    }
    const found = await startRedis({
      url: undefined,
      path: '',
      folder,
      isDurable: false,
      mayInstall: false,
      say: silent,
    });
    expect(found).toMatchObject({ url: 'redis://127.0.0.1:6379', isPrivate: false });
    await found.stop();
    expect(await answers('redis://127.0.0.1:6379')).toBe(true);
  });

  test('a server program on the PATH is started privately with the setting BullMQ needs, and ends on stop', async () => {
    const redis = await startRedis({
      url: undefined,
      path: process.env['PATH'],
      folder: join(folder, 'redis'),
      isDurable: true,
      mayInstall: false,
      say: silent,
    });
    if (!redis.isPrivate) {
      process.stderr.write('No redis-server on the PATH: the private start is not tested here.\n');
      return;
    }
    const client = new Redis(redis.url, { retryStrategy: () => null });
    expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    client.disconnect();
    await redis.stop();
    expect(await isPortFree(Number(new URL(redis.url).port))).toBe(true);
  });
});

describe('MongoDB', () => {
  test('MONGODB_URI comes first', async () => {
    const mongo = await startMongo({
      uri: 'mongodb://elsewhere:1',
      mode: 'memory-server',
      storage: 'in-process memory',
    });
    expect(mongo).toMatchObject({ uri: 'mongodb://elsewhere:1', origin: 'MONGODB_URI' });
  });

  test('an unknown MONGO_MODE is refused with what is possible', async () => {
    await expect(startMongo({ uri: undefined, mode: 'mysql', storage: 'in-process memory' })).rejects.toThrow(
      'Expected MONGO_MODE to be memory-server or embedded',
    );
  });
});
