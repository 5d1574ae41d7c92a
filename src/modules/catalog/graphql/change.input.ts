import { ArrayMaxSize, IsOptional, Length, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { MoneyInput } from '../../../graphql/money.type';
import { badInput } from '../../../kernel/errors';
import {
  BARCODES_PER_VARIANT_MAX,
  DESCRIPTION_LENGTH_MAX,
  MEDIA_MAX,
  PACK_BARCODES_PER_VARIANT_MAX,
  SLUG_LENGTH_MAX,
  TAX_RATE_BASIS_POINTS_MAX,
  TITLE_LENGTH_MAX,
} from '../catalog.policy';
import type { ProductStatus } from '../product.model';
import type { UpdateProductRequest } from '../update-product';
import type { VariantChanges } from '../update-variant';
import { PackBarcodeInput } from './create-product.input';
import { MediaInput } from './media.type';
import { ProductStatusEnum } from './product.type';

@InputType({ description: 'What to change of a product. Fields that are left out stay as they are.' })
export class UpdateProductInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which product.' })
  readonly productId: string;

  @Field(() => String, { nullable: true, description: 'Name for people, 1 to 255 characters.' })
  @IsOptional()
  @Length(1, TITLE_LENGTH_MAX)
  readonly title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Lower-case letters and digits with single hyphens; unique. Stays when only the title changes.',
  })
  @IsOptional()
  @Length(1, SLUG_LENGTH_MAX)
  readonly slug?: string | null;

  @Field(() => String, { nullable: true, description: 'Plain text about the product; null removes it.' })
  @IsOptional()
  @MaxLength(DESCRIPTION_LENGTH_MAX)
  readonly description?: string | null;

  @Field(() => [MediaInput], {
    nullable: true,
    description: 'All pictures and films from now on, up to 20, in the order to show them.',
  })
  @IsOptional()
  @ArrayMaxSize(MEDIA_MAX)
  @ValidateNested({ each: true })
  readonly media?: MediaInput[] | null;

  @Field(() => ProductStatusEnum, { nullable: true, description: 'Who may see it.' })
  readonly status?: ProductStatus | null;
}

@InputType({ description: 'What to change of a variant. Fields that are left out stay as they are.' })
export class UpdateVariantInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which variant.' })
  readonly variantId: string;

  @Field(() => MoneyInput, {
    nullable: true,
    description: "Price of one unit in the tenant's currency; with tax if the tenant's prices are.",
  })
  readonly price?: MoneyInput | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'The price that you saw; when it is another by now, the answer is ValidationError STALE_PRICE.',
  })
  readonly expectedPrice?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Price before a reduction; null removes it.' })
  readonly compareAtPrice?: MoneyInput | null;

  @Field(() => [MediaInput], {
    nullable: true,
    description: 'All pictures and films of the variant from now on, up to 20, in the order to show them.',
  })
  @IsOptional()
  @ArrayMaxSize(MEDIA_MAX)
  @ValidateNested({ each: true })
  readonly media?: MediaInput[] | null;

  @Field(() => MoneyInput, { nullable: true, description: 'What one unit cost, without tax; null: unknown.' })
  readonly costPrice?: MoneyInput | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'All barcodes of a single unit from now on: up to 10 codes of 1 to 48 visible characters. Those of packs stay.',
  })
  @IsOptional()
  @ArrayMaxSize(BARCODES_PER_VARIANT_MAX)
  readonly barcodes?: string[] | null;

  @Field(() => [PackBarcodeInput], { nullable: true, description: 'All barcodes of packs from now on, up to 10.' })
  @IsOptional()
  @ArrayMaxSize(PACK_BARCODES_PER_VARIANT_MAX)
  @ValidateNested({ each: true })
  readonly packBarcodes?: PackBarcodeInput[] | null;

  @Field(() => Int, { nullable: true, description: 'Tax rate of its own: 2000 is 20 %; the variant leaves its class.' })
  @ValidateIf((_input, value) => value !== undefined && value !== null)
  @Min(0)
  @Max(TAX_RATE_BASIS_POINTS_MAX)
  readonly taxRateBasisPoints?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Code of one of the tenant's tax classes, instead of a rate; null: the class's present rate stays.",
  })
  @IsOptional()
  @Length(1, 32)
  readonly taxClassCode?: string | null;
}

/** The input in the domain's words; refuses null where there must be a value (BAD_USER_INPUT). */
export function productChangesOf(input: UpdateProductInput): UpdateProductRequest['changes'] {
  return {
    title: notNull(input.title, 'title'),
    slug: notNull(input.slug, 'slug'),
    description: input.description,
    status: notNull(input.status, 'status'),
    media: notNull(input.media, 'media'),
  };
}

/** The input in the domain's words; refuses null where there must be a value (BAD_USER_INPUT). */
export function variantChangesOf(input: UpdateVariantInput): VariantChanges {
  const price = notNull(input.price, 'price');
  return {
    priceMinor: price?.amountMinor,
    currency: price?.currency,
    compareAtPriceMinor: input.compareAtPrice === null ? null : input.compareAtPrice?.amountMinor,
    compareAtCurrency: input.compareAtPrice?.currency,
    costPriceMinor: input.costPrice === null ? null : input.costPrice?.amountMinor,
    costCurrency: input.costPrice?.currency,
    barcodes: notNull(input.barcodes, 'barcodes'),
    media: notNull(input.media, 'media'),
    packBarcodes: notNull(input.packBarcodes, 'packBarcodes'),
    taxRateBasisPoints: notNull(input.taxRateBasisPoints, 'taxRateBasisPoints'),
    taxClassCode: input.taxClassCode,
  };
}

/** "Null" for a field that can't be empty is a slip: taking it for "as it is" would hide it. */
function notNull<T>(value: T | null | undefined, field: string): T | undefined {
  if (value === null) throw badInput(`Expected a value for "${field}", or leave it out. It can't be removed.`, field);
  return value;
}
