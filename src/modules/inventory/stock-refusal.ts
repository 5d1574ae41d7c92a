import type { Context } from '../../kernel/context';
import { InsufficientStockError, NotFoundError, badInput } from '../../kernel/errors';
import type { ShortLine } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { findVariantsByIds, isOnSale, seesOnlyOnSale } from '../catalog';
import { tenantDirectory } from '../tenants';
import { bucketsNeeded, takesNothing, unitsNeeded } from './stock-change';
import type { EntryDemand, StockKey } from './stock-change';
import type { StockEntryDoc } from './stock-entry.model';
import { unitsFreeFor } from './stock-promise';

/** What an entry that is made takes over from its variant. */
export type NewEntry = Pick<StockEntryDoc, 'productId' | 'tracking'>;

/**
 * Products of the demands that may make an entry, by the demand's key; no command when there are none. Not by variant:
 * what one branch receives gives another branch no right to an entry below 0.
 */
export async function productsOfNewEntries(tx: Tx, demands: readonly EntryDemand[]): Promise<Map<string, NewEntry>> {
  // An entry that is not there has nothing to take or to give back; lines of both signs may still bring some.
  return productsOf(tx, demands.filter(takesNothing));
}

/** Products of the demands, which may make their entries, by the demand's key; no command when all say it themselves. */
export async function productsOf(tx: Tx, makers: readonly EntryDemand[]): Promise<Map<string, NewEntry>> {
  if (makers.length === 0) return new Map();
  await assertBranches(
    tx,
    makers.map((demand) => demand.branchId),
  );
  const known = new Map<string, NewEntry>();
  const asked: EntryDemand[] = [];
  for (const demand of makers) {
    const productId = demand.changes.find((change) => change.productId !== undefined)?.productId;
    // Who knows the product moves an entry that is there (a transfer makes it when it is sent) and that has its tracking.
    if (productId === undefined) asked.push(demand);
    else known.set(demand.key, { productId });
  }
  if (asked.length === 0) return known;
  const variants = await findVariantsByIds(
    tx,
    asked.map((demand) => demand.variantId),
  );
  for (const demand of asked) {
    const variant = variants.get(demand.variantId.toHexString());
    if (variant === undefined) throw noSuchVariant(demand);
    if (variant.isService) throw badInput(`Expected a variant that is stocked, got the service ${variant.sku}.`);
    const { productId, tracking } = variant;
    known.set(demand.key, { productId, ...(tracking !== undefined && { tracking }) });
  }
  return known;
}

/**
 * Throws NotFoundError for the first branch or variant that the tenant does not have, or that the caller may not see; at
 * most one command.
 */
export async function assertPlacesExist(ctx: Context, places: readonly StockKey[]): Promise<void> {
  if (places.length === 0) return;
  await assertBranches(
    ctx,
    places.map((place) => place.branchId),
  );
  const variants = await findVariantsByIds(
    ctx,
    places.map((place) => place.variantId),
  );
  const foreign = places.find(({ variantId }) => {
    const variant = variants.get(variantId.toHexString());
    return variant === undefined || (seesOnlyOnSale(ctx.actor) && !isOnSale(variant));
  });
  if (foreign !== undefined) throw noSuchVariant(foreign);
}

export function noSuchVariant({ variantId }: Pick<StockKey, 'variantId'>): NotFoundError {
  return new NotFoundError('Variant', toGlobalId('Variant', variantId));
}

/** Throws NotFoundError for the first branch that the tenant does not have; reads the tenant's directory. */
export async function assertBranches(ctx: Context, branchIds: Iterable<Id>): Promise<void> {
  const known = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  for (const branchId of branchIds) {
    if (known?.branches.some((branch) => branch._id.equals(branchId)) !== true) {
      throw new NotFoundError('Branch', toGlobalId('Branch', branchId));
    }
  }
}

/** Says why a guarded update matched nothing. */
export async function refuseMissed(
  tx: Tx,
  demands: readonly EntryDemand[],
  found: ReadonlyMap<string, StockEntryDoc>,
  changeId: Id,
): Promise<never> {
  const missed = demands.filter((demand) => found.get(demand.key)?.lastChangeId?.equals(changeId) !== true);
  await assertPlacesExist(
    tx,
    missed.filter((demand) => !found.has(demand.key)),
  );
  const lines = missed.flatMap((demand) => shortLines(demand, found.get(demand.key)));
  if (lines.length > 0) throw new InsufficientStockError(lines);
  throw new Error(
    `Invariant broken: less is reserved or incoming than documents say, entries ${missed.map((m) => m.key).join(', ')}`,
  );
}

/** Where a demand is short: of what is available, or of what is in a bucket that it takes from. */
function shortLines(demand: EntryDemand, entry: StockEntryDoc | undefined): ShortLine[] {
  const place = { variantId: demand.variantId.toHexString(), branchId: demand.branchId.toHexString() };
  const lines = [{ ...place, requested: unitsNeeded(demand), available: unitsFreeFor(demand, entry) }];
  for (const { reason, quantity } of bucketsNeeded(demand)) {
    lines.push({ ...place, requested: quantity, available: entry?.unavailableBy?.[reason] ?? 0 });
  }
  return lines.filter((line) => line.available < line.requested);
}
