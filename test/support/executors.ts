import type { FastifyInstance } from 'fastify';
import { Kind, OperationTypeNode, parse } from 'graphql';

/** What `/graphql` answers. */
export interface GraphqlAnswer {
  readonly status: number;
  // The answer's shape depends on the document of each test; a test states what it expects by value.
  readonly data: GraphqlData;
  readonly errors?: readonly GraphqlErrorAnswer[];
}

/** Any JSON, open to be walked without a cast in every line of every test. */
export type GraphqlData = ReturnType<typeof JSON.parse>;

export interface GraphqlErrorAnswer {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [name: string]: unknown };
}

/** Sends one operation to a server without a socket. */
export async function send(
  server: FastifyInstance,
  document: string,
  variables: Record<string, unknown> | undefined,
  token: string | undefined,
): Promise<GraphqlAnswer> {
  const response = await server.inject({
    method: 'POST',
    url: '/graphql',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    payload: JSON.stringify({ query: document, variables }),
  });
  return { status: response.statusCode, ...response.json<Omit<GraphqlAnswer, 'status'>>() };
}

/** True when the document's first operation is a subscription. */
export function isSubscription(document: string): boolean {
  return /^\s*subscription\b/.test(document);
}

/** True when every operation of the document is a query; a document that does not parse counts as none. */
export function isQuery(document: string): boolean {
  try {
    return parse(document).definitions.every(
      (definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition.operation === OperationTypeNode.QUERY,
    );
  } catch {
    return false;
  }
}

/** What both executors must agree on: everything but the correlation id and the time of an error. */
export function comparable(answer: GraphqlAnswer): unknown {
  const errors = answer.errors?.map(({ path, message, extensions }) => {
    const isFault = extensions.code === 'INTERNAL';
    return { path, code: extensions.code, message: isFault ? 'masked' : message };
  });
  return { data: answer.data, errors };
}
