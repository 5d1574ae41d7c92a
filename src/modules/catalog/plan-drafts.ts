import { DomainError, RefusalError, ValidationError } from '../../kernel/errors';
import type { Tx } from '../../platform/transaction';
import type { TenantDoc } from '../tenants';
import { planChange } from './change-product';
import type { PlannedChange } from './change-product';
import type { StoredProduct } from './new-product';
import type { ProductDoc } from './product.model';
import { barcodeKeysOfDraft, readForDrafts, slugCandidates } from './read-drafts';
import type { FoundForDrafts } from './read-drafts';
import { normalizeSku, skuKeyOf } from './sku';
import { assertSlug, slugOf } from './slug';
import { barcodeTaken, skuTaken } from './taken-codes';
import { applyDrafts, productOfDrafts } from './variant-draft';
import type { DraftVerdict, VariantDraft } from './variant-draft';
import type { VariantDoc } from './variant.model';

/** A product as it was before its planned change, with removed variants. */
export interface DraftChange {
  readonly before: StoredProduct;
  readonly after: PlannedChange;
}

/** What a batch of drafts comes to; nothing is stored yet. */
export interface DraftPlan {
  /** In the order of the drafts. */
  readonly verdicts: readonly DraftVerdict[];
  readonly created: readonly StoredProduct[];
  readonly changed: readonly DraftChange[];
}

/** Drafts of one product, by their places in the batch; `stored` is null when they make a new one. */
interface Target {
  readonly slug: string | null;
  readonly stored: StoredProduct | null;
  readonly places: number[];
}

/**
 * Judges drafts by the rules of the single mutations, each for itself: one that is refused doesn't stop the others, not
 * even of its own product. Three reads for any number. Throws LimitExceededError when the products at hand have too many
 * variants for one transaction: then plan fewer drafts at once.
 */
export async function planDrafts(tx: Tx, tenant: TenantDoc, drafts: readonly VariantDraft[]): Promise<DraftPlan> {
  const verdicts = drafts.map(judgeAlone);
  const good = drafts.flatMap((draft, place) => (verdicts[place] === undefined ? [{ draft, place }] : []));
  const found = await readForDrafts(
    tx,
    good.map(({ draft }) => draft),
  );
  const created: StoredProduct[] = [];
  const changed: DraftChange[] = [];
  const taken = new TakenCodes(found);
  const targets = new Map<string, Target>();
  for (const { draft, place } of good) {
    try {
      taken.claim(draft);
      addToTarget(targets, found, draft, place);
    } catch (error) {
      verdicts[place] = { error: refusalOf(error) };
    }
  }
  for (const target of targets.values()) {
    const judged = judgeTarget(tenant, target, drafts, taken, tx.now);
    for (const [place, verdict] of judged.verdicts) verdicts[place] = verdict;
    if (judged.created !== null) created.push(judged.created);
    if (judged.changed !== null) changed.push(judged.changed);
  }
  return { verdicts: verdicts.map((verdict) => verdict ?? { verdict: 'UNCHANGED' }), created, changed };
}

/** What can be said of a draft without any other: its SKU and slug can only be looked up when they are well formed. */
function judgeAlone(draft: VariantDraft): DraftVerdict | undefined {
  try {
    normalizeSku(draft.sku, 'sku');
    if (draft.slug !== undefined) assertSlug(draft.slug);
    return undefined;
  } catch (error) {
    return { error: refusalOf(error) };
  }
}

/** Codes that are stored or were claimed by an earlier draft of the batch. */
class TakenCodes {
  private readonly skuKeys = new Set<string>();
  private readonly barcodes = new Map<string, string>();
  private readonly slugs: Set<string>;

  constructor(private readonly found: FoundForDrafts) {
    this.slugs = new Set(found.productBySlug.keys());
  }

  /** Throws SKU_TAKEN when an earlier draft has the SKU, BARCODE_TAKEN when another variant has a barcode. */
  claim(draft: VariantDraft): void {
    const skuKey = skuKeyOf(draft.sku);
    if (this.skuKeys.has(skuKey)) throw skuTaken('sku');
    const units = draft.barcodes?.length ?? 0;
    barcodeKeysOfDraft(draft).forEach((barcode, index) => {
      const owner = this.barcodes.get(barcode) ?? this.found.byBarcode.get(barcode)?.skuKey ?? skuKey;
      if (owner !== skuKey) throw barcodeTaken(index < units ? 'barcodes' : 'packBarcodes');
    });
    this.skuKeys.add(skuKey);
    for (const barcode of barcodeKeysOfDraft(draft)) this.barcodes.set(barcode, skuKey);
  }

  /** A slug that is free, claimed from now on; throws SLUG_TAKEN when all candidates are taken. */
  claimSlug(draft: VariantDraft): string {
    const free = slugCandidates(draft).find((slug) => !this.slugs.has(slug));
    if (free === undefined && draft.title !== undefined) {
      throw new ValidationError('slug', 'Expected a slug: those made of title and SKU are taken.', 'SLUG_TAKEN');
    }
    const slug = free ?? slugOf(draft.sku);
    this.slugs.add(slug);
    return slug;
  }
}

