import type DataLoader from 'dataloader';
import type { Actor, Context, Logger } from '../kernel/context';
import type { Clock } from '../kernel/clock';
import { RefusalError } from '../kernel/errors';
import type { Connection } from 'mongoose';

/** Makes a loader for one request; the function itself is the loader's identity. */
export type LoaderFactory<K, V> = (ctx: Context) => DataLoader<K, V>;

/** What one request carries, before it is known who asks. */
export interface RequestFacts {
  readonly db: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly correlationId: string;
  /** The caller's address as the trusted proxy count allows; only for rate limits. */
  readonly ip: string;
}

/** The context value of every resolver. Built once a request from a verified token. */
export class GraphqlContext {
  private readonly loaders = new Map<unknown, unknown>();

  /** @param session the verified token's tenant and actor; null when nobody is signed in. */
  constructor(
    readonly facts: RequestFacts,
    private readonly session: { readonly tenantId: Context['tenantId']; readonly actor: Actor } | null,
  ) {}

  /** Who asks; `anonymous` when no valid token came with the request. */
  get actor(): Actor {
    return this.session?.actor ?? { kind: 'anonymous' };
  }

  /** The domain's context. Refuses with UNAUTHENTICATED when nobody is signed in. */
  get ctx(): Context {
    if (this.session === null) {
      throw new RefusalError(
        'UNAUTHENTICATED',
        'Sign in first and send the access token as "Authorization: Bearer ...".',
      );
    }
    const { db, clock, logger, correlationId } = this.facts;
    return { db, clock, logger, correlationId, ...this.session };
  }

  /** The request's loader of this kind, made on first use. */
  load<K, V>(factory: LoaderFactory<K, V>): DataLoader<K, V> {
    const known = this.loaders.get(factory);
    if (known !== undefined) return known as DataLoader<K, V>;
    const made = factory(this.ctx);
    this.loaders.set(factory, made);
    return made;
  }
}
