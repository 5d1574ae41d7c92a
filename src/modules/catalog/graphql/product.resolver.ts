import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { decodeCursor, encodeCursor, toConnection, toPage } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { IdempotencyKeyReusedErrorType, ValidationErrorType } from '../../../graphql/user-error.type';
import { parseGlobalId } from '../../../kernel/ids';
import { VARIANTS_PER_PRODUCT_MAX } from '../catalog.policy';
import { missingCombinations } from '../combinations';
import { createProduct } from '../create-product';
import { findProduct } from '../find-product';
import { listProducts } from '../list-products';
import type { RemovedVariantsQuery } from '../list-removed-variants';
import type { VariantDoc } from '../variant.model';
import { seesOnlyOnSale } from '../visibility';
import { ProductArgs, ProductVariantsArgs, ProductsArgs, selectionOf } from './catalog.args';
import { productById, removedVariantsPage, variantsByProduct } from './catalog.loaders';
import { productPayload } from './change.resolver';
import { CreateProductInput, newProductOf } from './create-product.input';
import type { ProductPayload } from './create-product.result';
import { CreateProductResult } from './create-product.result';
import { ProductConnection, ProductType } from './product.type';
import { OptionCombinationType, VariantConnection, VariantType } from './variant.type';

@Resolver(() => ProductType)
export class ProductResolver {
  @Query(() => ProductType, {
    nullable: true,
    description: 'One product by id or slug; null when there is none that the caller may see.',
  })
  async product(
    @Args(() => ProductArgs) args: ProductArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ProductType | null> {
    const id = typeof args.id === 'string' ? parseGlobalId(args.id) : undefined;
    const key = { id: id?.id, slug: args.slug ?? undefined };
    // A malformed id and an id of another type name nothing, like an unknown one.
    if (id !== undefined && id?.typeName !== 'Product') return null;
    const doc = await findProduct(context.ctx, key);
    return doc === null ? null : new ProductType(doc);
  }

  @Query(() => ProductConnection, {
    description: 'Products that the caller may see, searched, filtered and sorted; any page costs the same.',
  })
  async products(
    @Args(() => ProductsArgs) args: ProductsArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<ProductType>> {
    const { first, after, sort } = args;
    const page = await listProducts(context.ctx, { ...selectionOf(args), first, after, sort });
    return toConnection(page, (doc) => {
      // Variant.product of this page's variants then needs no command.
      context.load(productById).prime(doc._id.toHexString(), doc);
      return new ProductType(doc);
    });
  }

  @Mutation(() => CreateProductResult, { description: 'Creates a product with its variants.' })
  async createProduct(
    @Arg('input', () => CreateProductInput, { description: 'The product.' }) input: CreateProductInput,
    @Ctx() context: GraphqlContext,
  ): Promise<ProductPayload | ValidationErrorType | IdempotencyKeyReusedErrorType> {
    return outcomeOf([ValidationErrorType, IdempotencyKeyReusedErrorType], async () => {
      return productPayload(context, await createProduct(context.ctx, { input, product: newProductOf(input) }));
    });
  }

  @FieldResolver(() => VariantConnection, {
    description:
      'Variants in the order in which they were given; when "first" is left out all of them, of removed ones 100.',
  })
  async variants(
    @Root() { doc }: ProductType,
    @Args(() => ProductVariantsArgs) args: ProductVariantsArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<VariantType>> {
    const after = args.after ?? undefined;
    const first = args.first ?? VARIANTS_PER_PRODUCT_MAX;
    const afterPosition = after === undefined ? null : Number(decodeCursor(after, ['number'])[0]);
    const found =
      args.removed === true
        ? await removedOf(context, { productId: doc._id, first, afterPosition })
        : await context.load(variantsByProduct).load(doc._id.toHexString());
    const rest = found.filter(({ position }) => afterPosition === null || position > afterPosition);
    return toConnection(toPage(rest, first, after, cursorOf), (variant) => new VariantType(variant));
  }

  @FieldResolver(() => [OptionCombinationType], {
    description: 'Combinations of option values that no variant has, for generateVariants; at most 100.',
  })
  async missingCombinations(
    @Root() { doc }: ProductType,
    @Ctx() context: GraphqlContext,
  ): Promise<OptionCombinationType[]> {
    const all = await context.load(variantsByProduct).load(doc._id.toHexString());
    const existing = all.map((variant) => variant.selectedOptions);
    return missingCombinations(doc.options, existing).map((one) => new OptionCombinationType(one));
  }
}

function cursorOf(variant: VariantDoc): string {
  return encodeCursor([variant.position]);
}

/** One more than asked when there are more; none for shoppers. */
async function removedOf(context: GraphqlContext, query: RemovedVariantsQuery): Promise<readonly VariantDoc[]> {
  return seesOnlyOnSale(context.ctx.actor) ? [] : context.load(removedVariantsPage).load(query);
}