/** Finds the product that a draft is about. Throws SLUG_MISMATCH, PRODUCT_REMOVED. */
function addToTarget(targets: Map<string, Target>, found: FoundForDrafts, draft: VariantDraft, place: number): void {
  const variant = found.bySku.get(skuKeyOf(draft.sku));
  const product =
    variant === undefined
      ? found.productBySlug.get(draft.slug ?? '')
      : found.productById.get(variant.productId.toHexString());
  if (variant !== undefined && draft.slug !== undefined && product?.slug !== draft.slug) {
    const message = `Expected the slug of the SKU's product, ${JSON.stringify(product?.slug)}. Imports move no variant.`;
    throw new ValidationError('slug', message, 'SLUG_MISMATCH');
  }
  const isRemoved = product !== undefined && product.deletedAt !== null;
  if (isRemoved) throw new ValidationError('sku', 'Its product was removed. Restore it first.', 'PRODUCT_REMOVED');
  const slug = draft.slug ?? null;
  const key = product?._id.toHexString() ?? (slug === null ? `place ${place}` : `slug ${slug}`);
  const known = targets.get(key);
  if (known !== undefined) known.places.push(place);
  else {
    const stored =
      product === undefined ? null : { product, variants: found.variantsOf.get(product._id.toHexString()) ?? [] };
    targets.set(key, { slug, stored, places: [place] });
  }
}

interface JudgedTarget {
  readonly verdicts: readonly (readonly [number, DraftVerdict])[];
  readonly created: StoredProduct | null;
  readonly changed: DraftChange | null;
}

/** Tries all drafts of a product together; when one breaks a rule, again one by one, to find which. */
function judgeTarget(
  tenant: TenantDoc,
  target: Target,
  drafts: readonly VariantDraft[],
  taken: TakenCodes,
  now: Date,
): JudgedTarget {
  const pick = (places: readonly number[]) => places.flatMap((place) => drafts[place] ?? []);
  const [first] = pick(target.places);
  let slug = target.slug;
  const attempt = (places: readonly number[]): StoredProduct | PlannedChange => {
    if (target.stored !== null) return changeOf(tenant, target.stored, pick(places), now);
    slug ??= taken.claimSlug(first ?? { sku: '' });
    return productOfDrafts(tenant, slug, pick(places), now);
  };
  const errors: (readonly [number, DraftVerdict])[] = [];
  let good: readonly number[] = target.places;
  let result: StoredProduct | PlannedChange | null = null;
  try {
    result = attempt(good);
  } catch (error) {
    refusalOf(error);
    good = [];
    for (const place of target.places) {
      try {
        result = attempt([...good, place]);
        good = [...good, place];
      } catch (alone) {
        errors.push([place, { error: refusalOf(alone) }]);
      }
    }
  }
  if (result === null) return { verdicts: errors, created: null, changed: null };
  if (!('changed' in result)) {
    return { verdicts: [...errors, ...verdictsAs('CREATED', good)], created: result, changed: null };
  }
  const { stored } = target;
  const verdicts = verdictsOfChange(stored, result, good, drafts);
  const isSame = verdicts.every(([, verdict]) => 'verdict' in verdict && verdict.verdict === 'UNCHANGED');
  const changed = stored === null || isSame ? null : { before: stored, after: result };
  return { verdicts: [...errors, ...verdicts], created: null, changed };
}

function verdictsAs(verdict: 'CREATED', places: readonly number[]): (readonly [number, DraftVerdict])[] {
  return places.map((place) => [place, { verdict }]);
}

/** What was read stays as it is: the change is tried on copies, maybe several times. */
function changeOf(tenant: TenantDoc, stored: StoredProduct, drafts: readonly VariantDraft[], now: Date): PlannedChange {
  const copy = { product: { ...stored.product }, variants: stored.variants.map((variant) => ({ ...variant })) };
  return planChange(copy, { apply: (product, all) => applyDrafts(tenant, product, all, drafts, now) }, now);
}

function verdictsOfChange(
  stored: StoredProduct | null,
  { product, added, changed }: PlannedChange,
  places: readonly number[],
  drafts: readonly VariantDraft[],
): (readonly [number, DraftVerdict])[] {
  const keys = (rows: readonly VariantDoc[]) => new Set(rows.map(({ skuKey }) => skuKey));
  const [addedKeys, changedKeys] = [keys(added), keys(changed)];
  const isProductSame = stored !== null && ownFields(stored.product) === ownFields(product);
  return places.map((place, index) => {
    const key = skuKeyOf(drafts[place]?.sku ?? '');
    if (addedKeys.has(key)) return [place, { verdict: 'CREATED' }];
    const isUpdated = changedKeys.has(key) || (!isProductSame && index === 0);
    return [place, { verdict: isUpdated ? 'UPDATED' : 'UNCHANGED' }];
  });
}

function ownFields({ title, description, status, options, categoryIds }: ProductDoc): string {
  return JSON.stringify([title, description, status, options, categoryIds]);
}

/** An outcome or a refusal of malformed input is the row's; anything else is a fault and is thrown on. */
function refusalOf(error: unknown): DomainError | RefusalError {
  if (error instanceof DomainError) return error;
  if (error instanceof RefusalError && error.code === 'BAD_USER_INPUT') return error;
  throw error;
}
