import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import type { MediaItem } from './media';
import { PRODUCT_STATUSES, mediaSchema } from './product.model';
import type { ProductStatus } from './product.model';

/** Which value of an option a variant has. */
export interface SelectedOption {
  readonly name: string;
  readonly value: string;
}

/** The code of a case or another pack, and how many units are in it. */
export interface PackBarcode {
  readonly code: string;
  /** 2 or more. */
  readonly packQuantity: number;
}

/** How the units of a variant are told apart in stock: not at all, by lot, or each by its serial number. */
export const TRACKINGS = ['NONE', 'LOT', 'SERIAL'] as const;
export type Tracking = (typeof TRACKINGS)[number];

/** The thing with a SKU: what is stocked, priced and sold. */
export interface VariantDoc {
  _id: Id;
  tenantId: Id;
  productId: Id;
  /** The product's status, copied so that "may a shopper have this" needs no second read. */
  productStatus: ProductStatus;
  sku: string;
  /** The SKU folded for comparison: `85123a` and `85123A` are one. */
  skuKey: string;
  /** Codes of a single unit, as they were typed. */
  barcodes: string[];
  /** Codes of packs of several units, as they were typed. */
  packBarcodes: PackBarcode[];
  /** All of them in the form in which they are looked up and are unique; see `barcodeKeyOf`. */
  barcodeKeys: string[];
  title: string;
  selectedOptions: SelectedOption[];
  /** Price of one unit in minor units; with or without tax as `Tenant.pricesIncludeTax` says. */
  priceMinor: number;
  /** The price before a reduction, to be shown struck through; above the price, or null. */
  compareAtPriceMinor: number | null;
  /** What one unit cost, without tax; null when unknown. */
  costPriceMinor: number | null;
  currency: string;
  /** Postage, a fee, a repair: sold on orders and receipts, never stocked. */
  isService: boolean;
  /** The rate of its own; for a variant with a class, the rate that the class had then. See `taxRateOf`. */
  taxRateBasisPoints: number;
  /** The tenant's tax class whose rate counts; null for a rate of its own. */
  taxClassCode: string | null;
  /** Pictures and films of this variant, in the order to show them. Absent in variants of earlier versions. */
  media?: MediaItem[];
  /** Place among the product's variants, from 0. */
  position: number;
  /** Absent: NONE. */
  tracking?: Tracking;
  /** Says nothing but that it was written; see `touchVariantsIn`. Absent: never. */
  touches?: number;
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const selectedOption = new Schema<SelectedOption>(
  { name: { type: String, required: true }, value: { type: String, required: true } },
  { _id: false },
);
const packBarcode = new Schema<PackBarcode>(
  { code: { type: String, required: true }, packQuantity: { type: Number, required: true } },
  { _id: false },
);
const schema = new Schema<VariantDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  productId: { type: Schema.Types.ObjectId, required: true },
  productStatus: { type: String, required: true, enum: PRODUCT_STATUSES },
  sku: { type: String, required: true },
  skuKey: { type: String, required: true },
  barcodes: { type: [String], required: true },
  packBarcodes: { type: [packBarcode], default: [] },
  barcodeKeys: { type: [String], default: [] },
  title: { type: String, required: true },
  selectedOptions: { type: [selectedOption], required: true },
  priceMinor: { type: Number, required: true },
  compareAtPriceMinor: { type: Number, default: null },
  costPriceMinor: { type: Number, default: null },
  currency: { type: String, required: true },
  isService: { type: Boolean, default: false },
  taxRateBasisPoints: { type: Number, required: true },
  taxClassCode: { type: String, default: null },
  media: { type: [mediaSchema], default: [] },
  position: { type: Number, required: true },
  tracking: { type: String, enum: TRACKINGS },
  touches: { type: Number },
  deletedAt: { type: Date, default: null },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
export const VARIANT_SKU_INDEX = 'variants_sku';
export const VARIANT_BARCODE_INDEX = 'variants_barcode_keys';
// Look-up by SKU, without regard to case.
schema.index({ tenantId: 1, skuKey: 1 }, { name: VARIANT_SKU_INDEX, unique: true });
// A scan at the till. Partial, because an empty array would count as one shared value; `$gt: ''` and not `$exists`,
// because then every equality with a text implies it and the planner may use the index.
schema.index(
  { tenantId: 1, barcodeKeys: 1 },
  { name: VARIANT_BARCODE_INDEX, unique: true, partialFilterExpression: { barcodeKeys: { $gt: '' } } },
);
// The variants of a page of products.
schema.index({ tenantId: 1, productId: 1, position: 1 }, { name: 'variants_by_product' });

export const variants = defineModel<VariantDoc>('Variant', 'variants', schema);
