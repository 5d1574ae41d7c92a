import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { serverAudits } from 'graphql-http';
import helmet from 'helmet';
import { buildServer } from '../../src/server';
import { countCommandsOf } from '../support/count-commands';
import { bearer, request } from '../support/http-request';
import type { Wish } from '../support/http-request';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let test: TestApp;
let server: FastifyInstance;
let url: string;

beforeAll(async () => {
  test = await createTestApp();
  server = await buildServer(test.app);
  await server.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/graphql`;
});

afterAll(async () => {
  await server.close();
  await test.close();
});

const send = (wish: Wish) => request(wish, server);
const post = (query: string, headers: Record<string, string> = {}, target = server) =>
  request({ headers, payload: JSON.stringify({ query }) }, target);
const LEAK = /\bat .+\(|node_modules|\/src\/|stacktrace|SyntaxError|FST_ERR/;

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => url });

  it('has a list of audits to pass', () => expect(audits.length).toBeGreaterThan(50));

  it('no audit of any kind ends in an error', async () => {
    const errors: string[] = [];
    for (const audit of audits) {
      const result = await audit.fn();
      if (result.status === 'error') errors.push(`${audit.id} ${audit.name}: ${result.reason}`);
    }
    expect(errors).toEqual([]);
  });
});

describe('a request that no page of another origin may cause', () => {
  const mutation = 'mutation { startGuestSession(input: { tenant: "acme" }) { __typename } }';
  const preflighted = { 'apollo-require-preflight': 'true' };

  it('a mutation by GET is refused and nothing is stored', async () => {
    const { result, commands } = await countCommandsOf(test.app.db, () =>
      send({ method: 'GET', query: { query: mutation }, headers: preflighted }),
    );
    expect(result.status).toBe(405);
    expect(commands).toEqual([]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a POST as %s is refused and nothing is stored',
    async (type) => {
      const { result, commands } = await countCommandsOf(test.app.db, () =>
        send({ headers: { 'content-type': type }, payload: JSON.stringify({ query: mutation }) }),
      );
      expect([400, 415]).toContain(result.status);
      expect(result.text).not.toMatch(LEAK);
      expect(commands).toEqual([]);
    },
  );

  it('a simple GET of another origin is refused', async () => {
    const reply = await send({ method: 'GET', query: { query: '{ tenant { id } }' } });
    expect(reply.status).toBe(400);
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('another origin is not told that it may read', async () => {
    const reply = await post('{ __typename }', { origin: 'https://evil.example' });
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('security headers', () => {
  const own: Server = createServer((incoming, answer) => helmet()(incoming, answer, () => answer.end()));
  let expected: [string, string][];

  beforeAll(async () => {
    await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
    const { headers } = await fetch(`http://127.0.0.1:${(own.address() as AddressInfo).port}/`);
    const ofHttp = ['connection', 'content-length', 'date', 'keep-alive'];
    expected = [...headers].filter(([name]) => !ofHttp.includes(name));
  });
  afterAll(() => new Promise((resolve) => own.close(resolve)));

  it.each<[string, string, RequestInit]>([
    ['a query', 'graphql', { method: 'POST', body: '{ "query": "{ __typename }" }' }],
    ['a refused query', 'graphql', { method: 'POST', body: '{ "query": "{ nothing }" }' }],
    ['a body that is no JSON', 'graphql', { method: 'POST', body: '{' }],
    ['a preflight', 'graphql', { method: 'OPTIONS', headers: { origin: 'https://shop.example' } }],
    ['a stream that is refused', 'graphql/stream', { method: 'POST', body: '{ "query": "subscription { x }" }' }],
    ['figures', 'metrics', {}],
    ['an address that is not there', 'nowhere', {}],
  ])('those of helmet come with %s', async (_name, path, { headers, ...init }) => {
    const answer = await fetch(new URL(`/${path}`, url), {
      ...init,
      headers: { ...(init.body !== undefined && { 'content-type': 'application/json' }), ...headers },
    });
    await answer.text();
    expect(expected.length).toBeGreaterThan(10);
    expect(expected.map(([name]) => [name, answer.headers.get(name)])).toEqual(expected);
  });
});

