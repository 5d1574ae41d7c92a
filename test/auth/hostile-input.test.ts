import type { FastifyInstance } from 'fastify';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { subscriptionsOf } from '../support/live-executor';
import type { TrySubscription } from '../support/live-executor';
import { buildServer } from '../../src/server';
import { buildGraphqlSchema } from '../../src/graphql-schema';
import { documentOf, joinVariables, placesOf, rootFields, variablesOf } from './root-fields';
import type { InputPlace, RootField } from './root-fields';
import { samplesOf } from './samples';
import { makeShop } from './shop';
import type { Shop } from './shop';
import { readStored } from './stored-state';

/** Values that JSON.stringify can't write are put in as text afterwards. */
const RAW_PREFIX = 'raw-json:';
const raw = (json: string) => `${RAW_PREFIX}${json}`;

/** What a String or ID takes without a complaint of its type: these reach the code. */
const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '$where',
  '{"$ne":null}',
  '{"$gt":""}',
  '__proto__',
  'constructor.prototype',
  '$expr.$function',
  'a.b.$c',
  '.*(a+)+$',
  'E11000 duplicate key error',
  "'; return true; //",
  '../../etc/passwd',
  '\u0000',
  'a\u0000b',
  '\u202Eevitcefed',
  '\uD800',
  '\uFEFF',
  '\r\nx-evil: 1',
  'x'.repeat(10_240),
  '\u{1F600}'.repeat(300),
  'VmFyaWFudDp4',
  'UHJvZHVjdDowMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA',
  'null',
  'NaN',
  '-1',
  '9999999999999999999',
  '1e400',
];

/** Whole numbers at the edges: an Int or a SafeInt takes some of them. */
const HOSTILE_NUMBERS: readonly unknown[] = [
  0,
  -1,
  2_147_483_647,
  -2_147_483_648,
  2 ** 31,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  2 ** 53,
  1.5,
  raw('1e400'),
  raw('-1e400'),
  raw('-0'),
];

const HOSTILE_DATES: readonly string[] = [
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.000Z',
  '2026-02-30T00:00:00.000Z',
];

/** What has the wrong type almost everywhere. */
const WRONG_TYPES: readonly unknown[] = [
  { $ne: null },
  { $where: '1' },
  raw('{"__proto__":{"a":1}}'),
  true,
  null,
  [],
  [[]],
  'NaN',
];

/** Text of a driver, a path or a stack has no place in an answer. */
const LEAK =
  /E11000 duplicate key error collection|MongoServerError|MongoError|mongodb:\/\/|BSON|CastError|ioredis|node_modules|\/src\/|\.ts:\d|\.js:\d|\bat .+ \(|TypeError|RangeError|SyntaxError|undefined \(reading/;

/** A refused mutation ends its request: those behind it would not run, so mutations go one by one. */
const CALLS_PER_REQUEST = { query: 15, mutation: 1, subscription: 1 };

let test: TestApp;
let server: FastifyInstance;
let trySubscription: TrySubscription;
let fields: RootField[];
let shop: Shop;

beforeAll(async () => {
  test = await createTestApp();
  server = await buildServer(test.app);
  trySubscription = await subscriptionsOf(test.app);
  fields = rootFields(await buildGraphqlSchema(null));
  shop = await makeShop(test.app, test.gql, 'hostile');
});

afterAll(async () => {
  await server.close();
  await test.close();
});

interface Attempt {
  readonly place: InputPlace;
  readonly value: unknown;
}

function valuesFor({ typeName }: InputPlace): {
  readonly together: readonly unknown[];
  readonly alone: readonly unknown[];
} {
  switch (typeName) {
    case 'String':
      return { together: HOSTILE_TEXTS, alone: [...WRONG_TYPES, 0, raw('1e400')] };
    case 'ID':
      return { together: HOSTILE_TEXTS, alone: [...WRONG_TYPES, 0, -1, 1.5, 2 ** 53, raw('1e400')] };
    case 'Int':
      return { together: [0, -1, 2_147_483_647, -2_147_483_648], alone: [...WRONG_TYPES, ...HOSTILE_NUMBERS, '5'] };
    case 'SafeInt':
      return { together: [0, -1, 2 ** 53 - 1, -(2 ** 53 - 1)], alone: [...WRONG_TYPES, ...HOSTILE_NUMBERS, '5'] };
    case 'DateTime':
      return { together: [], alone: [...WRONG_TYPES, ...HOSTILE_DATES, 0, raw('1e400'), '$where'] };
    default:
      return { together: [], alone: [...WRONG_TYPES, 0, '$where', '__proto__', '\u0000'] };
  }
}

/** Sends the attempts as aliases of one request and tells, one by one, whether each was refused. */
async function send(
  root: RootField,
  attempts: readonly Attempt[],
): Promise<{ refused: Attempt[]; findings: string[] }> {
  const samples = samplesOf(shop);
  const calls = attempts.map((attempt) => variablesOf(root, samples, attempt));
  const body = JSON.stringify({ query: documentOf(root, 0, attempts.length), variables: joinVariables(calls) });
  const payload = body.replace(/"raw-json:((?:[^"\\]|\\.)*)"/g, (_all, json: string) => json.replaceAll('\\"', '"'));
  const response = await (root.kind === 'subscription' ? subscribeTo(payload) : post(payload));
  const tried = attempts.map(labelOf).join(' | ');
  const findings: string[] = [];
  if (response.statusCode >= 500) findings.push(`${tried} gave status ${response.statusCode}`);
  const answer = response.json<{
    data?: Record<string, { __typename?: string } | null> | null;
    errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
  }>();
  for (const error of answer.errors ?? []) {
    const which = typeof error.path?.[0] === 'string' ? attempts[Number(error.path[0].slice(1))] : undefined;
    const what = which === undefined ? tried : labelOf(which);
    if (error.extensions?.code === undefined) findings.push(`${what} gave an error without a code`);
    if (error.extensions?.code === 'INTERNAL') findings.push(`${what} gave INTERNAL`);
    // What the caller sent may be quoted; nothing else of this kind may be there.
    const text = attempts.reduce((left, { value }) => left.replaceAll(String(value), ''), JSON.stringify(error));
    const leak = LEAK.exec(text);
    if (leak !== null) findings.push(`${what} tells "${leak[0]}": ${error.message.slice(0, 200)}`);
  }
  const refused = attempts.filter((_attempt, at) => {
    const result = answer.data?.[`a${at}`];
    return result === undefined || result === null || /Error$/.test(result.__typename ?? '');
  });
  return { refused, findings };
}

