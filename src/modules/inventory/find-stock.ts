import type { QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { REPLY_DOCUMENTS, findAll } from '../../platform/find-all';
import type { Tx } from '../../platform/transaction';
import { offSaleAmong } from '../catalog';
import { stockKeyOf } from './stock-change';
import type { StockKey } from './stock-change';
import { stockEntries } from './stock-entry.model';
import type { StockEntryDoc } from './stock-entry.model';

/** The filter of a set of places: one exact index range per branch. */
function placesFilter(tenantId: Id, places: readonly StockKey[]): QueryFilter<StockEntryDoc> {
  const variantsByBranch = new Map<string, { branchId: Id; variantIds: Id[] }>();
  for (const { branchId, variantId } of places) {
    const group = variantsByBranch.get(branchId.toHexString()) ?? { branchId, variantIds: [] };
    group.variantIds.push(variantId);
    variantsByBranch.set(branchId.toHexString(), group);
  }
  const ranges = [...variantsByBranch.values()].map(({ branchId, variantIds }) => ({
    tenantId,
    branchId,
    variantId: variantIds.length === 1 ? variantIds[0] : { $in: variantIds },
  }));
  return (ranges.length === 1 ? ranges[0] : { tenantId, $or: ranges }) as QueryFilter<StockEntryDoc>;
}

/** The entries of the given places by `stockKeyOf`, in one command; places without an entry are absent. */
export async function entriesFor(ctx: Context | Tx, places: readonly StockKey[]): Promise<Map<string, StockEntryDoc>> {
  if (places.length === 0) return new Map();
  const session = 'session' in ctx ? ctx.session : null;
  const entries = await findAll(stockEntries(ctx.db), placesFilter(ctx.tenantId, places), { session });
  return new Map(entries.map((entry) => [stockKeyOf(entry), entry]));
}

/** Entries by `stockKeyOf`, and which of their variants no shopper may have, by their ids in hexadecimal. */
export interface JudgedEntries {
  readonly entries: Map<string, StockEntryDoc>;
  readonly offSale: ReadonlySet<string>;
}

/**
 * As `entriesFor`, also in one command, and besides which of their variants are off sale, by the same snapshot. Nothing of
 * that is stored in the entries: no change of the catalogue then writes stock, and none can be missed. One document holds
 * all, because a join is made for every document, though this one is the same for all: with a document each, 593 entries
 * took half as long again in the database, and twice as long here. Says nothing of variants when no place has an entry.
 */
export async function judgedEntriesFor(tx: Tx, places: readonly StockKey[]): Promise<JudgedEntries> {
  const variantIds = places.map(({ variantId }) => variantId);
  const [found] = await stockEntries(tx.db)
    .aggregate<{ entries: StockEntryDoc[]; offSale: { _id: Id }[] }>([
      { $match: placesFilter(tx.tenantId, places) },
      { $group: { _id: null, entries: { $push: '$$ROOT' } } },
      { $lookup: { ...offSaleAmong(tx, variantIds), as: 'offSale' } },
    ])
    .session(tx.session);
  const { entries, offSale } = found ?? { entries: [], offSale: [] };
  return {
    entries: new Map(entries.map((entry) => [stockKeyOf(entry), entry])),
    offSale: new Set(offSale.map(({ _id }) => _id.toHexString())),
  };
}

/** Entries of all branches for the given variants, in one command. */
export async function entriesOfVariants(ctx: Context, variantIds: readonly Id[]): Promise<StockEntryDoc[]> {
  return findAll(stockEntries(ctx.db), { tenantId: ctx.tenantId, variantId: { $in: [...variantIds] } });
}

/** Entries by id, in one command. */
export async function entriesByIds(ctx: Context | Tx, ids: readonly Id[]): Promise<StockEntryDoc[]> {
  const session = 'session' in ctx ? ctx.session : null;
  return findAll(stockEntries(ctx.db), { tenantId: ctx.tenantId, _id: { $in: [...ids] } }, { session });
}

/** What of a product is available: all branches together, and where there is some, in the order of the ids. */
export interface ProductAvailability {
  readonly quantity: number;
  readonly inStockBranchIds: Id[];
}

/** Units available per product, by product id in hex: what `Product.quantity` and the filter by branch show. */
export async function availableByProduct(
  ctx: Context,
  productIds: readonly Id[],
): Promise<Map<string, ProductAvailability>> {
  const sums = new Map(productIds.map((id) => [id.toHexString(), { quantity: 0, inStock: new Map<string, Id>() }]));
  if (productIds.length === 0) return new Map();
  const entries = await stockEntries(ctx.db)
    .find(
      { tenantId: ctx.tenantId, productId: { $in: [...productIds] } },
      { productId: 1, branchId: 1, quantityAvailable: 1 },
    )
    .batchSize(REPLY_DOCUMENTS)
    .lean<Pick<StockEntryDoc, 'productId' | 'branchId' | 'quantityAvailable'>[]>();
  for (const { productId, branchId, quantityAvailable } of entries) {
    const sum = sums.get(productId.toHexString());
    if (sum === undefined) continue;
    sum.quantity += quantityAvailable;
    if (quantityAvailable > 0) sum.inStock.set(branchId.toHexString(), branchId);
  }
  const inOrder = (inStock: ReadonlyMap<string, Id>): Id[] =>
    [...inStock].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, id]) => id);
  return new Map(
    [...sums].map(([hex, { quantity, inStock }]) => [hex, { quantity, inStockBranchIds: inOrder(inStock) }]),
  );
}
