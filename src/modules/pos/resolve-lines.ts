import type { Context } from '../../kernel/context';
import { NotFoundError, badInput, invariant } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Money } from '../../kernel/money';
import { barcodeKeysFor, barcodeKeysOf, findVariantsByCodes, labelOf, packQuantityOf, skuKeyOf } from '../catalog';
import type { LabelValue, VariantDoc } from '../catalog';
import { serialsOf } from '../inventory';
import { tenantDirectory } from '../tenants';
import { SALE_LINES_MAX } from './pos.policy';

/** A line as a till sends it: exactly one of `variantId`, `barcode` and `sku`. */
export interface SaleLine {
  readonly variantId?: Id | null;
  readonly barcode?: string | null;
  readonly sku?: string | null;
  /** Units; packs when `barcode` is that of a pack. */
  readonly quantity: number;
  readonly unitPriceOverride?: Money | null;
  /** Which units of a variant that is tracked by serial number; those left out are the oldest. */
  readonly serials?: readonly string[] | null;
}

/** A line whose variant is found. */
export interface ResolvedLine {
  readonly variant: VariantDoc;
  /** Units, whatever was scanned. */
  readonly quantity: number;
  /** What a label of the shop's scales says; null for anything else. */
  readonly label: LabelValue | null;
  readonly serials: readonly string[] | undefined;
}

/**
 * The variant and the units of each line, in the order of the lines; one command for any number of lines and mixture of keys.
 * Refuses lines without exactly one key with BAD_USER_INPUT, and throws NotFoundError for the first unknown one.
 */
export async function resolveLines(ctx: Context, lines: readonly SaleLine[]): Promise<ResolvedLine[]> {
  if (lines.length < 1 || lines.length > SALE_LINES_MAX) {
    throw badInput(`Expected 1 to ${SALE_LINES_MAX} lines, got ${lines.length}.`, 'lines');
  }
  const keys = lines.map(keyOf);
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context belongs to a tenant that exists');
  const scans = new Map<string, readonly string[]>();
  for (const key of keys) if ('barcode' in key) scans.set(key.barcode, await barcodeKeysFor(ctx, key.barcode));
  const found = await findVariantsByCodes(ctx, {
    ids: keys.flatMap((key) => ('id' in key ? [key.id] : [])),
    skus: keys.flatMap((key) => ('sku' in key ? [key.sku] : [])),
    barcodes: [...scans.values()].flat(),
  });
  const byId = new Map(found.map((variant) => [variant._id.toHexString(), variant]));
  const bySku = new Map(found.map((variant) => [variant.skuKey, variant]));
  const byBarcode = new Map(found.flatMap((variant) => barcodeKeysOf(variant).map((key) => [key, variant])));
  return keys.map((key, index) => {
    const quantity = lines[index]?.quantity ?? 0;
    const variant =
      'id' in key
        ? byId.get(key.id.toHexString())
        : 'sku' in key
          ? bySku.get(skuKeyOf(key.sku))
          : scans
              .get(key.barcode)
              ?.map((code) => byBarcode.get(code))
              .find((one) => one !== undefined);
    if (variant !== undefined) {
      const units = 'barcode' in key ? quantity * packQuantityOf(variant, key.barcode) : quantity;
      const serials = serialsOf(lines[index]?.serials, units, `lines.${index}.serials`);
      const label = 'barcode' in key ? labelOf(facts.tenant, variant, key.barcode) : null;
      return { variant, quantity: units, label, serials };
    }
    if ('id' in key) throw new NotFoundError('Variant', toGlobalId('Variant', key.id));
    if ('sku' in key) throw new NotFoundError('Variant', key.sku.slice(0, 100), 'SKU');
    throw new NotFoundError('Variant', key.barcode.slice(0, 100), 'barcode');
  });
}

type LineKey = { readonly id: Id } | { readonly sku: string } | { readonly barcode: string };

/** The one key of a line; refuses none and several. */
function keyOf({ variantId, barcode, sku }: SaleLine, index: number): LineKey {
  const given: LineKey[] = [
    ...(variantId ? [{ id: variantId }] : []),
    ...(typeof sku === 'string' ? [{ sku }] : []),
    ...(typeof barcode === 'string' ? [{ barcode }] : []),
  ];
  const [key] = given;
  if (key !== undefined && given.length === 1) return key;
  throw badInput(`Expected exactly one of variantId, barcode and sku, got ${given.length}.`, `lines.${index}`);
}
