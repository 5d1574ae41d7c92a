/**
 * Those who wait for a transaction to end. They are woken one in each turn of the event loop, first come first served: if all of 200
 * writers of one counter started again at once, 199 of them would only meet the next conflict.
 */
export class WaitList {
  private waiting: (() => void)[] = [];
  private isOver = false;

  /** Resolves when it is this waiter's turn to try again. */
  join(): Promise<void> {
    if (this.isOver) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  wake(): void {
    this.isOver = true;
    this.wakeNext();
  }

  private wakeNext(): void {
    this.waiting.shift()?.();
    if (this.waiting.length > 0) setImmediate(() => this.wakeNext());
  }
}
