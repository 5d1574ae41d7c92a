import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { CATEGORIES_MAX } from './catalog.policy';
import { categories } from './category.model';
import type { CategoryDoc } from './category.model';

/** The tenant's tree of categories by names, the root first. */
export interface CategoryPaths {
  /** Names without regard to case; undefined when there is no such category. */
  idByPath(names: readonly string[]): Id | undefined;
  pathById(id: Id): readonly string[] | undefined;
}

/** Reads the whole tree, in one command; within the transaction when it gets one. */
export async function readCategoryPaths(ctx: Context | Tx): Promise<CategoryPaths> {
  const session = 'session' in ctx ? ctx.session : null;
  const rows = await categories(ctx.db)
    .find({ tenantId: ctx.tenantId }, { name: 1, path: 1 }, { session, batchSize: CATEGORIES_MAX + 1 })
    .limit(CATEGORIES_MAX)
    .lean<Pick<CategoryDoc, '_id' | 'name' | 'path'>[]>();
  const nameById = new Map(rows.map(({ _id, name }) => [_id.toHexString(), name]));
  const pathById = new Map(
    rows.map(({ _id, path }) => [_id.toHexString(), [...path, _id].map((id) => nameById.get(id.toHexString()) ?? '')]),
  );
  const idByKey = new Map(rows.map(({ _id }) => [keyOf(pathById.get(_id.toHexString()) ?? []), _id]));
  return {
    idByPath: (names) => idByKey.get(keyOf(names)),
    pathById: (id) => pathById.get(id.toHexString()),
  };
}

function keyOf(names: readonly string[]): string {
  return JSON.stringify(names.map((name) => name.trim().normalize('NFKC').toLowerCase()));
}
