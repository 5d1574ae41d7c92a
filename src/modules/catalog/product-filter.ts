import type { QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { tenantDirectory } from '../tenants';
import { FILTER_OPTIONS_MAX, FILTER_VALUES_MAX, SEARCH_LENGTH_MAX } from './catalog.policy';
import { categoryWithBelow } from './find-category';
import { LONG_AGO } from './product.model';
import type { ProductDoc, ProductStatus } from './product.model';
import { optionKeyOf } from './product-projections';
import { searchTerms } from './search-words';
import { seesOnlyOnSale } from './visibility';

/** Which products a list or its facets are about; all conditions hold together. */
export interface ProductSelection {
  /** Words, each the beginning of a word of title, SKU, barcode or option value. All products when it is blank. */
  readonly search?: string | null;
  /** Shoppers only get ACTIVE ones, whatever they ask for. */
  readonly status?: ProductStatus | null;
  /** Only products of this category, or of one below it. */
  readonly categoryId?: Id | null;
  /** The removed ones instead; none for shoppers. */
  readonly removed?: boolean | null;
  readonly filter?: ProductFilter | null;
  /** Further conditions of the query, made by `filterConditions` and `searchTerms`, such as a collection's rule. */
  readonly conditions?: readonly object[];
}

export interface ProductFilter {
  /** For each name a variant has one of the values, in the words of the product's options. */
  readonly options?: readonly { readonly name: string; readonly values: readonly string[] }[] | null;
  /** A variant costs at least this, and (the same one) at most that. */
  readonly priceMinMinor?: number | null;
  readonly priceMaxMinor?: number | null;
  /** Units were available there when the synchronisation job last looked. */
  readonly inStockAtBranchId?: Id | null;
}

/**
 * The query of a selection, by indexed fields only; null when the caller may see none of it, the category is gone, or the
 * search holds no word that anything could have. One command for a category.
 * User text becomes values and ranges, never operators or regular expressions. Refuses with BAD_USER_INPUT.
 */
export async function productQuery(ctx: Context, selection: ProductSelection): Promise<QueryFilter<ProductDoc> | null> {
  const search = selection.search ?? '';
  if (search.length > SEARCH_LENGTH_MAX) {
    throw badInput(`Expected search to be at most ${SEARCH_LENGTH_MAX} characters, got ${search.length}.`, 'search');
  }
  const onlyOnSale = seesOnlyOnSale(ctx.actor);
  const asked = selection.status ?? null;
  const removed = selection.removed === true;
  const terms = searchTerms(search);
  const own = [...terms, ...filterConditions(selection.filter ?? {})];
  const conditions = [...own, ...(selection.conditions ?? [])];
  if (terms.length === 0 && search.trim() !== '') return null;
  if (onlyOnSale && (removed || (asked !== null && asked !== 'ACTIVE'))) return null;
  if (onlyOnSale && (await isClosed(ctx, selection.filter?.inStockAtBranchId ?? null))) return null;
  const status = onlyOnSale ? 'ACTIVE' : asked;
  const categoryId = selection.categoryId ?? null;
  const categoryIds = categoryId === null ? [] : await categoryWithBelow(ctx, categoryId);
  if (categoryId !== null && categoryIds.length === 0) return null;
  return {
    tenantId: ctx.tenantId,
    deletedAt: removed ? { $gt: LONG_AGO } : null,
    ...(categoryId === null ? {} : { categoryIds: categoryIds.length === 1 ? categoryId : { $in: categoryIds } }),
    ...(status === null ? {} : { status }),
    ...(conditions.length === 0 ? {} : { $and: conditions }),
  };
}

/** Shoppers get nothing from a branch that has closed, so nothing is in stock there for them. */
async function isClosed(ctx: Context, branchId: Id | null): Promise<boolean> {
  if (branchId === null) return false;
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  return facts?.branchById.get(branchId.toHexString())?.active === false;
}

/** The conditions of a filter, all of which hold for its products. Refuses what is too long (BAD_USER_INPUT). */
export function filterConditions(filter: ProductFilter): object[] {
  const { options, priceMinMinor = null, priceMaxMinor = null, inStockAtBranchId = null } = filter;
  const conditions: object[] = (options ?? []).map(({ name, values }) => {
    const keys = values.map((value) => optionKeyOf({ name, value }));
    return { optionKeys: keys.length === 1 ? keys[0] : { $in: keys } };
  });
  assertAtMost('filter.options', conditions.length, FILTER_OPTIONS_MAX);
  for (const { values } of options ?? []) assertAtMost('filter.options.values', values.length, FILTER_VALUES_MAX);
  if (priceMinMinor !== null || priceMaxMinor !== null) {
    const range = {
      ...(priceMinMinor === null ? {} : { $gte: priceMinMinor }),
      ...(priceMaxMinor === null ? {} : { $lte: priceMaxMinor }),
    };
    conditions.push({ pricesMinor: { $elemMatch: range } });
  }
  if (inStockAtBranchId !== null) conditions.push({ inStockBranchIds: inStockAtBranchId });
  return conditions;
}

function assertAtMost(field: string, got: number, max: number): void {
  if (got > max) throw badInput(`Expected at most ${max} "${field}", got ${got}.`, field);
}
