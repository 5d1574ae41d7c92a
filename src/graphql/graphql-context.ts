import type DataLoader from 'dataloader';
import { principalKey } from '../kernel/context';
import type { Actor, Context, Logger } from '../kernel/context';
import type { Clock } from '../kernel/clock';
import { RefusalError } from '../kernel/errors';
import type { EventStream, SharedLoaders } from '../platform/event-stream';
import type { Connection } from 'mongoose';
import type { StreamPosition } from './live/stream-position';

/**
 * Makes a loader for one request; the function itself is the loader's identity. What it loads may depend on the tenant
 * and, for staff, on the role, but not on who of them asks: those who follow the same event share its loaders.
 */
export type LoaderFactory<K, V> = (ctx: Context) => DataLoader<K, V>;

/** What one request carries, before it is known who asks. */
export interface RequestFacts {
  readonly db: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly correlationId: string;
  /** The caller's address as the trusted proxy count allows; only for rate limits. */
  readonly ip: string;
  /** `Context.clientKey`. */
  readonly clientKey?: () => string;
  /** What subscriptions hear. */
  readonly live: LiveFacts;
}

/** The committed events, and how much of them may wait for one subscription. */
export interface LiveFacts {
  readonly events: Pick<EventStream, 'listen'>;
  readonly limits: { readonly waitingMax: number; readonly waitingMsMax: number };
  /** Of a transport that tells its clients where they stand; absent where clients say so themselves. */
  readonly position?: Pick<StreamPosition, 'resume' | 'owe' | 'told'>;
  /** Counts a subscription that was ended because it could not be served any more. */
  readonly onDropped: (reason: 'slow_consumer' | 'gap') => void;
}

/** The context value of every resolver. Built once a request from a verified token. */
export class GraphqlContext {
  private made: Context | undefined;

  /**
   * @param session the verified token's tenant and actor; null when nobody is signed in.
   * @param loaders those that were made so far.
   */
  constructor(
    readonly facts: RequestFacts,
    private readonly session: { readonly tenantId: Context['tenantId']; readonly actor: Actor } | null,
    private readonly loaders = new Map<unknown, unknown>(),
  ) {}

  /** The same caller while one piece of news is told: its loaders are those of all who hear it with the same rights. */
  during(news: SharedLoaders): GraphqlContext {
    const { actor } = this;
    const viewKey = actor.kind === 'staff' ? rightsOf(actor) : principalKey(actor);
    return new GraphqlContext(this.facts, this.session, news.of(viewKey));
  }

  /** What the caller may do, without who they are; null when nobody is signed in. */
  get rights(): string | null {
    return this.session && rightsOf(this.session.actor);
  }

  /**
   * The same tenant and `rights`, for an answer that others with them may get too: `onAsked` is called whenever anything
   * looks at who exactly asks, from which account or address.
   */
  forMany(onAsked: () => void): GraphqlContext {
    const { facts, session } = this;
    const { ip, clientKey } = facts;
    const tell = <T>(value: T): T => {
      onAsked();
      return value;
    };
    const watched = { ...facts, clientKey: clientKey && (() => tell(clientKey())) };
    Object.defineProperty(watched, 'ip', { get: () => tell(ip) });
    return new GraphqlContext(watched, session && { ...session, actor: watchedActor(session.actor, tell) });
  }

  /** Who asks; `anonymous` when no valid token came with the request. */
  get actor(): Actor {
    return this.session?.actor ?? { kind: 'anonymous' };
  }

  /** The domain's context. Refuses with UNAUTHENTICATED when nobody is signed in. */
  get ctx(): Context {
    return (this.made ??= this.newContext());
  }

  private newContext(): Context {
    if (this.session === null) {
      throw new RefusalError(
        'UNAUTHENTICATED',
        'Sign in first and send the access token as "Authorization: Bearer ...".',
      );
    }
    const { db, clock, logger, correlationId, clientKey } = this.facts;
    return { db, clock, logger, correlationId, clientKey, ...this.session };
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

function rightsOf(actor: Actor): string {
  return actor.kind === 'staff' ? `staff:${actor.role}` : actor.kind;
}

/** An actor that tells when anything but its kind and role is looked at. */
function watchedActor(actor: Actor, tell: <T>(value: T) => T): Actor {
  const watched = {};
  for (const [name, value] of Object.entries(actor) as [string, unknown][]) {
    const isOfMany = name === 'kind' || name === 'role';
    Object.defineProperty(watched, name, { enumerable: true, get: () => (isOfMany ? value : tell(value)) });
  }
  return watched as Actor;
}
