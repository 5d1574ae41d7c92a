import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import { collections } from './collection.model';
import type { CollectionDoc } from './collection.model';
import { idAfter } from './list-products';

/** One collection, or null; one command. Refuses unless exactly one of id and slug is given. */
export async function findCollection(
  ctx: Context,
  { id, slug }: { readonly id?: Id; readonly slug?: string },
): Promise<CollectionDoc | null> {
  if ((id === undefined) === (slug === undefined)) throw badInput('Expected exactly one of id and slug.');
  const key = id === undefined ? { slug } : { _id: id };
  return collections(ctx.db)
    .findOne({ tenantId: ctx.tenantId, ...key })
    .lean<CollectionDoc>();
}

/** A page of the tenant's collections, in the order of creation; one command. */
export async function listCollections(
  ctx: Context,
  query: { readonly first?: number | null; readonly after?: string | null },
): Promise<Page<CollectionDoc>> {
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const rows = await collections(ctx.db)
    .find({ tenantId: ctx.tenantId, ...(after === undefined ? {} : { _id: { $gt: idAfter(after) } }) })
    .sort({ _id: 1 })
    .limit(first + 1)
    .lean<CollectionDoc[]>();
  return toPage(rows, first, after, ({ _id }) => encodeCursor([_id.toHexString()]));
}
