import { parseArgs } from 'node:util';
import { WORKLOAD_NAMES, chooseWorkloads } from './workloads';
import type { Chosen } from './workloads';

export const HELP = `Usage: npm run bench -- [--only W1,W2,W10] [options]
Measures CPU per operation (all processes), database commands per operation and latency of the workloads, beside bare
Fastify + Mercurius + graphql-jit over the same database in the same run, in interleaved rounds. Loopback only.

Options:
  --only NAMES     of ${WORKLOAD_NAMES.join(', ')}; W3 means all its sizes (default: all)
  --rounds N       rounds per workload, 1 to 20 (default 5)
  --seconds N      seconds per side and round, 1 to 30 (default 3)
  --products N     products with stock in 4 branches, 600 to 20000 (default 1000)
  --large N        products of the large catalogue of W9, 2000 to 200000 (default 100000)
  --vendure DIR    also measure Vendure (W1, W2), installed into DIR when it isn't there: some minutes, once
  --json FILE      also write every figure of every round to FILE
  --help           this text

MONGODB_URI names a real MongoDB to measure on; without it the embedded development server is started (in memory).
`;

export interface Settings {
  readonly chosen: Chosen;
  readonly rounds: number;
  readonly seconds: number;
  readonly products: number;
  readonly large: number;
  readonly vendure: string | undefined;
  readonly json: string | undefined;
}

export function readSettings(args: readonly string[]): Settings | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: text,
      rounds: text,
      seconds: text,
      products: text,
      large: text,
      vendure: text,
      json: text,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return 'help';
  const whole = (
    name: 'rounds' | 'seconds' | 'products' | 'large',
    fallback: number,
    min: number,
    max: number,
  ): number => {
    const value = Number(values[name] ?? fallback);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new Error(`Expected --${name} ${min} to ${max}, got ${values[name]}.`);
    return value;
  };
  return {
    chosen: chooseWorkloads(values.only),
    rounds: whole('rounds', 5, 1, 20),
    seconds: whole('seconds', 3, 1, 30),
    products: whole('products', 1_000, 600, 20_000),
    large: whole('large', 100_000, 2_000, 200_000),
    vendure: values.vendure,
    json: values.json,
  };
}
