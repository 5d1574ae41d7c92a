import { RefusalError } from '../../kernel/errors';
import type { EventMessage } from '../../platform/event-message';
import { SharedLoaders } from '../../platform/event-stream';
import { eventsSince } from '../../platform/outbox-replay';
import type { GraphqlContext } from '../graphql-context';
import { KeyQueue } from './key-queue';
import { RESUME_EVENTS_MAX, RESUME_MAX_MS, RESUME_OVERLAP_MS, RESUME_SUBJECTS_MAX } from './live.policy';

/** What a subscription follows: subjects by keys, such as stock entries by their ids in hex. */
export interface Following<T> {
  /** The events that may tell of them. */
  readonly types: readonly string[];
  /** The subjects of such an event that the caller follows; empty for none. */
  readonly keysOf: (message: EventMessage) => readonly string[];
  /** The subject as it is now, with the caller's own rights; null when there is nothing to tell. */
  readonly load: (context: GraphqlContext, key: string) => Promise<T | null>;
  /** Replays the subjects that changed since then before going live. */
  readonly since: Date | null;
}

/** One thing to tell, with the context to resolve it in: its loaders are shared among those who hear the same event. */
export class LivePayload<T = unknown> {
  constructor(
    readonly context: GraphqlContext,
    readonly value: T,
  ) {}
}

/**
 * The source of a subscription. Live events are heard before the past is read, so nothing falls between. A payload is the
 * subject's state when it is sent, never an older one: several changes of one subject may come as one payload.
 * Refuses with RESYNC_REQUIRED when `since` is too long ago or too much has changed; ends with it when Redis was away,
 * and with SLOW_CONSUMER when the client does not keep up.
 */
export async function followEvents<T>(
  context: GraphqlContext,
  following: Following<T>,
): Promise<AsyncGenerator<LivePayload<T>>> {
  const { live } = context.facts;
  const since = live.position ? live.position.resume(following.since) : following.since;
  const queue = new KeyQueue<SharedLoaders>(live.limits, () => live.onDropped('slow_consumer'));
  const types = new Set(following.types);
  const stop = await live.events.listen(context.ctx.tenantId.toHexString(), {
    onEvent: (event) => {
      if (!types.has(event.message.type)) return;
      for (const key of following.keysOf(event.message)) queue.put(key, event);
    },
    onGap: () => {
      live.onDropped('gap');
      queue.close(resync('The stream of events was interrupted.'));
    },
  });
  try {
    if (since !== null) await replay(context, { ...following, since }, queue);
    return new Followed(context, following, queue, stop);
  } catch (error) {
    stop();
    throw error;
  }
}

/** Reads all missed subjects in one batch; those that an event names meanwhile are read once more. */
async function replay<T>(
  context: GraphqlContext,
  following: Following<T> & { readonly since: Date },
  queue: KeyQueue<SharedLoaders>,
): Promise<void> {
  const keys = [...(await missedKeys(context, following))];
  const loaders = new SharedLoaders();
  const readTogether = context.during(loaders);
  await Promise.all(keys.map((key) => following.load(readTogether, key)));
  context.facts.live.position?.owe(keys);
  for (const key of keys) queue.putIfAbsent(key, loaders);
}

async function missedKeys<T>(
  context: GraphqlContext,
  { since, ...following }: Following<T> & { readonly since: Date },
): Promise<Set<string>> {
  const { ctx } = context;
  if (ctx.clock.now().getTime() - since.getTime() > RESUME_MAX_MS) {
    throw resync(`Expected "since" within the last ${RESUME_MAX_MS / 60_000} minutes.`);
  }
  const keys = new Set<string>();
  let read = 0;
  const from = new Date(since.getTime() - RESUME_OVERLAP_MS);
  for await (const message of eventsSince(ctx, following.types, from)) {
    read += 1;
    for (const key of following.keysOf(message)) keys.add(key);
    if (keys.size > RESUME_SUBJECTS_MAX || read > RESUME_EVENTS_MAX) throw resync('Too much has changed since then.');
  }
  return keys;
}

function resync(why: string): RefusalError {
  return new RefusalError('RESYNC_REQUIRED', `${why} Read what you show again, then subscribe anew.`);
}

/** Not a generator function: one that nobody has asked for a value yet would not notice that it is closed. */
class Followed<T> implements AsyncGenerator<LivePayload<T>> {
  private beingTold: string | null = null;

  constructor(
    private readonly context: GraphqlContext,
    private readonly following: Following<T>,
    private readonly queue: KeyQueue<SharedLoaders>,
    private readonly stop: () => void,
  ) {}

  async next(): Promise<IteratorResult<LivePayload<T>>> {
    try {
      for (;;) {
        // Whoever asks for the next has sent the one before.
        if (this.beingTold !== null) this.context.facts.live.position?.told(this.beingTold);
        const item = await this.queue.take();
        if (item === null) return await this.return();
        const context = this.context.during(item.value);
        const value = await this.following.load(context, item.key);
        this.beingTold = item.key;
        if (value !== null) return { done: false, value: new LivePayload(context, value) };
      }
    } catch (error) {
      await this.return();
      throw error;
    }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.stop();
    this.queue.close();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
