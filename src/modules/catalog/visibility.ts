import type { PipelineStage } from 'mongoose';
import type { Actor, Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { variants } from './variant.model';
import type { VariantDoc } from './variant.model';

/** Shoppers see only what is on sale; staff, tills and jobs see the tenant's whole catalogue. */
export function seesOnlyOnSale(actor: Actor): boolean {
  return actor.kind === 'guest' || actor.kind === 'customer' || actor.kind === 'anonymous';
}

/** What of a variant says that it is on sale. */
export const ON_SALE = { productStatus: 'ACTIVE', deletedAt: null } as const;

export function isOnSale(variant: Pick<VariantDoc, keyof typeof ON_SALE>): boolean {
  return variant.productStatus === ON_SALE.productStatus && variant.deletedAt === ON_SALE.deletedAt;
}

/**
 * Finds those of the variants that are off sale, as the source of a `$lookup`: whoever reads data of their own by variant
 * learns it in the same command. Without a field to join by, so that the server looks once and not for every document.
 */
export function offSaleAmong(
  { db, tenantId }: Context,
  variantIds: readonly Id[],
): Pick<Required<PipelineStage.Lookup['$lookup']>, 'from' | 'pipeline'> {
  const filter = { tenantId, _id: { $in: [...variantIds] }, $nor: [ON_SALE] };
  return { from: variants(db).collection.collectionName, pipeline: [{ $match: filter }, { $project: { _id: 1 } }] };
}
