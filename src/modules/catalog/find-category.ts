import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import { CATEGORIES_MAX } from './catalog.policy';
import { categories } from './category.model';
import type { CategoryDoc } from './category.model';

/** A page of the children of a category, or of the roots for null, in the order of their names; one command. */
export async function listCategories(
  ctx: Context,
  query: { readonly first?: number | null; readonly after?: string | null; readonly parentId: Id | null },
): Promise<Page<CategoryDoc>> {
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const from = after === undefined ? {} : { nameKey: { $gt: String(decodeCursor(after, ['string'])[0]) } };
  const rows = await categories(ctx.db)
    .find({ tenantId: ctx.tenantId, parentId: query.parentId, ...from })
    .sort({ nameKey: 1 })
    .limit(first + 1)
    .lean<CategoryDoc[]>();
  return toPage(rows, first, after, (category) => encodeCursor([category.nameKey]));
}

/** Categories of the tenant by id, keyed by their ids in hexadecimal; one command for any number. */
export async function findCategoriesByIds(ctx: Context, ids: readonly Id[]): Promise<Map<string, CategoryDoc>> {
  if (ids.length === 0) return new Map();
  const rows = await categories(ctx.db)
    .find({ tenantId: ctx.tenantId, _id: { $in: [...ids] } })
    .lean<CategoryDoc[]>();
  return new Map(rows.map((row) => [row._id.toHexString(), row]));
}

/**
 * The ids of each of the categories with those of all below it, by the id in hexadecimal; none for a category that was
 * removed, though products may name it until they are pruned. At most one command.
 */
export async function categoriesWithBelow(ctx: Context, categoryIds: readonly Id[]): Promise<Map<string, Id[]>> {
  const found = new Map(categoryIds.map((id): [string, Id[]] => [id.toHexString(), []]));
  if (found.size === 0) return found;
  const { tenantId } = ctx;
  const rows = await categories(ctx.db)
    .find(
      {
        tenantId,
        // The tenant stands in each branch too: `$or` takes one index per branch.
        $or: [
          { tenantId, _id: { $in: [...categoryIds] } },
          { tenantId, path: { $in: [...categoryIds] } },
        ],
      },
      { _id: 1, path: 1 },
    )
    .limit(CATEGORIES_MAX)
    .lean<Pick<CategoryDoc, '_id' | 'path'>[]>();
  for (const { _id, path } of rows) for (const above of [...path, _id]) found.get(above.toHexString())?.push(_id);
  return found;
}

/** The category's id with those of all categories below it; none when it was removed. One command. */
export async function categoryWithBelow(ctx: Context, categoryId: Id): Promise<Id[]> {
  return (await categoriesWithBelow(ctx, [categoryId])).get(categoryId.toHexString()) ?? [];
}
