import { RefusalError } from '../../kernel/errors';

export interface QueueLimits {
  readonly waitingMax: number;
  readonly waitingMsMax: number;
}

interface Waiting<V> {
  value: V;
  readonly sinceMs: number;
}

/**
 * What waits for one slow reader: each key once, in the order of arrival, with its newest value. Memory is bounded by the
 * number of keys; when there are too many, or the oldest waits too long, all is dropped and the reader is told to resume.
 */
export class KeyQueue<V> {
  private readonly waiting = new Map<string, Waiting<V>>();
  private wake: () => void = () => undefined;
  private end: { readonly failure: Error | null } | null = null;

  /** @param onDropped called once when the reader turns out to be too slow. */
  constructor(
    private readonly limits: QueueLimits,
    private readonly onDropped: () => void,
  ) {}

  /** Adds a key, or renews the value of one that waits; it keeps its place. */
  put(key: string, value: V): void {
    if (this.end !== null) return;
    const known = this.waiting.get(key);
    if (known !== undefined) known.value = value;
    else this.waiting.set(key, { value, sinceMs: performance.now() });
    if (this.waiting.size > this.limits.waitingMax || this.isStale()) this.drop();
    this.wake();
  }

  /** Adds a key unless it waits already. */
  putIfAbsent(key: string, value: V): void {
    if (!this.waiting.has(key)) this.put(key, value);
  }

  /** The oldest key with its newest value; null when the queue was closed; throws why it was ended. */
  async take(): Promise<{ key: string; value: V } | null> {
    for (;;) {
      if (this.end === null && this.isStale()) this.drop();
      if (this.end !== null) {
        if (this.end.failure !== null) throw this.end.failure;
        return null;
      }
      const [first] = this.waiting;
      if (first !== undefined) {
        this.waiting.delete(first[0]);
        return { key: first[0], value: first[1].value };
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Ends the queue; what waits is dropped. With a failure the reader gets it, without one it is just over. */
  close(failure: Error | null = null): void {
    this.end ??= { failure };
    this.waiting.clear();
    this.wake();
  }

  private isStale(): boolean {
    const [oldest] = this.waiting.values();
    return oldest !== undefined && performance.now() - oldest.sinceMs > this.limits.waitingMsMax;
  }

  private drop(): void {
    this.close(
      new RefusalError(
        'SLOW_CONSUMER',
        'Expected the client to read faster: what waited for it was dropped. Subscribe again with "since".',
      ),
    );
    this.onDropped();
  }
}
