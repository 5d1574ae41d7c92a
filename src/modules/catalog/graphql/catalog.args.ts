import { ArrayMaxSize, ArrayMinSize, IsOptional, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { PAGE_SIZE_MAX } from '../../../graphql/pagination';
import { GraphQLSafeInt } from '../../../graphql/scalars';
import { fromGlobalId } from '../../../kernel/ids';
import {
  FILTER_OPTIONS_MAX,
  FILTER_VALUES_MAX,
  OPTION_TEXT_LENGTH_MAX,
  SEARCH_LENGTH_MAX,
  SLUG_LENGTH_MAX,
} from '../catalog.policy';
import type { ProductSort } from '../list-products';
import type { ProductSelection } from '../product-filter';
import type { ProductStatus } from '../product.model';
import { ProductSortEnum, ProductStatusEnum } from './product.type';

@ArgsType()
export class ProductArgs {
  @Field(() => ID, { nullable: true, description: 'Global id. Give this or slug.' })
  readonly id?: string | null;

  @Field(() => String, { nullable: true, description: 'Slug. Give this or id.' })
  @IsOptional()
  @MaxLength(SLUG_LENGTH_MAX)
  readonly slug?: string | null;
}

@InputType({ description: 'Values of one option.' })
export class OptionFilterInput {
  @Field(() => String, { description: 'Name of the option as products have it, such as Size; see productFacets.' })
  @MaxLength(OPTION_TEXT_LENGTH_MAX)
  readonly name: string;

  @Field(() => [String], { description: 'A variant must have one of these; 1 to 50.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(FILTER_VALUES_MAX)
  @MaxLength(OPTION_TEXT_LENGTH_MAX, { each: true })
  readonly values: string[];
}

@InputType({ description: 'Which products; all that is given must hold.' })
export class ProductFilterInput {
  @Field(() => [OptionFilterInput], { nullable: true, description: 'Options, each of which must fit; at most 10.' })
  @IsOptional()
  @ArrayMaxSize(FILTER_OPTIONS_MAX)
  @ValidateNested({ each: true })
  readonly options?: OptionFilterInput[] | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'A variant costs at least this, in minor units.' })
  readonly priceMinMinor?: number | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'The same variant costs at most this, in minor units.' })
  readonly priceMaxMinor?: number | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'In stock at this branch, as a job last saw it some seconds ago. Variant.availability says what is true now.',
  })
  readonly inStockAtBranchId?: string | null;
}

@ArgsType()
export class ProductSelectionArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Words in any order; each must begin a word of the title, a SKU, a barcode or an option value. Case and accents do not count. All when blank.',
  })
  @IsOptional()
  @MaxLength(SEARCH_LENGTH_MAX)
  readonly search?: string | null;

  @Field(() => ProductStatusEnum, { nullable: true, description: 'Only this status. Shoppers only ever get ACTIVE.' })
  readonly status?: ProductStatus | null;

  @Field(() => ID, { nullable: true, description: 'Only products of this category, or of one below it.' })
  readonly categoryId?: string | null;

  @Field(() => ProductFilterInput, { nullable: true, description: 'Options, price and stock.' })
  @IsOptional()
  @ValidateNested()
  readonly filter?: ProductFilterInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for the removed products instead, for staff to restore them. Shoppers get none.',
  })
  readonly removed?: boolean | null;
}

@ArgsType()
export class ProductsArgs extends ProductSelectionArgs {
  @Field(() => Int, { nullable: true, description: 'How many, 1 to 100; 20 when left out.' })
  @IsOptional()
  @Min(1)
  @Max(PAGE_SIZE_MAX)
  readonly first?: number;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge of the page before.' })
  @IsOptional()
  @MaxLength(500)
  readonly after?: string;

  @Field(() => ProductSortEnum, { nullable: true, description: 'In which order; OLDEST when left out.' })
  readonly sort?: ProductSort | null;
}

/** The selection in the domain's words. Refuses an id of another type. */
export function selectionOf(args: ProductSelectionArgs): ProductSelection {
  const { filter, categoryId } = args;
  const branchId = filter?.inStockAtBranchId;
  return {
    ...args,
    categoryId: typeof categoryId === 'string' ? fromGlobalId('Category', categoryId) : null,
    filter: filter && {
      options: filter.options,
      priceMinMinor: filter.priceMinMinor,
      priceMaxMinor: filter.priceMaxMinor,
      inStockAtBranchId: typeof branchId === 'string' ? fromGlobalId('Branch', branchId) : null,
    },
  };
}

@ArgsType()
export class VariantArgs {
  @Field(() => ID, { nullable: true, description: 'Global id. Give exactly one of the three.' })
  readonly id?: string | null;

  @Field(() => String, { nullable: true, description: 'SKU, in upper or lower case.' })
  @IsOptional()
  @MaxLength(64)
  readonly sku?: string | null;

  @Field(() => String, { nullable: true, description: 'Barcode, exactly as scanned.' })
  @IsOptional()
  @MaxLength(48)
  readonly barcode?: string | null;
}

/** Unlike other lists, all of them come when `first` is left out: a product has at most 100 that are not removed. */
@ArgsType()
export class ProductVariantsArgs {
  @Field(() => Int, { nullable: true, description: 'How many, 1 to 100; 100 when left out.' })
  @IsOptional()
  @Min(1)
  @Max(PAGE_SIZE_MAX)
  readonly first?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge of the page before.' })
  @IsOptional()
  @MaxLength(500)
  readonly after?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for the removed variants instead, for staff to restore them. Shoppers get none.',
  })
  readonly removed?: boolean | null;
}
