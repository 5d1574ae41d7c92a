import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import { idFromHex } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { findAll } from '../../platform/find-all';
import { readTogether } from '../../platform/read-together';
import type { Tx } from '../../platform/transaction';
import { tenantDirectory } from '../tenants';
import { barcodeKeyOf } from './barcode';
import { readScaleLabel } from './scale-barcode';
import { skuKeyOf } from './sku';
import { variants } from './variant.model';
import type { VariantDoc } from './variant.model';
import { ON_SALE, seesOnlyOnSale } from './visibility';

/** Exactly one of the three. */
export interface VariantKey {
  readonly id?: Id;
  /** In any case. */
  readonly sku?: string;
  readonly barcode?: string;
}

/**
 * The variant that the caller may see, or null; one command. Removed ones are found by id only, so that old orders keep
 * their names. Refuses with BAD_USER_INPUT unless exactly one key is given.
 */
export async function findVariant(ctx: Context, key: VariantKey): Promise<VariantDoc | null> {
  const given = [key.id, key.sku, key.barcode].filter((value) => value !== undefined);
  if (given.length !== 1) throw badInput(`Expected exactly one of id, sku and barcode, got ${given.length}.`);
  const { field, values } = await lookupOf(ctx, key);
  const onlyOnSale = seesOnlyOnSale(ctx.actor);
  const lane = `variant:${field}:${onlyOnSale}`;
  const found = await readTogether(ctx, lane, values, (all) => readVariants(ctx, field, all, onlyOnSale));
  // A code of its own goes before a label that only looks like one of the shop's scales.
  return values.map((value) => found.get(value)).find((row) => row !== undefined) ?? null;
}

/** Fields by which variants are looked up; the values of each are unique in the tenant. */
type LookupField = '_id' | 'skuKey' | 'barcodeKeys';

async function lookupOf(
  ctx: Context,
  { id, sku, barcode }: VariantKey,
): Promise<{ field: LookupField; values: string[] }> {
  if (id !== undefined) return { field: '_id', values: [id.toHexString()] };
  if (sku !== undefined) return { field: 'skuKey', values: [skuKeyOf(sku)] };
  return { field: 'barcodeKeys', values: await barcodeKeysFor(ctx, barcode ?? '') };
}

/** The variants with these values of the field, each by its values. */
async function readVariants(
  ctx: Context,
  field: LookupField,
  values: readonly string[],
  onlyOnSale: boolean,
): Promise<Map<string, VariantDoc>> {
  const rows = await findAll(variants(ctx.db), {
    tenantId: ctx.tenantId,
    [field]: { $in: field === '_id' ? values.map(idFromHex) : [...values] },
    ...(field === '_id' ? {} : { deletedAt: null }),
    ...(onlyOnSale ? ON_SALE : {}),
  });
  return new Map(rows.flatMap((row) => lookupValuesOf(row, field).map((value) => [value, row] as const)));
}

function lookupValuesOf(row: VariantDoc, field: LookupField): readonly string[] {
  if (field === 'barcodeKeys') return row.barcodeKeys;
  return [field === '_id' ? row._id.toHexString() : row.skuKey];
}

/** What a scan is looked up by: its own key, and that of the article when it is a label of the shop's scales. */
export async function barcodeKeysFor(ctx: Context, barcode: string): Promise<string[]> {
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  const label = facts === null ? null : readScaleLabel(facts.tenant, barcode);
  return label === null ? [barcodeKeyOf(barcode)] : [barcodeKeyOf(barcode), label.itemKey];
}

/**
 * Variants of the tenant by id, keyed by their ids in hexadecimal; one command for any number. Ids that don't exist or
 * belong to another tenant are absent. Removed ones only when asked for. Visibility is the caller's business. In a
 * transaction it reads what the transaction sees: a removal that was committed since conflicts with what is written then.
 */
export async function findVariantsByIds(
  ctx: Context | Tx,
  ids: readonly Id[],
  options: { readonly includeDeleted?: boolean } = {},
): Promise<Map<string, VariantDoc>> {
  if (ids.length === 0) return new Map();
  const filter = {
    tenantId: ctx.tenantId,
    _id: { $in: [...ids] },
    ...(options.includeDeleted === true ? {} : { deletedAt: null }),
  };
  const session = 'session' in ctx ? ctx.session : null;
  const rows = await findAll(variants(ctx.db), filter, { session });
  return new Map(rows.map((row) => [row._id.toHexString(), row]));
}

/** Variants of the tenant, not removed, that have one of the SKUs (in any case), barcodes or ids; one command. */
export async function findVariantsByCodes(
  ctx: Context,
  codes: { readonly skus: readonly string[]; readonly barcodes: readonly string[]; readonly ids?: readonly Id[] },
): Promise<VariantDoc[]> {
  const ids = codes.ids ?? [];
  const skuKeys = codes.skus.map(skuKeyOf);
  const branches = [
    ...(ids.length === 0 ? [] : [{ _id: { $in: [...ids] } }]),
    ...(skuKeys.length === 0 ? [] : [{ skuKey: { $in: skuKeys } }]),
    ...(codes.barcodes.length === 0 ? [] : [{ barcodeKeys: { $in: codes.barcodes.map(barcodeKeyOf) } }]),
  ];
  if (branches.length === 0) return [];
  // The tenant stands in each branch too: `$or` takes one index per branch, and all of them begin with the tenant.
  const $or = branches.map((branch) => ({ tenantId: ctx.tenantId, ...branch, deletedAt: null }));
  return variants(ctx.db).find({ tenantId: ctx.tenantId, $or }).lean<VariantDoc[]>();
}

/**
 * The variants of products that are not removed, at most 100 of each, in the order of their positions; one command for any
 * number of products.
 */
export async function findVariantsOfProducts(ctx: Context, productIds: readonly Id[]): Promise<VariantDoc[]> {
  if (productIds.length === 0) return [];
  return findAll(
    variants(ctx.db),
    { tenantId: ctx.tenantId, productId: { $in: [...productIds] }, deletedAt: null },
    { sort: { productId: 1, position: 1 } },
  );
}
