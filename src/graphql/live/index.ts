import type { FastifyInstance } from 'fastify';
import type { LiveServices } from './live-services';
import { serveEventStreams } from './server-sent-events';
import { serveWebSockets } from './web-socket';

export { followEvents } from './follow-events';
export type { Following, LivePayload } from './follow-events';
export { LiveConnections } from './live-connections';
export type { LiveSession } from './live-connections';
export { LiveOperations } from './live-operations';
export { LIVE_LIMITS } from './live.policy';
export type { LiveLimits } from './live.policy';

/** How long a shutdown waits for clients to close before it cuts them off. */
const CLOSING_LIMIT_MS = 1_500;

/**
 * Adds the live face: graphql-transport-ws at `/graphql`, server-sent events at `/graphql/stream`. When the server closes,
 * clients are told that it goes away and what is left is cut off.
 */
export function serveLive(server: FastifyInstance, live: LiveServices): void {
  serveWebSockets(server, live);
  serveEventStreams(server, live);
  server.addHook('preClose', async () => {
    live.connections.close();
    await live.connections.emptied(CLOSING_LIMIT_MS);
  });
}
