import type { FastifyInstance } from 'fastify';
import { createConnection } from 'mongoose';
import { connectRedis } from '../../src/platform/redis';
import { buildServer } from '../../src/server';
import type { App } from '../../src/app';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

/** Nothing listens there. */
const NOWHERE = '127.0.0.1:1';

let test: TestApp;
const redis = connectRedis(`redis://${NOWHERE}`, 'producer');
redis.on('error', () => undefined);
const db = createConnection(`mongodb://${NOWHERE}`, { serverSelectionTimeoutMS: 100 });
db.asPromise().catch(() => undefined);

beforeAll(async () => {
  test = await createTestApp();
});

afterAll(async () => {
  redis.disconnect();
  await db.close();
  await test.close();
});

async function healthOf(app: Partial<App>, path: string): Promise<{ status: number; body: unknown }> {
  const server: FastifyInstance = await buildServer({ ...test.app, ...app });
  try {
    const reply = await server.inject({ method: 'GET', url: path });
    return { status: reply.statusCode, body: reply.json() };
  } finally {
    await server.close();
  }
}

it('a process that reaches everything is ready', async () => {
  expect(await healthOf({}, '/health/ready')).toEqual({ status: 200, body: { status: 'ready' } });
});

it.each([
  ['Redis', { redis }, ['Redis']],
  ['MongoDB', { db }, ['MongoDB']],
  ['both', { db, redis }, ['MongoDB', 'Redis']],
])('one that does not reach %s says so, and lives', async (_name, app, missing) => {
  expect(await healthOf(app, '/health/ready')).toEqual({ status: 503, body: { status: 'not ready', missing } });
  expect(await healthOf(app, '/health/live')).toEqual({ status: 200, body: { status: 'live' } });
});
