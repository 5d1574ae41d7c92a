const WOKEN_AT_ONCE = 4;

/**
 * Those who wait for a transaction to end. They are woken a few at a time, first come first served: if all of 200
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
    this.wakeSome();
  }

  private wakeSome(): void {
    for (const resolve of this.waiting.splice(0, WOKEN_AT_ONCE)) resolve();
    if (this.waiting.length > 0) setImmediate(() => this.wakeSome());
  }
}
