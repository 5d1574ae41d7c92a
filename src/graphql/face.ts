import type { Id } from '../kernel/ids';
import type { GraphqlContext } from './graphql-context';
import type { RuleTree } from './guard';

/** Reads one node by its storage id, for `node(id)`; null when the caller may not see it or it does not exist. */
export type NodeReader = (context: GraphqlContext, id: Id) => Promise<object | null>;

/**
 * What a module shows to GraphQL; `server.ts` joins the faces of all modules.
 * `Services` is what the resolvers of this face need beyond the request's context (for example a payment provider).
 */
export interface ModuleFace<Services = unknown> {
  /** Resolver classes; those that take services in their constructor are made by `provide`. */
  readonly resolvers: readonly (abstract new (...args: never[]) => object)[];
  readonly rules: RuleTree;
  readonly nodes?: Readonly<Record<string, NodeReader>>;
  readonly provide?: (services: Services) => readonly object[];
}
