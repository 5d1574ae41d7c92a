import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer } from 'graphql-ws';
import type { Context as GraphqlWsContext } from 'graphql-ws';
import { GraphQLError } from 'graphql';
import type { ExecutionArgs, ExecutionResult, GraphQLFormattedError } from 'graphql';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { RefusalError } from '../../kernel/errors';
import type { EndReason, LiveConnection } from './live-connections';
import { bearerToken } from './live-services';
import type { LiveServices } from './live-services';

/** Like HTTP's 429: too many messages, connections or unread answers. */
const TOO_MANY = 4429;
const CLOSE: Readonly<Record<EndReason, readonly [number, string]>> = {
  token_ended: [CloseCode.Forbidden, 'The access token has ended'],
  going_away: [1001, 'Going away'],
};
/** Clients that do not answer the closing handshake in time are cut off. */
const CLOSING_MS = 1_000;
const MINUTE_MS = 60_000;

interface Extra {
  readonly connection: LiveConnection;
  readonly request: IncomingMessage;
}

/**
 * Serves graphql-transport-ws at `/graphql`. Its own binding instead of the package's `useServer`, which logs to the
 * console, tells clients what went wrong inside, and knows no limits.
 */
export function serveWebSockets(server: FastifyInstance, live: LiveServices): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: live.limits.messageBytesMax,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false),
  });
  const protocol = protocolOf(live);
  server.server.on('upgrade', (request: IncomingMessage, raw: Duplex, head: Buffer) => {
    const onError = () => raw.destroy();
    raw.on('error', onError);
    const status = refusalOf(request, live);
    if (status !== null) return refuse(raw, status);
    const ends: { end: (reason: EndReason) => void } = { end: () => raw.destroy() };
    const connection = live.connections.add('ws', (reason) => ends.end(reason));
    if (connection === null) return refuse(raw, '503 Service Unavailable');
    raw.once('close', () => connection.closed());
    sockets.handleUpgrade(request, raw, head, (socket) => {
      raw.off('error', onError);
      ends.end = (reason) => closeSoon(socket, ...CLOSE[reason]);
      attend(socket, live, protocol, { connection, request });
    });
  });
}

function refusalOf(request: IncomingMessage, live: LiveServices): string | null {
  if (request.url?.split('?')[0] !== '/graphql') return '404 Not Found';
  const { origin, host } = request.headers;
  // Tokens never come as cookies, so another page could not use them; it has no business here all the same.
  if (origin === undefined || live.corsOrigins.includes(origin)) return null;
  return URL.canParse(origin) && new URL(origin).host === host ? null : '403 Forbidden';
}

function refuse(raw: Duplex, status: string): void {
  raw.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function closeSoon(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), CLOSING_MS);
  socket.once('close', () => clearTimeout(timer));
}

/** Binds one socket to the protocol, counts what it sends, and pings it. */
function attend(socket: WebSocket, live: LiveServices, protocol: ReturnType<typeof protocolOf>, extra: Extra): void {
  const { limits, logger } = live;
  socket.on('error', (error) => logger.debug({ error: error.message }, 'a socket failed'));
  let windowEndsAtMs = 0;
  let messages = 0;
  const isTooMuch = (): boolean => {
    const nowMs = performance.now();
    if (nowMs >= windowEndsAtMs) {
      windowEndsAtMs = nowMs + MINUTE_MS;
      messages = 0;
    }
    messages += 1;
    if (messages <= limits.messagesPerMinuteMax && socket.bufferedAmount <= limits.unsentBytesMax) return false;
    closeSoon(socket, TOO_MANY, 'Too many messages');
    return true;
  };
  let isAlive = true;
  const pings = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, limits.keepAliveMs);
  socket.on('pong', () => (isAlive = true));
  socket.on('ping', (data: Buffer) => {
    if (socket.readyState === socket.OPEN && !isTooMuch()) socket.pong(data);
  });
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) => sent(socket, data),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) =>
        socket.on('message', (data: Buffer) => {
          if (socket.readyState !== socket.OPEN || isTooMuch()) return;
          handle(data.toString('utf8')).catch((error: unknown) => fail(socket, live, error));
        }),
    },
    extra,
  );
  socket.once('close', (code: number, reason: Buffer) => {
    clearInterval(pings);
    void closed(code, reason.toString('utf8')).catch((error: unknown) => fail(socket, live, error));
  });
}

/** Resolves when the operating system has the message: until then nothing more is taken from the subscription. */
function sent(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== socket.OPEN) resolve();
    else socket.send(data, (error) => (error ? reject(error) : resolve()));
  });
}

function fail(socket: WebSocket, live: LiveServices, error: unknown): void {
  if (error instanceof RefusalError) {
    const code = error.code === 'UNAUTHENTICATED' ? CloseCode.Forbidden : TOO_MANY;
    return closeSoon(socket, code, error.message.slice(0, 100));
  }
  // A socket that closes while an answer is written is nobody's fault.
  if (socket.readyState !== socket.OPEN) return;
  live.logger.error(
    { error: error instanceof Error ? error.stack : String(error) },
    'a socket was closed by our fault',
  );
  closeSoon(socket, CloseCode.InternalServerError, 'Internal server error');
}

/** The protocol's package takes refusals as GraphQLErrors only. */
class MaskedError extends GraphQLError {
  constructor(readonly formatted: GraphQLFormattedError) {
    super(formatted.message);
  }
}

type Execution = ExecutionArgs & { readonly results: AsyncGenerator<ExecutionResult> };

function protocolOf(live: LiveServices): ReturnType<typeof makeServer<Record<string, unknown>, Extra>> {
  const contexts = new WeakMap<object, ReturnType<LiveServices['contextOf']>>();
  const contextFor = ({ extra: { connection, request } }: GraphqlWsContext<Record<string, unknown>, Extra>) => {
    connection.assertSignedIn();
    const { session } = connection;
    if (session === null) throw new RefusalError('UNAUTHENTICATED', 'Sign in first.');
    return live.contextOf(session, request.socket.remoteAddress ?? '');
  };
  return makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: live.limits.initTimeoutMs,
    async onConnect({ connectionParams, extra: { connection, request } }) {
      const params = connectionParams ?? {};
      const given = params['Authorization'] ?? params['authorization'] ?? request.headers.authorization;
      const token = bearerToken(given);
      const session = token === null ? null : await live.authenticate(token);
      if (session === null) return false;
      connection.signIn(session);
      return true;
    },
    async onSubscribe(ctx, _id, payload) {
      const context = contextFor(ctx);
      contexts.set(payload, context);
      const { subscriptionsPerConnectionMax } = live.limits;
      if (Object.keys(ctx.subscriptions).length > subscriptionsPerConnectionMax) {
        const error = new RefusalError(
          'RATE_LIMITED',
          `Expected at most ${subscriptionsPerConnectionMax} subscriptions of one connection. Complete one first.`,
        );
        return [new MaskedError(live.operations.mask(error, context))];
      }
      const start = await live.operations.start(context, payload, () => ctx.extra.connection.assertSignedIn());
      if ('errors' in start) return start.errors.map((error) => new MaskedError(error));
      return { ...start.args, results: start.results } as Execution;
    },
    subscribe: (args) => (args as Execution).results,
    // Results come masked already; an error that ends a running subscription does not.
    onNext: (_ctx, _id, _payload, _args, result) => result,
    onError(_ctx, _id, payload, errors) {
      const context = contexts.get(payload);
      return errors.map((error) => {
        if (error instanceof MaskedError) return error.formatted;
        return live.mask(error, context?.facts.correlationId ?? randomUUID());
      });
    },
  });
}
