import type { FastifyInstance } from 'fastify';

/** What came back, with every error code in it. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly codes: string[];
}

/** One HTTP request to /graphql. */
export interface Wish {
  readonly method?: 'GET' | 'POST';
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly payload?: string;
}

/** Sends one request without a socket; a POST is JSON unless its headers say otherwise. */
export async function request(
  { method = 'POST', query, headers, payload }: Wish,
  target: FastifyInstance,
): Promise<Reply> {
  const response = await target.inject({
    method,
    url: '/graphql',
    ...(query && { query }),
    headers: { ...(method === 'POST' && { 'content-type': 'application/json' }), ...headers },
    ...(payload !== undefined && { payload }),
  });
  const text = response.body;
  const found = [...text.matchAll(/"code":"([A-Z_]+)"/g)].map((match) => match[1] ?? '');
  return { status: response.statusCode, headers: response.headers, text, codes: found };
}

/** The header of a signed-in caller. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
