import type { Context } from '../../kernel/context';
import { LimitExceededError, NotFoundError, ValidationError, badInput } from '../../kernel/errors';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { Tx } from '../../platform/transaction';
import { tenantDirectory } from './tenant-directory';
import { tenants } from './tenant.model';
import type { TaxClass, TenantDoc } from './tenant.model';
import { TAX_CLASSES_MAX, TAX_CLASS_NAME_LENGTH_MAX, TAX_CLASS_RATE_BASIS_POINTS_MAX } from './tenants.policy';

const CODE = /^[A-Z0-9][A-Z0-9_]{0,31}$/;

/** A request as sent, for the idempotency key. */
interface Request {
  readonly input: IdempotentRequest['input'];
  /** Makes it the class of new variants that name neither class nor rate. */
  readonly isDefault?: boolean;
}

/**
 * Makes a tax class. Throws ValidationError TAX_CLASS_TAKEN, LimitExceededError beyond 50; refuses a malformed code, name
 * or rate (BAD_USER_INPUT). Classes are not removed: variants and reports name them.
 */
export async function createTaxClass(ctx: Context, request: Request & { readonly made: TaxClass }): Promise<TaxClass> {
  const { input, isDefault } = request;
  const { code, rateBasisPoints } = request.made;
  const made: TaxClass = { code, name: request.made.name.trim(), rateBasisPoints };
  if (!CODE.test(code)) throw badInput('Expected "code" to be 1 to 32 upper case letters, digits or "_".', 'code');
  assertFields(made);
  return savedBy(ctx, 'createTaxClass', input, async (tx) => {
    const result = await tenants(tx.db).updateOne(
      { _id: tx.tenantId, 'taxClasses.code': { $ne: code }, [`taxClasses.${TAX_CLASSES_MAX - 1}`]: { $exists: false } },
      { $push: { taxClasses: made }, ...(isDefault === true ? { $set: { defaultTaxClassCode: code } } : {}) },
      { session: tx.session },
    );
    if (result.matchedCount === 1) return made;
    if ((await classesIn(tx)).some((one) => one.code === code)) {
      throw new ValidationError('code', 'Another tax class has this code. Choose another one.', 'TAX_CLASS_TAKEN');
    }
    throw new LimitExceededError(TAX_CLASSES_MAX, `A tenant has at most ${TAX_CLASSES_MAX} tax classes.`);
  });
}

/**
 * Changes a tax class. A new rate counts for orders that are placed from now on (in other processes within seconds);
 * placed ones keep what they froze. Throws NotFoundError; ValidationError STALE_TAX_RATE when the rate is not the expected
 * one any more. Refuses a malformed name or rate (BAD_USER_INPUT).
 */
export async function updateTaxClass(
  ctx: Context,
  request: Request & {
    readonly code: string;
    readonly name?: string;
    readonly rateBasisPoints?: number;
    readonly expectedRateBasisPoints?: number;
  },
): Promise<TaxClass> {
  const { input, code, rateBasisPoints, expectedRateBasisPoints: expected, isDefault } = request;
  const name = request.name?.trim();
  assertFields({ name, rateBasisPoints });
  return savedBy(ctx, 'updateTaxClass', input, async (tx) => {
    const $set = {
      ...(name === undefined ? {} : { 'taxClasses.$.name': name }),
      ...(rateBasisPoints === undefined ? {} : { 'taxClasses.$.rateBasisPoints': rateBasisPoints }),
      ...(isDefault === true ? { defaultTaxClassCode: code } : {}),
    };
    const $elemMatch = { code, ...(expected === undefined ? {} : { rateBasisPoints: expected }) };
    const filter = { _id: tx.tenantId, taxClasses: { $elemMatch } };
    const isFound =
      Object.keys($set).length === 0
        ? (await tenants(tx.db).findOne(filter, { _id: 1 }, { session: tx.session }).lean()) !== null
        : (await tenants(tx.db).updateOne(filter, { $set }, { session: tx.session })).matchedCount === 1;
    const stored = (await classesIn(tx)).find((one) => one.code === code);
    if (stored === undefined) throw new NotFoundError('TaxClass', code.slice(0, 100), 'code');
    if (isFound) return stored;
    throw new ValidationError(
      'expectedRateBasisPoints',
      `Expected the rate to be ${expected}, got ${stored.rateBasisPoints}. Read it again and decide anew.`,
      'STALE_TAX_RATE',
    );
  });
}

async function savedBy(
  ctx: Context,
  operation: string,
  input: Request['input'],
  work: (tx: Tx) => Promise<TaxClass>,
): Promise<TaxClass> {
  const saved = await runIdempotent(ctx, { operation, input }, work);
  tenantDirectory(ctx.db).forget(ctx.tenantId);
  return saved;
}

async function classesIn(tx: Tx): Promise<readonly TaxClass[]> {
  const { tenantId: _id, session } = tx;
  const tenant = await tenants(tx.db).findOne({ _id }, { taxClasses: 1 }, { session }).lean<TenantDoc>();
  return tenant?.taxClasses ?? [];
}

function assertFields({ name, rateBasisPoints: rate }: Partial<Pick<TaxClass, 'name' | 'rateBasisPoints'>>): void {
  if (name !== undefined && (name === '' || name.length > TAX_CLASS_NAME_LENGTH_MAX)) {
    throw badInput(`Expected "name" to be 1 to ${TAX_CLASS_NAME_LENGTH_MAX} characters.`, 'name');
  }
  if (rate === undefined) return;
  if (!Number.isInteger(rate) || rate < 0 || rate > TAX_CLASS_RATE_BASIS_POINTS_MAX) {
    throw badInput(`Expected a rate of 0 to ${TAX_CLASS_RATE_BASIS_POINTS_MAX}, got ${rate}.`, 'rateBasisPoints');
  }
}
