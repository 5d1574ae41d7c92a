import type { Context } from '../../kernel/context';
import { NotFoundError, badInput } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Money } from '../../kernel/money';
import { findVariantsByCodes, skuKeyOf } from '../catalog';
import type { VariantDoc } from '../catalog';
import { SALE_LINES_MAX } from './pos.policy';

/** A line as a till sends it: exactly one of `variantId`, `barcode` and `sku`. */
export interface SaleLine {
  readonly variantId?: Id | null;
  readonly barcode?: string | null;
  readonly sku?: string | null;
  readonly quantity: number;
  readonly unitPriceOverride?: Money | null;
}

/**
 * The variant of each line, in the order of the lines; one command for any number of lines and mixture of keys.
 * Refuses lines without exactly one key with BAD_USER_INPUT, and throws NotFoundError for the first unknown one.
 */
export async function resolveLines(ctx: Context, lines: readonly SaleLine[]): Promise<VariantDoc[]> {
  if (lines.length < 1 || lines.length > SALE_LINES_MAX) {
    throw badInput(`Expected 1 to ${SALE_LINES_MAX} lines, got ${lines.length}.`, 'lines');
  }
  lines.forEach(assertOneKey);
  const found = await findVariantsByCodes(ctx, {
    ids: lines.flatMap(({ variantId }) => (variantId == null ? [] : [variantId])),
    skus: lines.flatMap(({ sku }) => (sku == null ? [] : [sku])),
    barcodes: lines.flatMap(({ barcode }) => (barcode == null ? [] : [barcode])),
  });
  const byId = new Map(found.map((variant) => [variant._id.toHexString(), variant]));
  const bySku = new Map(found.map((variant) => [variant.skuKey, variant]));
  const byBarcode = new Map(found.flatMap((variant) => variant.barcodes.map((barcode) => [barcode, variant])));
  return lines.map(({ variantId, barcode, sku }) => {
    const variant =
      variantId != null
        ? byId.get(variantId.toHexString())
        : sku != null
          ? bySku.get(skuKeyOf(sku))
          : byBarcode.get(barcode ?? '');
    if (variant !== undefined) return variant;
    const asSent = variantId != null ? toGlobalId('Variant', variantId) : (sku ?? barcode ?? '');
    throw new NotFoundError('Variant', asSent.slice(0, 100));
  });
}

function assertOneKey({ variantId, barcode, sku }: SaleLine, index: number): void {
  const given = [variantId, barcode, sku].filter((key) => key !== null && key !== undefined);
  if (given.length === 1) return;
  throw badInput(`Expected exactly one of variantId, barcode and sku, got ${given.length}.`, `lines.${index}`);
}
