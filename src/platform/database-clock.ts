import type { Connection } from 'mongoose';
import type { SystemClock } from '../kernel/clock';

/** How often the offset to the primary's clock is measured again. */
const RESYNC_EVERY_MS = 30_000;

/**
 * Keeps a clock in step with the database primary, so that machines with wrong clocks agree on expiry (DESIGN §4).
 * Measures at once, then every 30 s; returns the function that stops it. A failed measurement keeps the last offset.
 */
export async function followDatabaseClock(
  clock: SystemClock,
  db: Connection,
  onError: (error: unknown) => void,
): Promise<() => void> {
  await measure(clock, db);
  const timer = setInterval(() => {
    measure(clock, db).catch(onError);
  }, RESYNC_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function measure(clock: SystemClock, db: Connection): Promise<void> {
  const sentAt = Date.now();
  const hello = await db.getClient().db('admin').command({ hello: 1 });
  const receivedAt = Date.now();
  const serverTime: unknown = hello['localTime'];
  // Cristian's algorithm: the server's reading is taken to be from the middle of the round trip.
  if (serverTime instanceof Date) clock.setOffsetMs(Math.round(serverTime.getTime() - (sentAt + receivedAt) / 2));
}
