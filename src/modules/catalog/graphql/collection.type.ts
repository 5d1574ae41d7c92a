import { Field, ID, Int, ObjectType, createUnionType, registerEnumType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { GraphQLSafeInt } from '../../../graphql/scalars';
import { LimitExceededErrorType } from '../../../graphql/user-error.type';
import { toGlobalId } from '../../../kernel/ids';
import type { CollectionDoc } from '../collection.model';
import type { CollectionRule, RuleMatch } from '../collection-rule';
import { CHANGE_ERRORS } from './change.result';

/** The schema's enum of how conditions are joined. */
export const RuleMatchEnum = { ALL: 'ALL', ANY: 'ANY' } as const satisfies Record<RuleMatch, RuleMatch>;
registerEnumType(RuleMatchEnum, {
  name: 'RuleMatch',
  description: 'How the conditions of a rule are joined.',
  valuesConfig: {
    ALL: { description: 'All of them must hold.' },
    ANY: { description: 'One of them must hold.' },
  },
});

@ObjectType('CollectionOption', { simpleResolvers: true, description: 'Values of one option, any of which fits.' })
export class CollectionOptionType {
  @Field(() => String, { description: 'Name of the option.' })
  readonly name: string;

  @Field(() => [String], { description: 'The values.' })
  readonly values: string[];
}

@ObjectType('PriceRange', { simpleResolvers: true, description: "Bounds of a price, in the tenant's currency." })
export class PriceRangeType {
  @Field(() => GraphQLSafeInt, { nullable: true, description: 'At least this, in minor units; null: no bound.' })
  readonly minMinor: number | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'At most this, in minor units; null: no bound.' })
  readonly maxMinor: number | null;
}

@ObjectType('CollectionCondition', {
  simpleResolvers: true,
  description: 'A condition of a rule; exactly one of the fields is not null.',
})
export class CollectionConditionType {
  @Field(() => ID, { nullable: true, description: 'In this category, or in one below it.' })
  readonly categoryId: string | null;

  @Field(() => String, { nullable: true, description: 'Found by these words.' })
  readonly word: string | null;

  @Field(() => CollectionOptionType, { nullable: true, description: 'A variant has one of these values.' })
  readonly option: CollectionOptionType | null;

  @Field(() => PriceRangeType, { nullable: true, description: 'A variant costs this much.' })
  readonly price: PriceRangeType | null;
}

@ObjectType('CollectionRule', { simpleResolvers: true, description: 'Which products belong to a collection.' })
export class CollectionRuleType {
  @Field(() => RuleMatchEnum, { description: 'Whether all conditions must hold, or any.' })
  readonly match: RuleMatch;

  @Field(() => [CollectionConditionType], { description: 'The conditions, 1 to 10.' })
  readonly conditions: CollectionConditionType[];

  constructor({ match, conditions }: CollectionRule) {
    this.match = match;
    this.conditions = conditions.map(({ categoryId, word, option, price }) => ({
      categoryId: categoryId === null ? null : toGlobalId('Category', categoryId),
      word,
      option: option === null ? null : { name: option.name, values: [...option.values] },
      price,
    }));
  }
}

@ObjectType('Collection', {
  implements: Node,
  simpleResolvers: true,
  description: 'Products shown together, put in by hand or by a rule.',
})
export class CollectionType implements Node {
  constructor(readonly doc: CollectionDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Collection', this.doc._id);
  }

  @Field(() => String, { description: 'Name for people.' })
  get name(): string {
    return this.doc.name;
  }

  @Field(() => String, { description: 'Part of its web address; unique in the tenant.' })
  get slug(): string {
    return this.doc.slug;
  }

  @Field(() => String, { nullable: true, description: 'Text for its page.' })
  get description(): string | null {
    return this.doc.description;
  }

  @Field(() => CollectionRuleType, {
    nullable: true,
    description: 'Which products belong to it; null when they are put in by hand.',
  })
  get rule(): CollectionRuleType | null {
    return this.doc.rule === null ? null : new CollectionRuleType(this.doc.rule);
  }

  @Field(() => Int, { description: 'Counts changes of the fields above, for expectedVersion of updateCollection.' })
  get version(): number {
    return this.doc.version;
  }
}

@ObjectType('CollectionPayload', { simpleResolvers: true, description: 'The collection after the change.' })
export class CollectionPayload {
  @Field(() => CollectionType, { description: 'The collection.' })
  readonly collection: CollectionType;

  constructor(doc: CollectionDoc) {
    this.collection = new CollectionType(doc);
  }
}

export const COLLECTION_ERRORS = [...CHANGE_ERRORS, LimitExceededErrorType] as const;
export const CreateCollectionResult = createUnionType({
  name: 'CreateCollectionResult',
  description: 'Outcome of createCollection. Code of ValidationError: SLUG_TAKEN.',
  types: () => [CollectionPayload, ...COLLECTION_ERRORS] as const,
});
export const UpdateCollectionResult = createUnionType({
  name: 'UpdateCollectionResult',
  description: 'Outcome of updateCollection. Codes of ValidationError: STALE_VERSION, SLUG_TAKEN, COLLECTION_BY_HAND.',
  types: () => [CollectionPayload, ...CHANGE_ERRORS] as const,
});
export const DeleteCollectionResult = createUnionType({
  name: 'DeleteCollectionResult',
  description: 'Outcome of deleteCollection.',
  types: () => [CollectionPayload, ...CHANGE_ERRORS] as const,
});
export const AddProductsToCollectionResult = createUnionType({
  name: 'AddProductsToCollectionResult',
  description: 'Outcome of addProductsToCollection. Code of ValidationError: COLLECTION_BY_RULE.',
  types: () => [CollectionPayload, ...COLLECTION_ERRORS] as const,
});
export const RemoveProductsFromCollectionResult = createUnionType({
  name: 'RemoveProductsFromCollectionResult',
  description: 'Outcome of removeProductsFromCollection. Code of ValidationError: COLLECTION_BY_RULE.',
  types: () => [CollectionPayload, ...CHANGE_ERRORS] as const,
});
export const ReorderCollectionProductsResult = createUnionType({
  name: 'ReorderCollectionProductsResult',
  description: 'Outcome of reorderCollectionProducts. Code of ValidationError: COLLECTION_BY_RULE.',
  types: () => [CollectionPayload, ...CHANGE_ERRORS] as const,
});

export const { Connection: CollectionConnection } = connectionTypes('Collection', () => CollectionType);
