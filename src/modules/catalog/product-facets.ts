import type { PipelineStage } from 'mongoose';
import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { FACET_PRODUCTS_MAX, FACET_VALUES_MAX, OPTION_VALUES_READ_MAX } from './catalog.policy';
import { products } from './product.model';
import { productQuery } from './product-filter';
import type { ProductSelection } from './product-filter';
import { optionOfKey } from './product-projections';

/** How the products of a selection spread: what a client offers as the next filter. */
export interface ProductFacets {
  /** At most 10,000 are looked at; then `isComplete` is false and all counts are of those. */
  readonly productCount: number;
  readonly isComplete: boolean;
  /** By name; of each the 50 values that most products have. */
  readonly options: readonly { name: string; values: readonly { value: string; productCount: number }[] }[];
  /** The 50 categories that most products stand in by themselves. */
  readonly categories: readonly { categoryId: Id; productCount: number }[];
  /** Branches where products are in stock. */
  readonly branches: readonly { branchId: Id; productCount: number }[];
  /** The lowest and highest price of a variant; null without products. */
  readonly priceMinMinor: number | null;
  readonly priceMaxMinor: number | null;
}

interface Counted<K> {
  readonly _id: K;
  readonly productCount: number;
}
interface Answer {
  readonly all: readonly { productCount: number; min: number | null; max: number | null }[];
  readonly options: readonly Counted<string>[];
  readonly categories: readonly Counted<Id>[];
  readonly branches: readonly Counted<Id>[];
}

const NOTHING: ProductFacets = {
  productCount: 0,
  isComplete: true,
  options: [],
  categories: [],
  branches: [],
  priceMinMinor: null,
  priceMaxMinor: null,
};

/** Facets of the products that the caller may see; one command, and one more for a category. Refuses as the list does. */
export async function productFacets(ctx: Context, selection: ProductSelection): Promise<ProductFacets> {
  const filter = await productQuery(ctx, selection);
  if (filter === null) return NOTHING;
  const stages = [
    { $match: filter },
    { $limit: FACET_PRODUCTS_MAX + 1 },
    { $project: { _id: 0, optionKeys: 1, categoryIds: 1, inStockBranchIds: 1, pricesMinor: 1 } },
    {
      $facet: {
        all: [
          {
            $group: {
              _id: null,
              productCount: { $sum: 1 },
              min: { $min: { $min: '$pricesMinor' } },
              max: { $max: { $max: '$pricesMinor' } },
            },
          },
        ],
        options: counted('optionKeys', OPTION_VALUES_READ_MAX),
        categories: counted('categoryIds', FACET_VALUES_MAX),
        branches: counted('inStockBranchIds', FACET_VALUES_MAX),
      },
    },
  ] as PipelineStage[];
  const [answer] = await products(ctx.db).aggregate<Answer>(stages);
  const all = answer?.all[0];
  if (answer === undefined || all === undefined) return NOTHING;
  return {
    productCount: Math.min(all.productCount, FACET_PRODUCTS_MAX),
    isComplete: all.productCount <= FACET_PRODUCTS_MAX,
    options: optionsOf(answer.options),
    categories: answer.categories.map(({ _id, productCount }) => ({ categoryId: _id, productCount })),
    branches: answer.branches.map(({ _id, productCount }) => ({ branchId: _id, productCount })),
    priceMinMinor: all.min,
    priceMaxMinor: all.max,
  };
}

function counted(field: string, max: number): object[] {
  return [
    // The one product too many only says that there are more.
    { $limit: FACET_PRODUCTS_MAX },
    { $unwind: `$${field}` },
    { $group: { _id: `$${field}`, productCount: { $sum: 1 } } },
    { $sort: { productCount: -1, _id: 1 } },
    { $limit: max },
  ];
}

function optionsOf(rows: Answer['options']): ProductFacets['options'] {
  const byName = new Map<string, { value: string; productCount: number }[]>();
  for (const { _id, productCount } of rows) {
    const { name, value } = optionOfKey(_id);
    const values = byName.get(name) ?? [];
    if (values.length < FACET_VALUES_MAX) values.push({ value, productCount });
    byName.set(name, values);
  }
  return [...byName].map(([name, values]) => ({ name, values }));
}
