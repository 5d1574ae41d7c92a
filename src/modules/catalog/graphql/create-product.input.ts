import { ArrayMaxSize, ArrayMinSize, IsOptional, Length, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { MoneyInput } from '../../../graphql/money.type';
import {
  BARCODES_PER_VARIANT_MAX,
  DESCRIPTION_LENGTH_MAX,
  MEDIA_MAX,
  OPTIONS_PER_PRODUCT_MAX,
  OPTION_TEXT_LENGTH_MAX,
  PACK_BARCODES_PER_VARIANT_MAX,
  PACK_QUANTITY_MAX,
  SLUG_LENGTH_MAX,
  TAX_RATE_BASIS_POINTS_MAX,
  TITLE_LENGTH_MAX,
  VALUES_PER_OPTION_MAX,
  VARIANTS_PER_PRODUCT_MAX,
} from '../catalog.policy';
import type { NewProduct, NewVariant } from '../new-product';
import type { ProductStatus } from '../product.model';
import { MediaInput } from './media.type';
import { ProductStatusEnum } from './product.type';

@InputType({ description: "A property that tells a product's variants apart." })
export class ProductOptionInput {
  @Field(() => String, { description: 'Name, such as "Size".' })
  @Length(1, OPTION_TEXT_LENGTH_MAX)
  readonly name: string;

  @Field(() => [String], { description: 'Values, in the order to show them.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(VALUES_PER_OPTION_MAX)
  readonly values: string[];
}

@InputType({ description: 'Which value of an option a variant has.' })
export class SelectedOptionInput {
  @Field(() => String, { description: "Name of one of the product's options." })
  @Length(1, OPTION_TEXT_LENGTH_MAX)
  readonly name: string;

  @Field(() => String, { description: 'One of its values.' })
  @Length(1, OPTION_TEXT_LENGTH_MAX)
  readonly value: string;
}

@InputType({ description: 'The barcode of a case or another pack of several units.' })
export class PackBarcodeInput {
  @Field(() => String, {
    description: '1 to 48 visible characters; unique in the tenant; a GTIN must have the right check digit.',
  })
  @Length(1, 48)
  readonly code: string;

  @Field(() => Int, { description: 'Units in the pack, 2 to 100,000: one scan sells as many.' })
  @Min(2)
  @Max(PACK_QUANTITY_MAX)
  readonly packQuantity: number;
}

@InputType({ description: 'A new variant.' })
export class VariantInput {
  @Field(() => String, {
    description:
      '1 to 64 letters, digits, dots, hyphens or underscores, beginning with a letter or digit; unique in the tenant without regard to case.',
  })
  @Length(1, 100)
  readonly sku: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'Codes of a single unit: up to 10 of 1 to 48 visible characters; a GTIN must have the right check digit.',
  })
  @IsOptional()
  @ArrayMaxSize(BARCODES_PER_VARIANT_MAX)
  readonly barcodes?: string[] | null;

  @Field(() => [PackBarcodeInput], { nullable: true, description: 'Codes of cases and other packs, up to 10.' })
  @IsOptional()
  @ArrayMaxSize(PACK_BARCODES_PER_VARIANT_MAX)
  @ValidateNested({ each: true })
  readonly packBarcodes?: PackBarcodeInput[] | null;

  @Field(() => MoneyInput, {
    description: "Price of one unit in the tenant's currency; with tax if the tenant's prices are.",
  })
  readonly price: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: 'Price before a reduction; above the price.' })
  readonly compareAtPrice?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'What one unit cost, without tax.' })
  readonly costPrice?: MoneyInput | null;

  @Field(() => Int, {
    nullable: true,
    description: "Tax rate of its own: 2000 is 20 %. The tenant's default when both this and the class are left out.",
  })
  @IsOptional()
  @Min(0)
  @Max(TAX_RATE_BASIS_POINTS_MAX)
  readonly taxRateBasisPoints?: number | null;

  @Field(() => String, { nullable: true, description: "Code of one of the tenant's tax classes, instead of a rate." })
  @IsOptional()
  @Length(1, 32)
  readonly taxClassCode?: string | null;

  @Field(() => [MediaInput], {
    nullable: true,
    description: 'Pictures and films of this variant, up to 20, in the order to show them.',
  })
  @IsOptional()
  @ArrayMaxSize(MEDIA_MAX)
  @ValidateNested({ each: true })
  readonly media?: MediaInput[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for what is sold without stock, such as postage. False when left out; it never changes.',
  })
  readonly isService?: boolean | null;

  @Field(() => [SelectedOptionInput], { nullable: true, description: "One value for each of the product's options." })
  @IsOptional()
  @ArrayMaxSize(OPTIONS_PER_PRODUCT_MAX)
  @ValidateNested({ each: true })
  readonly selectedOptions?: SelectedOptionInput[] | null;
}

@InputType({ description: 'A new product with its variants.' })
export class CreateProductInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => String, { description: 'Name for people, 1 to 255 characters.' })
  @Length(1, TITLE_LENGTH_MAX)
  readonly title: string;

  @Field(() => String, {
    nullable: true,
    description: 'Lower-case letters and digits with single hyphens; unique. Made from the title when left out.',
  })
  @IsOptional()
  @Length(1, SLUG_LENGTH_MAX)
  readonly slug?: string | null;

  @Field(() => String, { nullable: true, description: 'Plain text about the product.' })
  @IsOptional()
  @MaxLength(DESCRIPTION_LENGTH_MAX)
  readonly description?: string | null;

  @Field(() => ProductStatusEnum, { nullable: true, description: 'ACTIVE when left out.' })
  readonly status?: ProductStatus | null;

  @Field(() => [ProductOptionInput], { nullable: true, description: 'Up to three.' })
  @IsOptional()
  @ArrayMaxSize(OPTIONS_PER_PRODUCT_MAX)
  @ValidateNested({ each: true })
  readonly options?: ProductOptionInput[] | null;

  @Field(() => [MediaInput], {
    nullable: true,
    description: 'Pictures and films, up to 20, in the order to show them.',
  })
  @IsOptional()
  @ArrayMaxSize(MEDIA_MAX)
  @ValidateNested({ each: true })
  readonly media?: MediaInput[] | null;

  @Field(() => [VariantInput], { description: '1 to 100 variants.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(VARIANTS_PER_PRODUCT_MAX)
  @ValidateNested({ each: true })
  readonly variants: VariantInput[];
}

/** The input in the domain's words. */
export function newProductOf(input: CreateProductInput): NewProduct {
  return {
    ...input,
    variants: input.variants.map(newVariantOf),
  };
}

/** A variant's input in the domain's words. */
export function newVariantOf({ price, compareAtPrice, costPrice, ...variant }: VariantInput): NewVariant {
  return {
    ...variant,
    priceMinor: price.amountMinor,
    currency: price.currency,
    compareAtPriceMinor: compareAtPrice?.amountMinor ?? null,
    compareAtCurrency: compareAtPrice?.currency,
    costPriceMinor: costPrice?.amountMinor ?? null,
    costCurrency: costPrice?.currency,
  };
}
