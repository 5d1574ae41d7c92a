import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import cors from '@fastify/cors';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { GraphQLFormattedError, GraphQLSchema, ValidationRule } from 'graphql';
import type { App } from './app';
import { registerDownloads } from './downloads';
import { buildGraphqlSchema } from './graphql-schema';
import { GraphqlContext } from './graphql/graphql-context';
import type { LiveFacts } from './graphql/graphql-context';
import { LIVE_LIMITS } from './graphql/live';
import type { LiveLimits } from './graphql/live';
import { maskError } from './graphql/mask-error';
import { assertAffordable } from './graphql/operation-cost';
import { jitExecutor } from './graphql/plugins/jit-executor';
import { SharedAnswers } from './graphql/plugins/shared-answers';
import { RefusalError, badInput } from './kernel/errors';
import { liveFactsOf, registerLive } from './live-face';
import { TokenVerifier, tenantDirectory } from './modules/tenants';
import type { VerifiedSession } from './modules/tenants';
import { addressKey } from './platform/address-key';
import { registerPlayground } from './playground';
import type { PlaygroundOptions } from './playground';
import { missingServices } from './readiness';
import { securityHeaders } from './security-headers';

/** A B2B order of 2,000 lines is about 250 KB of variables. */
const BODY_BYTES_MAX = 1_048_576;
/** The longest document of the playground has some hundreds. */
const DOCUMENT_TOKENS_MAX = 5_000;
const CORRELATION_ID = /^[A-Za-z0-9-]{8,64}$/;

export interface ServerOptions {
  /** `graphql-js` turns graphql-jit off; tests run every query through both. */
  readonly executor?: 'jit' | 'graphql-js';
  /** Where the playground's principals come from; left out, there is no playground. */
  readonly playground?: PlaygroundOptions;
  /** Other limits of live connections; tests make them smaller. */
  readonly liveLimits?: Partial<LiveLimits>;
}

/** Of what POST /graphql and the live transports are both made. */
interface Parts {
  readonly schema: GraphQLSchema;
  readonly armor: ReturnType<ApolloArmor['protect']>;
  readonly mask: (error: unknown, correlationId: string) => GraphQLFormattedError;
}

/**
 * Builds the HTTP face: `/graphql` (also as a WebSocket), `/graphql/stream`, the downloads of `downloads.ts`,
 * `/health/live`, `/health/ready`, `/metrics` and, when asked for, `/playground`.
 */
export async function buildServer(app: App, options: ServerOptions = {}): Promise<FastifyInstance> {
  const server = fastify({
    logger: false,
    // Only what our own proxies append is believed: a client may send any X-Forwarded-For itself.
    trustProxy: (_address, hop) => hop < app.config.trustedProxyCount,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && CORRELATION_ID.test(given) ? given : randomUUID();
    },
  });
  const security = securityHeaders();
  // With a callback: a hook that gives a promise is waited for, in every request.
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(security).header('x-request-id', request.id);
    done();
  });
  server.setErrorHandler((error, request, reply) => refuseUnread(app, error, request, reply));
  server.setNotFoundHandler((request, reply) => refuse(app, nothingServed(), 404, request, reply));
  await server.register(cors, { origin: [...app.config.corsOrigins], methods: ['GET', 'POST'] });
  const parts: Parts = { schema: await buildGraphqlSchema(app), armor: protection(), mask: maskOf(app) };
  const apollo = await createApollo(app, server, options.executor ?? 'jit', parts);
  const verifier = new TokenVerifier(app.config.tokenSecret, app.clock);
  const limits = { ...LIVE_LIMITS, ...options.liveLimits };
  const live = liveFactsOf(app, limits);
  const authenticate = (token: string) => sessionOf(app, verifier, token);
  const handler = fastifyApolloHandler(apollo, { context: (request) => contextOf(app, live, authenticate, request) });
  server.route({ url: '/graphql', method: ['GET', 'POST'], handler });
  registerDownloads(
    server,
    async (request) => (await contextOf(app, live, authenticate, request)).ctx,
    (error, status, request, reply) => refuse(app, error, status, request, reply),
  );
  // Clients that were only given the server's address find the API there too.
  server.route({ url: '/', method: 'POST', handler });
  const { schema, mask } = parts;
  const validationRules = parts.armor.validationRules as readonly ValidationRule[];
  registerLive(server, app, {
    schema,
    mask,
    validationRules,
    documentTokensMax: DOCUMENT_TOKENS_MAX,
    authenticate,
    limits,
  });
  server.get('/health/live', () => ({ status: 'live' }));
  server.get('/health/ready', async (_request, reply) => {
    const missing = await missingServices(app);
    return missing.length === 0 ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', missing });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(app.metrics.registry.contentType).send(await app.metrics.registry.metrics()),
  );
  if (options.playground !== undefined) await registerPlayground(server, options.playground);
  return server;
}

