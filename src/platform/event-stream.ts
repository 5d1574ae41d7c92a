import type { Redis } from 'ioredis';
import type { Logger } from '../kernel/context';
import { RefusalError } from '../kernel/errors';
import { eventChannel, parseMessage } from './event-message';
import type { EventMessage } from './event-message';
import { connectRedis } from './redis';
import { warnSeldom } from './warn-seldom';

/** How long a newcomer waits for Redis to confirm before being told to come back. */
const CONFIRM_LIMIT_MS = 5_000;
/** The relay publishes at least once; repeats come within its batch of 500. */
const REMEMBERED_IDS_MAX = 1_000;

/**
 * Loaders that several share while they look at the same news with the same rights, so that two hundred of them cost
 * what one does.
 */
export class SharedLoaders {
  private readonly byView = new Map<string, Map<unknown, unknown>>();

  /** The loaders of those with this view. */
  of(viewKey: string): Map<unknown, unknown> {
    const known = this.byView.get(viewKey);
    if (known !== undefined) return known;
    const made = new Map<unknown, unknown>();
    this.byView.set(viewKey, made);
    return made;
  }
}

/** One event as everybody in this process hears it: the same object. */
export class LiveEvent extends SharedLoaders {
  constructor(readonly message: EventMessage) {
    super();
  }
}

/** Who hears a tenant's events. Neither function may throw or wait. */
export interface EventListener {
  onEvent(event: LiveEvent): void;
  /** Events may have been lost, and none come any more: listen again and read what was missed. */
  onGap(): void;
}

export interface EventStreamSettings {
  readonly redisUrl: string;
  readonly redisPrefix: string;
  readonly logger: Logger;
}

interface Channel {
  readonly tenantIdHex: string;
  readonly listeners: Set<EventListener>;
  readonly recentIds: Set<string>;
  readonly confirmed: Promise<unknown>;
}

/**
 * The committed events of this process's tenants, as the relay publishes them: one Redis connection a process, opened
 * with the first listener, and one channel a tenant while anybody listens to it.
 */
export class EventStream {
  private redis: Redis | null = null;
  private readonly channels = new Map<string, Channel>();
  private isClosed = false;

  constructor(private readonly settings: EventStreamSettings) {}

  /**
   * Hears every event of the tenant that is published from the moment this resolves; call the answer to stop.
   * Refuses with BUSY while Redis is away.
   */
  async listen(tenantIdHex: string, listener: EventListener): Promise<() => void> {
    const redis = this.connection();
    const name = eventChannel(this.settings.redisPrefix, tenantIdHex);
    const channel = this.channels.get(name) ?? this.open(redis, name, tenantIdHex);
    channel.listeners.add(listener);
    const stop = () => this.leave(name, channel, listener);
    try {
      await withinLimit(channel.confirmed);
      return stop;
    } catch {
      stop();
      throw away();
    }
  }

  /** Ends the connection; listeners are told that there is a gap. Safe to call twice. */
  close(): void {
    this.isClosed = true;
    this.tellGap();
    this.redis?.disconnect();
  }

  private connection(): Redis {
    if (this.isClosed) throw away();
    if (this.redis === null) this.redis = this.connect();
    // Commands would pile up until Redis is back, and everybody would hang.
    if (['close', 'reconnecting', 'end'].includes(this.redis.status)) throw away();
    return this.redis;
  }

  private connect(): Redis {
    const redis = connectRedis(this.settings.redisUrl, 'subscriber');
    redis.on('error', warnSeldom(this.settings.logger, 'Redis, for events'));
    redis.on('close', () => this.tellGap());
    redis.on('message', (name: string, text: string) => this.deliver(name, text));
    return redis;
  }

  private open(redis: Redis, name: string, tenantIdHex: string): Channel {
    const confirmed = redis.subscribe(name);
    // Everybody who waits for it handles its failure; this is for when nobody waits any more.
    confirmed.catch(() => undefined);
    const channel = { tenantIdHex, listeners: new Set<EventListener>(), recentIds: new Set<string>(), confirmed };
    this.channels.set(name, channel);
    return channel;
  }

  private leave(name: string, channel: Channel, listener: EventListener): void {
    channel.listeners.delete(listener);
    if (channel.listeners.size > 0 || this.channels.get(name) !== channel) return;
    this.channels.delete(name);
    this.redis?.unsubscribe(name).catch(() => undefined);
  }

  private deliver(name: string, text: string): void {
    const channel = this.channels.get(name);
    if (channel === undefined) return;
    const message = parseMessage(text);
    if (message === null || message.tenantId !== channel.tenantIdHex) {
      this.settings.logger.error({ channel: name }, 'a text on an event channel is no event of its tenant');
      return;
    }
    if (channel.recentIds.has(message.id)) return;
    channel.recentIds.add(message.id);
    const oldest = channel.recentIds.size > REMEMBERED_IDS_MAX ? channel.recentIds.values().next().value : undefined;
    if (oldest !== undefined) channel.recentIds.delete(oldest);
    const event = new LiveEvent(message);
    for (const listener of [...channel.listeners]) listener.onEvent(event);
  }

  /** What was published while the connection was down is lost to us: everybody must read again. */
  private tellGap(): void {
    const channels = [...this.channels.values()];
    this.channels.clear();
    for (const channel of channels) for (const listener of [...channel.listeners]) listener.onGap();
  }
}

async function withinLimit(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Redis did not confirm in time.')), CONFIRM_LIMIT_MS);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function away(): RefusalError {
  return new RefusalError('BUSY', 'Live events are not available at the moment. Subscribe again shortly.', {
    retryAfterMs: 1_000,
  });
}
