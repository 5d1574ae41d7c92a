import { Field, Int, ObjectType } from 'type-graphql';
import { MoneyType } from '../../../graphql/money.type';
import { BranchType } from '../../tenants/graphql';
import { CategoryType } from './category.type';

@ObjectType('OptionValueFacet', { simpleResolvers: true, description: 'A value that variants have.' })
export class OptionValueFacet {
  @Field(() => String, { description: 'The value, for filter.options.values.' })
  readonly value: string;

  @Field(() => Int, { description: 'Products with such a variant.' })
  readonly productCount: number;
}

@ObjectType('OptionFacet', { simpleResolvers: true, description: 'An option that products have.' })
export class OptionFacet {
  @Field(() => String, { description: 'Its name, for filter.options.name.' })
  readonly name: string;

  @Field(() => [OptionValueFacet], { description: 'Its values, the most frequent first; at most 50.' })
  readonly values: OptionValueFacet[];
}

@ObjectType('CategoryFacet', { simpleResolvers: true, description: 'A category that products stand in.' })
export class CategoryFacet {
  @Field(() => CategoryType, { description: 'The category.' })
  readonly category: CategoryType;

  @Field(() => Int, { description: 'Products that stand in it by themselves, without those below it.' })
  readonly productCount: number;
}

@ObjectType('BranchFacet', { simpleResolvers: true, description: 'A branch where products are in stock.' })
export class BranchFacet {
  @Field(() => BranchType, { description: 'The branch.' })
  readonly branch: BranchType;

  @Field(() => Int, { description: 'Products in stock there, as a job last saw it some seconds ago.' })
  readonly productCount: number;
}

@ObjectType('ProductFacets', {
  simpleResolvers: true,
  description: 'How the products of a selection spread: what to offer as the next filter.',
})
export class ProductFacetsType {
  @Field(() => Int, { description: 'Products of the selection; 10,000 when there are more: see isComplete.' })
  readonly productCount: number;

  @Field(() => Boolean, {
    description:
      'False when the selection has more than the 10,000 products that are looked at: then every count is of those, the ' +
      'least that there are, and other values and prices may exist.',
  })
  readonly isComplete: boolean;

  @Field(() => [OptionFacet], { description: 'Options, the most frequent first.' })
  readonly options: OptionFacet[];

  @Field(() => [CategoryFacet], { description: 'Categories, the most frequent first; at most 50.' })
  readonly categories: CategoryFacet[];

  @Field(() => [BranchFacet], { description: 'Open branches where some are in stock, the most frequent first.' })
  readonly branches: BranchFacet[];

  @Field(() => MoneyType, { nullable: true, description: 'The lowest price of a variant; null without products.' })
  readonly priceMin: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'The highest price of a variant; null without products.' })
  readonly priceMax: MoneyType | null;
}
