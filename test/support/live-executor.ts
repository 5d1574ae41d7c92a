import type { App } from '../../src/app';
import { buildGraphqlSchema } from '../../src/graphql-schema';
import { GraphqlContext } from '../../src/graphql/graphql-context';
import { LIVE_LIMITS, LiveOperations } from '../../src/graphql/live';
import { maskError } from '../../src/graphql/mask-error';
import { liveFactsOf } from '../../src/live-face';
import { TokenVerifier } from '../../src/modules/tenants';
import type { GraphqlAnswer, GraphqlErrorAnswer } from './executors';

/** Starts the subscription of a request body and ends it at once: what a client learns before anything happens. */
export type TrySubscription = (body: unknown, token: string | undefined) => Promise<GraphqlAnswer>;

/** The live operations without a socket, for tests that send thousands of them. */
export async function subscriptionsOf(app: App): Promise<TrySubscription> {
  const { db, clock, logger, metrics, config } = app;
  const operations = new LiveOperations({
    schema: await buildGraphqlSchema(app),
    validationRules: [],
    introspection: true,
    documentTokensMax: 5_000,
    mask: (error, correlationId) => maskError(error, { correlationId, logger, now: clock.now() }),
    metrics,
  });
  const verifier = new TokenVerifier(config.tokenSecret, clock);
  return async (body, token) => {
    const session = token === undefined ? null : await verifier.verify(token);
    const live = liveFactsOf(app, LIVE_LIMITS);
    const context = new GraphqlContext(
      { db, clock, logger, correlationId: 'live-test', ip: '127.0.0.1', live },
      session,
    );
    const start = await operations.start(context, body, () => undefined);
    if ('errors' in start) {
      return { status: 200, data: null, errors: start.errors as unknown as readonly GraphqlErrorAnswer[] };
    }
    await start.results.return(undefined);
    return { status: 200, data: { a0: { __typename: 'Subscribed' } } };
  };
}
