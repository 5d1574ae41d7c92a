import type { Context } from '../../kernel/context';
import { LimitExceededError, NotFoundError, ValidationError, badInput } from '../../kernel/errors';
import { newId, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { isDuplicateKey } from '../../platform/mongo';
import type { Tx } from '../../platform/transaction';
import { COLLECTIONS_MAX, COLLECTION_NAME_LENGTH_MAX, DESCRIPTION_LENGTH_MAX } from './catalog.policy';
import { COLLECTION_SLUG_INDEX, collectionProducts, collections } from './collection.model';
import type { CollectionDoc } from './collection.model';
import { assertRule, categoriesOfRule } from './collection-rule';
import type { CollectionRule } from './collection-rule';
import { touchCategoriesIn } from './save-category';
import { assertSlug, slugOf } from './slug';

/** What people decide of a collection. */
export interface CollectionFields {
  readonly name: string;
  /** Made of the name when left out. */
  readonly slug?: string;
  readonly description?: string | null;
  /** Null for a collection that is filled by hand. */
  readonly rule?: CollectionRule | null;
}

interface Request {
  /** As sent, for the idempotency key. */
  readonly input: IdempotentRequest['input'];
}

/**
 * Makes a collection, filled by its rule or, without one, by hand. Refuses malformed texts and rules (BAD_USER_INPUT);
 * throws ValidationError SLUG_TAKEN, NotFoundError for a category of the rule, LimitExceededError beyond 1,000.
 */
export async function createCollection(
  ctx: Context,
  { input, fields }: Request & { readonly fields: CollectionFields },
): Promise<CollectionDoc> {
  const _id = newId();
  const { name, slug = slugOf(fields.name, 'collection'), description = null, rule = null } = checked(fields);
  return runIdempotent(ctx, { operation: 'createCollection', input }, async (tx) => {
    const { tenantId, session, now } = tx;
    const count = await collections(tx.db).countDocuments({ tenantId }, { session });
    if (count >= COLLECTIONS_MAX) {
      throw new LimitExceededError(COLLECTIONS_MAX, `A tenant has at most ${COLLECTIONS_MAX} collections.`);
    }
    await assertCategoriesIn(tx, rule);
    const texts = { name, slug, description };
    const collection = { _id, tenantId, ...texts, rule, version: 1, revision: 0, createdAt: now, updatedAt: now };
    await orSlugTaken(() => collections(tx.db).insertMany([collection], { session, lean: true }));
    return collection;
  });
}

/**
 * Changes what a collection says of itself, and its rule, if nobody else did since `expectedVersion`; what is left out
 * stays. Throws as createCollection, NotFoundError, and ValidationError STALE_VERSION; COLLECTION_BY_HAND for a rule of a
 * collection that is filled by hand.
 */
export async function updateCollection(
  ctx: Context,
  request: Request & {
    readonly collectionId: Id;
    readonly expectedVersion: number;
    readonly changes: Partial<CollectionFields>;
  },
): Promise<CollectionDoc> {
  const { input, collectionId, expectedVersion } = request;
  const changes = checked(request.changes);
  return runIdempotent(ctx, { operation: 'updateCollection', input }, async (tx) => {
    const { tenantId, session, now } = tx;
    await assertCategoriesIn(tx, changes.rule ?? null);
    const stored = await collections(tx.db)
      .findOne({ tenantId, _id: collectionId }, null, { session })
      .lean<CollectionDoc>();
    if (stored === null) throw notFound(collectionId);
    if (stored.rule === null && changes.rule) {
      const message = 'Expected a collection that is filled by a rule; this one is filled by hand. Make another one.';
      throw new ValidationError('rule', message, 'COLLECTION_BY_HAND');
    }
    const { matchedCount } = await orSlugTaken(() =>
      collections(tx.db).updateOne(
        { tenantId, _id: collectionId, version: expectedVersion },
        { $set: { ...changes, updatedAt: now }, $inc: { version: 1 } },
        { session },
      ),
    );
    if (matchedCount === 0) {
      const message = `Expected version ${expectedVersion}, got ${stored.version}. Read it again and decide anew.`;
      throw new ValidationError('expectedVersion', message, 'STALE_VERSION');
    }
    return { ...stored, ...changes, version: stored.version + 1, updatedAt: now };
  });
}

/** Removes a collection; its products stay. Throws NotFoundError. */
export async function deleteCollection(
  ctx: Context,
  { input, collectionId }: Request & { readonly collectionId: Id },
): Promise<CollectionDoc> {
  return runIdempotent(ctx, { operation: 'deleteCollection', input }, async (tx) => {
    const { tenantId, session } = tx;
    const collection = await collections(tx.db)
      .findOneAndDelete({ tenantId, _id: collectionId }, { session })
      .lean<CollectionDoc>();
    if (collection === null) throw notFound(collectionId);
    await collectionProducts(tx.db).deleteMany({ tenantId, collectionId }, { session });
    return collection;
  });
}

function notFound(collectionId: Id): NotFoundError {
  return new NotFoundError('Collection', toGlobalId('Collection', collectionId));
}

/** The fields that are given, trimmed; refuses malformed ones. */
function checked<T extends Partial<CollectionFields>>(fields: T): T {
  const { slug, description, rule } = fields;
  const name = fields.name?.trim();
  if (name !== undefined && (name === '' || name.length > COLLECTION_NAME_LENGTH_MAX)) {
    throw badInput(`Expected "name" to be 1 to ${COLLECTION_NAME_LENGTH_MAX} characters.`, 'name');
  }
  if (slug !== undefined) assertSlug(slug);
  if ((description?.length ?? 0) > DESCRIPTION_LENGTH_MAX) {
    throw badInput(`Expected "description" to be at most ${DESCRIPTION_LENGTH_MAX} characters.`, 'description');
  }
  if (rule) assertRule(rule);
  const given = Object.entries({ ...fields, name }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as T;
}

/** Writes the rule's categories, so that one that is removed at the same time conflicts. Throws NotFoundError. */
async function assertCategoriesIn(tx: Tx, rule: CollectionRule | null): Promise<void> {
  const byHex = new Map(categoriesOfRule(rule).map((id) => [id.toHexString(), id]));
  await touchCategoriesIn(tx, [...byHex.values()]);
}

async function orSlugTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error, COLLECTION_SLUG_INDEX)) throw error;
    throw new ValidationError('slug', 'Another collection has this slug. Choose another one.', 'SLUG_TAKEN');
  }
}
