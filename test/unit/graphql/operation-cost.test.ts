import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, buildSchema, parse } from 'graphql';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { OPERATION_COST_MAX, assertAffordable, operationCost } from '../../../src/graphql/operation-cost';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('The document holds no operation.');
  return operation;
}

function costOf(text: string, variables: Record<string, unknown> | null = {}): number {
  const document = parse(text);
  return operationCost(schema, document, operationOf(document), variables);
}

it.each([
  ['a value', '{ tenant { id name } }', 3],
  ['a page in a number', '{ products(first: 7) { nodes { id } } }', 1 + 1 + 7],
  ['a page left out', '{ products { nodes { id } } }', 1 + 1 + 20],
  ['what stands once beside a list', '{ products(first: 7) { nodes { id } pageInfo { endCursor } } }', 1 + 1 + 7 + 2],
  ['edges', '{ products(first: 7) { edges { cursor node { id } } } }', 1 + 1 + 7 * 3],
  ['a list without pages', '{ branches { id } }', 1 + 5],
  ['a page in a page', '{ products(first: 7) { nodes { variants(first: 3) { nodes { id } } } } }', 2 + 7 * (2 + 3)],
  [
    'a fragment',
    '{ ...A } fragment A on Query { products(first: 7) { ...B } } fragment B on ProductConnection { nodes { id } }',
    9,
  ],
  ['an inline fragment', '{ node(id: "x") { ... on Product { variants(first: 3) { nodes { id } } } } }', 1 + 2 + 3],
  ['a page that nobody gets', '{ products(first: 1000000) { nodes { id } } }', 2 + 100],
  ['a page below nothing', '{ products(first: -5) { nodes { id } } }', 2 + 100],
])('counts %s', (_name, text, cost) => expect(costOf(text)).toBe(cost));

it.each([
  ['given', { n: 7 }, 2 + 7],
  ['left out', {}, 2 + 3],
  ['null', { n: null }, 2 + 20],
  ['no number', { n: '7' }, 2 + 100],
  ['not known yet', null, 2 + 100],
])('a page in a variable that is %s', (_name, variables, cost) => {
  expect(costOf('query ($n: Int = 3) { products(first: $n) { nodes { id } } }', variables)).toBe(cost);
});

it('fragments that double each other are counted in no time', () => {
  const doubling = Array.from({ length: 200 }, (_u, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
  expect(costOf(`{ ...F0 } ${doubling.join(' ')} fragment F200 on Query { tenant { id } }`)).toBe(2 ** 200 * 2);
});

const folder = 'schema/operations';
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.graphql'));

it('there are client operations to judge', () => expect(files.length).toBeGreaterThan(40));

it.each(files)('%s of the clients may ask for the largest pages, and for ten times as much', (name) => {
  expect(costOf(readFileSync(join(folder, name), 'utf8'), null)).toBeLessThanOrEqual(OPERATION_COST_MAX / 10);
});

it('the limit itself is affordable, one more is not', () => {
  const ofWidth = (fields: number): string =>
    `{ products(first: 100) { nodes { variants(first: 100) { nodes { ${'id '.repeat(fields)} } } } } }`;
  const judge = (text: string) => () => {
    const document = parse(text);
    assertAffordable(schema, document, operationOf(document), {});
  };
  expect(judge(ofWidth(29))).not.toThrow();
  expect(judge(ofWidth(30))).toThrow(/at most 300000 values, got one for up to 300202/);
});
