import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId } from '../../../kernel/ids';
import { generateVariants } from '../generate-variants';
import type { StoredProduct } from '../new-product';
import { restoreProduct, restoreVariant } from '../remove-product';
import { updateProduct } from '../update-product';
import { updateVariant } from '../update-variant';
import { productById, variantsByProduct } from './catalog.loaders';
import { UpdateProductInput, UpdateVariantInput, productChangesOf, variantChangesOf } from './change.input';
import {
  CHANGE_ERRORS,
  GENERATE_ERRORS,
  GenerateVariantsResult,
  RESTORE_ERRORS,
  RestoreProductResult,
  RestoreVariantResult,
  UpdateProductResult,
  UpdateVariantResult,
  VariantPayload,
} from './change.result';
import { ProductPayload } from './create-product.result';
import { GenerateVariantsInput, templateOf } from './generate.input';
import { ProductType } from './product.type';
import { RestoreProductInput, RestoreVariantInput } from './restore.input';
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

  @Mutation(() => GenerateVariantsResult, {
    description:
      "Makes variants out of combinations of the product's option values: all that are missing, or the chosen ones. " +
      'A combination whose variant was removed gets that one back.',
  })
  async generateVariants(
    @Arg('input', () => GenerateVariantsInput, { description: 'Which ones, and at which price.' })
    input: GenerateVariantsInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof GenerateVariantsResult> {
    return outcomeOf(GENERATE_ERRORS, async () => {
      const productId = fromGlobalId('Product', input.productId);
      const combinations = input.combinations?.map(({ selectedOptions }) => selectedOptions);
      const { skuPrefix } = input;
      const request = { input, productId, combinations, skuPrefix, template: templateOf(input) };
      return productPayload(context, await generateVariants(context.ctx, request));
    });
  }

  @Mutation(() => RestoreProductResult, {
    description: 'Brings back a removed product with the variants that went with it.',
  })
  async restoreProduct(
    @Arg('input', () => RestoreProductInput, { description: 'Which product.' }) input: RestoreProductInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof RestoreProductResult> {
    return outcomeOf(RESTORE_ERRORS, async () => {
      const productId = fromGlobalId('Product', input.productId);
      return productPayload(context, await restoreProduct(context.ctx, { input, productId }));
    });
  }

  @Mutation(() => RestoreVariantResult, { description: 'Brings back a removed variant.' })
  async restoreVariant(
    @Arg('input', () => RestoreVariantInput, { description: 'Which variant.' }) input: RestoreVariantInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof RestoreVariantResult> {
    return outcomeOf(RESTORE_ERRORS, async () => {
      const variantId = fromGlobalId('Variant', input.variantId);
      return new VariantPayload(new VariantType(await restoreVariant(context.ctx, { input, variantId })));
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
