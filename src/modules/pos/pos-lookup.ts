import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { findVariant, labelOf, packQuantityOf } from '../catalog';
import type { LabelValue, VariantDoc } from '../catalog';
import { entriesFor } from '../inventory';
import type { StockEntryDoc } from '../inventory';
import { tenantDirectory } from '../tenants';
import { branchOfRegister } from './find-register';

export interface PosLookup {
  readonly registerId: Id;
  readonly barcode?: string;
  readonly sku?: string;
}

export interface PosFinding {
  readonly variant: VariantDoc;
  readonly entry: StockEntryDoc | null;
  /** Units that one scan of the barcode stands for. */
  readonly packQuantity: number;
  /** What a label of the shop's scales says; null for anything else. */
  readonly label: LabelValue | null;
}

/**
 * What a till shows for a scan: the variant and its stock in the till's branch, in two commands at most (a branch that
 * never had it has no entry). Null for an unknown code. Throws NotFoundError for another till's id; refuses unless
 * exactly one of barcode and sku is given.
 */
export async function posLookup(ctx: Context, { registerId, barcode, sku }: PosLookup): Promise<PosFinding | null> {
  if ((barcode === undefined) === (sku === undefined)) throw badInput('Expected exactly one of barcode and sku.');
  const branchId = await branchOfRegister(ctx, registerId);
  const variant = await findVariant(ctx, barcode === undefined ? { sku } : { barcode });
  if (variant === null) return null;
  const entries = await entriesFor(ctx, [{ branchId, variantId: variant._id }]);
  const packQuantity = barcode === undefined ? 1 : packQuantityOf(variant, barcode);
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  const label = barcode === undefined || facts === null ? null : labelOf(facts.tenant, variant, barcode);
  return { variant, entry: [...entries.values()][0] ?? null, packQuantity, label };
}
