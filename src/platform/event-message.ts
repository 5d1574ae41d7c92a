import { z } from 'zod';
import { EVENT_TYPE } from './outbox';
import type { OutboxEvent } from './outbox';

const HEX_ID = /^[0-9a-f]{24}$/;

/** An event as it travels: validated when it is written and when it is read, because the two may be other versions. */
export const eventMessage = z.object({
  id: z.string().regex(HEX_ID),
  tenantId: z.string().regex(HEX_ID),
  type: z.string().regex(EVENT_TYPE),
  version: z.number().int().min(1),
  correlationId: z.string().min(1).max(200),
  occurredAt: z.iso.datetime(),
  payload: z.record(z.string(), z.unknown()),
});

export type EventMessage = z.infer<typeof eventMessage>;

/** The Redis channel that carries one tenant's events, in order. */
export function eventChannel(redisPrefix: string, tenantIdHex: string): string {
  return `${redisPrefix}:events:${tenantIdHex}`;
}

/** A stored event as it travels; null when it does not have the agreed shape. */
export function messageOf(row: OutboxEvent): EventMessage | null {
  const parsed = eventMessage.safeParse({
    id: row._id.toHexString(),
    tenantId: row.tenantId.toHexString(),
    type: row.type,
    version: row.version,
    correlationId: row.correlationId,
    occurredAt: (row as Partial<OutboxEvent>).occurredAt?.toISOString(),
    payload: row.payload,
  });
  return parsed.success ? parsed.data : null;
}

/** The message in a text from Redis; null when it is not one of ours, whatever is wrong with it. */
export function parseMessage(text: string): EventMessage | null {
  try {
    const parsed = eventMessage.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    // Not even JSON: the caller logs it like any other text that is no message.
    return null;
  }
}
