import type { QueryFilter } from 'mongoose';
import type { Context } from '../kernel/context';
import { messageOf } from './event-message';
import type { EventMessage } from './event-message';
import { outboxEvents } from './outbox';
import type { OutboxEvent } from './outbox';

const BATCH_SIZE = 200;

/**
 * The tenant's events of these types that were published at `from` or later or wait to be published, one by one. Whoever
 * already listens to the live stream misses nothing: an event that is in neither part is published afterwards.
 * The caller bounds how many it takes.
 */
export async function* eventsSince(ctx: Context, types: readonly string[], from: Date): AsyncGenerator<EventMessage> {
  const ofTypes = { tenantId: ctx.tenantId, type: { $in: [...types] } };
  // The backlog first: an event that is marked as published between the two reads is then in both, not in neither.
  const parts: QueryFilter<OutboxEvent>[] = [
    { ...ofTypes, publishedAt: null },
    { ...ofTypes, publishedAt: { $gte: from } },
  ];
  for (const filter of parts) {
    const rows = outboxEvents(ctx.db).find(filter).batchSize(BATCH_SIZE).lean<OutboxEvent[]>().cursor();
    for await (const row of rows) {
      const message = messageOf(row);
      if (message !== null) yield message;
    }
  }
}
