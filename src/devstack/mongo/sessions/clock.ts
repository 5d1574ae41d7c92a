import { Binary, Long, Timestamp } from 'bson';
import type { Document } from '../bson-types';

const NO_SIGNATURE = { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO };

/** The logical clock of a one-node replica set: (seconds, counter), never going back. */
export class ClusterClock {
  private seconds: number;
  private counter = 1;

  constructor(private readonly nowMs: () => number = Date.now) {
    this.seconds = Math.floor(nowMs() / 1000);
  }

  /** The time of the newest write. */
  get time(): Timestamp {
    return new Timestamp({ t: this.seconds, i: this.counter });
  }

  /** A new time for a write that has just become visible. */
  tick(): Timestamp {
    const wall = Math.floor(this.nowMs() / 1000);
    if (wall > this.seconds) {
      this.seconds = wall;
      this.counter = 1;
    } else {
      this.counter += 1;
    }
    return this.time;
  }

  /** Takes over a time that a client learned elsewhere, unless it is implausibly far in the future. */
  gossip(received: unknown): void {
    if (typeof received !== 'object' || received === null) return;
    const time = (received as Document)['clusterTime'];
    if (!(time instanceof Timestamp)) return;
    const seconds = time.getHighBitsUnsigned();
    const counter = time.getLowBitsUnsigned();
    if (seconds > Math.floor(this.nowMs() / 1000) + 365 * 24 * 3600) return;
    if (seconds > this.seconds || (seconds === this.seconds && counter > this.counter)) {
      this.seconds = seconds;
      this.counter = counter;
    }
  }

  /** `$clusterTime` of a reply. */
  clusterTimeField(): Document {
    return { clusterTime: this.time, signature: NO_SIGNATURE };
  }
}
