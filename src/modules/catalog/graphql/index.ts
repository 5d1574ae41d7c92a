import type { ModuleFace } from '../../../graphql/face';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { holding } from '../../../graphql/guard';
import type { Id } from '../../../kernel/ids';
import { can } from '../../../kernel/permissions';
import { findCollection } from '../find-collection';
import { findProduct } from '../find-product';
import { findVariant } from '../find-variant';
import { findPriceList } from '../list-price-lists';
import { categoryById } from './catalog.loaders';
import { CategoryResolver, ProductCategoriesResolver } from './category.resolver';
import { CategoryType } from './category.type';
import { CollectionResolver } from './collection.resolver';
import { CollectionType } from './collection.type';
import { ChangeResolver } from './change.resolver';
import { PriceListResolver, viewOf } from './price-list.resolver';
import { ProductFacetsResolver } from './product-facets.resolver';
import { ProductResolver } from './product.resolver';
import { ProductType } from './product.type';
import { VariantResolver } from './variant.resolver';
import { VariantType } from './variant.type';

export { CHANGE_ERRORS, VariantPayload } from './change.result';
export { ProductPayload } from './create-product.result';
export { productPayload } from './change.resolver';
export { productById, variantById, variantsByProduct } from './catalog.loaders';
export { variantOf } from './variant-of';
export { ProductConnection, ProductEdge, ProductStatusEnum, ProductType } from './product.type';
export { VariantConnection, VariantEdge, VariantType } from './variant.type';

/** The GraphQL face of the catalogue. Stock and availability of a variant come from inventory's face. */
export const catalogFace: ModuleFace = {
  resolvers: [
    ProductResolver,
    ProductFacetsResolver,
    VariantResolver,
    ChangeResolver,
    PriceListResolver,
    CategoryResolver,
    ProductCategoriesResolver,
    CollectionResolver,
  ],
  rules: {
    Query: {
      product: holding('catalog:read'),
      products: holding('catalog:read'),
      productFacets: holding('catalog:read'),
      variant: holding('catalog:read'),
      categories: holding('catalog:read'),
      collection: holding('catalog:read'),
      collections: holding('catalog:read'),
      // What other customers pay is no business of shoppers.
      priceLists: holding('catalog:write'),
      listPrices: holding('catalog:write'),
      explainPrice: holding('catalog:write', 'pos:sell'),
    },
    Mutation: {
      createProduct: holding('catalog:write'),
      updateProduct: holding('catalog:write'),
      updateVariant: holding('catalog:write'),
      generateVariants: holding('catalog:write'),
      createCategory: holding('catalog:write'),
      updateCategory: holding('catalog:write'),
      deleteCategory: holding('catalog:write'),
      setProductCategories: holding('catalog:write'),
      createCollection: holding('catalog:write'),
      updateCollection: holding('catalog:write'),
      deleteCollection: holding('catalog:write'),
      addProductsToCollection: holding('catalog:write'),
      removeProductsFromCollection: holding('catalog:write'),
      reorderCollectionProducts: holding('catalog:write'),
      createPriceList: holding('catalog:write'),
      updatePriceList: holding('catalog:write'),
      deletePriceList: holding('catalog:write'),
      setListPrices: holding('catalog:write'),
      restoreProduct: holding('catalog:write'),
      restoreVariant: holding('catalog:write'),
    },
    // Exact totals are no business of shoppers; they have Variant.availability.
    Product: { quantity: holding('stock:read'), missingCombinations: holding('catalog:write') },
    Variant: { costPrice: holding('cost:read') },
  },
  nodes: {
    Product: async (context: GraphqlContext, id: Id) => {
      const doc = await findProduct(context.ctx, { id });
      return doc === null ? null : new ProductType(doc);
    },
    Category: async (context: GraphqlContext, id: Id) => {
      if (!can(context.actor, 'catalog:read')) return null;
      const category = await context.load(categoryById).load(id.toHexString());
      return category === null ? null : new CategoryType(category);
    },
    Collection: async (context: GraphqlContext, id: Id) => {
      if (!can(context.actor, 'catalog:read')) return null;
      const collection = await findCollection(context.ctx, { id });
      return collection === null ? null : new CollectionType(collection);
    },
    PriceList: async (context: GraphqlContext, id: Id) => {
      if (!can(context.actor, 'catalog:write')) return null;
      const list = await findPriceList(context.ctx, id);
      return list === null ? null : (await viewOf(context))(list);
    },
    Variant: async (context: GraphqlContext, id: Id) => {
      const doc = await findVariant(context.ctx, { id });
      return doc === null ? null : new VariantType(doc);
    },
  },
};
