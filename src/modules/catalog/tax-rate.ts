import { ValidationError, badInput } from '../../kernel/errors';
import type { TaxClass, TenantDoc } from '../tenants';
import { assertTaxRate } from './variant-rules';
import type { VariantDoc } from './variant.model';

type Classes = Pick<TenantDoc, 'taxClasses'>;
type Taxed = Pick<VariantDoc, 'taxRateBasisPoints'> & Partial<Pick<VariantDoc, 'taxClassCode'>>;

/** The tax class that a variant names; null for one with a rate of its own. */
export function taxClassOf(
  tenant: Classes,
  { taxClassCode }: Partial<Pick<VariantDoc, 'taxClassCode'>>,
): TaxClass | null {
  if ((taxClassCode ?? null) === null) return null;
  return tenant.taxClasses?.find(({ code }) => code === taxClassCode) ?? null;
}

/**
 * The rate that counts now: that of the variant's class, else its own. A class that this process has not heard of yet
 * counts with the rate that it had when the variant was given it.
 */
export function taxRateOf(tenant: Classes, variant: Taxed): number {
  return taxClassOf(tenant, variant)?.rateBasisPoints ?? variant.taxRateBasisPoints;
}

/** What a client says of a variant's tax: a class, or a rate of its own. */
export interface GivenTax {
  readonly taxClassCode?: string | null;
  readonly taxRateBasisPoints?: number | null;
}

/**
 * The tax of a variant as it is stored; undefined when the client says nothing of it. Refuses both at once and a rate out
 * of range (BAD_USER_INPUT); throws ValidationError TAX_CLASS_UNKNOWN.
 * @param path of the variant in the input, such as `variants.0`; empty when the input is the variant itself.
 */
export function givenTax(
  tenant: Classes,
  given: GivenTax,
  path: string,
): Pick<VariantDoc, 'taxClassCode' | 'taxRateBasisPoints'> | undefined {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  const taxClassCode = given.taxClassCode ?? null;
  const rate = given.taxRateBasisPoints ?? null;
  if (taxClassCode !== null && rate !== null) {
    throw badInput('Expected a tax class or a tax rate, got both. Leave one out.', at('taxClassCode'));
  }
  if (rate !== null) {
    assertTaxRate(rate, at('taxRateBasisPoints'));
    return { taxClassCode: null, taxRateBasisPoints: rate };
  }
  if (taxClassCode === null) return undefined;
  const found = taxClassOf(tenant, { taxClassCode });
  if (found !== null) return { taxClassCode, taxRateBasisPoints: found.rateBasisPoints };
  throw new ValidationError(
    at('taxClassCode'),
    'The tenant has no tax class of this code. Read Tenant.taxClasses, or make it first.',
    'TAX_CLASS_UNKNOWN',
  );
}

/**
 * What a change says of the tax of a variant; nothing when it says nothing, or the class that the variant has. Null as
 * class makes the present rate of the class the variant's own. Refuses and throws as `givenTax`.
 */
export function changedTax(
  tenant: Classes,
  variant: Taxed,
  given: GivenTax,
): Partial<Pick<VariantDoc, 'taxClassCode' | 'taxRateBasisPoints'>> {
  const tax = givenTax(tenant, given, '');
  const left =
    given.taxClassCode === null ? { taxClassCode: null, taxRateBasisPoints: taxRateOf(tenant, variant) } : {};
  const isSame = tax !== undefined && tax.taxClassCode !== null && tax.taxClassCode === variant.taxClassCode;
  return isSame ? {} : { ...left, ...tax };
}

/** The tax of a new variant of which the client says nothing. */
export function defaultTax(
  tenant: Pick<TenantDoc, 'taxClasses' | 'defaultTaxClassCode' | 'defaultTaxRateBasisPoints'>,
): Pick<VariantDoc, 'taxClassCode' | 'taxRateBasisPoints'> {
  const found = taxClassOf(tenant, { taxClassCode: tenant.defaultTaxClassCode ?? null });
  return {
    taxClassCode: found?.code ?? null,
    taxRateBasisPoints: found?.rateBasisPoints ?? tenant.defaultTaxRateBasisPoints,
  };
}
