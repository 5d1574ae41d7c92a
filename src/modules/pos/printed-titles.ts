import type { Context } from '../../kernel/context';
import { findProductsByIds } from '../catalog';
import type { VariantDoc } from '../catalog';

/**
 * What a receipt calls each variant. A variant with options is titled by them alone ("M / Red"), so its product's name
 * is put in front; one command when there is such a variant, none else.
 */
export async function printedTitles(ctx: Context, variants: readonly VariantDoc[]): Promise<string[]> {
  const withOptions = variants.filter((variant) => variant.selectedOptions.length > 0);
  const products = await findProductsByIds(
    ctx,
    withOptions.map((variant) => variant.productId),
  );
  return variants.map((variant) => {
    const product = products.get(variant.productId.toHexString());
    return product === undefined ? variant.title : `${product.title}, ${variant.title}`;
  });
}
