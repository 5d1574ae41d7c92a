import type { Context } from '../../kernel/context';
import { can } from '../../kernel/permissions';
import { NotFoundError, RefusalError, ValidationError, badInput, invariant } from '../../kernel/errors';
import { newId, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Money } from '../../kernel/money';
import { QUANTITY_MAX } from '../../kernel/quantity';
import { priceOfLabel, resolvePrice, taxRateOf } from '../catalog';
import type { LabelValue, VariantDoc } from '../catalog';
import { customerGroupsOf, tenantDirectory } from '../tenants';
import type { TenantDoc } from '../tenants';
import { amountOf } from './order-amounts';
import type { OrderLineDoc } from './order.model';
import { ORDER_LINES_MAX } from './orders.policy';

/** A line that someone wants to buy, its variant already found. */
export interface WantedLine {
  readonly variant: VariantDoc;
  readonly branchId: Id;
  readonly quantity: number;
  /** A label of the shop's scales, as the server read it: its price goes before price lists, a weight is priced by them. */
  readonly label?: LabelValue | null;
  /** Another price than the catalogue's; needs the permission `prices:override`. */
  readonly unitPriceOverride?: Money | null;
}

/** For whom and when lines are priced; what is left out: the caller, if that is a customer, and now. */
export interface SaleTerms {
  readonly customerId?: Id | null;
  readonly at?: Date;
}

/**
 * Freezes price, tax, title and cost of each line. Price lists count: one command for any number of lines, and one more
 * for a customer's group when a price depends on it. A price of one's own goes before them.
 * Refuses: FORBIDDEN for an override without the permission, BAD_USER_INPUT for a quantity or a number of lines out of
 * range; throws NotFoundError for a branch that the tenant lacks, ValidationError for a wrong currency or price.
 */
export async function priceLines(
  ctx: Context,
  wanted: readonly WantedLine[],
  terms: SaleTerms = {},
): Promise<{ tenant: TenantDoc; lines: OrderLineDoc[] }> {
  if (wanted.length < 1 || wanted.length > ORDER_LINES_MAX) {
    throw badInput(`Expected 1 to ${ORDER_LINES_MAX} lines, got ${wanted.length}.`, 'lines');
  }
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context belongs to a tenant that exists');
  wanted.forEach(({ branchId, quantity }, index) => {
    if (!facts.branchById.has(branchId.toHexString())) {
      throw new NotFoundError('Branch', toGlobalId('Branch', branchId));
    }
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX) {
      throw badInput(`Expected a quantity of 1 to ${QUANTITY_MAX}, got ${quantity}.`, `lines.${index}.quantity`);
    }
  });
  const overrides = wanted.map((line, index) => overrideOf(ctx, facts.tenant, line, index));
  const { customerId = ctx.actor.kind === 'customer' ? ctx.actor.customerId : null, at = ctx.clock.now() } = terms;
  const customerGroups = async () => (customerId === null ? [] : customerGroupsOf(ctx, customerId));
  const prices = await resolvePrice(ctx, { at, customerGroups }, wanted);
  const lines = wanted.map(({ variant, branchId, quantity, label }, index): OrderLineDoc => {
    const listed = prices[index]?.priceMinor ?? variant.priceMinor;
    const priceMinor = overrides[index] ?? (label ? priceOfLabel(label, listed) : listed);
    const rate = taxRateOf(facts.tenant, variant);
    const amount = (units: number) => amountOf(priceMinor, units, rate, facts.tenant.pricesIncludeTax);
    return {
      _id: newId(),
      variantId: variant._id,
      productId: variant.productId,
      branchId,
      sku: variant.sku,
      title: variant.title,
      quantity,
      fulfilledQuantity: 0,
      cancelledQuantity: 0,
      returnedQuantity: 0,
      priceMinor,
      taxRateBasisPoints: rate,
      unitPrice: amount(1),
      total: amount(quantity),
      unitCostMinor: variant.costPriceMinor,
      isService: variant.isService,
    };
  });
  return { tenant: facts.tenant, lines };
}

/** The price that the seller gives; null for none. */
function overrideOf(ctx: Context, tenant: TenantDoc, line: WantedLine, index: number): number | null {
  const override = line.unitPriceOverride;
  if (override === null || override === undefined) return null;
  if (!can(ctx.actor, 'prices:override')) {
    throw new RefusalError('FORBIDDEN', 'A price of its own needs the permission prices:override. Ask a manager.');
  }
  const field = `lines.${index}.unitPriceOverride`;
  if (override.currency !== tenant.currency) {
    throw new ValidationError(
      `${field}.currency`,
      `Expected currency ${tenant.currency}, got ${override.currency}.`,
      'CURRENCY_MISMATCH',
    );
  }
  if (override.amountMinor < 0) {
    throw new ValidationError(`${field}.amountMinor`, 'Expected a price of 0 or more.', 'PRICE_NEGATIVE');
  }
  return override.amountMinor;
}
