/**
 * The one source of time. Production code reads `clock.now()` and never `Date.now()`, so that tests move time by hand
 * and machines with wrong clocks agree with the database's primary (see `platform/database-clock.ts`).
 */
export interface Clock {
  /** The present instant, in step with the database primary's clock. */
  now(): Date;
}

/** A clock that follows this machine, corrected by an offset that is set from outside. */
export class SystemClock implements Clock {
  private offsetMs = 0;

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  /** Sets how far the reference clock is ahead of this machine's, in milliseconds. */
  setOffsetMs(offsetMs: number): void {
    this.offsetMs = offsetMs;
  }
}

/** A clock for tests: it stands still until it is told to move. */
export class FakeClock implements Clock {
  constructor(private current: Date = new Date('2026-01-05T09:00:00.000Z')) {}

  now(): Date {
    return new Date(this.current);
  }

  /** Moves time forward by `ms` milliseconds. */
  tick(ms: number): void {
    this.current = new Date(this.current.getTime() + ms);
  }
}
