import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { GraphQLFormattedError, GraphQLSchema, ValidationRule } from 'graphql';
import type { App } from './app';
import { GraphqlContext } from './graphql/graphql-context';
import type { LiveFacts } from './graphql/graphql-context';
import { LiveConnections, LiveOperations, serveLive } from './graphql/live';
import type { LiveLimits, LiveSession } from './graphql/live';
import { isSessionLive } from './modules/tenants';

/** What POST /graphql is built of, for the transports that do the same live. */
export interface LiveFaceSettings {
  readonly schema: GraphQLSchema;
  readonly validationRules: readonly ValidationRule[];
  readonly documentTokensMax: number;
  readonly mask: (error: unknown, correlationId: string) => GraphQLFormattedError;
  readonly authenticate: (token: string) => Promise<LiveSession | null>;
  readonly limits: LiveLimits;
}

/** What a request's context tells of the live face. */
export function liveFactsOf(app: App, limits: LiveLimits): LiveFacts {
  return { events: app.events, limits, onDropped: (reason) => app.metrics.liveDropped.inc({ reason }) };
}

/** Adds subscriptions over WebSocket and server-sent events to the server. */
export function registerLive(server: FastifyInstance, app: App, settings: LiveFaceSettings): void {
  const { db, clock, logger, metrics } = app;
  const { limits, authenticate, ...shared } = settings;
  const live = liveFactsOf(app, limits);
  serveLive(server, {
    operations: new LiveOperations({ ...shared, introspection: app.config.nodeEnv !== 'production', metrics }),
    connections: new LiveConnections({
      clock,
      logger,
      metrics,
      limits,
      isStillGood: (session) => isSessionLive(app, session),
    }),
    limits,
    logger,
    corsOrigins: app.config.corsOrigins,
    authenticate,
    mask: shared.mask,
    clock,
    contextOf: (session, ip, stream) => {
      const { correlationId = randomUUID(), position } = stream ?? {};
      const facts = { db, clock, logger, correlationId, ip, live: { ...live, ...(position && { position }) } };
      return new GraphqlContext(facts, session);
    },
  });
}
