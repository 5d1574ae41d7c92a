/** The largest quantity of one line or one entry: GraphQL's Int is 32 bits wide, so anything above can't be shown. */
export const QUANTITY_MAX = 2_147_483_647;

/** A demand for one variant in one branch. Ids are in hexadecimal so that they can key a map. */
export interface KeyedQuantity {
  readonly key: string;
  readonly quantity: number;
}

/**
 * Sums demand per key and orders it by key. Two lines of one SKU must be judged together, or each would pass alone
 * (medusajs/medusa#16502); one order of keys for all writers keeps them from deadlocking.
 */
export function mergeByKey<T extends KeyedQuantity>(lines: readonly T[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of lines) sums.set(line.key, (sums.get(line.key) ?? 0) + line.quantity);
  return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
