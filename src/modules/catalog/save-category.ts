import type { Context } from '../../kernel/context';
import { LimitExceededError, NotFoundError, ValidationError, badInput, invariant } from '../../kernel/errors';
import { newId, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { isDuplicateKey } from '../../platform/mongo';
import type { Tx } from '../../platform/transaction';
import {
  CATEGORIES_MAX,
  CATEGORIES_PER_PRODUCT_MAX,
  CATEGORY_DEPTH_MAX,
  CATEGORY_NAME_LENGTH_MAX,
} from './catalog.policy';
import { CATEGORY_NAME_INDEX, categories } from './category.model';
import type { CategoryDoc } from './category.model';
import { changeProductIn } from './change-product';
import type { StoredProduct } from './new-product';
import { markPrunable } from './prune-catalog';

/** A request as sent, for the idempotency key. */
interface Request {
  readonly input: IdempotentRequest['input'];
}

/**
 * Makes a category below another one, or a root. Throws NotFoundError for an unknown parent, ValidationError NAME_TAKEN
 * among its siblings, LimitExceededError beyond 2,000 categories or 8 levels.
 */
export async function createCategory(
  ctx: Context,
  request: Request & { readonly name: string; readonly parentId: Id | null },
): Promise<CategoryDoc> {
  const _id = newId();
  const named = nameOf(request.name);
  return runIdempotent(ctx, { operation: 'createCategory', input: request.input }, async (tx) => {
    const { tenantId, session, now } = tx;
    const count = await categories(tx.db).countDocuments({ tenantId }, { session });
    if (count >= CATEGORIES_MAX) {
      throw new LimitExceededError(CATEGORIES_MAX, `A tenant has at most ${CATEGORIES_MAX} categories.`);
    }
    const { parentId } = request;
    const path = await pathBelow(tx, parentId);
    const category = { _id, tenantId, ...named, parentId, path, revision: 0, createdAt: now, updatedAt: now };
    await orNameTaken(() => categories(tx.db).insertMany([category], { session, lean: true }));
    return category;
  });
}

/**
 * Renames or moves a category with all below it; `parentId` null makes it a root, undefined leaves it where it is.
 * Throws as createCategory, and ValidationError CATEGORY_CYCLE for a move below itself.
 */
export async function updateCategory(
  ctx: Context,
  request: Request & { readonly categoryId: Id; readonly name?: string; readonly parentId?: Id | null },
): Promise<CategoryDoc> {
  const { input, categoryId } = request;
  const named = request.name === undefined ? {} : nameOf(request.name);
  return runIdempotent(ctx, { operation: 'updateCategory', input }, async (tx) => {
    const { tenantId, session } = tx;
    const category = await touchCategoryIn(tx, categoryId);
    const parentId = request.parentId === undefined ? category.parentId : request.parentId;
    const path = request.parentId === undefined ? category.path : await pathBelow(tx, parentId);
    if (path.some((id) => id.equals(categoryId))) {
      const message = 'A category can not stand below itself. Choose another parent.';
      throw new ValidationError('parentId', message, 'CATEGORY_CYCLE');
    }
    const changed = { ...category, ...named, parentId, path, updatedAt: tx.now };
    const { name, nameKey, updatedAt } = changed;
    await orNameTaken(() =>
      categories(tx.db).updateOne(
        { tenantId, _id: categoryId },
        { $set: { name, nameKey, parentId, path, updatedAt } },
        { session },
      ),
    );
    if (request.parentId !== undefined) await moveBelow(tx, category, path);
    return changed;
  });
}

/**
 * Removes a category without children. Its products stay, and show it no more; the prune job takes it off them, however
 * many. Throws NotFoundError, CATEGORY_HAS_CHILDREN.
 */
export async function deleteCategory(
  ctx: Context,
  request: Request & { readonly categoryId: Id },
): Promise<CategoryDoc> {
  const { input, categoryId } = request;
  return runIdempotent(ctx, { operation: 'deleteCategory', input }, async (tx) => {
    const { tenantId, session } = tx;
    const category = await touchCategoryIn(tx, categoryId);
    const child = await categories(tx.db).findOne({ tenantId, parentId: categoryId }, { _id: 1 }, { session }).lean();
    if (child !== null) {
      const message = 'Expected a category without children. Move or remove them first.';
      throw new ValidationError('categoryId', message, 'CATEGORY_HAS_CHILDREN');
    }
    await categories(tx.db).deleteOne({ tenantId, _id: categoryId }, { session });
    await markPrunable(tx, 'product-categories', categoryId);
    return category;
  });
}

/** Sets all categories of a product. Throws NotFoundError for a product or category that the tenant lacks. */
export async function setProductCategories(
  ctx: Context,
  request: Request & { readonly productId: Id; readonly categoryIds: readonly Id[] },
): Promise<StoredProduct> {
  const { input, productId } = request;
  const byHex = new Map(request.categoryIds.map((id) => [id.toHexString(), id]));
  const categoryIds = [...byHex.values()];
  if (categoryIds.length > CATEGORIES_PER_PRODUCT_MAX) {
    throw badInput(`Expected at most ${CATEGORIES_PER_PRODUCT_MAX} categories.`, 'categoryIds');
  }
  return runIdempotent(ctx, { operation: 'setProductCategories', input }, async (tx) => {
    // Written and not only read: a category that is removed at the same time then conflicts, and no product keeps it.
    await touchCategoriesIn(tx, categoryIds);
    return changeProductIn(tx, {
      productId,
      apply(product) {
        product.categoryIds = categoryIds;
      },
    });
  });
}

async function touchCategoryIn(tx: Tx, categoryId: Id): Promise<CategoryDoc> {
  const [category] = await touchCategoriesIn(tx, [categoryId]);
  invariant(category !== undefined, 'a category that was found is returned');
  return category;
}

/** The categories, their revisions counted up, so that a removal at the same time conflicts. Throws NotFoundError. */
export async function touchCategoriesIn(tx: Tx, categoryIds: readonly Id[]): Promise<CategoryDoc[]> {
  const { tenantId, session } = tx;
  if (categoryIds.length === 0) return [];
  const filter = { tenantId, _id: { $in: [...categoryIds] } };
  await categories(tx.db).updateMany(filter, { $inc: { revision: 1 } }, { session });
  const found = await categories(tx.db).find(filter, null, { session }).lean<CategoryDoc[]>();
  const missing = categoryIds.find((id) => !found.some(({ _id }) => _id.equals(id)));
  if (missing !== undefined) throw new NotFoundError('Category', toGlobalId('Category', missing));
  return found;
}

/** The path of a child of the parent. The parent is written too, so that two moves that make a circle conflict. */
async function pathBelow(tx: Tx, parentId: Id | null): Promise<Id[]> {
  if (parentId === null) return [];
  const parent = await touchCategoryIn(tx, parentId);
  const path = [...parent.path, parentId];
  assertDepth(path.length + 1);
  return path;
}

async function moveBelow(tx: Tx, category: CategoryDoc, path: readonly Id[]): Promise<void> {
  const { tenantId, session } = tx;
  const below = await categories(tx.db)
    .find({ tenantId, path: category._id }, null, { session })
    .limit(CATEGORIES_MAX)
    .lean<CategoryDoc[]>();
  if (below.length === 0) return;
  const statements = below.map((one) => {
    const moved = [...path, ...one.path.slice(category.path.length)];
    assertDepth(moved.length + 1);
    return {
      updateOne: { filter: { tenantId, _id: one._id }, update: { $set: { path: moved }, $inc: { revision: 1 } } },
    };
  });
  await categories(tx.db).bulkWrite(statements, { session });
}

function assertDepth(levels: number): void {
  if (levels <= CATEGORY_DEPTH_MAX) return;
  const message = `Categories stand in at most ${CATEGORY_DEPTH_MAX} levels. Choose another parent.`;
  throw new LimitExceededError(CATEGORY_DEPTH_MAX, message);
}

function nameOf(text: string): { name: string; nameKey: string } {
  const name = text.trim();
  if (name === '' || name.length > CATEGORY_NAME_LENGTH_MAX) {
    throw badInput(`Expected "name" to be 1 to ${CATEGORY_NAME_LENGTH_MAX} characters.`, 'name');
  }
  return { name, nameKey: name.normalize('NFKC').toLowerCase() };
}

async function orNameTaken(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isDuplicateKey(error, CATEGORY_NAME_INDEX)) throw error;
    throw new ValidationError('name', 'A category beside it has this name. Choose another one.', 'NAME_TAKEN');
  }
}
