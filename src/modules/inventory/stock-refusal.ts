import type { Context } from '../../kernel/context';
import { InsufficientStockError, NotFoundError } from '../../kernel/errors';
import type { ShortLine } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { findVariantsByIds } from '../catalog';
import { tenantDirectory } from '../tenants';
import { reservedNeeded, unitsNeeded } from './stock-change';
import type { EntryDemand, StockKey } from './stock-change';
import type { StockEntryDoc } from './stock-entry.model';

/** Products by variant for the demands that may make an entry; no command when there are none. */
export async function productsOfNewEntries(tx: Tx, demands: readonly EntryDemand[]): Promise<Map<string, Id>> {
  const products = new Map<string, Id>();
  const unknown: Id[] = [];
  const branches = new Map<string, Id>();
  for (const demand of demands) {
    // An entry that is not there has nothing to take or to give back; lines of both signs may still bring some.
    if (unitsNeeded(demand) > 0 || reservedNeeded(demand) > 0) continue;
    const { changes, branchId, variantId } = demand;
    const known = changes.find((change) => change.productId !== undefined)?.productId;
    if (known === undefined) unknown.push(variantId);
    else products.set(variantId.toHexString(), known);
    branches.set(branchId.toHexString(), branchId);
  }
  if (branches.size > 0) await assertBranches(tx, branches.values());
  if (unknown.length === 0) return products;
  const variants = await findVariantsByIds(tx, unknown);
  for (const variantId of unknown) {
    const variant = variants.get(variantId.toHexString());
    if (variant === undefined) throw new NotFoundError('Variant', toGlobalId('Variant', variantId));
    products.set(variantId.toHexString(), variant.productId);
  }
  return products;
}

/** Throws NotFoundError for the first branch or variant that the tenant does not have; at most one command. */
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
  const foreign = places.find((place) => !variants.has(place.variantId.toHexString()));
  if (foreign !== undefined) throw new NotFoundError('Variant', toGlobalId('Variant', foreign.variantId));
}

async function assertBranches(ctx: Context, branchIds: Iterable<Id>): Promise<void> {
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
  const short = missed.map((demand): ShortLine => ({
    variantId: demand.variantId.toHexString(),
    branchId: demand.branchId.toHexString(),
    requested: unitsNeeded(demand),
    available: found.get(demand.key)?.quantityAvailable ?? 0,
  }));
  const lines = short.filter((line) => line.available < line.requested);
  if (lines.length > 0) throw new InsufficientStockError(lines);
  throw new Error(
    `Invariant broken: less is reserved than the holds say, entries ${missed.map((m) => m.key).join(', ')}`,
  );
}
