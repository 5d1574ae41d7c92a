/** Units of one hold in one place that were promised before they were there. */
export interface ModelBackorder {
  /** Number of the hold. */
  readonly hold: number;
  readonly quantity: number;
  waiting: number;
  /** Units that the hold still holds here. */
  held: number;
  /** The hold gave units up that it waited for; then not all that does not wait any more has come. */
  gaveUp?: true;
}

/** Units of a queue that still are not there. */
export function waitingUnits(queue: readonly ModelBackorder[]): number {
  return queue.reduce((sum, { waiting }) => sum + waiting, 0);
}

/** Those of them that were sold: what a hold still holds waits for itself first. */
export function owedUnits(queue: readonly ModelBackorder[]): number {
  return queue.reduce((sum, { waiting, held }) => sum + Math.max(0, waiting - held), 0);
}

/** A hold sold units, or gave them back. */
export function holdLess(queue: readonly ModelBackorder[], hold: number, units: number): void {
  for (const row of queue) if (row.hold === hold) row.held -= units;
}

/** What comes in fills the oldest first, until no more wait than are missing. */
export function fill(queue: readonly ModelBackorder[], missing: number): void {
  let excess = waitingUnits(queue) - missing;
  for (const row of queue) {
    const units = Math.min(row.waiting, Math.max(0, excess));
    row.waiting -= units;
    excess -= units;
  }
}

/** A hold that gives units back gives up what it waits for first. */
export function giveUp(queue: readonly ModelBackorder[], hold: number, units: number): void {
  const row = queue.find((one) => one.hold === hold && one.waiting > 0);
  if (row === undefined || units === 0) return;
  row.waiting -= Math.min(row.waiting, units);
  row.gaveUp = true;
}
