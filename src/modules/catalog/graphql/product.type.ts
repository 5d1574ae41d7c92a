import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { GraphQLDateTime } from '../../../graphql/scalars';
import { toGlobalId } from '../../../kernel/ids';
import { MediaType } from './media.type';
import type { ProductSort } from '../list-products';
import type { ProductDoc, ProductOption, ProductStatus } from '../product.model';

/** The schema's enum of product states. */
export const ProductStatusEnum = { DRAFT: 'DRAFT', ACTIVE: 'ACTIVE', ARCHIVED: 'ARCHIVED' } as const satisfies Record<
  ProductStatus,
  ProductStatus
>;
registerEnumType(ProductStatusEnum, {
  name: 'ProductStatus',
  description: 'Who may see a product.',
  valuesConfig: {
    DRAFT: { description: 'Not on sale yet; staff only.' },
    ACTIVE: { description: 'On sale; everybody sees it.' },
    ARCHIVED: { description: 'Not on sale any more; staff only.' },
  },
});

/** The schema's enum of orders. */
export const ProductSortEnum = {
  OLDEST: 'OLDEST',
  NEWEST: 'NEWEST',
  TITLE: 'TITLE',
  PRICE_ASC: 'PRICE_ASC',
  PRICE_DESC: 'PRICE_DESC',
} as const satisfies Record<ProductSort, ProductSort>;
registerEnumType(ProductSortEnum, {
  name: 'ProductSort',
  description: 'Order of a list of products.',
  valuesConfig: {
    OLDEST: { description: 'In the order of creation; new ones come at the end.' },
    NEWEST: { description: 'The newest first.' },
    TITLE: { description: 'By title, without case and accents.' },
    PRICE_ASC: { description: 'By the lowest price of their variants, the lowest first.' },
    PRICE_DESC: { description: 'By the lowest price of their variants, the highest first.' },
  },
});

@ObjectType('ProductOption', {
  simpleResolvers: true,
  description: "A property that tells a product's variants apart, such as Size.",
})
export class ProductOptionType {
  @Field(() => String, { description: 'Name of the property.' })
  readonly name: string;

  @Field(() => [String], { description: 'Values that variants can have, in the order to show them.' })
  readonly values: string[];

  constructor(option: ProductOption) {
    this.name = option.name;
    this.values = [...option.values];
  }
}

@ObjectType('Product', {
  implements: Node,
  simpleResolvers: true,
  description: 'Something sold. What is stocked and priced are its variants.',
})
export class ProductType implements Node {
  constructor(readonly doc: ProductDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Product', this.doc._id);
  }

  @Field(() => String, { description: 'Name for people.' })
  get title(): string {
    return this.doc.title;
  }

  @Field(() => String, { description: "Part of the product's web address; unique in the tenant." })
  get slug(): string {
    return this.doc.slug;
  }

  @Field(() => String, { nullable: true, description: 'Text about the product, plain.' })
  get description(): string | null {
    return this.doc.description;
  }

  @Field(() => ProductStatusEnum, { description: 'Who may see it.' })
  get status(): ProductStatus {
    return this.doc.status;
  }

  @Field(() => [MediaType], { description: 'Pictures and films, in the order to show them; at most 20.' })
  get media(): MediaType[] {
    return (this.doc.media ?? []).map((item) => new MediaType(item));
  }

  @Field(() => [ProductOptionType], { description: 'Up to three properties that tell the variants apart.' })
  get options(): ProductOptionType[] {
    return this.doc.options.map((option) => new ProductOptionType(option));
  }

  @Field(() => Int, {
    description:
      'Units available in all branches, as a job last summed them; for staff. For a decision read Variant.stock.',
  })
  get quantity(): number {
    return this.doc.quantity;
  }

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was removed from sale for good; null while it stands.',
  })
  get deletedAt(): Date | null {
    return this.doc.deletedAt;
  }

  @Field(() => GraphQLDateTime, { description: 'When it was created.' })
  get createdAt(): Date {
    return this.doc.createdAt;
  }

  @Field(() => GraphQLDateTime, { description: 'When it was last changed; stock does not count.' })
  get updatedAt(): Date {
    return this.doc.updatedAt;
  }
}

export const { Connection: ProductConnection, Edge: ProductEdge } = connectionTypes('Product', () => ProductType);
