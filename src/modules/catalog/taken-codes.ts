import mongoose from 'mongoose';
import { ValidationError } from '../../kernel/errors';
import type { DomainError } from '../../kernel/errors';
import { isDuplicateKey } from '../../platform/mongo';
import { PRODUCT_SLUG_INDEX } from './product.model';
import { barcodeKeysOf } from './variant-codes';
import { VARIANT_BARCODE_INDEX, VARIANT_SKU_INDEX } from './variant.model';
import type { VariantDoc } from './variant.model';

/** The outcome for a SKU that another variant has, in this case or another. */
export function skuTaken(field: string): ValidationError {
  return new ValidationError(
    field,
    'Another variant, maybe a removed one, has this SKU (upper and lower case count as the same). Choose another one.',
    'SKU_TAKEN',
  );
}

/** The outcome for a barcode that another variant has. */
export function barcodeTaken(field: string): ValidationError {
  return new ValidationError(
    field,
    'Another variant, maybe a removed one, has this barcode. Check both.',
    'BARCODE_TAKEN',
  );
}

/**
 * Refuses codes that two of the variants share, or one has twice (ValidationError SKU_TAKEN, BARCODE_TAKEN): the unique
 * indexes say nothing of two equal values within one array, and not where in the input the other one is.
 * @param pathOf the variant's place in the input with a dot behind it, such as `variants.0.`.
 */
export function assertCodesOnce(variants: readonly VariantDoc[], pathOf: (variant: VariantDoc) => string): void {
  const skuKeys = new Set<string>();
  const barcodes = new Set<string>();
  for (const variant of variants) {
    if (skuKeys.has(variant.skuKey)) throw skuTaken(`${pathOf(variant)}sku`);
    skuKeys.add(variant.skuKey);
    const units = variant.barcodes.length;
    barcodeKeysOf(variant).forEach((key, index) => {
      const field = index < units ? `barcodes.${index}` : `packBarcodes.${index - units}.code`;
      if (barcodes.has(key)) throw barcodeTaken(`${pathOf(variant)}${field}`);
      barcodes.add(key);
    });
  }
}

/**
 * The outcome for a write that a unique index refused; null for any other error. The database says which write failed
 * and on which index; the values may be secret to others and are not repeated.
 * @param pathOf as for `assertCodesOnce`, but by the number of the failed write in its batch.
 */
export function outcomeOfDuplicate(error: unknown, pathOf: (index: number) => string): DomainError | null {
  if (isDuplicateKey(error, PRODUCT_SLUG_INDEX)) {
    return new ValidationError('slug', 'Another product has this slug. Choose another one.', 'SLUG_TAKEN');
  }
  if (isDuplicateKey(error, VARIANT_SKU_INDEX)) return skuTaken(`${pathOf(failedIndex(error))}sku`);
  if (isDuplicateKey(error, VARIANT_BARCODE_INDEX)) return barcodeTaken(`${pathOf(failedIndex(error))}barcodes`);
  return null;
}

function failedIndex(error: unknown): number {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return 0;
  const [first] = [error.writeErrors].flat();
  return first?.index ?? 0;
}
