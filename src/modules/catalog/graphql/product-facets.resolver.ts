import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { MoneyType } from '../../../graphql/money.type';
import { BranchType, tenantFactsOf } from '../../tenants/graphql';
import { productFacets } from '../product-facets';
import { ProductSelectionArgs, selectionOf } from './catalog.args';
import { categoryById } from './catalog.loaders';
import { CategoryType } from './category.type';
import { ProductFacetsType } from './product-facets.type';

@Resolver()
export class ProductFacetsResolver {
  @Query(() => ProductFacetsType, {
    description:
      'How the products that `products` gives for the same arguments spread over options, categories and price.',
  })
  async productFacets(
    @Args(() => ProductSelectionArgs) args: ProductSelectionArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ProductFacetsType> {
    const found = await productFacets(context.ctx, selectionOf(args));
    const { tenant, branchById } = await tenantFactsOf(context);
    const hexIds = found.categories.map(({ categoryId }) => categoryId.toHexString());
    const categories = await context.load(categoryById).loadMany(hexIds);
    return {
      ...found,
      options: found.options.map(({ name, values }) => ({ name, values: [...values] })),
      categories: found.categories.flatMap(({ productCount }, index) => {
        const category = categories[index];
        if (category instanceof Error) throw category;
        // One that was removed a moment ago is not offered any more.
        return category ? [{ category: new CategoryType(category), productCount }] : [];
      }),
      branches: found.branches.flatMap(({ branchId, productCount }) => {
        const branch = branchById.get(branchId.toHexString());
        return branch?.active === true ? [{ branch: new BranchType(branch), productCount }] : [];
      }),
      priceMin: MoneyType.orNull(found.priceMinMinor, tenant.currency),
      priceMax: MoneyType.orNull(found.priceMaxMinor, tenant.currency),
    };
  }
}
