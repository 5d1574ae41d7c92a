import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import type { CollectionRule } from './collection-rule';

/** Products shown together, such as "Summer" or "Under 10 pounds". */
export interface CollectionDoc {
  _id: Id;
  tenantId: Id;
  name: string;
  /** Part of its web address; unique in the tenant. */
  slug: string;
  description: string | null;
  /** Which products belong to it; null when they are put in by hand. Never changes from one to the other. */
  rule: CollectionRule | null;
  /** Counts the changes that clients compare: those of name, slug, description and rule. */
  version: number;
  /** Counts the changes of the products put in by hand, so that two at once conflict. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A product's place in a collection that is filled by hand. It stays while the product is removed. */
export interface CollectionProductDoc {
  _id: Id;
  tenantId: Id;
  collectionId: Id;
  productId: Id;
  /** Tells the products of a collection apart: no two have the same. */
  position: number;
}

const schema = new Schema<CollectionDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  name: { type: String, required: true },
  slug: { type: String, required: true },
  description: { type: String, default: null },
  rule: { type: Schema.Types.Mixed, default: null },
  version: { type: Number, required: true },
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
export const COLLECTION_SLUG_INDEX = 'collections_slug';
// A web page's address names the collection by its slug.
schema.index({ tenantId: 1, slug: 1 }, { name: COLLECTION_SLUG_INDEX, unique: true });
// The list, in the order of creation.
schema.index({ tenantId: 1, _id: 1 }, { name: 'collections_list' });

const placeSchema = new Schema<CollectionProductDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  collectionId: { type: Schema.Types.ObjectId, required: true },
  productId: { type: Schema.Types.ObjectId, required: true },
  position: { type: Number, required: true },
});
// A product stands in a collection once; removals find it by this.
placeSchema.index(
  { tenantId: 1, collectionId: 1, productId: 1 },
  { name: 'collection_products_product', unique: true },
);
// The products of a collection in their order; a page is a range of it.
placeSchema.index({ tenantId: 1, collectionId: 1, position: 1, productId: 1 }, { name: 'collection_products_order' });

export const collections = defineModel<CollectionDoc>('Collection', 'collections', schema);
export const collectionProducts = defineModel<CollectionProductDoc>(
  'CollectionProduct',
  'collection_products',
  placeSchema,
);
