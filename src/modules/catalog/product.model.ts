import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import { MEDIA_KINDS } from './media';
import type { MediaItem } from './media';

/** Shoppers see ACTIVE products only. */
export const PRODUCT_STATUSES = ['DRAFT', 'ACTIVE', 'ARCHIVED'] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

/** A property that tells a product's variants apart, such as Size with S, M and L. */
export interface ProductOption {
  readonly name: string;
  readonly values: readonly string[];
}

/** Something sold; what is stocked and priced are its variants. */
export interface ProductDoc {
  _id: Id;
  tenantId: Id;
  title: string;
  /** Part of the product's web address; unique in the tenant. */
  slug: string;
  description: string | null;
  status: ProductStatus;
  options: ProductOption[];
  /** Pictures and films, in the order to show them. Absent in products of earlier versions. */
  media?: MediaItem[];
  /** The categories that it stands in by itself, not those above them. */
  categoryIds: Id[];
  /** Projection of the stock entries, written by the synchronisation job only. */
  quantity: number;
  /** Folded words of title, SKUs, barcodes and option values; see `search-words.ts`. */
  searchWords: string[];
  /** Names with values of the options of its variants; this and the next three are made in `product-projections.ts`. */
  optionKeys: string[];
  /** The different prices of its variants, the lowest first. */
  pricesMinor: number[];
  /** The lowest price, in digits that sort, and the id. */
  priceOrder: string;
  /** The folded title and the id. */
  titleOrder: string;
  /** Branches with units available, written by the synchronisation job only; for filters, never to decide. */
  inStockBranchIds: Id[];
  /**
   * Counts the changes of the product and its variants. Two changes at once always both write it, so one of them meets a
   * conflict and runs again; `updatedAt` alone would not do, two changes within a millisecond set it alike.
   */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
}

const option = new Schema<ProductOption>(
  { name: { type: String, required: true }, values: { type: [String], required: true } },
  { _id: false },
);
/** Media as they are embedded in products and variants. */
export const mediaSchema = new Schema<MediaItem>(
  {
    url: { type: String, required: true },
    alt: { type: String, default: '' },
    kind: { type: String, required: true, enum: MEDIA_KINDS },
  },
  { _id: false },
);
const schema = new Schema<ProductDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  title: { type: String, required: true },
  slug: { type: String, required: true },
  description: { type: String, default: null },
  status: { type: String, required: true, enum: PRODUCT_STATUSES },
  options: { type: [option], required: true },
  media: { type: [mediaSchema], default: [] },
  categoryIds: { type: [Schema.Types.ObjectId], default: [] },
  quantity: { type: Number, required: true },
  searchWords: { type: [String], required: true },
  optionKeys: { type: [String] },
  pricesMinor: { type: [Number] },
  priceOrder: { type: String },
  titleOrder: { type: String },
  inStockBranchIds: { type: [Schema.Types.ObjectId] },
  revision: { type: Number, default: 0 },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
  deletedAt: { type: Date, default: null },
});
export const PRODUCT_SLUG_INDEX = 'products_slug';
// A web page's address names the product by its slug.
schema.index({ tenantId: 1, slug: 1 }, { name: PRODUCT_SLUG_INDEX, unique: true });
// The staff's list, in the order of creation.
schema.index({ tenantId: 1, _id: 1 }, { name: 'products_list' });
// The shoppers' list, and the staff's list of one status.
schema.index({ tenantId: 1, status: 1, _id: 1 }, { name: 'products_list_by_status' });
// Search: each term is a range of this index.
schema.index({ tenantId: 1, searchWords: 1 }, { name: 'products_search' });

// The products of a category, and their removal from it. Of several categories the index is walked once each and merged.
schema.index({ tenantId: 1, categoryIds: 1, _id: 1 }, { name: 'products_category' });
// The same by title and by price.
schema.index({ tenantId: 1, categoryIds: 1, titleOrder: 1 }, { name: 'products_category_title' });
schema.index({ tenantId: 1, categoryIds: 1, priceOrder: 1 }, { name: 'products_category_price' });
// The lists by title: the staff's, and the shoppers'. The first also finds products that have no projections yet.
schema.index({ tenantId: 1, titleOrder: 1 }, { name: 'products_title' });
schema.index({ tenantId: 1, status: 1, titleOrder: 1 }, { name: 'products_title_by_status' });
// The lists by price.
schema.index({ tenantId: 1, priceOrder: 1 }, { name: 'products_price' });
schema.index({ tenantId: 1, status: 1, priceOrder: 1 }, { name: 'products_price_by_status' });
// Filters, for values that few products have.
schema.index({ tenantId: 1, optionKeys: 1, _id: 1 }, { name: 'products_options' });
schema.index({ tenantId: 1, pricesMinor: 1 }, { name: 'products_prices' });
schema.index({ tenantId: 1, inStockBranchIds: 1, _id: 1 }, { name: 'products_in_stock' });
/** Before any removal: "removed" as a range, which the partial index of removed products is implied by. */
export const LONG_AGO = new Date(0);
// The staff's list of removed products, few among many.
schema.index(
  { tenantId: 1, _id: 1, deletedAt: 1 },
  { name: 'products_removed', partialFilterExpression: { deletedAt: { $gt: LONG_AGO } } },
);

export const products = defineModel<ProductDoc>('Product', 'products', schema);
