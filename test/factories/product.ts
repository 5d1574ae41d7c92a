import type { Context } from '../../src/kernel/context';
import { createProduct } from '../../src/modules/catalog';
import type { ProductDoc, VariantDoc } from '../../src/modules/catalog';

/** What a test cares about; the rest gets plain values. */
export interface ProductWish {
  readonly title?: string;
  readonly status?: 'DRAFT' | 'ACTIVE' | 'ARCHIVED';
  readonly variants?: readonly VariantWish[];
}

export interface VariantWish {
  readonly sku?: string;
  readonly barcodes?: readonly string[];
  /** Gross, in pence; 1000 when left out. */
  readonly priceMinor?: number;
  readonly costPriceMinor?: number | null;
  readonly taxRateBasisPoints?: number;
  readonly isService?: boolean;
}

export interface MadeProduct {
  readonly product: ProductDoc;
  readonly variants: readonly VariantDoc[];
  /** The first variant. */
  readonly variant: VariantDoc;
}

let made = 0;

/** Creates a product with its variants and returns what was stored. SKUs count up: `SKU-1`, `SKU-2`, ... */
export async function makeProduct(ctx: Context, wish: ProductWish = {}): Promise<MadeProduct> {
  made += 1;
  const title = wish.title ?? `Product ${made}`;
  const variants = (wish.variants ?? [{}]).map((variant, index) => {
    made += index === 0 ? 0 : 1;
    return {
      sku: variant.sku ?? `SKU-${made}`,
      barcodes: [...(variant.barcodes ?? [])],
      priceMinor: variant.priceMinor ?? 1_000,
      costPriceMinor: variant.costPriceMinor ?? null,
      taxRateBasisPoints: variant.taxRateBasisPoints ?? 2_000,
      isService: variant.isService ?? false,
    };
  });
  const product = { title, status: wish.status ?? 'ACTIVE', variants };
  const stored = await createProduct(ctx, { input: { idempotencyKey: `make-product-${made}` }, product });
  const [variant] = stored.variants;
  if (variant === undefined) throw new Error('Expected createProduct to return the variants.');
  return { ...stored, variant };
}
