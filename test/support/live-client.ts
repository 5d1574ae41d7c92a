import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { GraphqlData, GraphqlErrorAnswer } from './executors';

/** What a client of graphql-transport-ws got, in order. */
export interface LiveMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: GraphqlData;
}

/** A plain client: it shows what is on the wire, also what a comfortable client would hide. */
export interface LiveClient {
  readonly socket: WebSocket;
  readonly messages: LiveMessage[];
  /** Code and reason once the socket is closed. */
  closed: { readonly code: number; readonly reason: string } | null;
  send(message: object): void;
  /** Starts a subscription and answers its id. */
  subscribe(query: string, variables?: Record<string, unknown>): string;
  /** `data` of the results of a subscription so far. */
  dataOf(id: string): GraphqlData[];
  /** The errors that ended a subscription, or came in its results. */
  errorsOf(id: string): GraphqlErrorAnswer[];
}

/** Starts to listen on a free port and answers the address. */
export async function listen(server: FastifyInstance): Promise<string> {
  await server.listen({ host: '127.0.0.1', port: 0 });
  return `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

/** Opens a socket and sends `connection_init`; resolves when it is acknowledged or closed. */
export async function connectLive(
  address: string,
  token: string | undefined,
  headers: Record<string, string> = {},
): Promise<LiveClient> {
  const socket = new WebSocket(`ws://${address}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL, { headers });
  let ids = 0;
  const client: LiveClient = {
    socket,
    messages: [],
    closed: null,
    send: (message) => socket.send(JSON.stringify(message)),
    subscribe(query, variables) {
      ids += 1;
      client.send({ type: 'subscribe', id: String(ids), payload: { query, variables } });
      return String(ids);
    },
    dataOf: (id) => client.messages.filter((it) => it.id === id && it.type === 'next').map((it) => it.payload.data),
    errorsOf: (id) =>
      client.messages
        .filter((it) => it.id === id)
        .flatMap((it) => (it.type === 'error' ? it.payload : (it.payload?.errors ?? []))),
  };
  socket.on('message', (data: Buffer) => client.messages.push(JSON.parse(data.toString('utf8'))));
  socket.on('close', (code, reason) => (client.closed = { code, reason: reason.toString('utf8') }));
  socket.on('error', () => undefined);
  socket.on('open', () => {
    const payload = token === undefined ? undefined : { Authorization: `Bearer ${token}` };
    client.send({ type: 'connection_init', payload });
  });
  await until('the socket is acknowledged or closed', () => client.closed !== null || client.messages.length > 0);
  return client;
}

/** Looks again and again until the condition holds; fails after 10 s with what it waited for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
