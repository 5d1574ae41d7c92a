/**
 * Catalog: what is sold, under which SKUs and barcodes, at which price.
 * Owns the collections products, variants, categories, collections, collection_products, price_lists and list_prices. A product is DRAFT, ACTIVE or ARCHIVED; shoppers see ACTIVE ones only.
 * Holds: SKUs (without regard to case), barcodes and slugs are unique in the tenant; a product has 1 to 100 variants;
 * a variant has one price in the tenant's currency. Stock is none of its business: `Product.quantity` is a projection
 * that a job writes.
 */
export type { CategoryDoc } from './category.model';
export type { RemovalGuard } from './change-product';
export { addProductsToCollection, removeProductsFromCollection, reorderCollectionProducts } from './arrange-collection';
export type { CollectionDoc } from './collection.model';
export type { CollectionCondition, CollectionRule } from './collection-rule';
export { createCollection, deleteCollection, updateCollection } from './save-collection';
export type { CollectionFields } from './save-collection';
export { findCollection, listCollections } from './find-collection';
export { collectionPages } from './list-collection-products';
export { missingCombinations } from './combinations';
export { PRICE_VERDICTS, judgePrices } from './choose-price';
export type { JudgedPrice, PriceQuestion, PriceVerdict } from './choose-price';
export { createProduct } from './create-product';
export type { CreateProductRequest } from './create-product';
export { categoryWithBelow, findCategoriesByIds, listCategories } from './find-category';
export { findProduct, findProductsByIds } from './find-product';
export {
  barcodeKeysFor,
  findVariant,
  findVariantsByCodes,
  findVariantsByIds,
  findVariantsOfProducts,
} from './find-variant';
export type { VariantKey } from './find-variant';
export { generateVariants } from './generate-variants';
export type { GenerateVariantsRequest } from './generate-variants';
export { findPriceList, listListPrices, listPriceLists } from './list-price-lists';
export { PRODUCT_SORTS, listProducts } from './list-products';
export type { ProductListQuery, ProductSort } from './list-products';
export { productFacets } from './product-facets';
export type { ProductFacets } from './product-facets';
export { fillProductProjections } from './product-projections';
export type { NewProduct, NewVariant, StoredProduct } from './new-product';
export { PRODUCT_STATUSES } from './product.model';
export type { ProductDoc, ProductOption, ProductStatus } from './product.model';
export type { ListPrice, PriceConditions, PriceListDoc } from './price-list.model';
export { pruneCatalog } from './prune-catalog';
export { deleteProduct, deleteVariant, restoreProduct, restoreVariant } from './remove-product';
export { explainPrice, resolvePrice } from './resolve-price';
export type { PriceExplanation, PriceTerms, PricedLine, ResolvedPrice } from './resolve-price';
export { createCategory, deleteCategory, setProductCategories, updateCategory } from './save-category';
export { createPriceList, deletePriceList, updatePriceList } from './save-price-list';
export type { PriceListFields } from './save-price-list';
export { saveTrackingIn } from './save-tracking';
export { touchVariantsIn } from './touch-variants';
export { setListPrices } from './set-list-prices';
export type { ListPriceLine } from './set-list-prices';
export { readCategoryPaths } from './category-paths';
export type { CategoryPaths } from './category-paths';
export { imagesOf, revertDraftsIn } from './revert-drafts';
export type { DraftImage } from './revert-drafts';
export { productBatch } from './product-batch';
export { planDrafts } from './plan-drafts';
export type { DraftChange, DraftPlan } from './plan-drafts';
export { storeDraftsIn } from './store-drafts';
export type { DraftVerdict, VariantDraft } from './variant-draft';
export type { MediaItem } from './media';
export { setProductQuantities } from './set-product-quantities';
export { labelOf, priceOfLabel } from './scale-barcode';
export type { LabelValue } from './scale-barcode';
export type { ProjectedStock } from './set-product-quantities';
export { skuKeyOf } from './sku';
export { barcodeKeyOf, gtinCheckDigit } from './barcode';
export { taxRateOf } from './tax-rate';
export { unitPrice } from './unit-price';
export { updateProduct } from './update-product';
export type { UpdateProductRequest } from './update-product';
export { updateProductOptions } from './update-product-options';
export type { ChangedOption, UpdateProductOptionsRequest } from './update-product-options';
export { updateVariant } from './update-variant';
export type { UpdateVariantRequest, VariantChanges } from './update-variant';
export { fillBarcodeKeys } from './fill-barcode-keys';
export { barcodeKeysOf, codesOf, packQuantityOf } from './variant-codes';
export { TRACKINGS } from './variant.model';
export type { PackBarcode, SelectedOption, Tracking, VariantDoc } from './variant.model';
export { isOnSale, offSaleAmong, seesOnlyOnSale } from './visibility';
