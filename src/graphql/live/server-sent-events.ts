import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { RefusalError } from '../../kernel/errors';
import type { RefusalCode } from '../../kernel/errors';
import type { GraphqlContext } from '../graphql-context';
import type { EndReason, LiveConnection } from './live-connections';
import { bearerToken } from './live-services';
import type { LiveServices } from './live-services';
import { StreamPosition } from './stream-position';

const STATUS: Partial<Record<RefusalCode, number>> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429, BUSY: 503 };
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // Proxies such as nginx would keep the events back.
  'x-accel-buffering': 'no',
} as const;

/**
 * Serves graphql-sse's distinct connections at `/graphql/stream`: one request, one subscription. Written here, because
 * the package's handler takes results as fast as they come and piles them up for a client that does not read. Events have
 * ids: who comes back with the newest in Last-Event-ID, as the standard says, is told what it missed.
 */
export function serveEventStreams(server: FastifyInstance, live: LiveServices): void {
  server.route({
    url: '/graphql/stream',
    method: ['GET', 'POST'],
    bodyLimit: live.limits.messageBytesMax,
    handler: (request, reply) => answer(request, reply, live),
  });
}

async function answer(request: FastifyRequest, reply: FastifyReply, live: LiveServices): Promise<unknown> {
  const { raw } = reply;
  const gone = new AbortController();
  const ending: { reason: EndReason | null } = { reason: null };
  const connection = live.connections.add('sse', (reason) => {
    ending.reason = reason;
    gone.abort();
  });
  raw.once('close', () => {
    connection?.closed();
    gone.abort();
  });
  try {
    if (connection === null) throw busy();
    const position = StreamPosition.of(lastEventId(request), live.clock);
    const context = await signIn(request, connection, position, live);
    const start = await live.operations.start(context, wishOf(request), () => connection.assertSignedIn());
    reply.hijack();
    raw.writeHead(200, { ...plainHeaders(reply), ...HEADERS });
    raw.flushHeaders();
    // Errors come as a result, so that a client shows them the same wherever they are found.
    if ('errors' in start) await write(raw, event('next', { errors: start.errors }));
    else await stream(raw, start.results, { live, context, connection, position, gone: gone.signal });
    // A client that is told of completion does not come back; a server that goes away wants it to.
    if (ending.reason !== 'going_away') await write(raw, event('complete', null));
    raw.end();
  } catch (error) {
    if (!(error instanceof RefusalError) || reply.sent) throw error;
    reply.code(STATUS[error.code] ?? 400);
    return { errors: [live.mask(error, request.id)] };
  }
  return reply;
}

async function signIn(
  request: FastifyRequest,
  connection: LiveConnection,
  position: StreamPosition,
  live: LiveServices,
): Promise<GraphqlContext> {
  const token = bearerToken(request.headers.authorization);
  const session = token === null ? null : await live.authenticate(token);
  if (session === null) throw unauthenticated();
  connection.signIn(session);
  return live.contextOf(session, request.ip, { correlationId: request.id, position });
}

interface Streaming {
  readonly live: LiveServices;
  readonly context: GraphqlContext;
  readonly connection: LiveConnection;
  readonly position: StreamPosition;
  readonly gone: AbortSignal;
}

/** Writes results one by one; the next is asked for when the operating system has taken the one before. */
async function stream(
  raw: ServerResponse,
  results: AsyncGenerator<ExecutionResult>,
  { live, context, connection, position, gone }: Streaming,
): Promise<void> {
  const stop = () => void results.return(undefined);
  gone.addEventListener('abort', stop, { once: true });
  const pings = setInterval(() => {
    // Unread pings would pile up; a reader that has stopped is found out by what it does not take.
    if (raw.writableLength === 0) raw.write(ping(position));
  }, live.limits.keepAliveMs);
  try {
    if (gone.aborted) stop();
    raw.write(ping(position));
    for await (const result of results) await write(raw, event('next', result, position.id));
    connection.assertSignedIn();
  } catch (error) {
    await write(raw, event('next', { errors: [live.operations.mask(error, context)] }));
  } finally {
    clearInterval(pings);
    gone.removeEventListener('abort', stop);
  }
}

/**
 * A comment, so that proxies see that the stream lives, and where the client stands; clients skip both. An id alone is no
 * event: it makes a client that was told nothing for long, or nothing yet, resume from here.
 */
function ping({ id }: StreamPosition): string {
  return `:\nid: ${id}\n\n`;
}

/** @param id left out for what ends a stream: it tells nothing that a client could have missed. */
function event(name: 'next' | 'complete', data: unknown, id?: string): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return `event: ${name}\ndata: ${data === null ? '' : JSON.stringify(data)}\n${idLine}\n`;
}

function lastEventId({ headers }: FastifyRequest): string | undefined {
  const value = headers['last-event-id'];
  return Array.isArray(value) ? value[0] : value;
}

/** Resolves when the text has left the process, or the client is gone. */
function write(raw: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (raw.destroyed || raw.writableEnded) return resolve();
    const done = () => {
      raw.off('close', done);
      resolve();
    };
    raw.once('close', done);
    raw.write(text, done);
  });
}

/** Headers that hooks have set: the correlation id, what helmet and CORS say. */
function plainHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}

function wishOf({ method, body, query }: FastifyRequest): unknown {
  if (method === 'POST') return body;
  const { variables, ...rest } = query as Record<string, unknown>;
  return { ...rest, variables: typeof variables === 'string' ? parseVariables(variables) : undefined };
}

/** Text that is no JSON stays a text, which is refused like any other wrong type. */
function parseVariables(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unauthenticated(): RefusalError {
  return new RefusalError('UNAUTHENTICATED', 'Sign in first and send the access token as "Authorization: Bearer ...".');
}

function busy(): RefusalError {
  return new RefusalError('BUSY', 'Too many live connections to this server. Try again shortly.', {
    retryAfterMs: 5_000,
  });
}
