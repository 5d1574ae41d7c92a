import { LimitExceededError } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { DRAFT_DOCUMENTS_MAX } from './catalog.policy';
import { products } from './product.model';
import type { ProductDoc } from './product.model';
import { skuKeyOf } from './sku';
import { slugOf } from './slug';
import { barcodeKeysOf } from './variant-codes';
import type { VariantDraft } from './variant-draft';
import { variants } from './variant.model';
import type { VariantDoc } from './variant.model';

/** What is stored of the products that drafts are about. */
export interface FoundForDrafts {
  /** Also of removed variants. */
  readonly bySku: ReadonlyMap<string, VariantDoc>;
  readonly byBarcode: ReadonlyMap<string, VariantDoc>;
  readonly productById: ReadonlyMap<string, ProductDoc>;
  readonly productBySlug: ReadonlyMap<string, ProductDoc>;
  readonly variantsOf: ReadonlyMap<string, VariantDoc[]>;
}

/**
 * Reads what drafts are about in three commands. Throws LimitExceededError when the products have too many variants for
 * one transaction.
 */
export async function readForDrafts(tx: Tx, drafts: readonly VariantDraft[]): Promise<FoundForDrafts> {
  const { tenantId, session } = tx;
  const skuKeys = drafts.map(({ sku }) => skuKeyOf(sku));
  const barcodes = drafts.flatMap(barcodeKeysOfDraft);
  const options = { session, batchSize: DRAFT_DOCUMENTS_MAX + 1 };
  const owners = await variants(tx.db)
    .find(
      {
        tenantId,
        $or: [
          { tenantId, skuKey: { $in: skuKeys } },
          { tenantId, barcodeKeys: { $in: barcodes } },
        ],
      },
      null,
      options,
    )
    .lean<VariantDoc[]>();
  const bySku = new Map(owners.map((variant) => [variant.skuKey, variant]));
  const known = skuKeys.flatMap((key) => bySku.get(key)?.productId ?? []);
  const slugs = drafts.flatMap((draft) => (draft.slug === undefined ? slugCandidates(draft) : [draft.slug]));
  const found = await products(tx.db)
    .find(
      {
        tenantId,
        $or: [
          { tenantId, _id: { $in: known } },
          { tenantId, slug: { $in: slugs } },
        ],
      },
      null,
      options,
    )
    .lean<ProductDoc[]>();
  const asked = new Set([...known.map(String), ...drafts.map(({ slug }) => slug)]);
  const ids = found.filter(({ _id, slug }) => asked.has(String(_id)) || asked.has(slug)).map(({ _id }) => _id);
  return {
    bySku,
    byBarcode: new Map(owners.flatMap((variant) => barcodeKeysOf(variant).map((key) => [key, variant] as const))),
    productById: new Map(found.map((product) => [product._id.toHexString(), product])),
    productBySlug: new Map(found.map((product) => [product.slug, product])),
    variantsOf: await readVariantsOf(tx, ids),
  };
}

async function readVariantsOf(tx: Tx, productIds: readonly Id[]): Promise<Map<string, VariantDoc[]>> {
  const { tenantId, session } = tx;
  const rows = await variants(tx.db)
    .find({ tenantId, productId: { $in: [...productIds] } }, null, { session, batchSize: DRAFT_DOCUMENTS_MAX + 1 })
    .sort({ productId: 1, position: 1 })
    .limit(DRAFT_DOCUMENTS_MAX + 1)
    .lean<VariantDoc[]>();
  if (rows.length > DRAFT_DOCUMENTS_MAX) {
    throw new LimitExceededError(DRAFT_DOCUMENTS_MAX, 'These products have too many variants for one transaction.');
  }
  const byProduct = new Map<string, VariantDoc[]>();
  for (const row of rows) {
    const key = row.productId.toHexString();
    byProduct.set(key, [...(byProduct.get(key) ?? []), row]);
  }
  return byProduct;
}

/** Slugs for a product whose rows give none: of its title, or of title and SKU when that is taken. No chance in it. */
export function slugCandidates({ title, sku }: VariantDraft): string[] {
  if (title === undefined) return [];
  return [slugOf(title), slugOf(`${title} ${sku}`), slugOf(`${sku} ${title}`)];
}

/** Barcodes of a draft in the form in which they are unique: those of single units first. */
export function barcodeKeysOfDraft({ barcodes = [], packBarcodes = [] }: VariantDraft): string[] {
  return barcodeKeysOf({ barcodes: [...barcodes], packBarcodes: [...packBarcodes] });
}
