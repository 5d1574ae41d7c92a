import { z } from 'zod';
import type { EventMessage } from '../../platform/event-message';

const HEX_ID = z.string().regex(/^[0-9a-f]{24}$/);
const entry = z.object({ entryId: HEX_ID, branchId: HEX_ID, variantId: HEX_ID });
const changed = z.object({ entries: z.array(entry) });

/** An entry that an event names; ids in hex. */
export type NamedEntry = z.infer<typeof entry>;

/** Event of a change of balances. Its payload: `{ entries: [{ entryId, branchId, variantId, ... }] }`. */
export const STOCK_CHANGED = 'stock.changed';
/**
 * Event of an entry whose available units fell to its reorder point, or to the default, in this very change.
 * Its payload: `{ entryId, branchId, variantId, ... }`.
 */
export const STOCK_LOW = 'stock.low';

/** Hundreds of subscriptions look at the same message: it is read once. */
const read = new WeakMap<EventMessage, readonly NamedEntry[]>();

/** The entries that a stock event names; none when its payload is not what this version knows. */
export function entriesNamedBy(message: EventMessage): readonly NamedEntry[] {
  const known = read.get(message);
  if (known !== undefined) return known;
  const several = changed.safeParse(message.payload);
  const one = several.success ? null : entry.safeParse(message.payload);
  const entries = several.success ? several.data.entries : one?.success === true ? [one.data] : [];
  read.set(message, entries);
  return entries;
}
