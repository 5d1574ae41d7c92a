import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type FieldMetadata = ReturnType<typeof getMetadataStorage>['fieldResolvers'][number];
type Resolve = GraphQLFieldResolver<unknown, unknown>;
type Method = (...values: unknown[]) => unknown;

/** What simplifying needs of the schema's builder. */
export interface FieldServices {
  /** The resolver of this class. */
  readonly instanceOf: (type: new () => object) => object;
  /** Rejects when these arguments, an instance of their class, are not allowed. */
  readonly validate: (args: object) => Promise<void>;
}

/**
 * Takes type-graphql's work off fields that do not need it, in place; call it before rules are attached. Of a page of
 * 50 products with 200 stock entries that work was a quarter of the whole cost (README, figures).
 *
 * A getter of a view class loses its resolver: type-graphql gives it one with middlewares even under `simpleResolvers`,
 * and graphql-jit then calls it, watches it for a promise and walks its info for each value. Without one, both executors
 * read the property. A resolver class's method is called directly where the client gave no arguments; type-graphql would
 * sort its parameters and validate the absent arguments again for each item of a list.
 */
export async function simplifyFields(schema: GraphQLSchema, services: FieldServices): Promise<void> {
  const storage = getMetadataStorage();
  for (const { name, target } of storage.objectTypes) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const given = storage.fieldResolvers.find(
        (one) => one.kind === 'external' && one.schemaName === field.name && one.getObjectType?.() === target,
      );
      if (given !== undefined) {
        if (field.resolve !== undefined) field.resolve = await directly(given, target, field.resolve, services);
      } else if (isGetter(target.prototype as object, field.name)) delete field.resolve;
    }
  }
}

function isGetter(prototype: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(prototype, name)?.get !== undefined;
}

/** Calls the method when the root is a view and no argument was given, and `resolve` in every other case. */
async function directly(
  metadata: FieldMetadata,
  viewClass: FieldMetadata['target'],
  resolve: Resolve,
  { instanceOf, validate }: FieldServices,
): Promise<Resolve> {
  const params = [...(metadata.params ?? [])].sort((a, b) => a.index - b.index);
  const isPlain = params.every(isWhole);
  if (!isPlain || (metadata.middlewares ?? []).length > 0 || metadata.roles !== undefined) return resolve;
  const absent = new Map<number, object>();
  for (const param of params) {
    if (param.kind !== 'args') continue;
    const empty = Object.freeze(new (param.getType() as new () => object)());
    absent.set(param.index, empty);
    if (!(await isAllowed(empty, validate))) return resolve;
  }
  const instance = instanceOf(metadata.target as new () => object);
  const method = (instance as Record<string, Method>)[metadata.methodName];
  if (method === undefined) return resolve;
  const kinds = params.map(({ kind }) => kind);
  return (root, args: object, context, info) => {
    if (!(root instanceof viewClass) || hasAny(args)) return resolve(root, args, context, info);
    const values = kinds.map((kind, index) => {
      if (kind === 'root') return root;
      if (kind === 'context') return context;
      return kind === 'info' ? info : absent.get(index);
    });
    return method.apply(instance, values);
  };
}

/** Not a parameter that takes one property of the root or the context, and none of our own making. */
function isWhole(param: NonNullable<FieldMetadata['params']>[number]): boolean {
  if (param.kind === 'root' || param.kind === 'context') return param.propertyName === undefined;
  return param.kind === 'arg' || param.kind === 'args' || param.kind === 'info';
}

async function isAllowed(args: object, validate: FieldServices['validate']): Promise<boolean> {
  try {
    await validate(args);
    return true;
  } catch {
    return false;
  }
}

function hasAny(args: object): boolean {
  for (const name in args) if (Object.hasOwn(args, name)) return true;
  return false;
}
