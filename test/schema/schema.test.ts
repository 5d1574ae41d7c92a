import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  buildSchema,
  findBreakingChanges,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { buildGraphqlSchema } from '../../src/graphql-schema';
import { undelivered } from '../../src/schema-contract';

const ROOT = resolve(__dirname, '../..');
const CONTRACT_FILE = resolve(ROOT, '../shared/contract/contract.graphql');

let schema: GraphQLSchema;

beforeAll(async () => {
  schema = await buildGraphqlSchema(null);
});

/** Every place that a client reads about: type, field, argument, enum value. */
function undescribed(checked: GraphQLSchema): string[] {
  const missing: string[] = [];
  const note = (path: string, description: string | null | undefined): void => {
    if (description === null || description === undefined || description.trim() === '') missing.push(path);
  };
  for (const type of Object.values(checked.getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
    if (!['Query', 'Mutation', 'Subscription'].includes(type.name)) note(type.name, type.description);
    if (isEnumType(type)) for (const value of type.getValues()) note(`${type.name}.${value.name}`, value.description);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) note(`${type.name}.${field.name}`, field.description);
    }
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        note(`${type.name}.${field.name}`, field.description);
        for (const arg of field.args) note(`${type.name}.${field.name}(${arg.name})`, arg.description);
      }
    }
  }
  return missing;
}

it('the committed SDL is what the code gives', () => {
  const committed = readFileSync(resolve(ROOT, 'schema/schema.graphql'), 'utf8');
  expect(committed).toContain(printSchema(lexicographicSortSchema(schema)));
});

it('every type, field, argument and enum value is described', () => {
  expect(undescribed(schema)).toEqual([]);
});

it('the check of descriptions finds what is not described', () => {
  const bare = buildSchema('"Root" type Query { a(b: Int): E } enum E { X } input I { f: Int }');
  expect(undescribed(bare)).toEqual(['Query.a', 'Query.a(b)', 'E', 'E.X', 'I', 'I.f']);
});

it('has everything of the contract but what later issues deliver', () => {
  if (!existsSync(CONTRACT_FILE)) {
    process.stderr.write('Skipped: ../shared/contract/contract.graphql is not here.\n');
    return;
  }
  const contract = buildSchema(readFileSync(CONTRACT_FILE, 'utf8'));
  const differences = findBreakingChanges(contract, schema).map((change) => change.description);
  expect(differences.filter((text) => !undelivered(text))).toEqual([]);
});

it('an unfinished contract is noticed', () => {
  const contract = buildSchema('type Query { branches: [String!]!, brandNew: String }');
  const actual = buildSchema('type Query { branches: [String!]! }');
  const differences = findBreakingChanges(contract, actual).map((change) => change.description);
  expect(differences.filter((text) => !undelivered(text))).toEqual(['Query.brandNew was removed.']);
});

it('no input field or variable default is both required and defaulted, which graphql-jit would refuse', () => {
  const guilty = Object.values(schema.getTypeMap()).flatMap((type) =>
    isInputObjectType(type)
      ? Object.values(type.getFields())
          .filter((field) => field.type.toString().endsWith('!') && field.defaultValue !== undefined)
          .map((field) => `${type.name}.${field.name}`)
      : [],
  );
  expect(guilty).toEqual([]);
});
