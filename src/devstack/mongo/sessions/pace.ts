import { failure } from '../errors';
import type { MongoError } from '../errors';

/** A command gives way to others after this long, so that no single one stops them for more than about 50 ms. */
const SLICE_MS = 8;
const TICKS_PER_LOOK = 16;

/** Watches one command: hands the event loop back between slices, and stops it at its deadline or when killed. */
export class Pace {
  private sliceStartMs = performance.now();
  private ticks = 0;
  private killedBy: MongoError | undefined;

  /** @param deadlineMs by `performance.now()`; undefined = none */
  constructor(public deadlineMs: number | undefined) {}

  /** Makes the command fail at its next look at the clock. */
  kill(error: MongoError): void {
    this.killedBy = error;
  }

  /** Throws when the command must stop. */
  check(): void {
    if (this.killedBy !== undefined) throw this.killedBy;
    if (this.deadlineMs !== undefined && performance.now() >= this.deadlineMs) {
      throw failure(50, 'operation exceeded time limit');
    }
  }

  /** To be called for every document looked at; a promise to await when the slice is used up. */
  readonly tick = (): Promise<void> | undefined => {
    this.ticks += 1;
    if (this.ticks < TICKS_PER_LOOK) return undefined;
    return this.look();
  };

  /** As `tick`, but always looks at the clock (after a piece of work of unknown size). */
  readonly look = (): Promise<void> | undefined => {
    this.ticks = 0;
    this.check();
    if (performance.now() - this.sliceStartMs < SLICE_MS) return undefined;
    return this.giveWay();
  };

  private async giveWay(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.sliceStartMs = performance.now();
    this.check();
  }

  /** Waits for something outside, but no longer than the deadline. */
  async waitFor(ended: Promise<void>): Promise<void> {
    this.check();
    if (this.deadlineMs === undefined) {
      await ended;
    } else {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, Math.max(0, (this.deadlineMs as number) - performance.now()) + 1);
      });
      await Promise.race([ended, timeout]);
      clearTimeout(timer);
    }
    this.sliceStartMs = performance.now();
    this.check();
  }
}
