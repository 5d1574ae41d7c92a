/**
 * Runs `work` for every item with at most `width` at a time, started in the order of the list. Items of one lane (the
 * same customer, the same till) run one after the other, so that order is kept where it matters.
 * The first failure stops new starts and is thrown when what is under way has ended.
 */
export async function runInLanes<T>(
  items: readonly T[],
  width: number,
  laneOf: (item: T) => string | null,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const lanes = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();
  const failure: { error?: unknown } = {};
  for (const item of items) {
    while (running.size >= width) await Promise.race(running);
    if ('error' in failure) break;
    const lane = laneOf(item);
    const before = lane === null ? undefined : lanes.get(lane);
    const run: Promise<void> = (before ?? Promise.resolve())
      .then(() => ('error' in failure ? undefined : work(item)))
      .catch((error: unknown) => {
        failure.error ??= error;
      })
      .finally(() => running.delete(run));
    running.add(run);
    if (lane !== null) lanes.set(lane, run);
  }
  await Promise.all(running);
  if ('error' in failure) throw failure.error;
}
