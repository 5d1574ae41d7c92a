import type { Context } from '../../kernel/context';
import { LimitExceededError, NotFoundError, ValidationError, badInput, invariant } from '../../kernel/errors';
import { newId, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { isDuplicateKey } from '../../platform/mongo';
import type { Tx } from '../../platform/transaction';
import { isCustomerGroup, tenantDirectory } from '../tenants';
import {
  CUSTOMER_GROUPS_PER_LIST_MAX,
  PRICE_LISTS_MAX,
  PRICE_LIST_BRANCHES_MAX,
  PRICE_LIST_NAME_LENGTH_MAX,
  PRICE_LIST_PRIORITY_MAX,
} from './catalog.policy';
import { PRICE_LIST_NAME_INDEX, priceLists } from './price-list.model';
import type { PriceConditions, PriceListDoc } from './price-list.model';
import { markPrunable } from './prune-catalog';

/** Fields of a price list; in a change, what is left out stays. */
export interface PriceListFields extends Partial<PriceConditions> {
  readonly name?: string;
}

/**
 * Makes a price list without prices: active, priority 0, for everybody, everywhere and always unless the fields say else.
 * Throws NotFoundError for a branch that the tenant lacks, ValidationError NAME_TAKEN or DATES_INVALID,
 * LimitExceededError beyond 500 lists.
 */
export async function createPriceList(
  ctx: Context,
  request: { readonly input: IdempotentRequest['input']; readonly fields: PriceListFields & { readonly name: string } },
): Promise<PriceListDoc> {
  const listId = newId();
  return runIdempotent(ctx, { operation: 'createPriceList', input: request.input }, async (tx) => {
    const { tenantId, session } = tx;
    const count = await priceLists(tx.db).countDocuments({ tenantId }, { session });
    if (count >= PRICE_LISTS_MAX) {
      throw new LimitExceededError(PRICE_LISTS_MAX, `A tenant has at most ${PRICE_LISTS_MAX} price lists.`);
    }
    const bare: PriceListDoc = {
      _id: listId,
      tenantId,
      name: '',
      nameKey: '',
      active: true,
      priority: 0,
      branchIds: [],
      customerGroups: [],
      startsAt: null,
      endsAt: null,
      revision: 0,
      createdAt: tx.now,
      updatedAt: tx.now,
    };
    const list = await applied(tx, bare, request.fields);
    await orNameTaken(() => priceLists(tx.db).insertMany([list], { session, lean: true }));
    return list;
  });
}

/** Changes a price list, and so from now on when its prices count, however many. Throws as createPriceList. */
export async function updatePriceList(
  ctx: Context,
  request: { readonly input: IdempotentRequest['input']; readonly priceListId: Id; readonly fields: PriceListFields },
): Promise<PriceListDoc> {
  return runIdempotent(ctx, { operation: 'updatePriceList', input: request.input }, async (tx) => {
    const { tenantId, session } = tx;
    const list = await applied(tx, await touchPriceListIn(tx, request.priceListId), request.fields);
    const { name, nameKey, active, priority, branchIds, customerGroups, startsAt, endsAt } = list;
    const conditions: PriceConditions = { active, priority, branchIds, customerGroups, startsAt, endsAt };
    await orNameTaken(() =>
      priceLists(tx.db).updateOne({ tenantId, _id: list._id }, { $set: { name, nameKey, ...conditions } }, { session }),
    );
    return list;
  });
}

/**
 * Removes a price list: its prices count no more, and the prune job clears them away, however many. Orders keep the prices
 * that they froze. Throws NotFoundError.
 */
export async function deletePriceList(
  ctx: Context,
  request: { readonly input: IdempotentRequest['input']; readonly priceListId: Id },
): Promise<PriceListDoc> {
  return runIdempotent(ctx, { operation: 'deletePriceList', input: request.input }, async (tx) => {
    const { tenantId, session } = tx;
    const list = await touchPriceListIn(tx, request.priceListId);
    await priceLists(tx.db).deleteOne({ tenantId, _id: list._id }, { session });
    await markPrunable(tx, 'list-prices', list._id);
    return list;
  });
}

/** The list, its revision counted up: whoever sets its prices writes it first, so that none comes into a list that goes. */
export async function touchPriceListIn(tx: Tx, priceListId: Id): Promise<PriceListDoc> {
  const { tenantId, session } = tx;
  const filter = { tenantId, _id: priceListId };
  await priceLists(tx.db).updateOne(filter, { $inc: { revision: 1 }, $set: { updatedAt: tx.now } }, { session });
  const list = await priceLists(tx.db).findOne(filter, null, { session }).lean<PriceListDoc>();
  if (list === null) throw new NotFoundError('PriceList', toGlobalId('PriceList', priceListId));
  return list;
}

async function applied(tx: Tx, list: PriceListDoc, fields: PriceListFields): Promise<PriceListDoc> {
  const name = (fields.name ?? list.name).trim();
  if (name === '' || name.length > PRICE_LIST_NAME_LENGTH_MAX) {
    throw badInput(`Expected "name" to be 1 to ${PRICE_LIST_NAME_LENGTH_MAX} characters.`, 'name');
  }
  const changed: PriceListDoc = {
    ...list,
    name,
    nameKey: name.normalize('NFKC').toLowerCase(),
    active: fields.active ?? list.active,
    priority: fields.priority ?? list.priority,
    branchIds: fields.branchIds ?? list.branchIds,
    customerGroups: [...new Set(fields.customerGroups ?? list.customerGroups)],
    startsAt: fields.startsAt === undefined ? list.startsAt : fields.startsAt,
    endsAt: fields.endsAt === undefined ? list.endsAt : fields.endsAt,
  };
  await assertConditions(tx, changed);
  return changed;
}

async function assertConditions(ctx: Context, list: PriceListDoc): Promise<void> {
  const { priority, branchIds, customerGroups, startsAt, endsAt } = list;
  if (!Number.isInteger(priority) || Math.abs(priority) > PRICE_LIST_PRIORITY_MAX) {
    throw badInput(`Expected "priority" within ${PRICE_LIST_PRIORITY_MAX} of 0, got ${priority}.`, 'priority');
  }
  if (branchIds.length > PRICE_LIST_BRANCHES_MAX) {
    throw badInput(`Expected at most ${PRICE_LIST_BRANCHES_MAX} branches, got ${branchIds.length}.`, 'branchIds');
  }
  if (customerGroups.length > CUSTOMER_GROUPS_PER_LIST_MAX || !customerGroups.every(isCustomerGroup)) {
    throw badInput(
      `Expected at most ${CUSTOMER_GROUPS_PER_LIST_MAX} customer groups of 1 to 40 letters, digits, "-" or "_".`,
      'customerGroups',
    );
  }
  if (startsAt !== null && endsAt !== null && startsAt >= endsAt) {
    throw new ValidationError('endsAt', 'Expected the end to be after the start.', 'DATES_INVALID');
  }
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context names a tenant that does not exist');
  const foreign = branchIds.find((id) => !facts.branchById.has(id.toHexString()));
  if (foreign !== undefined) throw new NotFoundError('Branch', toGlobalId('Branch', foreign));
}

async function orNameTaken(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isDuplicateKey(error, PRICE_LIST_NAME_INDEX)) throw error;
    throw new ValidationError('name', 'Another price list has this name. Choose another one.', 'NAME_TAKEN');
  }
}
