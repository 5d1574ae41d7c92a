import DataLoader from 'dataloader';
import type { LoaderFactory } from '../../../graphql/graphql-context';
import { sharedLoader } from '../../../graphql/shared-loader';
import type { Context } from '../../../kernel/context';
import { idFromHex } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { countLinesInWindows } from '../counts';
import type { CountLineWindow, StockCountLineDoc } from '../counts';
import { entriesByIds, entriesOfVariants, movementsInWindows } from '..';
import type { ChainWindow, StockEntryDoc, StockMovementDoc } from '..';

/** Entries of all branches, by variant id in hex: one command for a page of variants, and for all who ask at once. */
export const stockEntriesByVariant = sharedLoader<readonly StockEntryDoc[]>('stock-by-variant', entriesByVariant, []);

async function entriesByVariant(ctx: Context, ids: readonly Id[]): Promise<Map<string, StockEntryDoc[]>> {
  const byVariant = new Map<string, StockEntryDoc[]>();
  for (const entry of await entriesOfVariants(ctx, ids)) {
    const key = entry.variantId.toHexString();
    const known = byVariant.get(key);
    if (known === undefined) byVariant.set(key, [entry]);
    else known.push(entry);
  }
  return byVariant;
}

/** The entry or null, by entry id in hex. */
export const stockEntryById: LoaderFactory<string, StockEntryDoc | null> = (ctx) =>
  new DataLoader(async (ids: readonly string[]) => {
    const found = new Map((await entriesByIds(ctx, ids.map(idFromHex))).map((doc) => [doc._id.toHexString(), doc]));
    return ids.map((id) => found.get(id) ?? null);
  });

/** A stretch of an entry's movements, newest first: one command for a page of entries. */
export const movementsByWindow: LoaderFactory<ChainWindow, StockMovementDoc[]> = (ctx) =>
  new DataLoader((windows: readonly ChainWindow[]) => movementsInWindows(ctx, windows), { cache: false });

/** A stretch of a count's lines, in their order: one command for a page of counts. */
export const countLinesByWindow: LoaderFactory<CountLineWindow, StockCountLineDoc[]> = (ctx) =>
  new DataLoader((windows: readonly CountLineWindow[]) => countLinesInWindows(ctx, windows), { cache: false });
