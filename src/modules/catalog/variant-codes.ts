import { barcodeKeyOf } from './barcode';
import type { PackBarcode, VariantDoc } from './variant.model';

type Coded = Pick<VariantDoc, 'barcodes' | 'packBarcodes'>;

/** All barcodes of a variant with the units that one scan stands for: those of single units first. */
export function codesOf(variant: Coded): PackBarcode[] {
  // Variants stored before there were packs have none.
  const packs = (variant as Partial<Coded>).packBarcodes ?? [];
  return [...variant.barcodes.map((code) => ({ code, packQuantity: 1 })), ...packs];
}

/** What a scan of the variant is looked up by; see `barcodeKeyOf`. */
export function barcodeKeysOf(variant: Coded): string[] {
  return codesOf(variant).map(({ code }) => barcodeKeyOf(code));
}

/** How many units one scan of this barcode stands for; 1 for a code that is not the variant's. */
export function packQuantityOf(variant: Coded, barcode: string): number {
  const key = barcodeKeyOf(barcode);
  return codesOf(variant).find(({ code }) => barcodeKeyOf(code) === key)?.packQuantity ?? 1;
}
