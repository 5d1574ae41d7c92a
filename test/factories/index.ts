export { makeProduct } from './product';
export type { MadeProduct, ProductWish, VariantWish } from './product';
export { makeStock } from './stock';
export type { StockWish } from './stock';
