import type { Logger } from '../kernel/context';

/** While Redis is away, every connection and queue reports it some ten times a second. */
const SAID_AGAIN_AFTER_MS = 60_000;
/** A text with an id in it is another one each time. */
const TEXTS_KEPT_MAX = 20;

/**
 * A listener for a connection's errors that says each text at once, and again once a minute with how often it came
 * meanwhile, so that an outage leaves the rest of the log readable.
 * @param now monotonic milliseconds.
 */
export function warnSeldom(
  logger: Logger,
  message: string,
  fields: Readonly<Record<string, string>> = {},
  now: () => number = () => performance.now(),
): (error: Error) => void {
  const said = new Map<string, { at: number; unsaid: number }>();
  return ({ message: error }) => {
    const last = said.get(error);
    if (last !== undefined && now() - last.at < SAID_AGAIN_AFTER_MS) {
      last.unsaid += 1;
      return;
    }
    if (last === undefined && said.size >= TEXTS_KEPT_MAX) said.clear();
    said.set(error, { at: now(), unsaid: 0 });
    const unsaid = last?.unsaid ?? 0;
    logger.warn({ ...fields, error, ...(unsaid > 0 && { timesMeanwhile: unsaid }) }, message);
  };
}
