import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { PageArgs, toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { badInput } from '../../../kernel/errors';
import { fromGlobalId, parseGlobalId } from '../../../kernel/ids';
import {
  addProductsToCollection,
  removeProductsFromCollection,
  reorderCollectionProducts,
} from '../arrange-collection';
import { findCollection, listCollections } from '../find-collection';
import { createCollection, deleteCollection, updateCollection } from '../save-collection';
import { collectionPage, productById } from './catalog.loaders';
import { CHANGE_ERRORS } from './change.result';
import * as Inputs from './collection.input';
import * as Types from './collection.type';
import { ProductConnection, ProductType } from './product.type';

@Resolver(() => Types.CollectionType)
export class CollectionResolver {
  @Query(() => Types.CollectionType, { nullable: true, description: 'One collection by id or slug; null for none.' })
  async collection(
    @Args(() => Inputs.CollectionArgs) args: Inputs.CollectionArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<Types.CollectionType | null> {
    const id = typeof args.id === 'string' ? parseGlobalId(args.id) : undefined;
    // A malformed id and an id of another type name nothing, like an unknown one.
    if (id !== undefined && id?.typeName !== 'Collection') return null;
    const doc = await findCollection(context.ctx, { id: id?.id, slug: args.slug ?? undefined });
    return doc === null ? null : new Types.CollectionType(doc);
  }

  @Query(() => Types.CollectionConnection, { description: 'Collections, in the order of creation.' })
  async collections(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<Types.CollectionType>> {
    return toConnection(await listCollections(context.ctx, args), (doc) => new Types.CollectionType(doc));
  }

  @FieldResolver(() => ProductConnection, {
    description: 'Its products that the caller may see: in the order given by hand, or of creation when by rule.',
  })
  async products(
    @Root() { doc }: Types.CollectionType,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<ProductType>> {
    const page = await context.load(collectionPage).load({ collection: doc, first, after });
    return toConnection(page, (product) => {
      context.load(productById).prime(product._id.toHexString(), product);
      return new ProductType(product);
    });
  }

  @Mutation(() => Types.CreateCollectionResult, { description: 'Makes a collection, by hand or by a rule.' })
  async createCollection(
    @Arg('input', () => Inputs.CreateCollectionInput, { description: 'The collection.' })
    input: Inputs.CreateCollectionInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.CreateCollectionResult> {
    return outcomeOf(Types.COLLECTION_ERRORS, async () => {
      const { name, slug, description } = input;
      const rule = input.rule ? Inputs.ruleOf(input.rule) : null;
      const fields = { name, slug: slug ?? undefined, description, rule };
      return new Types.CollectionPayload(await createCollection(context.ctx, { input, fields }));
    });
  }

  @Mutation(() => Types.UpdateCollectionResult, { description: 'Changes a collection, if nobody else did.' })
  async updateCollection(
    @Arg('input', () => Inputs.UpdateCollectionInput, { description: 'What to change.' })
    input: Inputs.UpdateCollectionInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.UpdateCollectionResult> {
    for (const field of ['name', 'slug', 'rule'] as const) {
      if (input[field] === null) throw badInput(`Expected a value for "${field}", or leave it out.`, field);
    }
    return outcomeOf(CHANGE_ERRORS, async () => {
      const { name, slug, description, expectedVersion } = input;
      const changes = {
        name: name ?? undefined,
        slug: slug ?? undefined,
        description,
        rule: input.rule ? Inputs.ruleOf(input.rule) : undefined,
      };
      const collectionId = fromGlobalId('Collection', input.collectionId);
      return new Types.CollectionPayload(
        await updateCollection(context.ctx, { input, collectionId, expectedVersion, changes }),
      );
    });
  }

  @Mutation(() => Types.DeleteCollectionResult, { description: 'Removes a collection; its products stay.' })
  async deleteCollection(
    @Arg('input', () => Inputs.DeleteCollectionInput, { description: 'Which one.' })
    input: Inputs.DeleteCollectionInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.DeleteCollectionResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const collectionId = fromGlobalId('Collection', input.collectionId);
      return new Types.CollectionPayload(await deleteCollection(context.ctx, { input, collectionId }));
    });
  }

  @Mutation(() => Types.AddProductsToCollectionResult, { description: 'Puts products at the end of a collection.' })
  async addProductsToCollection(
    @Arg('input', () => Inputs.AddProductsToCollectionInput, { description: 'Which products.' })
    input: Inputs.AddProductsToCollectionInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.AddProductsToCollectionResult> {
    return outcomeOf(Types.COLLECTION_ERRORS, async () => {
      return new Types.CollectionPayload(await addProductsToCollection(context.ctx, requestOf(input)));
    });
  }

  @Mutation(() => Types.RemoveProductsFromCollectionResult, { description: 'Takes products out of a collection.' })
  async removeProductsFromCollection(
    @Arg('input', () => Inputs.RemoveProductsFromCollectionInput, { description: 'Which products.' })
    input: Inputs.RemoveProductsFromCollectionInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.RemoveProductsFromCollectionResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      return new Types.CollectionPayload(await removeProductsFromCollection(context.ctx, requestOf(input)));
    });
  }

  @Mutation(() => Types.ReorderCollectionProductsResult, { description: 'Moves products within a collection.' })
  async reorderCollectionProducts(
    @Arg('input', () => Inputs.ReorderCollectionProductsInput, { description: 'Which products, and where to.' })
    input: Inputs.ReorderCollectionProductsInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.ReorderCollectionProductsResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const { afterProductId } = input;
      const after = typeof afterProductId === 'string' ? fromGlobalId('Product', afterProductId) : null;
      const request = { ...requestOf(input), afterProductId: after };
      return new Types.CollectionPayload(await reorderCollectionProducts(context.ctx, request));
    });
  }
}

function requestOf<I extends Inputs.AddProductsToCollectionInput>(input: I) {
  return {
    input,
    collectionId: fromGlobalId('Collection', input.collectionId),
    productIds: input.productIds.map((id) => fromGlobalId('Product', id)),
  };
}
