import { IsOptional, Max, MaxLength, Min } from 'class-validator';
import { ArgsType, Field, ID, Int } from 'type-graphql';
import { PAGE_SIZE_MAX, PageArgs } from '../../../graphql/pagination';
import { SEARCH_LENGTH_MAX, SLUG_LENGTH_MAX } from '../catalog.policy';
import type { ProductStatus } from '../product.model';
import { ProductStatusEnum } from './product.type';

@ArgsType()
export class ProductArgs {
  @Field(() => ID, { nullable: true, description: 'Global id. Give this or slug.' })
  readonly id?: string | null;

  @Field(() => String, { nullable: true, description: 'Slug. Give this or id.' })
  @IsOptional()
  @MaxLength(SLUG_LENGTH_MAX)
  readonly slug?: string | null;
}

@ArgsType()
export class ProductsArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Words in any order; each must begin a word of the title, a SKU, a barcode or an option value. Case and accents do not count.',
  })
  @IsOptional()
  @MaxLength(SEARCH_LENGTH_MAX)
  readonly search?: string | null;

  @Field(() => ProductStatusEnum, { nullable: true, description: 'Only this status. Shoppers only ever get ACTIVE.' })
  readonly status?: ProductStatus | null;

  @Field(() => ID, { nullable: true, description: 'Only products of this category, or of one below it.' })
  readonly categoryId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for the removed products instead, for staff to restore them. Shoppers get none.',
  })
  readonly removed?: boolean | null;
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

/** Unlike other lists, all of them come when `first` is left out: a product has at most 100. */
@ArgsType()
export class ProductVariantsArgs {
  @Field(() => Int, { nullable: true, description: 'How many, 1 to 100; all when left out.' })
  @IsOptional()
  @Min(1)
  @Max(PAGE_SIZE_MAX)
  readonly first?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge of the page before.' })
  @IsOptional()
  @MaxLength(500)
  readonly after?: string | null;
}
