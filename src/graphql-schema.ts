import 'reflect-metadata';
import { validate } from 'class-validator';
import type { ValidationError as Violation } from 'class-validator';
import type { GraphQLSchema } from 'graphql';
import { Arg, Ctx, ID, Query, Resolver, buildSchema } from 'type-graphql';
import type { NonEmptyArray } from 'type-graphql';
import type { App } from './app';
import type { ModuleFace, NodeReader } from './graphql/face';
import { GraphqlContext } from './graphql/graphql-context';
import { attachRules, signedIn } from './graphql/guard';
import type { RuleTree } from './graphql/guard';
import { isSurelyAllowed } from './graphql/input-rules';
import { Node } from './graphql/node.type';
import { simplifyFields } from './graphql/plain-fields';
import { GraphQLDateTime } from './graphql/scalars';
import { badInput } from './kernel/errors';
import { parseGlobalId } from './kernel/ids';
import { bulkFace } from './modules/bulk/graphql';
import { catalogFace } from './modules/catalog/graphql';
import { inventoryFace, stockCountsFace, stockLotsFace, stockTransfersFace } from './modules/inventory/graphql';
import { ordersFace } from './modules/orders/graphql';
import { paymentsFace } from './modules/payments/graphql';
import { posFace } from './modules/pos/graphql';
import { reservationsFace } from './modules/reservations/graphql';
import { tenantsFace } from './modules/tenants/graphql';

/** Every module's face, lowest first. */
const FACES: readonly ModuleFace<App>[] = [
  tenantsFace,
  catalogFace,
  inventoryFace,
  stockCountsFace,
  stockTransfersFace,
  stockLotsFace,
  reservationsFace,
  paymentsFace,
  ordersFace,
  posFace,
  bulkFace,
];

@Resolver()
class NodeResolver {
  constructor(private readonly readers: ReadonlyMap<string, NodeReader>) {}

  @Query(() => Node, {
    nullable: true,
    description: 'Reads anything by its global id; null when it does not exist or is not yours to see.',
  })
  async node(
    @Arg('id', () => ID, { description: 'Global id, as any field "id" gives it.' }) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<object | null> {
    const parsed = parseGlobalId(id);
    const reader = parsed === null ? undefined : this.readers.get(parsed.typeName);
    return parsed === null || reader === undefined ? null : reader(context, parsed.id);
  }
}

/**
 * Joins all faces into one executable schema with its rules attached.
 * @param app what the resolvers' services come from; null to only print the schema.
 */
export async function buildGraphqlSchema(app: App | null): Promise<GraphQLSchema> {
  const readers = new Map(FACES.flatMap((face) => Object.entries(face.nodes ?? {})));
  const instances = new Map<unknown, object>([[NodeResolver, new NodeResolver(readers)]]);
  for (const face of app === null ? [] : FACES) {
    for (const instance of face.provide?.(app as App) ?? []) instances.set(instance.constructor, instance);
  }
  const schema = await buildSchema({
    resolvers: [NodeResolver, ...FACES.flatMap((face) => face.resolvers)] as unknown as NonEmptyArray<never>,
    container: { get: (type: new () => object) => instanceOf(instances, type) },
    // Subscriptions follow the outbox (graphql/live); nothing is published here.
    pubSub: { publish: () => undefined, subscribe: () => never() },
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    validateFn: async (value: unknown) => assertValid(value),
  });
  await simplifyFields(schema, { instanceOf: (type) => instanceOf(instances, type), validate: assertValid });
  attachRules(schema, mergeRules([{ Query: { node: signedIn } }, ...FACES.map((face) => face.rules)]));
  return schema;
}

function never(): never {
  throw new Error('A subscription names its own source; there are no topics.');
}

function instanceOf(instances: Map<unknown, object>, type: new () => object): object {
  const known = instances.get(type);
  if (known !== undefined) return known;
  const made = new type();
  instances.set(type, made);
  return made;
}

function mergeRules(trees: readonly RuleTree[]): RuleTree {
  const merged: Record<string, RuleTree[string]> = {};
  for (const tree of trees) {
    for (const [typeName, fields] of Object.entries(tree)) merged[typeName] = { ...merged[typeName], ...fields };
  }
  return merged;
}

/** Checks an input class by its decorators. The answer names fields and rules, never the values: they may be secret. */
async function assertValid(value: unknown): Promise<void> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isSurelyAllowed(value)) return;
  const violations = await validate(value, {
    forbidUnknownValues: false,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  });
  const first = violations[0];
  if (first === undefined) return;
  const { path, message } = firstViolation(first, '');
  throw badInput(`Expected a valid "${path}": ${message}.`, path);
}

function firstViolation(violation: Violation, prefix: string): { path: string; message: string } {
  const path = prefix === '' ? violation.property : `${prefix}.${violation.property}`;
  const child = violation.children?.[0];
  if (child !== undefined) return firstViolation(child, path);
  return { path, message: Object.values(violation.constraints ?? {})[0] ?? 'it is not allowed' };
}
