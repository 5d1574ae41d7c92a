import { Arg, Ctx, Mutation, Resolver, createUnionType } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId } from '../../../kernel/ids';
import { deleteProduct, deleteVariant, updateProductOptions } from '../../catalog';
import { CHANGE_ERRORS, ProductPayload, VariantPayload, VariantType, productPayload } from '../../catalog/graphql';
import { settleStockOfRemoved } from '..';
import { DeleteProductInput, DeleteVariantInput, UpdateProductOptionsInput } from './removal.input';

export const DeleteProductResult = createUnionType({
  name: 'DeleteProductResult',
  description: 'Outcome of deleteProduct. Codes of ValidationError: VARIANT_HAS_STOCK, VARIANT_HAS_HOLDS.',
  types: () => [ProductPayload, ...CHANGE_ERRORS] as const,
});
export const DeleteVariantResult = createUnionType({
  name: 'DeleteVariantResult',
  description:
    'Outcome of deleteVariant. Codes of ValidationError: VARIANT_HAS_STOCK, VARIANT_HAS_HOLDS, VARIANT_LAST.',
  types: () => [VariantPayload, ...CHANGE_ERRORS] as const,
});
export const UpdateProductOptionsResult = createUnionType({
  name: 'UpdateProductOptionsResult',
  description:
    'Outcome of updateProductOptions. Codes of ValidationError: VARIANT_HAS_STOCK, VARIANT_HAS_HOLDS, OPTIONS_INVALID.',
  types: () => [ProductPayload, ...CHANGE_ERRORS] as const,
});

/** What removes variants asks about their stock first; so these mutations of the catalogue are given by inventory. */
@Resolver()
export class RemovalResolver {
  @Mutation(() => DeleteProductResult, {
    description: 'Takes a product with its variants from sale. Ledger and orders still name them; it can be restored.',
  })
  async deleteProduct(
    @Arg('input', () => DeleteProductInput, { description: 'Which product.' }) input: DeleteProductInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof DeleteProductResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const productId = fromGlobalId('Product', input.productId);
      const onRemove = settleStockOfRemoved(input.stock ?? 'REFUSE', 'productId');
      return productPayload(context, await deleteProduct(context.ctx, { input, productId, onRemove }));
    });
  }

  @Mutation(() => DeleteVariantResult, {
    description: 'Takes a variant from sale. Ledger and orders still name it; it can be restored.',
  })
  async deleteVariant(
    @Arg('input', () => DeleteVariantInput, { description: 'Which variant.' }) input: DeleteVariantInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof DeleteVariantResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const variantId = fromGlobalId('Variant', input.variantId);
      const onRemove = settleStockOfRemoved(input.stock ?? 'REFUSE', 'variantId');
      const variant = await deleteVariant(context.ctx, { input, variantId, onRemove });
      return new VariantPayload(new VariantType(variant));
    });
  }

  @Mutation(() => UpdateProductOptionsResult, {
    description:
      'Sets the options of a product and brings its variants in line. Added values make no variants by themselves: ' +
      'see Product.missingCombinations and generateVariants.',
  })
  async updateProductOptions(
    @Arg('input', () => UpdateProductOptionsInput, { description: 'The options.' }) input: UpdateProductOptionsInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof UpdateProductOptionsResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const productId = fromGlobalId('Product', input.productId);
      const onRemove = settleStockOfRemoved(input.stock ?? 'REFUSE', 'options');
      const request = { input, productId, options: input.options, onRemove };
      return productPayload(context, await updateProductOptions(context.ctx, request));
    });
  }
}
