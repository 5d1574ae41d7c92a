import { Schema } from 'mongoose';
import type { Context } from '../kernel/context';
import { invariant } from '../kernel/errors';
import { newId } from '../kernel/ids';
import type { Id } from '../kernel/ids';
import { defineModel } from './mongo';

/** `noun.happened`, such as `reservation.expired` or `stock-count.approved`. */
export const EVENT_TYPE = /^[a-z]+(-[a-z]+)*\.[a-z_]+$/;

/** News of a committed change. Written in the change's own transaction, published afterwards by the relay job. */
export interface OutboxEvent {
  _id: Id;
  tenantId: Id;
  /** As EVENT_TYPE says. */
  type: string;
  /** Version of the payload's shape, counted from 1. */
  version: number;
  payload: Record<string, unknown>;
  correlationId: string;
  occurredAt: Date;
  publishedAt: Date | null;
}

const schema = new Schema<OutboxEvent>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  type: { type: String, required: true },
  version: { type: Number, required: true },
  payload: { type: Schema.Types.Mixed, required: true },
  correlationId: { type: String, required: true },
  occurredAt: { type: Date, required: true },
  publishedAt: { type: Date, default: null },
});
// The relay reads a tenant's unpublished events, oldest first; the partial index holds only the backlog.
schema.index({ tenantId: 1, _id: 1 }, { name: 'outbox_backlog', partialFilterExpression: { publishedAt: null } });
// Pruning removes what was published long ago.
schema.index({ tenantId: 1, publishedAt: 1 }, { name: 'outbox_published' });

export const outboxEvents = defineModel<OutboxEvent>('OutboxEvent', 'outbox_events', schema);

/** What a unit of work tells: type, version and payload; the rest is filled in. */
export interface NewEvent {
  readonly type: string;
  readonly version: number;
  readonly payload: Record<string, unknown>;
}

/**
 * Completes an event with its id, tenant, correlation id and time. A type that the relay would set aside is refused here,
 * where its writer's tests see it.
 */
export function completeEvent(ctx: Context, event: NewEvent, occurredAt: Date): OutboxEvent {
  invariant(EVENT_TYPE.test(event.type), `an event is named noun.happened, not ${event.type}`);
  return {
    _id: newId(),
    tenantId: ctx.tenantId,
    correlationId: ctx.correlationId,
    occurredAt,
    publishedAt: null,
    ...event,
  };
}