async function createApollo(
  app: App,
  server: FastifyInstance,
  executor: 'jit' | 'graphql-js',
  { schema, armor, mask }: Parts,
): Promise<ApolloServer<GraphqlContext>> {
  const shared = new SharedAnswers();
  const maskAll = (errors: readonly unknown[], { facts }: GraphqlContext) =>
    errors.map((error) => asError(mask(error, facts.correlationId)));
  const apollo = new ApolloServer<GraphqlContext>({
    schema,
    stringifyResult: (result) => shared.text(result),
    ...armor,
    parseOptions: { maxTokens: DOCUMENT_TOKENS_MAX },
    introspection: app.config.nodeEnv !== 'production',
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    plugins: [
      ...armor.plugins,
      fastifyApolloDrainPlugin(server),
      // It wraps every field and costs 1.7x on a page of 50 products.
      ApolloServerPluginCacheControlDisabled(),
      answerPlugin(app, mask),
      ...(executor === 'jit' ? [jitExecutor(maskAll, shared)] : []),
    ],
  });
  await apollo.start();
  return apollo;
}

function maskOf(app: App): Parts['mask'] {
  return (error, correlationId) =>
    maskError(error, {
      correlationId,
      logger: app.logger,
      now: app.clock.now(),
      hidesNames: app.config.nodeEnv === 'production',
      onFault: () => app.metrics.faults.inc(),
    });
}

/** A formatted error in the place where Apollo's types want a GraphQLError; it is serialised as it stands. */
function asError(formatted: GraphQLFormattedError): never {
  return formatted as never;
}

/** Masks what Apollo collected (the jit masks its own), counts operations, and returns the correlation id as a header. */
function answerPlugin(
  app: App,
  mask: (error: unknown, correlationId: string) => GraphQLFormattedError,
): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: async () => ({
      async didResolveOperation({ document, operation, request, schema }) {
        if (operation === undefined) return;
        assertAffordable(schema, document, operation, request.variables ?? {});
        if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return;
        throw badInput('Expected a query or a mutation. Subscribe over WebSocket at /graphql or at /graphql/stream.');
      },
      async willSendResponse(request) {
        const { correlationId } = request.contextValue.facts;
        request.response.http.headers.set('x-request-id', correlationId);
        const body = request.response.body;
        if (body.kind !== 'single') return;
        const failed = body.singleResult.errors !== undefined;
        if (request.errors !== undefined) {
          body.singleResult.errors = request.errors.map((error) => mask(error, correlationId));
        }
        const kind = request.operation?.operation ?? 'invalid';
        app.metrics.operations.inc({ kind, outcome: failed ? 'error' : 'ok' });
      },
    }),
  };
}

/** Answers a body that could not be read (too large, no JSON, another media type) in the shape of every other refusal. */
function refuseUnread(app: App, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const given = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  const isRefusal = given >= 400 && given < 500;
  const cause = isRefusal
    ? new RefusalError('BAD_USER_INPUT', UNREAD[given] ?? 'The request could not be read.')
    : error;
  return refuse(app, cause, isRefusal ? given : 500, request, reply);
}

/** Answers a failure outside GraphQL in the shape of GraphQL's own; a fault is masked, logged and counted. */
function refuse(app: App, error: unknown, status: number, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(status).send({ errors: [maskOf(app)(error, request.id)] });
}

function nothingServed(): RefusalError {
  return new RefusalError('NOT_FOUND', 'Nothing is served at this address. Send GraphQL to POST /graphql.');
}

const UNREAD: Readonly<Record<number, string>> = {
  400: 'Expected a body of JSON: { "query": ..., "variables": ... }.',
  413: `Expected a body of at most ${BODY_BYTES_MAX} bytes. Send fewer lines in one request.`,
  415: 'Expected the content type application/json.',
};

async function contextOf(
  app: App,
  live: LiveFacts,
  authenticate: (token: string) => Promise<VerifiedSession | null>,
  request: FastifyRequest,
): Promise<GraphqlContext> {
  const { db, clock, logger } = app;
  const { id: correlationId, ip } = request;
  const clientKey = () => addressKey(app.config.tokenSecret, ip);
  const facts = { db, clock, logger, correlationId, ip, live, clientKey };
  const header = request.headers.authorization;
  const token = header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : null;
  return new GraphqlContext(facts, token === null ? null : await authenticate(token));
}

/** Who holds the token, if it is valid and the tenant is active. */
async function sessionOf(app: App, verifier: TokenVerifier, token: string): Promise<VerifiedSession | null> {
  const session = await verifier.verify(token);
  if (session === null) return null;
  const known = await tenantDirectory(app.db).byId(session.tenantId);
  return known?.tenant.status === 'ACTIVE' ? session : null;
}

/** Limits on the document itself, refused before any resolver runs. */
function protection(): ReturnType<ApolloArmor['protect']> {
  return new ApolloArmor({
    // `mask-error.ts` does it, for what variables suggest too.
    blockFieldSuggestion: { enabled: false },
    // `operation-cost.ts` does it: this one multiplies page sizes that are literals, and variables pass it.
    costLimit: { enabled: false },
    maxAliases: { n: 30 },
    maxDepth: { n: 14, ignoreIntrospection: true },
    maxDirectives: { n: 50 },
    // The parser's own limit does it: armor's answers 500, and reads every document a second time.
    maxTokens: { enabled: false },
  }).protect();
}
