import type { GraphQLSchema } from 'graphql';
import { isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

/**
 * Takes the resolvers off fields that are getters of their view class, in place; call it before rules are attached.
 * type-graphql gives a getter a resolver with middlewares even under `simpleResolvers`, and graphql-jit then calls it,
 * watches it for a promise and walks its info for each value: several times the cost of the getter. Without one, both
 * executors read the property. Methods and fields that a resolver class gives keep theirs.
 */
export function readGettersPlainly(schema: GraphQLSchema): void {
  const storage = getMetadataStorage();
  for (const { name, target } of storage.objectTypes) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const isGiven = storage.fieldResolvers.some(
        (one) => one.kind === 'external' && one.schemaName === field.name && one.getObjectType?.() === target,
      );
      if (!isGiven && isGetter(target.prototype as object, field.name)) delete field.resolve;
    }
  }
}

function isGetter(prototype: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(prototype, name)?.get !== undefined;
}
