import { ArrayMaxSize, ArrayMinSize, IsOptional, Length, MaxLength, Min, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { GraphQLSafeInt } from '../../../graphql/scalars';
import { fromGlobalId } from '../../../kernel/ids';
import {
  COLLECTION_CONDITIONS_MAX,
  COLLECTION_NAME_LENGTH_MAX,
  COLLECTION_PRODUCTS_PER_REQUEST_MAX,
  DESCRIPTION_LENGTH_MAX,
  SEARCH_LENGTH_MAX,
  SLUG_LENGTH_MAX,
} from '../catalog.policy';
import type { CollectionRule, RuleMatch } from '../collection-rule';
import { OptionFilterInput } from './catalog.args';
import { RuleMatchEnum } from './collection.type';

@ArgsType()
export class CollectionArgs {
  @Field(() => ID, { nullable: true, description: 'Global id. Give this or slug.' })
  readonly id?: string | null;

  @Field(() => String, { nullable: true, description: 'Slug. Give this or id.' })
  @IsOptional()
  @MaxLength(SLUG_LENGTH_MAX)
  readonly slug?: string | null;
}

@InputType({ description: 'Bounds of a price; give one or both.' })
export class PriceRangeInput {
  @Field(() => GraphQLSafeInt, { nullable: true, description: 'A variant costs at least this, in minor units.' })
  readonly minMinor?: number | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'The same variant costs at most this, in minor units.' })
  readonly maxMinor?: number | null;
}

@InputType({ description: 'A condition of a rule: give exactly one of the fields.' })
export class CollectionConditionInput {
  @Field(() => ID, { nullable: true, description: 'In this category, or in one below it.' })
  readonly categoryId?: string | null;

  @Field(() => String, { nullable: true, description: 'Found by these words, as with the search of products.' })
  @IsOptional()
  @Length(1, SEARCH_LENGTH_MAX)
  readonly word?: string | null;

  @Field(() => OptionFilterInput, { nullable: true, description: 'A variant has one of these values of the option.' })
  @IsOptional()
  @ValidateNested()
  readonly option?: OptionFilterInput | null;

  @Field(() => PriceRangeInput, { nullable: true, description: 'A variant costs this much.' })
  @IsOptional()
  @ValidateNested()
  readonly price?: PriceRangeInput | null;
}

@InputType({ description: 'Which products belong to a collection.' })
export class CollectionRuleInput {
  @Field(() => RuleMatchEnum, { description: 'Whether all conditions must hold, or any.' })
  readonly match: RuleMatch;

  @Field(() => [CollectionConditionInput], { description: 'The conditions, 1 to 10.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(COLLECTION_CONDITIONS_MAX)
  @ValidateNested({ each: true })
  readonly conditions: CollectionConditionInput[];
}

@InputType({ description: 'A new collection.' })
export class CreateCollectionInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => String, { description: 'Name for people, 1 to 100 characters.' })
  @Length(1, COLLECTION_NAME_LENGTH_MAX)
  readonly name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Part of its web address: lower-case letters, digits and hyphens; made of the name when left out.',
  })
  @IsOptional()
  @Length(1, SLUG_LENGTH_MAX)
  readonly slug?: string | null;

  @Field(() => String, { nullable: true, description: 'Text for its page, at most 10,000 characters.' })
  @IsOptional()
  @MaxLength(DESCRIPTION_LENGTH_MAX)
  readonly description?: string | null;

  @Field(() => CollectionRuleInput, {
    nullable: true,
    description: 'Which products belong to it; when left out they are put in by hand. It stays one or the other.',
  })
  @IsOptional()
  @ValidateNested()
  readonly rule?: CollectionRuleInput | null;
}

@InputType({ description: 'What to change of a collection. Fields that are left out stay as they are.' })
export class UpdateCollectionInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which collection.' })
  readonly collectionId: string;

  @Field(() => Int, { description: 'The version that the client saw; another one is refused with STALE_VERSION.' })
  @Min(1)
  readonly expectedVersion: number;

  @Field(() => String, { nullable: true, description: 'Name for people, 1 to 100 characters.' })
  @IsOptional()
  @Length(1, COLLECTION_NAME_LENGTH_MAX)
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: 'Part of its web address.' })
  @IsOptional()
  @Length(1, SLUG_LENGTH_MAX)
  readonly slug?: string | null;

  @Field(() => String, { nullable: true, description: 'Text for its page; null removes it.' })
  @IsOptional()
  @MaxLength(DESCRIPTION_LENGTH_MAX)
  readonly description?: string | null;

  @Field(() => CollectionRuleInput, { nullable: true, description: 'The whole new rule, of one filled by a rule.' })
  @IsOptional()
  @ValidateNested()
  readonly rule?: CollectionRuleInput | null;
}

@InputType({ description: 'Which collection to remove.' })
export class DeleteCollectionInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which collection. Its products stay.' })
  readonly collectionId: string;
}

@InputType()
abstract class CollectionProductsInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which collection; it must be filled by hand.' })
  readonly collectionId: string;

  @Field(() => [ID], { description: 'Which products, 1 to 100, in the order that they shall have.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(COLLECTION_PRODUCTS_PER_REQUEST_MAX)
  readonly productIds: string[];
}

@InputType({ description: 'Products to put at the end of a collection; those that are in it stay where they are.' })
export class AddProductsToCollectionInput extends CollectionProductsInput {}

@InputType({ description: 'Products to take out of a collection; those that are not in it are passed over.' })
export class RemoveProductsFromCollectionInput extends CollectionProductsInput {}

@InputType({ description: 'Products of a collection to move; all must be in it.' })
export class ReorderCollectionProductsInput extends CollectionProductsInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Behind which other product of the collection; to the beginning when left out.',
  })
  readonly afterProductId?: string | null;
}

/** The rule in the domain's words. Refuses an id of another type. */
export function ruleOf({ match, conditions }: CollectionRuleInput): CollectionRule {
  return {
    match,
    conditions: conditions.map(({ categoryId, word, option, price }) => ({
      categoryId: typeof categoryId === 'string' ? fromGlobalId('Category', categoryId) : null,
      word: word ?? null,
      option: option ? { name: option.name, values: [...option.values] } : null,
      price: price ? { minMinor: price.minMinor ?? null, maxMinor: price.maxMinor ?? null } : null,
    })),
  };
}
