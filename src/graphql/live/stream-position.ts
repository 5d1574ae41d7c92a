import { badInput } from '../../kernel/errors';
import type { Clock } from '../../kernel/clock';

/**
 * Where the client of one stream stands: the instant that it may resume from. It travels as the id of server-sent events,
 * and comes back in the header Last-Event-ID. A position never passes what is still to be told: while a client catches
 * up, it stays where the client came from.
 */
export class StreamPosition {
  /** What the client missed and is still to be told, by key. */
  private readonly untold = new Set<string>();

  private constructor(
    private readonly clock: Clock,
    private resumedFrom: Date | null,
  ) {}

  /** The position of a request; refuses an id that is none of ours with BAD_USER_INPUT. */
  static of(lastEventId: string | undefined, clock: Clock): StreamPosition {
    // Who was told none sends none, or an empty one.
    if (lastEventId === undefined || lastEventId === '') return new StreamPosition(clock, null);
    const at = new Date(lastEventId);
    if (Number.isNaN(at.getTime()) || at.toISOString() !== lastEventId) {
      throw badInput('Expected Last-Event-ID to be the id of an event of this stream. Leave it out to start anew.');
    }
    return new StreamPosition(clock, at);
  }

  /** Where to resume: what the transport says is newer than what the client asked for when it first came. */
  resume(asked: Date | null): Date | null {
    return (this.resumedFrom ??= asked);
  }

  /** These are to be told before the position moves. */
  owe(keys: Iterable<string>): void {
    for (const key of keys) this.untold.add(key);
  }

  /** This one is told, or need not be. */
  told(key: string): void {
    this.untold.delete(key);
  }

  /** The id of what is sent now. */
  get id(): string {
    return (this.untold.size > 0 && this.resumedFrom !== null ? this.resumedFrom : this.clock.now()).toISOString();
  }
}