it.each(['GET', 'PUT'])(
  'an address that is not there by %s is refused in the shape of all refusals',
  async (method) => {
    const reply = await fetch(new URL('/nowhere', url), { method, headers: { 'x-request-id': 'request-404' } });
    expect(reply.status).toBe(404);
    const { errors } = (await reply.json()) as { errors: { message: string; extensions: object }[] };
    expect(errors).toEqual([
      {
        message: 'Nothing is served at this address. Send GraphQL to POST /graphql.',
        extensions: { code: 'NOT_FOUND', timestamp: expect.any(String), correlationId: 'request-404' },
      },
    ]);
  },
);

describe('a request that is too much', () => {
  const deep = (levels: number) =>
    `{ product(slug: "x") { ${'variants { nodes { product { '.repeat(levels)} id ${' } } }'.repeat(levels)} } }`;
  const many = (count: number, text: (index: number) => string) =>
    Array.from({ length: count }, (_u, i) => text(i)).join(' ');
  const CASES: readonly (readonly [string, string])[] = [
    ['1,000 aliases', `{ ${many(1_000, (i) => `a${i}: tenant { id }`)} }`],
    ['31 aliases', `{ ${many(31, (i) => `a${i}: tenant { id }`)} }`],
    [
      '31 aliases in fragments',
      `{ ${many(31, (i) => `...F${i}`)} } ${many(31, (i) => `fragment F${i} on Query { a${i}: tenant { id } }`)}`,
    ],
    ['depth 50', deep(16)],
    ['10,000 directives', `{ tenant { id ${'@include(if: true) '.repeat(10_000)} } }`],
    ['60 directives', `{ tenant { ${many(60, () => 'id @include(if: true)')} } }`],
    [
      'a fragment that holds itself',
      '{ tenant { ...A } } fragment A on Tenant { id ...B } fragment B on Tenant { ...A }',
    ],
    ['a fragment that holds itself at once', 'query { ...A } fragment A on Query { ...A }'],
    [
      'doubling fragments',
      `{ ...F0 } ${many(24, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F24 on Query { tenant { id } }`,
    ],
    ['6,000 tokens', `{ tenant { ${'id '.repeat(6_000)} } }`],
    ['nesting that a recursive reader would not survive', `${'{ a '.repeat(20_000)}${'}'.repeat(20_000)}`],
    ['nested lists in a value', `{ variant(id: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { id } }`],
    ['1,000 operations', many(1_000, (i) => `query Q${i} { tenant { id } }`)],
  ];

  it.each(CASES)('%s: 400, no command', async (_name, query) => {
    const begun = process.hrtime.bigint();
    const { result, commands } = await countCommandsOf(test.app.db, () => post(query, bearer(test.tokens.admin)));
    expect(result.status).toBe(400);
    expect(result.codes.length).toBeGreaterThan(0);
    expect(result.codes).not.toContain('INTERNAL');
    expect(result.text).not.toMatch(LEAK);
    expect(result.text.length).toBeLessThan(20_000);
    expect(commands).toEqual([]);
    expect(Number(process.hrtime.bigint() - begun) / 1e6).toBeLessThan(1_500);
  });

  const nested = (first: string) => {
    const variants = `variants${first} { nodes { product { `;
    return `products${first} { nodes { ${variants.repeat(2)} variants${first} { nodes { id } } ${'} } } '.repeat(2)} } }`;
  };

  it.each([
    ['in numbers', `{ ${nested('(first: 100)')} }`, {}],
    ['in variables', `query ($n: Int) { ${nested('(first: $n)')} }`, { n: 100 }],
    ['in what variables are when left out', `query ($n: Int = 100) { ${nested('(first: $n)')} }`, {}],
    [
      'in nothing, within an ordinary page',
      `{ tenant { id } ${nested('')} } `.replace('products', 'products(first: 100)'),
      {},
    ],
    ['in a fragment', `query ($n: Int) { ...All } fragment All on Query { ${nested('(first: $n)')} }`, { n: 100 }],
  ])('pages within pages, sized %s: 400, no command', async (_name, query, variables) => {
    const { result, commands } = await countCommandsOf(test.app.db, () =>
      send({ payload: JSON.stringify({ query, variables }), headers: bearer(test.tokens.admin) }),
    );
    expect(result.status).toBe(400);
    expect(result.codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(result.text).toContain('pages within pages multiply');
    expect(commands).toEqual([]);
  });

  it('pages within pages that are small are answered, whoever sizes them', async () => {
    const query = `query ($n: Int) { ${nested('(first: $n)')} }`;
    const reply = await send({
      payload: JSON.stringify({ query, variables: { n: 10 } }),
      headers: bearer(test.tokens.admin),
    });
    expect(reply.status).toBe(200);
    expect(reply.codes).toEqual([]);
  });

  it('a batch: 400, no command', async () => {
    const payload = JSON.stringify([{ query: '{ tenant { id } }' }, { query: '{ tenant { id } }' }]);
    const { result, commands } = await countCommandsOf(test.app.db, () =>
      send({ payload, headers: bearer(test.tokens.admin) }),
    );
    expect(result.status).toBe(400);
    expect(commands).toEqual([]);
  });

  it('a body over the limit: 413 without a word about the inside', async () => {
    const reply = await post(`{ tenant { id } } #${'x'.repeat(1_048_576)}`);
    expect(reply.status).toBe(413);
    expect(reply.text).not.toMatch(/\bat .+\(|node_modules|\/src\//);
  });

  it('an ordinary page of everything is not too much', async () => {
    const query =
      '{ products(first: 50) { nodes { variants { nodes { sku stock { quantityAvailable branch { code } } } } } } }';
    expect((await post(query, bearer(test.tokens.admin))).status).toBe(200);
  });
});

describe('a body that is not a request', () => {
  it.each([
    ['no JSON', '{ "query": '],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '1'],
    ['a text', '"{ tenant { id } }"'],
    ['a list', '[]'],
    ['a query of another type', '{"query": {"$ne": null}}'],
    ['variables of another type', '{"query": "{ __typename }", "variables": "x"}'],
    ['a poisoned prototype', '{"query": "{ __typename }", "__proto__": {"isAdmin": true}}'],
    ['NUL', '\u0000'],
  ])('%s: 400 without a stack', async (_name, payload) => {
    const reply = await send({ payload });
    expect(reply.status).toBe(400);
    expect(reply.text).not.toMatch(/\bat .+\(|node_modules|\/src\/|stacktrace/);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('correlation ids', () => {
  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it('a good one is in the header and in every error', async () => {
    const reply = await post('{ tenant { id } }', { 'x-request-id': 'till-7-000001' });
    expect(reply.headers['x-request-id']).toBe('till-7-000001');
    expect(JSON.parse(reply.text).errors[0].extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      correlationId: 'till-7-000001',
    });
  });

  it.each([
    ['with a line break', 'abcdefgh\r\nset-cookie: evil=1'],
    ['with colours', '\u001b[31mabcdefgh'],
    ['of JSON', '{"a":"bcdefgh"}'],
    ['too short', 'a'],
    ['of 1 MB', 'a'.repeat(1_000_000)],
  ])('one %s is replaced', async (_name, given) => {
    const reply = await post('{ tenant { id } }', { 'x-request-id': given });
    expect(reply.headers['x-request-id']).toMatch(UUID);
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(JSON.parse(reply.text).errors[0].extensions.correlationId).toBe(reply.headers['x-request-id']);
  });

  it('a query that does not parse and a body that is no JSON carry one too', async () => {
    const unparsed = await post('{');
    expect(JSON.parse(unparsed.text).errors[0].extensions.correlationId).toBe(unparsed.headers['x-request-id']);
    const unread = await send({ payload: '{' });
    expect(unread.headers['x-request-id']).toMatch(UUID);
    expect(JSON.parse(unread.text).errors[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      correlationId: unread.headers['x-request-id'],
    });
  });
});
