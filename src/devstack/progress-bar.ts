const WIDTH = 30;
const REDRAW_EVERY_MS = 80;

/** Where progress goes; `process.stdout` fits. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** One moving line on a terminal; elsewhere a plain line at each quarter, so that logs stay short. */
export class ProgressBar {
  private done = 0;
  private drawnAtMs = 0;
  private quarter = 0;

  /** @param label what is counted; @param total how many there will be, 1 or more. */
  constructor(
    private readonly output: ProgressOutput,
    private readonly label: string,
    private readonly total: number,
  ) {}

  /** So many more are done. */
  advance(by = 1): void {
    this.done = Math.min(this.total, this.done + by);
    if (this.output.isTTY === true) this.draw();
    else this.line();
  }

  private draw(): void {
    const nowMs = performance.now();
    const isLast = this.done === this.total;
    if (!isLast && nowMs - this.drawnAtMs < REDRAW_EVERY_MS) return;
    this.drawnAtMs = nowMs;
    const filled = Math.round((WIDTH * this.done) / this.total);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    this.output.write(`\r${this.label} ${bar} ${this.done}/${this.total}${isLast ? '\n' : ''}`);
  }

  private line(): void {
    const quarter = Math.floor((4 * this.done) / this.total);
    if (quarter === this.quarter) return;
    this.quarter = quarter;
    this.output.write(`${this.label}: ${this.done} of ${this.total}\n`);
  }
}
