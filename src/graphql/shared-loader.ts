import DataLoader from 'dataloader';
import { idFromHex } from '../kernel/ids';
import type { Id } from '../kernel/ids';
import type { Context } from '../kernel/context';
import { readTogether } from '../platform/read-together';
import type { LoaderFactory } from './graphql-context';

/** Larger `$in` lists gain nothing; an order of thousands of lines is loaded in a few commands. */
const BATCH_SIZE_MAX = 1_000;

/**
 * A loader by id in hexadecimal whose reads requests of the tenant share (`readTogether`).
 *
 * @param lane names what is read; it must depend on nothing but the tenant and the ids
 * @param read what is there, by id in hexadecimal; one command for any number of ids
 * @param absent what stands for an id that was not found
 */
export function sharedLoader<V>(
  lane: string,
  read: (ctx: Context, ids: readonly Id[]) => Promise<ReadonlyMap<string, V>>,
  absent: V,
): LoaderFactory<string, V> {
  return (ctx) =>
    new DataLoader(
      async (hexIds: readonly string[]) => {
        const found = await readTogether(ctx, lane, hexIds, (all) => read(ctx, all.map(idFromHex)));
        return hexIds.map((hex) => found.get(hex) ?? absent);
      },
      { maxBatchSize: BATCH_SIZE_MAX },
    );
}
