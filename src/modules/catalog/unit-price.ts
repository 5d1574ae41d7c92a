import { taxedFromGross, taxedFromNet } from '../../kernel/money';
import type { TaxedAmount } from '../../kernel/money';
import type { TenantDoc } from '../tenants';
import { taxRateOf } from './tax-rate';
import type { VariantDoc } from './variant.model';

/**
 * What one unit costs, split into net and tax.
 * @param priceMinor replaces the variant's own price, for instance when a manager gave another one at the till.
 */
export function unitPrice(
  tenant: Pick<TenantDoc, 'pricesIncludeTax' | 'taxClasses'>,
  variant: Pick<VariantDoc, 'priceMinor' | 'taxRateBasisPoints'> & Partial<Pick<VariantDoc, 'taxClassCode'>>,
  priceMinor: number = variant.priceMinor,
): TaxedAmount {
  const rate = taxRateOf(tenant, variant);
  return tenant.pricesIncludeTax ? taxedFromGross(priceMinor, rate) : taxedFromNet(priceMinor, rate);
}
