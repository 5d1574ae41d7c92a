import { Redis } from 'ioredis';
import { relayOutboxJob, toMessage } from '../../jobs/relay-outbox.job';
import type { Context } from '../../src/kernel/context';
import { newId } from '../../src/kernel/ids';
import { eventChannel, eventMessage } from '../../src/platform/event-message';
import type { EventMessage } from '../../src/platform/event-message';
import { outboxEvents } from '../../src/platform/outbox';
import type { OutboxEvent } from '../../src/platform/outbox';
import { runInTransaction } from '../../src/platform/transaction';
import { openCount } from '../api/inventory/count-scenario';
import { draft } from '../api/inventory/transfer-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { depsOf, unseen } from './deps';

let service: TestApp;
let subscriber: Redis;
const heard: EventMessage[] = [];

beforeAll(async () => {
  service = await createTestApp();
  subscriber = new Redis(service.app.config.redisUrl, { enableReadyCheck: false });
  subscriber.on('message', (_channel: string, text: string) => heard.push(eventMessage.parse(JSON.parse(text))));
  await subscriber.subscribe(eventChannel(service.app.config.redisPrefix, service.tenant._id.toHexString()));
});
beforeEach(async () => {
  await relayOutboxJob(depsOf(service), unseen);
  await quiet();
  heard.length = 0;
});
afterAll(async () => {
  subscriber.disconnect();
  await service.close();
});

/** Redis delivers in order on one connection: when our own message has come, everything before it has. */
async function quiet(): Promise<void> {
  const channel = eventChannel(service.app.config.redisPrefix, service.tenant._id.toHexString());
  const before = heard.length;
  const marker = row({ type: 'test.marker' });
  await service.app.redis.publish(channel, JSON.stringify(toMessage(marker)));
  while (!heard.slice(before).some((message) => message.type === 'test.marker')) await new Promise(setImmediate);
  heard.splice(
    heard.findIndex((message) => message.type === 'test.marker'),
    1,
  );
}

function row(changes: Partial<OutboxEvent> = {}, ctx: Context = service.ctx): OutboxEvent {
  return {
    _id: newId(),
    tenantId: ctx.tenantId,
    type: 'order.placed',
    version: 1,
    payload: { orderId: newId().toHexString() },
    correlationId: 'relay-test',
    occurredAt: ctx.clock.now(),
    publishedAt: null,
    ...changes,
  };
}

async function store(rows: OutboxEvent[]): Promise<string[]> {
  await outboxEvents(service.app.db).insertMany(rows, { lean: true });
  return rows.map((event) => event._id.toHexString());
}

async function unpublished(): Promise<number> {
  return outboxEvents(service.app.db).countDocuments({ tenantId: service.tenant._id, publishedAt: null });
}

describe('job relay-outbox', () => {
  test('an event whose type no reader would take is refused where it is written', async () => {
    const event = { type: 'Stock.Changed', version: 1, payload: {} };
    await expect(runInTransaction(service.ctx, async (tx) => tx.record(event))).rejects.toThrow(
      'Invariant broken: an event is named noun.happened',
    );
    expect(await unpublished()).toBe(0);
  });

  test('publishes the backlog in order, once, and marks it', async () => {
    const ids = await store(Array.from({ length: 1_200 }, () => row()));
    const summary = await relayOutboxJob(depsOf(service), unseen);
    await quiet();
    expect(summary).toEqual({ tenants: 2, published: 1_200, rejected: 0 });
    expect(heard.map((message) => message.id)).toEqual(ids);
    expect(await unpublished()).toBe(0);
    expect(await relayOutboxJob(depsOf(service), unseen)).toEqual({ tenants: 2, published: 0, rejected: 0 });
    await quiet();
    expect(heard).toHaveLength(1_200);
  });

  test('what happens to transfers and counts is published like any other news', async () => {
    const { variant } = await service.makeProduct();
    await draft(service, [[variant, 1]]);
    await openCount(service);
    const { rejected } = await relayOutboxJob(depsOf(service), unseen);
    await quiet();
    expect([rejected, heard.map(({ type }) => type)]).toEqual([
      0,
      ['product.created', 'stock-transfer.created', 'stock-count.started'],
    ]);
  });

  test('after a crash between publishing and marking it publishes again, under the same id', async () => {
    const [id] = await store([row()]);
    await relayOutboxJob(depsOf(service), unseen);
    await service.app.db
      .collection('outbox_events')
      .updateMany({ correlationId: 'relay-test' }, { $set: { publishedAt: null } });
    heard.length = 0;
    await relayOutboxJob(depsOf(service), unseen);
    await quiet();
    expect(heard.filter((message) => message.id === id)).toHaveLength(1);
  });

  test('an unreadable row is set aside and holds up nobody', async () => {
    const good = [row(), row()];
    await store([
      good[0] as OutboxEvent,
      row({ type: 'NO TYPE' }),
      row({ type: 'stock.changed', payload: {} }),
      row({ occurredAt: undefined as unknown as Date }),
      good[1] as OutboxEvent,
    ]);
    const summary = await relayOutboxJob(depsOf(service), unseen);
    await quiet();
    expect(summary).toEqual({ tenants: 2, published: 2, rejected: 3 });
    expect(heard.map((message) => message.id)).toEqual(good.map((event) => event._id.toHexString()));
    expect(await unpublished()).toBe(0);
  });

  test('four relays at once keep the order and publish nothing twice', async () => {
    const ids = await store(Array.from({ length: 300 }, () => row()));
    await Promise.all(Array.from({ length: 4 }, () => relayOutboxJob(depsOf(service), unseen)));
    await relayOutboxJob(depsOf(service), unseen);
    await quiet();
    expect(heard.map((message) => message.id)).toEqual(ids);
  });

  test('a change of stock comes out as an event and makes its product due', async () => {
    const { product, variant } = await service.makeProduct();
    await service.makeStock({ branch: service.branches.north, variant, quantity: 7 });
    await relayOutboxJob(depsOf(service), unseen);
    await quiet();
    const changed = heard.filter((message) => message.type === 'stock.changed');
    expect(changed).toHaveLength(1);
    expect(changed[0]?.payload).toMatchObject({
      entries: [{ productId: product._id.toHexString(), quantityOnHand: 7, quantityAvailable: 7 }],
    });
    const due = await service.app.db.collection('due_marks').find({ subjectId: product._id }).toArray();
    expect(due).toHaveLength(1);
  });

  test("another tenant's events go to that tenant's channel only", async () => {
    const foreign = (await service.app.db.collection('tenants').findOne({ slug: 'other' }))?._id;
    const ctx = service.app.newContext(foreign as Context['tenantId'], { kind: 'system', job: 'test' });
    await store([row({}, ctx)]);
    expect(await relayOutboxJob(depsOf(service), unseen)).toEqual({ tenants: 2, published: 1, rejected: 0 });
    await quiet();
    expect(heard).toEqual([]);
  });
});
