import type { PipelineStage } from 'mongoose';
import type { Context } from '../../kernel/context';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import { COLLECTIONS_PER_READ_MAX } from './catalog.policy';
import { collectionProducts } from './collection.model';
import type { CollectionDoc } from './collection.model';
import { categoriesOfRule, ruleConditions } from './collection-rule';
import { categoriesWithBelow } from './find-category';
import { UNLISTED_FIELDS, idAfter } from './list-products';
import { products } from './product.model';
import type { ProductDoc } from './product.model';
import { productQuery } from './product-filter';

/** A page of one collection's products. */
export interface CollectionPageQuery {
  readonly collection: CollectionDoc;
  /** 1 to 100; 20 when left out. */
  readonly first?: number | null;
  readonly after?: string | null;
}

interface Row {
  /** Which of the queries it answers. */
  readonly page: number;
  /** Its place in a collection filled by hand. */
  readonly position?: number;
  readonly product: ProductDoc;
}

interface Part {
  readonly from: typeof products | typeof collectionProducts;
  readonly stages: readonly object[];
}

/**
 * A page for each query, of the products that the caller may see: by hand in their places, by rule in the order of
 * creation. One command for up to 100 pages, and one more when rules name categories. Refuses cursors of other lists.
 */
export async function collectionPages(
  ctx: Context,
  queries: readonly CollectionPageQuery[],
): Promise<Page<ProductDoc>[]> {
  const pages: Page<ProductDoc>[] = [];
  for (let start = 0; start < queries.length; start += COLLECTIONS_PER_READ_MAX) {
    pages.push(...(await readPages(ctx, queries.slice(start, start + COLLECTIONS_PER_READ_MAX))));
  }
  return pages;
}

async function readPages(ctx: Context, queries: readonly CollectionPageQuery[]): Promise<Page<ProductDoc>[]> {
  const categoryIds = queries.flatMap(({ collection }) => categoriesOfRule(collection.rule));
  const withBelow = await categoriesWithBelow(ctx, categoryIds);
  const parts: Part[] = [];
  for (const [page, query] of queries.entries()) {
    const { rule } = query.collection;
    const conditions = rule === null ? [] : ruleConditions(rule, withBelow);
    const visible = await productQuery(ctx, { conditions });
    if (visible === null) continue;
    parts.push(rule === null ? byHand(ctx, query, page, visible) : byRule(query, page, visible));
  }
  const [head, ...others] = parts;
  const rows = head === undefined ? [] : await readParts(ctx, head, others);
  return queries.map((query, page) =>
    pageOf(
      query,
      rows.filter((row) => row.page === page),
    ),
  );
}

/** All parts in one command: a page of collections costs what one collection costs, and each part walks its index. */
async function readParts(ctx: Context, head: Part, others: readonly Part[]): Promise<Row[]> {
  const joined = others.map(({ from, stages }) => ({
    $unionWith: { coll: from(ctx.db).collection.collectionName, pipeline: stages },
  }));
  const model = head.from as typeof products;
  return model(ctx.db)
    .aggregate<Row>([...head.stages, ...joined] as PipelineStage[])
    .option({ batchSize: BATCH_SIZE });
}

/** More than the pages of one request usually hold, so that they come in one answer. */
const BATCH_SIZE = 5_000;

function byRule({ first, after }: CollectionPageQuery, page: number, visible: object): Part {
  const from = typeof after === 'string' ? { _id: { $gt: idAfter(after) } } : {};
  const stages = [
    { $match: { ...visible, ...from } },
    { $sort: { _id: 1 } },
    { $limit: pageSize(first ?? undefined) + 1 },
    { $project: UNLISTED_FIELDS },
    { $project: { _id: 0, page: { $literal: page }, product: '$$ROOT' } },
  ];
  return { from: products, stages };
}

/** Products that may not be seen are passed over before the page is cut: it is full as long as there are any. */
function byHand(
  { tenantId, db }: Context,
  { collection, first, after }: CollectionPageQuery,
  page: number,
  visible: object,
): Part {
  const from = typeof after === 'string' ? { position: { $gt: placeAfter(after) } } : {};
  const joined = {
    from: products(db).collection.collectionName,
    localField: 'productId',
    foreignField: '_id',
    pipeline: [{ $match: visible }, { $project: UNLISTED_FIELDS }],
    as: 'product',
  };
  const stages = [
    { $match: { tenantId, collectionId: collection._id, ...from } },
    { $sort: { position: 1 } },
    { $lookup: joined },
    { $unwind: '$product' },
    { $limit: pageSize(first ?? undefined) + 1 },
    { $project: { _id: 0, page: { $literal: page }, position: 1, product: 1 } },
  ];
  return { from: collectionProducts, stages };
}

function pageOf(query: CollectionPageQuery, rows: readonly Row[]): Page<ProductDoc> {
  const places = new Map(rows.map(({ product, position }) => [product._id.toHexString(), position]));
  const cursorOf = ({ _id }: ProductDoc): string => {
    const hex = _id.toHexString();
    return encodeCursor([places.get(hex) ?? hex]);
  };
  const read = rows.map(({ product }) => product);
  return toPage(read, pageSize(query.first ?? undefined), query.after ?? undefined, cursorOf);
}

function placeAfter(cursor: string): number {
  return Number(decodeCursor(cursor, ['number'])[0]);
}
