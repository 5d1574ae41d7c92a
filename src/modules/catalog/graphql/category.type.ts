import { ArrayMaxSize, IsOptional, Length } from 'class-validator';
import { ArgsType, Field, ID, InputType, ObjectType, createUnionType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { Node } from '../../../graphql/node.type';
import { PageArgs, connectionTypes } from '../../../graphql/pagination';
import { LimitExceededErrorType } from '../../../graphql/user-error.type';
import { toGlobalId } from '../../../kernel/ids';
import { CATEGORIES_PER_PRODUCT_MAX, CATEGORY_NAME_LENGTH_MAX } from '../catalog.policy';
import type { CategoryDoc } from '../category.model';
import { CHANGE_ERRORS } from './change.result';
import { ProductPayload } from './create-product.result';

@ObjectType('Category', { implements: Node, simpleResolvers: true, description: 'A node of the tree of categories.' })
export class CategoryType implements Node {
  constructor(readonly doc: CategoryDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Category', this.doc._id);
  }

  @Field(() => String, { description: 'Name for people; unique among its siblings without regard to case.' })
  get name(): string {
    return this.doc.name;
  }
}

@InputType({ description: 'A new category.' })
export class CreateCategoryInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => String, { description: 'Name for people, 1 to 100 characters.' })
  @Length(1, CATEGORY_NAME_LENGTH_MAX)
  readonly name: string;

  @Field(() => ID, { nullable: true, description: 'Below which category; a root when left out.' })
  readonly parentId?: string | null;
}

@InputType({ description: 'What to change of a category. Fields that are left out stay as they are.' })
export class UpdateCategoryInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which category.' })
  readonly categoryId: string;

  @Field(() => String, { nullable: true, description: 'Name for people, 1 to 100 characters.' })
  @IsOptional()
  @Length(1, CATEGORY_NAME_LENGTH_MAX)
  readonly name?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Moves it, with all below it, below this one; null makes it a root.',
  })
  readonly parentId?: string | null;
}

@InputType({ description: 'Which category to remove.' })
export class DeleteCategoryInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which category; it must have no children. Its products stay.' })
  readonly categoryId: string;
}

@InputType({ description: 'The categories of a product.' })
export class SetProductCategoriesInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which product.' })
  readonly productId: string;

  @Field(() => [ID], { description: 'All categories of the product from now on, up to 20.' })
  @ArrayMaxSize(CATEGORIES_PER_PRODUCT_MAX)
  readonly categoryIds: string[];
}

@ArgsType()
export class CategoriesArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'The children of this one; the roots when left out.' })
  readonly parentId?: string | null;
}

@ObjectType('CategoryPayload', { simpleResolvers: true, description: 'The category after the change.' })
export class CategoryPayload {
  @Field(() => CategoryType, { description: 'The category.' })
  readonly category: CategoryType;

  constructor(category: CategoryType) {
    this.category = category;
  }
}

export const CATEGORY_ERRORS = [...CHANGE_ERRORS, LimitExceededErrorType] as const;
export const CreateCategoryResult = createUnionType({
  name: 'CreateCategoryResult',
  description: 'Outcome of createCategory. Code of ValidationError: NAME_TAKEN.',
  types: () => [CategoryPayload, ...CATEGORY_ERRORS] as const,
});
export const UpdateCategoryResult = createUnionType({
  name: 'UpdateCategoryResult',
  description: 'Outcome of updateCategory. Codes of ValidationError: NAME_TAKEN, CATEGORY_CYCLE.',
  types: () => [CategoryPayload, ...CATEGORY_ERRORS] as const,
});
export const DeleteCategoryResult = createUnionType({
  name: 'DeleteCategoryResult',
  description: 'Outcome of deleteCategory. Code of ValidationError: CATEGORY_HAS_CHILDREN.',
  types: () => [CategoryPayload, ...CHANGE_ERRORS] as const,
});
export const SetProductCategoriesResult = createUnionType({
  name: 'SetProductCategoriesResult',
  description: 'Outcome of setProductCategories.',
  types: () => [ProductPayload, ...CHANGE_ERRORS] as const,
});

export const { Connection: CategoryConnection } = connectionTypes('Category', () => CategoryType);
