import { taxedFromGross, taxedFromNet } from '../../kernel/money';
import type { TaxedAmount } from '../../kernel/money';
import type { TenantDoc } from '../tenants';
import type { VariantDoc } from './variant.model';

/**
 * What one unit costs, split into net and tax.
 * @param priceMinor replaces the variant's own price, for instance when a manager gave another one at the till.
 */
export function unitPrice(
  tenant: Pick<TenantDoc, 'pricesIncludeTax'>,
  variant: Pick<VariantDoc, 'priceMinor' | 'taxRateBasisPoints'>,
  priceMinor: number = variant.priceMinor,
): TaxedAmount {
  return tenant.pricesIncludeTax
    ? taxedFromGross(priceMinor, variant.taxRateBasisPoints)
    : taxedFromNet(priceMinor, variant.taxRateBasisPoints);
}
