import 'reflect-metadata';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { buildSchema, findBreakingChanges, lexicographicSortSchema, printSchema } from 'graphql';
import { buildGraphqlSchema } from './graphql-schema';
import { faultText } from './kernel/errors';
import { undelivered } from './schema-contract';

const HELP = `Usage: npm run schema:emit | schema:check | schema:contract
  emit      writes schema/schema.graphql from the code
  check     fails when schema/schema.graphql is not what the code gives
  contract  compares schema/schema.graphql with ../shared/contract/contract.graphql; fails on anything missing or
            different that is not on the list of what later issues deliver`;

const ROOT = process.cwd();
const SCHEMA_FILE = resolve(ROOT, 'schema/schema.graphql');
const CONTRACT_FILE = resolve(ROOT, '../shared/contract/contract.graphql');

/** The schema in SDL, sorted, so that the file only changes when the schema does. */
async function emitted(): Promise<string> {
  const schema = await buildGraphqlSchema(null);
  return `# Emitted by "npm run schema:emit"; do not edit.\n${printSchema(lexicographicSortSchema(schema))}\n`;
}

async function emit(): Promise<number> {
  mkdirSync(dirname(SCHEMA_FILE), { recursive: true });
  writeFileSync(SCHEMA_FILE, await emitted());
  process.stdout.write('Wrote schema/schema.graphql.\n');
  return 0;
}

async function check(): Promise<number> {
  const committed = existsSync(SCHEMA_FILE) ? readFileSync(SCHEMA_FILE, 'utf8') : '';
  if (committed === (await emitted())) {
    process.stdout.write('schema/schema.graphql is what the code gives.\n');
    return 0;
  }
  process.stderr.write('schema/schema.graphql is stale. Run "npm run schema:emit" and commit the file.\n');
  return 1;
}

function contract(): number {
  if (!existsSync(CONTRACT_FILE)) {
    process.stdout.write('Skipped: ../shared/contract/contract.graphql is not here.\n');
    return 0;
  }
  const expected = buildSchema(readFileSync(CONTRACT_FILE, 'utf8'));
  const actual = buildSchema(readFileSync(SCHEMA_FILE, 'utf8'));
  const differences = findBreakingChanges(expected, actual).map((change) => change.description);
  const later = differences.filter((text) => undelivered(text));
  const wrong = differences.filter((text) => !undelivered(text));
  for (const text of later) process.stdout.write(`later issue: ${text}\n`);
  for (const text of wrong) process.stderr.write(`MISSING: ${text}\n`);
  process.stdout.write(`${wrong.length} missing, ${later.length} left to later issues.\n`);
  return wrong.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const command = process.argv.includes('--help') ? 'help' : process.argv[2];
  switch (command) {
    case 'emit':
      return emit();
    case 'check':
      return check();
    case 'contract':
      return contract();
    default:
      return help();
  }
}

function help(): number {
  process.stdout.write(`${HELP}\n`);
  return 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${faultText(error)}\n`);
    process.exitCode = 1;
  },
);
