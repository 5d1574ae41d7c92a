import { ArrayMaxSize, ArrayMinSize, IsOptional, Length, Max, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { MoneyInput } from '../../../graphql/money.type';
import { OPTIONS_PER_PRODUCT_MAX, TAX_RATE_BASIS_POINTS_MAX, VARIANTS_PER_PRODUCT_MAX } from '../catalog.policy';
import type { GenerateVariantsRequest } from '../generate-variants';
import { SelectedOptionInput } from './create-product.input';

@InputType({ description: "One value for each of the product's options." })
export class OptionCombinationInput {
  @Field(() => [SelectedOptionInput], { description: 'The values, in any order.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(OPTIONS_PER_PRODUCT_MAX)
  @ValidateNested({ each: true })
  readonly selectedOptions: SelectedOptionInput[];
}

@InputType({ description: 'Which variants to make.' })
export class GenerateVariantsInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which product.' })
  readonly productId: string;

  @Field(() => [OptionCombinationInput], {
    nullable: true,
    description: 'The chosen combinations; all that are missing when left out. Existing ones are passed over.',
  })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(VARIANTS_PER_PRODUCT_MAX)
  @ValidateNested({ each: true })
  readonly combinations?: OptionCombinationInput[] | null;

  @Field(() => String, {
    nullable: true,
    description: "Beginning of the new SKUs; up to the first hyphen of the first variant's SKU when left out.",
  })
  @IsOptional()
  @Length(1, 24)
  readonly skuPrefix?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: "Price of one unit; the first variant's when left out." })
  readonly price?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Price before a reduction; above the price.' })
  readonly compareAtPrice?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: "Cost of one unit; the first variant's when left out." })
  readonly costPrice?: MoneyInput | null;

  @Field(() => Int, { nullable: true, description: "Tax rate: 2000 is 20 %. The first variant's when left out." })
  @IsOptional()
  @Min(0)
  @Max(TAX_RATE_BASIS_POINTS_MAX)
  readonly taxRateBasisPoints?: number | null;
}

/** What the input says of prices and tax, in the domain's words. */
export function templateOf(input: GenerateVariantsInput): GenerateVariantsRequest['template'] {
  // Null says no more than leaving out: there is always a first variant to take it from.
  const price = input.price ?? undefined;
  const compareAtPrice = input.compareAtPrice ?? undefined;
  const costPrice = input.costPrice ?? undefined;
  const taxRateBasisPoints = input.taxRateBasisPoints ?? undefined;
  return {
    // A new price stands alone: the first variant's compare-at price says nothing about it.
    ...(price && { priceMinor: price.amountMinor, currency: price.currency, compareAtPriceMinor: null }),
    ...(compareAtPrice && {
      compareAtPriceMinor: compareAtPrice.amountMinor,
      compareAtCurrency: compareAtPrice.currency,
    }),
    ...(costPrice && { costPriceMinor: costPrice.amountMinor, costCurrency: costPrice.currency }),
    ...(taxRateBasisPoints !== undefined && { taxRateBasisPoints, taxClassCode: null }),
  };
}
