/** After this long a stop is no longer clean: what still runs is cut off. */
const STOP_DEADLINE_MS = 25_000;

/** Collects what must be stopped, and stops it in the reverse order of its start, once. */
export class Shutdown {
  private readonly steps: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  private running: Promise<void> | undefined;

  /** @param onTrouble told of a step that failed; the others run all the same. */
  constructor(private readonly onTrouble: (line: string) => void) {}

  /** True from the first call of `run` on. */
  get hasBegun(): boolean {
    return this.running !== undefined;
  }

  /** Adds a step. What is added after the stop has begun is stopped at once. */
  add(name: string, stop: () => Promise<void>): void {
    if (this.running !== undefined) this.running = this.running.then(() => this.runStep(name, stop));
    else this.steps.push({ name, stop });
  }

  /** Stops everything; a second call waits for the first. */
  run(): Promise<void> {
    return (this.running ??= this.runAll());
  }

  private async runAll(): Promise<void> {
    const deadline = setTimeout(() => {
      this.onTrouble('Stopping took too long; cut off.');
      process.exit(1);
    }, STOP_DEADLINE_MS);
    for (const { name, stop } of this.steps.reverse()) await this.runStep(name, stop);
    clearTimeout(deadline);
  }

  private async runStep(name: string, stop: () => Promise<void>): Promise<void> {
    try {
      await stop();
    } catch (error) {
      this.onTrouble(`Could not stop ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
