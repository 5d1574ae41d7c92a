import { rule } from 'graphql-shield';
import type { GraphQLFieldResolver, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { defaultFieldResolver, isObjectType } from 'graphql';
import { can } from '../kernel/permissions';
import type { Permission } from '../kernel/permissions';
import { RefusalError } from '../kernel/errors';
import type { GraphqlContext } from './graphql-context';

/** Shield's cache slot, which `no_cache` rules never touch. */
type ShieldContext = Parameters<Rule['resolve']>[2] & GraphqlContext;
type Verdict = boolean | Error;
type Judge = (parent: unknown, args: unknown, context: GraphqlContext, info: GraphQLResolveInfo) => Verdict;

/** A graphql-shield rule over our context. Never cached `strict`: hashing parent and arguments costs 50x (measured). */
export type Rule = ReturnType<ReturnType<typeof rule>>;

let made = 0;

function ruleOf(judge: Judge): Rule {
  made += 1;
  return rule(`holdfast-${made}`, { cache: 'no_cache' })((parent, args, context, info) =>
    judge(parent, args, context as GraphqlContext, info),
  );
}

/** Anyone, signed in or not: sign-in itself. */
export const anyone: Rule = ruleOf(() => true);

/** Anyone with a valid token. */
export const signedIn: Rule = ruleOf(
  (_parent, _args, context) => context.actor.kind !== 'anonymous' || unauthenticated(),
);

/** Holders of at least one of the permissions. */
export function holding(...permissions: readonly Permission[]): Rule {
  return ruleOf((_parent, _args, context) => {
    if (context.actor.kind === 'anonymous') return unauthenticated();
    if (permissions.some((permission) => can(context.actor, permission))) return true;
    return new RefusalError(
      'FORBIDDEN',
      `This needs the permission ${permissions.join(' or ')}. Ask an administrator.`,
    );
  });
}

function unauthenticated(): RefusalError {
  return new RefusalError('UNAUTHENTICATED', 'Sign in first and send the access token as "Authorization: Bearer ...".');
}

/** Rules by type and field, such as `{ Query: { order: signedIn }, Variant: { costPrice: holding('cost:read') } }`. */
export type RuleTree = Readonly<Record<string, Readonly<Record<string, Rule>>>>;

const ROOTS = ['Query', 'Mutation', 'Subscription'];

/**
 * Puts the rules in front of the fields they name, in place. Every root field must have one, or this throws: what
 * nobody thought about stays shut. Leaf fields without a rule stay unwrapped, because `applyMiddleware` over the whole
 * schema would cost more than the whole query (performance figures in README).
 */
export function attachRules(schema: GraphQLSchema, tree: RuleTree): void {
  for (const root of ROOTS) {
    const type = schema.getType(root);
    if (!isObjectType(type)) continue;
    const open = Object.keys(type.getFields()).filter((name) => tree[root]?.[name] === undefined);
    if (open.length > 0)
      throw new Error(`Expected a rule for every root field, got none for: ${root}.${open.join(', ')}`);
  }
  for (const [typeName, fields] of Object.entries(tree)) {
    const type = schema.getType(typeName);
    for (const [fieldName, guard] of Object.entries(fields)) {
      const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
      if (field === undefined)
        throw new Error(`A rule names ${typeName}.${fieldName}, which the schema does not have.`);
      if (field.subscribe !== undefined) field.subscribe = guarded(guard, field.subscribe);
      else field.resolve = guarded(guard, field.resolve ?? defaultFieldResolver);
    }
  }
}

function guarded(
  guard: Rule,
  resolve: GraphQLFieldResolver<unknown, GraphqlContext>,
): GraphQLFieldResolver<unknown, GraphqlContext> {
  return async (parent, args: object, context, info) => {
    const verdict: unknown = await guard.resolve(parent as object, args, context as ShieldContext, info, GUARD_OPTIONS);
    if (verdict === true) return resolve(parent, args, context, info);
    throw verdict instanceof Error ? verdict : new RefusalError('FORBIDDEN', 'This is not allowed for you.');
  };
}

const GUARD_OPTIONS = {
  debug: false,
  allowExternalErrors: true,
  fallbackRule: ruleOf(() => false),
  hashFunction: () => '',
};
