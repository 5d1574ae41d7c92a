import type { Context } from '../../kernel/context';
import { LimitExceededError, NotFoundError, ValidationError, badInput } from '../../kernel/errors';
import { newId, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { Tx } from '../../platform/transaction';
import { COLLECTION_PRODUCTS_MAX, COLLECTION_PRODUCTS_PER_REQUEST_MAX } from './catalog.policy';
import { collectionProducts, collections } from './collection.model';
import type { CollectionDoc, CollectionProductDoc } from './collection.model';
import { products } from './product.model';

interface ArrangeRequest {
  /** As sent, for the idempotency key. */
  readonly input: IdempotentRequest['input'];
  readonly collectionId: Id;
  /** 1 to 100 products. */
  readonly productIds: readonly Id[];
}

/**
 * Puts products at the end of a collection that is filled by hand; those that are in it stay where they are. Throws
 * NotFoundError for the collection or a product, ValidationError COLLECTION_BY_RULE, LimitExceededError beyond 1,000.
 */
export async function addProductsToCollection(ctx: Context, request: ArrangeRequest): Promise<CollectionDoc> {
  const { input, collectionId } = request;
  const productIds = once(request.productIds);
  const newIds = productIds.map(() => newId());
  return runIdempotent(ctx, { operation: 'addProductsToCollection', input }, async (tx) => {
    const { tenantId, session } = tx;
    const collection = await touchByHandIn(tx, collectionId);
    await assertProductsIn(tx, { _id: { $in: productIds }, deletedAt: null }, productIds);
    const places = await placesIn(tx, collectionId);
    const present = new Set(places.map(({ productId }) => productId.toHexString()));
    const fresh = productIds.filter((id) => !present.has(id.toHexString()));
    if (places.length + fresh.length > COLLECTION_PRODUCTS_MAX) {
      const message = `A collection has at most ${COLLECTION_PRODUCTS_MAX} products, and this one has ${places.length}.`;
      throw new LimitExceededError(COLLECTION_PRODUCTS_MAX, `${message} Remove some, or use a rule.`);
    }
    const last = places.at(-1)?.position ?? 0;
    const rows = fresh.map((productId, index) => ({
      _id: newIds[index] ?? newId(),
      tenantId,
      collectionId,
      productId,
      position: last + index + 1,
    }));
    if (rows.length > 0) await collectionProducts(tx.db).insertMany(rows, { session, lean: true });
    return collection;
  });
}

/**
 * Takes products out of a collection that is filled by hand, removed products too; one that is not in it may be named all
 * the same. Throws NotFoundError for the collection or a product, ValidationError COLLECTION_BY_RULE.
 */
export async function removeProductsFromCollection(ctx: Context, request: ArrangeRequest): Promise<CollectionDoc> {
  const { input, collectionId } = request;
  const productIds = once(request.productIds);
  return runIdempotent(ctx, { operation: 'removeProductsFromCollection', input }, async (tx) => {
    const { tenantId, session } = tx;
    const collection = await touchByHandIn(tx, collectionId);
    await assertProductsIn(tx, { _id: { $in: productIds } }, productIds);
    const filter = { tenantId, collectionId, productId: { $in: productIds } };
    await collectionProducts(tx.db).deleteMany(filter, { session });
    return collection;
  });
}

/**
 * Moves products of a collection that is filled by hand, in the order given, to behind another product of it, or to the
 * beginning for null. Throws NotFoundError, also for a product that is not in it, and ValidationError COLLECTION_BY_RULE.
 */
export async function reorderCollectionProducts(
  ctx: Context,
  request: ArrangeRequest & { readonly afterProductId: Id | null },
): Promise<CollectionDoc> {
  const { input, collectionId, afterProductId } = request;
  const productIds = once(request.productIds);
  const moving = new Set(productIds.map((id) => id.toHexString()));
  if (afterProductId !== null && moving.has(afterProductId.toHexString())) {
    throw badInput('Expected a product that is not moved itself.', 'afterProductId');
  }
  return runIdempotent(ctx, { operation: 'reorderCollectionProducts', input }, async (tx) => {
    const collection = await touchByHandIn(tx, collectionId);
    const places = await placesIn(tx, collectionId);
    const present = places.map(({ productId }) => productId);
    assertEach(afterProductId === null ? productIds : [...productIds, afterProductId], present);
    const staying = present.filter((id) => !moving.has(id.toHexString()));
    const at = afterProductId === null ? 0 : staying.findIndex((id) => id.equals(afterProductId)) + 1;
    await renumberIn(tx, places, [...staying.slice(0, at), ...productIds, ...staying.slice(at)]);
    return collection;
  });
}

/** Gives the places their numbers in the new order; only those that differ are written. */
async function renumberIn(tx: Tx, places: readonly CollectionProductDoc[], order: readonly Id[]): Promise<void> {
  const { tenantId, session } = tx;
  const byProduct = new Map(places.map((place) => [place.productId.toHexString(), place]));
  const statements = order.flatMap((productId, index) => {
    const place = byProduct.get(productId.toHexString());
    if (place === undefined || place.position === index + 1) return [];
    return [{ updateOne: { filter: { tenantId, _id: place._id }, update: { $set: { position: index + 1 } } } }];
  });
  if (statements.length > 0) await collectionProducts(tx.db).bulkWrite(statements, { session });
}

/** The collection, written first by whoever changes its products: two at once conflict, and positions stay distinct. */
async function touchByHandIn(tx: Tx, collectionId: Id): Promise<CollectionDoc> {
  const { tenantId, session } = tx;
  const filter = { tenantId, _id: collectionId };
  await collections(tx.db).updateOne(filter, { $inc: { revision: 1 }, $set: { updatedAt: tx.now } }, { session });
  const collection = await collections(tx.db).findOne(filter, null, { session }).lean<CollectionDoc>();
  if (collection === null) throw new NotFoundError('Collection', toGlobalId('Collection', collectionId));
  if (collection.rule === null) return collection;
  const message = 'Expected a collection that is filled by hand; this one has a rule. Change the rule instead.';
  throw new ValidationError('collectionId', message, 'COLLECTION_BY_RULE');
}

/** All places of a collection, in their order. */
async function placesIn(tx: Tx, collectionId: Id): Promise<CollectionProductDoc[]> {
  const { tenantId, session } = tx;
  return collectionProducts(tx.db)
    .find({ tenantId, collectionId }, null, { session })
    .sort({ position: 1 })
    .limit(COLLECTION_PRODUCTS_MAX)
    .lean<CollectionProductDoc[]>();
}

/** The ids, each once. Refuses none and too many. */
function once(ids: readonly Id[]): Id[] {
  if (ids.length < 1 || ids.length > COLLECTION_PRODUCTS_PER_REQUEST_MAX) {
    const message = `Expected 1 to ${COLLECTION_PRODUCTS_PER_REQUEST_MAX} products, got ${ids.length}.`;
    throw badInput(`${message} Send more in further requests.`, 'productIds');
  }
  return [...new Map(ids.map((id) => [id.toHexString(), id])).values()];
}

async function assertProductsIn(tx: Tx, filter: object, productIds: readonly Id[]): Promise<void> {
  const { tenantId, session } = tx;
  const found = await products(tx.db)
    .find({ tenantId, ...filter }, { _id: 1 }, { session })
    .lean<{ _id: Id }[]>();
  assertEach(
    productIds,
    found.map(({ _id }) => _id),
  );
}

function assertEach(wanted: readonly Id[], found: readonly Id[]): void {
  const known = new Set(found.map((id) => id.toHexString()));
  const missing = wanted.find((id) => !known.has(id.toHexString()));
  if (missing !== undefined) throw new NotFoundError('Product', toGlobalId('Product', missing));
}
