import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Context } from '../src/kernel/context';
import { idFromHex } from '../src/kernel/ids';
import { markDue } from '../src/platform/due-work';
import { eventChannel, messageOf } from '../src/platform/event-message';
import type { EventMessage } from '../src/platform/event-message';
import type { OutboxEvent } from '../src/platform/outbox';
import { markPublished, readBacklog } from '../src/platform/outbox-backlog';
import type { JobSummary } from '../src/platform/queues';
import { forEveryTenant } from './every-tenant';
import type { JobDeps, Processor } from './job';

const BATCH_SIZE = 500;
const BATCHES_PER_RUN_MAX = 20;
/** One relay per tenant at a time keeps a tenant's events in order; a dead relay's turn ends after this. */
const TURN_MS = 30_000;

const HEX_ID = z.string().regex(/^[0-9a-f]{24}$/);
const stockChanged = z.object({ entries: z.array(z.object({ productId: HEX_ID })) });

/** Frees the turn only if it is still ours: after TURN_MS it may be another worker's. */
const FREE_TURN = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";

/**
 * Publishes committed events, oldest first per tenant, and then marks them. A crash between the two publishes again:
 * at least once, and receivers tell repeats by the event's id. Durable consequences (`due_marks`) come before the mark,
 * so that losing Redis loses none of them.
 */
export const relayOutboxJob: Processor = (deps, progress) => {
  let done = 0;
  return forEveryTenant(deps, 'relay-outbox', async (ctx) => {
    const summary = await inTurn(deps, ctx, () =>
      relayTenant(deps, ctx, async (count) => {
        done += count;
        await progress(done);
      }),
    );
    return summary ?? { published: 0, rejected: 0 };
  });
};

async function relayTenant(
  deps: JobDeps,
  ctx: Context,
  onBatch: (count: number) => Promise<void>,
): Promise<JobSummary> {
  let published = 0;
  let rejected = 0;
  for (let batch = 0; batch < BATCHES_PER_RUN_MAX && !deps.signal.aborted; batch += 1) {
    const rows = await readBacklog(ctx, BATCH_SIZE);
    if (rows.length === 0) break;
    const messages: EventMessage[] = [];
    for (const row of rows) {
      const message = toMessage(row);
      if (message !== null) messages.push(message);
      // Marked as published all the same: one unreadable row must not hold up every later one of its tenant. The row
      // stays in the collection until it is pruned, and the log names it.
      else deps.app.logger.error({ eventId: row._id.toHexString(), type: row.type }, 'an outbox event is malformed');
    }
    await markConsequences(ctx, messages);
    await publish(deps, ctx, messages);
    await markPublished(
      ctx,
      rows.map((row) => row._id),
    );
    published += messages.length;
    rejected += rows.length - messages.length;
    await onBatch(rows.length);
    if (rows.length < BATCH_SIZE) break;
  }
  return { published, rejected };
}

/** The event as it travels; null when it does not have the agreed shape. */
export function toMessage(row: OutboxEvent): EventMessage | null {
  if (row.type === 'stock.changed' && !stockChanged.safeParse(row.payload).success) return null;
  return messageOf(row);
}

/** A changed stock entry makes its product's projection due; many changes of one product leave one mark. */
async function markConsequences(ctx: Context, messages: readonly EventMessage[]): Promise<void> {
  const since = new Map<string, Date>();
  for (const message of messages) {
    if (message.type !== 'stock.changed') continue;
    for (const { productId } of stockChanged.parse(message.payload).entries) {
      if (!since.has(productId)) since.set(productId, new Date(message.occurredAt));
    }
  }
  const subjects = [...since].map(([hex, date]) => ({ id: idFromHex(hex), since: date }));
  await markDue(ctx, 'sync-product-quantity', subjects);
}

async function publish(deps: JobDeps, ctx: Context, messages: readonly EventMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const channel = eventChannel(deps.app.config.redisPrefix, ctx.tenantId.toHexString());
  const pipeline = deps.redis.pipeline();
  for (const message of messages) pipeline.publish(channel, JSON.stringify(message));
  const answers = await pipeline.exec();
  const failure = answers?.find(([error]) => error !== null)?.[0];
  if (answers === null || failure) throw new Error(`Redis did not take the events: ${failure?.message ?? 'no answer'}`);
}

/** Runs `work` unless another worker is relaying this tenant; then null. */
async function inTurn<T>(deps: JobDeps, ctx: Context, work: () => Promise<T>): Promise<T | null> {
  const redis: Redis = deps.redis;
  const key = `${deps.app.config.redisPrefix}:relay-turn:${ctx.tenantId.toHexString()}`;
  const token = randomUUID();
  if ((await redis.set(key, token, 'PX', TURN_MS, 'NX')) !== 'OK') return null;
  try {
    return await work();
  } finally {
    await redis.eval(FREE_TURN, 1, key, token);
  }
}
