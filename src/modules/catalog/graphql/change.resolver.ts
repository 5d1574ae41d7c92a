import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId } from '../../../kernel/ids';
import type { StoredProduct } from '../new-product';
import { updateProduct } from '../update-product';
import { updateVariant } from '../update-variant';
import { productById, variantsByProduct } from './catalog.loaders';
import { UpdateProductInput, UpdateVariantInput, productChangesOf, variantChangesOf } from './change.input';
import { CHANGE_ERRORS, UpdateProductResult, UpdateVariantResult, VariantPayload } from './change.result';
import { ProductPayload } from './create-product.result';
import { ProductType } from './product.type';
import { VariantType } from './variant.type';

@Resolver()
export class ChangeResolver {
  @Mutation(() => UpdateProductResult, { description: 'Changes title, slug, description or status of a product.' })
  async updateProduct(
    @Arg('input', () => UpdateProductInput, { description: 'What to change.' }) input: UpdateProductInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof UpdateProductResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const productId = fromGlobalId('Product', input.productId);
      const changes = productChangesOf(input);
      return productPayload(context, await updateProduct(context.ctx, { input, productId, changes }));
    });
  }

  @Mutation(() => UpdateVariantResult, { description: 'Changes prices, tax rate or barcodes of a variant.' })
  async updateVariant(
    @Arg('input', () => UpdateVariantInput, { description: 'What to change.' }) input: UpdateVariantInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof UpdateVariantResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const variantId = fromGlobalId('Variant', input.variantId);
      const changes = variantChangesOf(input);
      const expectedPriceMinor = input.expectedPrice?.amountMinor;
      const variant = await updateVariant(context.ctx, { input, variantId, changes, expectedPriceMinor });
      return new VariantPayload(new VariantType(variant));
    });
  }
}

/** The payload of a change; reading the product and its variants in the same request then needs no command. */
export function productPayload(context: GraphqlContext, { product, variants }: StoredProduct): ProductPayload {
  const hex = product._id.toHexString();
  context.load(productById).prime(hex, product);
  context.load(variantsByProduct).prime(hex, variants);
  return new ProductPayload(new ProductType(product));
}
