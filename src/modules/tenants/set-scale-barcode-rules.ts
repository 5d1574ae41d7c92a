import type { Context } from '../../kernel/context';
import { ValidationError, badInput, invariant } from '../../kernel/errors';
import { decimalsOf } from '../../kernel/money-text';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { tenantDirectory } from './tenant-directory';
import { tenants } from './tenant.model';
import type { ScaleBarcodeRule, TenantDoc } from './tenant.model';

const PREFIX = /^(?:02|2[0-9])$/;
/** Digits of an EAN-13 before its own check digit. */
const DIGITS = 12;
const VALUE_DIGITS_MIN = 3;
const VALUE_DIGITS_MAX = 7;
/** GS1 defines check digits for values of these lengths only. */
const CHECKED_VALUE_DIGITS = [4, 5];
/** A weight is read to the gram. */
const WEIGHT_DECIMALS_MAX = 3;

/**
 * Sets all rules by which labels of scales are read; returns the tenant. Other processes follow within seconds. Refuses a
 * layout that is not 12 digits, or more decimals than the currency has (BAD_USER_INPUT); throws ValidationError
 * STALE_SCALE_RULES when the rules were changed since the client read them.
 */
export async function setScaleBarcodeRules(
  ctx: Context,
  request: {
    readonly input: IdempotentRequest['input'];
    readonly rules: readonly ScaleBarcodeRule[];
    readonly expectedRevision: number;
  },
): Promise<TenantDoc> {
  const { input, rules, expectedRevision } = request;
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context names a tenant that does not exist');
  rules.forEach((rule, index) => assertRule(facts.tenant.currency, rules, rule, index));
  const stored = await runIdempotent(ctx, { operation: 'setScaleBarcodeRules', input }, async (tx) => {
    // Tenants of earlier versions have no count.
    const revision = expectedRevision === 0 ? { $in: [0, null] } : expectedRevision;
    const changed = await tenants(tx.db)
      .findOneAndUpdate(
        { _id: tx.tenantId, scaleBarcodeRevision: revision },
        { $set: { scaleBarcodeRules: [...rules], scaleBarcodeRevision: expectedRevision + 1 } },
        { session: tx.session, returnDocument: 'after', projection: { pinSalt: 0 } },
      )
      .lean<TenantDoc>();
    if (changed !== null) return changed;
    throw new ValidationError(
      'expectedRevision',
      'The rules were changed since they were read. Read them again and decide anew.',
      'STALE_SCALE_RULES',
    );
  });
  tenantDirectory(ctx.db).forget(ctx.tenantId);
  return stored;
}

function assertRule(currency: string, rules: readonly ScaleBarcodeRule[], rule: ScaleBarcodeRule, index: number): void {
  const { prefix, itemDigits, valueDigits, valueDecimals, hasValueCheckDigit } = rule;
  const at = (field: string) => `rules.${index}.${field}`;
  if (!PREFIX.test(prefix)) throw badInput('Expected the prefix "02" or "20" to "29".', at('prefix'));
  if (rules.findIndex((one) => one.prefix === prefix) !== index) {
    throw badInput('Expected one rule for each prefix.', at('prefix'));
  }
  if (valueDigits < VALUE_DIGITS_MIN || valueDigits > VALUE_DIGITS_MAX) {
    throw badInput(`Expected ${VALUE_DIGITS_MIN} to ${VALUE_DIGITS_MAX} digits of the value.`, at('valueDigits'));
  }
  if (hasValueCheckDigit && !CHECKED_VALUE_DIGITS.includes(valueDigits)) {
    throw badInput('Expected a value of 4 or 5 digits: others have no check digit.', at('hasValueCheckDigit'));
  }
  const digits = prefix.length + itemDigits + (hasValueCheckDigit ? 1 : 0) + valueDigits;
  if (itemDigits < 1 || digits !== DIGITS) {
    throw badInput(
      `Expected prefix, item, check digit and value to be ${DIGITS} digits, got ${digits}.`,
      at('itemDigits'),
    );
  }
  const decimalsMax = rule.valueKind === 'WEIGHT' ? WEIGHT_DECIMALS_MAX : decimalsOf(currency);
  if (valueDecimals < 0 || valueDecimals > decimalsMax) {
    const unit = rule.valueKind === 'WEIGHT' ? 'kilograms' : currency;
    throw badInput(`Expected 0 to ${decimalsMax} decimals, as ${unit} have here.`, at('valueDecimals'));
  }
}
