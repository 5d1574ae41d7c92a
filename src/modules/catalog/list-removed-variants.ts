import type { PipelineStage } from 'mongoose';
import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { PAGE_SIZE_MAX } from '../../kernel/page';
import { REMOVED_PAGES_PER_READ_MAX } from './catalog.policy';
import { LONG_AGO } from './product.model';
import { variants } from './variant.model';
import type { VariantDoc } from './variant.model';

/** A page of a product's removed variants. */
export interface RemovedVariantsQuery {
  readonly productId: Id;
  /** 1 to 100. */
  readonly first: number;
  /** Position of the last one before the page. */
  readonly afterPosition: number | null;
}

/**
 * The removed variants of each query in the order of their positions, one more than `first` when there are more; one
 * command for up to 100 queries. Each page walks its product's stretch of the index: a product may have hundreds of them,
 * and a page of products a hundred times as many.
 */
export async function removedVariantPages(
  ctx: Context,
  queries: readonly RemovedVariantsQuery[],
): Promise<VariantDoc[][]> {
  const { tenantId, db } = ctx;
  const pages = queries.map((): VariantDoc[] => []);
  const parts = queries.map(({ productId, first, afterPosition }, page): PipelineStage[] => [
    { $match: { tenantId, productId, position: { $gt: afterPosition ?? -1 }, deletedAt: { $gt: LONG_AGO } } },
    { $sort: { position: 1 } },
    { $limit: first + 1 },
    { $project: { _id: 0, page: { $literal: page }, variant: '$$ROOT' } },
  ]);
  const [head, ...others] = parts;
  if (head === undefined) return pages;
  const coll = variants(db).collection.collectionName;
  const joined = others.map((pipeline) => ({ $unionWith: { coll, pipeline } }));
  const rows = await variants(db)
    .aggregate<{ page: number; variant: VariantDoc }>([...head, ...joined] as PipelineStage[])
    .option({ batchSize: REMOVED_PAGES_PER_READ_MAX * (PAGE_SIZE_MAX + 1) });
  for (const { page, variant } of rows) pages[page]?.push(variant);
  return pages;
}
