import type { FastifyInstance } from 'fastify';
import { renderPage } from './page';
import type { PlaygroundPage } from './page';
import { readPreparedOperations } from './prepared-operations';

export { readPreparedOperations } from './prepared-operations';
export type { Client, PreparedOperation } from './prepared-operations';

/** One tab of the playground as it opens. `variables` and `headers` are JSON texts for GraphiQL's editors. */
export interface PlaygroundTab {
  /** The operation's name. */
  readonly name: string;
  readonly query: string;
  readonly variables?: string;
  readonly headers?: string;
}

/** The tabs, and a text that changes when their ids and tokens belong to other data. */
export interface PreparedTabs {
  readonly stamp: string;
  readonly tabs: readonly PlaygroundTab[];
}

export interface PlaygroundOptions {
  /**
   * Makes tabs with working variables and fresh tokens; called at each page load. Only `npm run dev` gives it, for its
   * demonstration tenant; without it the tabs hold the prepared operations alone, and a visitor brings a token.
   */
  readonly prepareTabs?: () => Promise<PreparedTabs>;
}

/**
 * Adds `/playground`: GraphiQL with all assets inside the page, compressed once, under its own content security policy,
 * and `/playground/tabs`, which the page asks for its prepared operations.
 */
export async function registerPlayground(server: FastifyInstance, options: PlaygroundOptions): Promise<void> {
  let rendered: Promise<PlaygroundPage> | undefined;
  server.get('/playground', async (request, reply) => {
    const page = await (rendered ??= renderPage());
    reply.header('etag', page.etag).header('cache-control', 'no-cache').header('vary', 'accept-encoding');
    reply.header('content-security-policy', page.contentSecurityPolicy);
    if (request.headers['if-none-match'] === page.etag) return reply.code(304).send();
    reply.type('text/html; charset=utf-8');
    const acceptsGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    return acceptsGzip ? reply.header('content-encoding', 'gzip').send(page.gzipped) : reply.send(page.html);
  });
  server.get('/playground/tabs', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return options.prepareTabs === undefined ? bareTabs() : options.prepareTabs();
  });
}

function bareTabs(): PreparedTabs {
  const tabs = readPreparedOperations().map(({ name, document }) => ({ name, query: document }));
  return { stamp: 'bare', tabs };
}
