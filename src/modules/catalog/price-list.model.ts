import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';

/** When a price list counts. Empty lists and null mean "always". */
export interface PriceConditions {
  active: boolean;
  /** The higher one wins. */
  priority: number;
  branchIds: Id[];
  customerGroups: string[];
  startsAt: Date | null;
  /** The first instant at which it no longer counts. */
  endsAt: Date | null;
}

/** Prices that replace the variants' own in some branches, for some customers, for some time. */
export interface PriceListDoc extends PriceConditions {
  _id: Id;
  tenantId: Id;
  name: string;
  nameKey: string;
  /** Counts changes of the list and of its prices, so that two at once conflict. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

/**
 * The price of one variant from a quantity on. When it counts, its list says, which is read with it: prices that carried
 * a copy would all have to be written in the transaction that changes their list. Rows of earlier versions still have such
 * a copy, which nobody reads. A row whose list is gone counts no more and is waiting to be pruned.
 */
export interface ListPriceDoc {
  _id: Id;
  tenantId: Id;
  priceListId: Id;
  variantId: Id;
  minQuantity: number;
  priceMinor: number;
}

/** A price with what its list says of it. */
export interface ListPrice extends ListPriceDoc, PriceConditions {
  priceListName: string;
}

/** The list's price as its list has it now. */
export function ofList(row: ListPriceDoc, list: PriceListDoc): ListPrice {
  const { name, active, priority, branchIds, customerGroups, startsAt, endsAt } = list;
  const { _id, tenantId, priceListId, variantId, minQuantity, priceMinor } = row;
  const own = { _id, tenantId, priceListId, variantId, minQuantity, priceMinor };
  return { ...own, priceListName: name, active, priority, branchIds, customerGroups, startsAt, endsAt };
}

const listSchema = new Schema<PriceListDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  name: { type: String, required: true },
  nameKey: { type: String, required: true },
  active: { type: Boolean, required: true },
  priority: { type: Number, required: true },
  branchIds: { type: [Schema.Types.ObjectId], required: true },
  customerGroups: { type: [String], required: true },
  startsAt: { type: Date, default: null },
  endsAt: { type: Date, default: null },
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
export const PRICE_LIST_NAME_INDEX = 'price_lists_name';
// Two lists of one name could not be told apart.
listSchema.index({ tenantId: 1, nameKey: 1 }, { name: PRICE_LIST_NAME_INDEX, unique: true });
// The staff's list, in the order of creation.
listSchema.index({ tenantId: 1, _id: 1 }, { name: 'price_lists_list' });

const priceSchema = new Schema<ListPriceDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  priceListId: { type: Schema.Types.ObjectId, required: true },
  variantId: { type: Schema.Types.ObjectId, required: true },
  minQuantity: { type: Number, required: true },
  priceMinor: { type: Number, required: true },
});
// One price per tier; also the pages of a list's prices, and all rows of a list.
priceSchema.index(
  { tenantId: 1, priceListId: 1, variantId: 1, minQuantity: 1 },
  { name: 'list_prices_unique', unique: true },
);
// The prices of the variants of an order.
priceSchema.index({ tenantId: 1, variantId: 1 }, { name: 'list_prices_variant' });

export const priceLists = defineModel<PriceListDoc>('PriceList', 'price_lists', listSchema);
export const listPrices = defineModel<ListPriceDoc>('ListPrice', 'list_prices', priceSchema);
