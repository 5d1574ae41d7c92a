import type { GraphqlContext } from '../../../graphql/graphql-context';
import { invariant } from '../../../kernel/errors';
import type { Id } from '../../../kernel/ids';
import { variantById } from './catalog.loaders';
import { VariantType } from './variant.type';

/** The view of a variant that a document of the caller's tenant names; removed ones too, so that old lines keep theirs. */
export async function variantOf(context: GraphqlContext, variantId: Id): Promise<VariantType> {
  const variant = await context.load(variantById).load(variantId.toHexString());
  invariant(variant !== null, 'a document names a variant that its tenant does not have');
  return new VariantType(variant);
}
