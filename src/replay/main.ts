import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readCredentials } from './credentials';
import { startOwnStack } from './own-stack';
import type { OwnStack } from './own-stack';
import { readRows } from './read-rows';
import { reportLines } from './report';
import { differences, runReplay } from './run-replay';

const HELP = `Usage: npm run replay -- FILE.csv [--limit N] [--url URL --credentials FILE]
Replays real invoices (UCI Online Retail format) through the GraphQL API: creates the catalogue, receives opening stock,
sells every invoice in order (with a customer as web order, without one at the till), and compares what was sold with
the same figures computed straight from the file. Exit 0 when all is equal and no stock has drifted, else 1.

Options:
  --limit N            only the first N invoices of the file
  --url URL            a running server, such as http://127.0.0.1:4000; without it a fresh stack is started and removed
                       (a MONGODB_URI in the environment is then ignored)
  --credentials FILE   the credentials.json of that server (npm run dev writes DIR/credentials.json)
  --help               this text
`;

interface ReplayArguments {
  readonly file: string;
  readonly limit: number | undefined;
  readonly server: { readonly url: string; readonly credentialsFile: string } | null;
}

/** Reads the command line; throws an Error that says what is wrong and where help is. */
export function parseArguments(args: readonly string[]): ReplayArguments | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      limit: { type: 'string' },
      url: { type: 'string' },
      credentials: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return 'help';
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0)
    throw new Error(`Expected one FILE.csv, got ${positionals.length}. See --help.`);
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) {
    throw new Error(`Expected --limit to be a whole number above 0, got ${values.limit}. See --help.`);
  }
  if ((values.url === undefined) !== (values.credentials === undefined)) {
    throw new Error('Expected --url and --credentials together. See --help.');
  }
  const server =
    values.url === undefined || values.credentials === undefined
      ? null
      : { url: values.url, credentialsFile: values.credentials };
  return { file, limit, server };
}

async function main(): Promise<void> {
  const args = parseArguments(process.argv.slice(2));
  if (args === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const rows = readRows(readFileSync(args.file));
  const say = (line: string): boolean => process.stderr.write(`${line}\n`);
  let stack: OwnStack | null = null;
  const stop = async (): Promise<void> => stack?.stop();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  }
  try {
    if (args.server === null) {
      say('Starting a fresh stack for the replay ...');
      stack = await startOwnStack(process.env, say);
    }
    const url = args.server?.url ?? stack?.url ?? '';
    const credentials = stack?.credentials ?? readCredentials(args.server?.credentialsFile ?? '');
    const outcome = await runReplay({ rows, invoiceLimit: args.limit, url, credentials, output: process.stderr });
    process.stdout.write(`${['', ...reportLines(outcome)].join('\n')}\n`);
    process.exitCode = differences(outcome).length === 0 ? 0 : 1;
  } finally {
    await stop();
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
