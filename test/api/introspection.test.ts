import type { FastifyInstance } from 'fastify';
import { buildServer } from '../../src/server';
import { bearer, request } from '../support/http-request';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let test: TestApp;
let open: FastifyInstance;
let closed: FastifyInstance;

beforeAll(async () => {
  test = await createTestApp();
  open = await buildServer(test.app);
  closed = await buildServer({ ...test.app, config: { ...test.app.config, nodeEnv: 'production' } });
});

afterAll(async () => {
  await open.close();
  await closed.close();
  await test.close();
});

const ask = (server: FastifyInstance, query: string, variables: Record<string, unknown> = {}) =>
  request({ payload: JSON.stringify({ query, variables }), headers: bearer(test.tokens.admin) }, server);

const INTROSPECTION = '{ __schema { queryType { name } } }';

it('is open in tests and closed in production, also through __type', async () => {
  expect((await ask(open, INTROSPECTION)).status).toBe(200);
  for (const query of [INTROSPECTION, '{ __type(name: "Order") { name } }']) {
    const reply = await ask(closed, query);
    expect({ status: reply.status, codes: reply.codes }).toEqual({
      status: 400,
      codes: ['GRAPHQL_VALIDATION_FAILED'],
    });
  }
  expect((await ask(closed, '{ tenant { id } }')).status).toBe(200);
});

const MISSPELT: readonly (readonly [string, string, Record<string, unknown>, string])[] = [
  ['field', '{ product(slug: "x") { titel } }', {}, 'title'],
  ['argument', '{ product(slugg: "x") { id } }', {}, 'slug'],
  ['enum value', '{ products(sort: PRICE_ASK) { nodes { id } } }', {}, 'PRICE_ASC'],
  [
    'enum value of a variable',
    'query ($s: ProductSort) { products(sort: $s) { nodes { id } } }',
    { s: 'PRICE_ASK' },
    'PRICE_ASC',
  ],
  [
    'field of an input',
    'query ($f: ProductFilterInput) { products(filter: $f) { nodes { id } } }',
    { f: { optionz: [] } },
    'options',
  ],
];

it.each(MISSPELT)('where it is open, a misspelt %s gets a suggestion', async (_name, query, variables, right) => {
  const reply = await ask(open, query, variables);
  expect(reply.status).toBe(400);
  expect(reply.text).toMatch(new RegExp(`Did you mean .*${right}`));
});

it.each(MISSPELT)('where it is closed, a misspelt %s gets none', async (_name, query, variables, right) => {
  const reply = await ask(closed, query, variables);
  expect(reply.status).toBe(400);
  expect(reply.text).not.toMatch(/Did you mean|hidden/);
  expect(reply.text).not.toMatch(new RegExp(`\\b${right}\\b`));
});
