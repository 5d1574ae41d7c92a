import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';

/** A node of the tenant's tree of categories. */
export interface CategoryDoc {
  _id: Id;
  tenantId: Id;
  name: string;
  /** The name folded for comparison and order. */
  nameKey: string;
  parentId: Id | null;
  /** All ancestors, the root first; empty for a root. The last one is the parent. */
  path: Id[];
  /** Counts the changes that depend on the category, so that two at once conflict. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

const schema = new Schema<CategoryDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  name: { type: String, required: true },
  nameKey: { type: String, required: true },
  parentId: { type: Schema.Types.ObjectId, default: null },
  path: { type: [Schema.Types.ObjectId], required: true },
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
export const CATEGORY_NAME_INDEX = 'categories_siblings';
// The children of a category in the order of their names, which tell them apart.
schema.index({ tenantId: 1, parentId: 1, nameKey: 1 }, { name: CATEGORY_NAME_INDEX, unique: true });
// All that stands below a category.
schema.index({ tenantId: 1, path: 1 }, { name: 'categories_below' });

export const categories = defineModel<CategoryDoc>('Category', 'categories', schema);
