import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { badInput } from '../../../kernel/errors';
import { fromGlobalId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { listCategories } from '../find-category';
import { createCategory, deleteCategory, setProductCategories, updateCategory } from '../save-category';
import { categoryById } from './catalog.loaders';
import * as Types from './category.type';
import { productPayload } from './change.resolver';
import { CHANGE_ERRORS } from './change.result';
import { ProductType } from './product.type';

@Resolver(() => Types.CategoryType)
export class CategoryResolver {
  @Query(() => Types.CategoryConnection, { description: 'The children of a category, or the roots, by name.' })
  async categories(
    @Args(() => Types.CategoriesArgs) args: Types.CategoriesArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<Types.CategoryType>> {
    const parentId = typeof args.parentId === 'string' ? fromGlobalId('Category', args.parentId) : null;
    const page = await listCategories(context.ctx, { ...args, parentId });
    return toConnection(page, (doc) => new Types.CategoryType(doc));
  }

  @FieldResolver(() => [Types.CategoryType], { description: 'All categories above it, the root first.' })
  async ancestors(@Root() { doc }: Types.CategoryType, @Ctx() context: GraphqlContext): Promise<Types.CategoryType[]> {
    return loadAll(context, doc.path);
  }

  @Mutation(() => Types.CreateCategoryResult, { description: 'Makes a category.' })
  async createCategory(
    @Arg('input', () => Types.CreateCategoryInput, { description: 'The category.' }) input: Types.CreateCategoryInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.CreateCategoryResult> {
    return outcomeOf(Types.CATEGORY_ERRORS, async () => {
      const parentId = typeof input.parentId === 'string' ? fromGlobalId('Category', input.parentId) : null;
      const category = await createCategory(context.ctx, { input, name: input.name, parentId });
      return new Types.CategoryPayload(new Types.CategoryType(category));
    });
  }

  @Mutation(() => Types.UpdateCategoryResult, { description: 'Renames or moves a category.' })
  async updateCategory(
    @Arg('input', () => Types.UpdateCategoryInput, { description: 'What to change.' }) input: Types.UpdateCategoryInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.UpdateCategoryResult> {
    if (input.name === null) throw badInput('Expected a value for "name", or leave it out.', 'name');
    return outcomeOf(Types.CATEGORY_ERRORS, async () => {
      const categoryId = fromGlobalId('Category', input.categoryId);
      const parentId = typeof input.parentId === 'string' ? fromGlobalId('Category', input.parentId) : input.parentId;
      const category = await updateCategory(context.ctx, {
        input,
        categoryId,
        name: input.name ?? undefined,
        parentId,
      });
      return new Types.CategoryPayload(new Types.CategoryType(category));
    });
  }

  @Mutation(() => Types.DeleteCategoryResult, { description: 'Removes a category without children.' })
  async deleteCategory(
    @Arg('input', () => Types.DeleteCategoryInput, { description: 'Which one.' }) input: Types.DeleteCategoryInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.DeleteCategoryResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const categoryId = fromGlobalId('Category', input.categoryId);
      const category = await deleteCategory(context.ctx, { input, categoryId });
      return new Types.CategoryPayload(new Types.CategoryType(category));
    });
  }

  @Mutation(() => Types.SetProductCategoriesResult, { description: 'Sets all categories of a product.' })
  async setProductCategories(
    @Arg('input', () => Types.SetProductCategoriesInput, { description: 'The categories.' })
    input: Types.SetProductCategoriesInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.SetProductCategoriesResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const productId = fromGlobalId('Product', input.productId);
      const categoryIds = input.categoryIds.map((id) => fromGlobalId('Category', id));
      return productPayload(context, await setProductCategories(context.ctx, { input, productId, categoryIds }));
    });
  }
}

/** Categories on Product. */
@Resolver(() => ProductType)
export class ProductCategoriesResolver {
  @FieldResolver(() => [Types.CategoryType], { description: 'The categories that it stands in.' })
  async categories(@Root() { doc }: ProductType, @Ctx() context: GraphqlContext): Promise<Types.CategoryType[]> {
    // Products stored before there were categories have none.
    return loadAll(context, (doc as Partial<typeof doc>).categoryIds ?? []);
  }
}

async function loadAll(context: GraphqlContext, ids: readonly Id[]): Promise<Types.CategoryType[]> {
  const found = await context.load(categoryById).loadMany(ids.map((id) => id.toHexString()));
  return found.flatMap((one) => {
    if (one instanceof Error) throw one;
    return one === null ? [] : [new Types.CategoryType(one)];
  });
}
