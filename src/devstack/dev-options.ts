import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What `npm run dev -- ...` was asked for. */
export interface DevOptions {
  /** 0 means any free port. */
  readonly port: number;
  /** Absolute path of the data folder. */
  readonly dataFolder: string;
  /** Remove the data of earlier starts first. */
  readonly isFresh: boolean;
  /** Make the demonstration tenant when it is not there. */
  readonly seeds: boolean;
  readonly wantsHelp: boolean;
}

export const DEV_HELP = `Usage: npm run dev -- [options]
Starts everything on this machine and serves: a MongoDB, a Redis, the API with its playground, and the workers.

Options:
  --port N       port of the API on 127.0.0.1 (default 4000; 0 for any free one)
  --data DIR     folder that keeps the data between starts (default .holdfast)
  --fresh        remove that folder's data first
  --no-seed      do not make the demonstration tenant
  --help         this text

MongoDB, first match: MONGODB_URI; MONGO_MODE=memory-server (a real mongod, MONGOMS_SYSTEM_BINARY names an installed
one); else the embedded development server.
Redis, first match: REDIS_URL; redis-server or valkey-server on the PATH; one that answers on 127.0.0.1:6379; as root
with apt-get, Debian's package is installed.
Ctrl-C stops everything. Passwords and tokens of the demonstration tenant: DIR/credentials.json.
`;

/** Reads the command line. Throws an Error that names what is wrong and where help is. */
export function parseDevOptions(args: readonly string[], workingFolder: string): DevOptions {
  const values = readArgs(args);
  const port = values.port ?? '4000';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Error(`Expected --port to be 0 to 65535, got "${port}". See --help.`);
  }
  if (values.data === '') throw new Error('Expected --data to name a folder, got nothing. See --help.');
  return {
    port: Number(port),
    dataFolder: resolve(workingFolder, values.data ?? '.holdfast'),
    isFresh: values.fresh ?? false,
    seeds: !(values['no-seed'] ?? false),
    wantsHelp: values.help ?? false,
  };
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        fresh: { type: 'boolean' },
        'no-seed': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)} See --help.`, { cause: error });
  }
}