function post(payload: string) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${shop.adminToken}` };
  return server.inject({ method: 'POST', url: '/graphql', headers, payload });
}

/** In the shape of an answer by POST. */
async function subscribeTo(payload: string) {
  const answer = await trySubscription(JSON.parse(payload), shop.adminToken);
  return { statusCode: 200, json: <T>() => answer as T };
}

function labelOf({ place, value }: Attempt): string {
  return `${place.root.name}(${place.path.join('.')}: ${shortOf(value)})`;
}

function shortOf(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}... (${text.length})` : text;
}

/** All attempts on one root field; those of good types share requests, those of wrong types fail the whole request. */
async function attack(root: RootField): Promise<{ refused: Attempt[]; findings: string[]; count: number }> {
  const refused: Attempt[] = [];
  const findings: string[] = [];
  let count = 0;
  const run = async (attempts: readonly Attempt[]) => {
    const outcome = await send(root, attempts);
    refused.push(...outcome.refused);
    findings.push(...outcome.findings);
    count += attempts.length;
  };
  for (const place of placesOf(root)) {
    const { together, alone } = valuesFor(place);
    const batch = together.map((value) => ({ place, value }));
    const size = CALLS_PER_REQUEST[root.kind];
    for (let at = 0; at < batch.length; at += size) await run(batch.slice(at, at + size));
    for (const value of alone) await run([{ place, value }]);
  }
  return { refused, findings, count };
}

it('no hostile value in any place of any root field is a fault, tells of the inside, or changes anything when refused', async () => {
  const findings: string[] = [];
  let tried = 0;
  for (const root of fields) {
    const before = await readStored(test.app);
    const first = await attack(root);
    findings.push(...first.findings);
    tried += first.count;
    if (first.refused.length < first.count && root.kind === 'mutation') {
      // Some values are good ones, such as a name from right to left. The others must leave no trace.
      const settled = await readStored(test.app);
      for (const attempt of first.refused) {
        const { refused } = await send(root, [attempt]);
        if (refused.length === 0) findings.push(`${labelOf(attempt)} was refused and then taken`);
      }
      findings.push(...changesOf(root, settled, await readStored(test.app)));
    } else findings.push(...changesOf(root, before, await readStored(test.app)));
  }
  expect([...new Set(findings)]).toEqual([]);
  expect(tried).toBeGreaterThan(3_000);
}, 400_000);

function changesOf(root: RootField, before: Record<string, string>, after: Record<string, string>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).map((name) => `${root.name} changed ${name}`);
}
