import { createApp } from '../src/app';
import { loadConfig } from '../src/config';
import { QUEUE_NAMES } from '../src/platform/queues';
import type { JobDefinition } from './job';
import { registry } from './registry';
import { startWorkers } from './runner';

/** What stands still by then is cut off; the parent or supervisor kills after 10 s. */
const SHUTDOWN_LIMIT_MS = 10_000;

function describe({ queue, purpose, schedule }: JobDefinition): string {
  const when = 'everyMs' in schedule ? `every ${schedule.everyMs / 1000} s` : `cron ${schedule.cron} UTC`;
  return `  ${queue.padEnd(24)}${when.padEnd(24)}${purpose}`;
}

function help(): string {
  return [
    'Usage: npm run worker -- [--only JOB[,JOB...]] [--help]',
    'Runs the background jobs of one process; start as many processes as you like. Settings come from the environment',
    '(README, section "Settings"); MONGODB_URI, REDIS_URL and TOKEN_SECRET are required.',
    'SIGTERM and Ctrl-C finish the run that is under way and stop within 10 seconds.',
    '',
    'Jobs:',
    ...registry.map(describe),
    '',
  ].join('\n');
}

/** The rows of the table that the command line asks for; throws with the known names on an unknown one. */
export function chosenJobs(args: readonly string[]): readonly JobDefinition[] {
  const [option, value, ...rest] = args;
  if (option === undefined) return registry;
  if (option !== '--only' || value === undefined || rest.length > 0) {
    throw new Error(`Expected no option or --only JOB[,JOB...], got ${args.join(' ')}. See --help.`);
  }
  const names = value.split(',');
  const unknown = names.filter((name) => !QUEUE_NAMES.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`Expected one of ${QUEUE_NAMES.join(', ')}, got ${unknown.join(', ')}.`);
  return registry.filter((row) => names.includes(row.queue));
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(help());
    return;
  }
  const jobs = chosenJobs(args);
  const app = await createApp(loadConfig());
  const workers = await startWorkers(app, jobs);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    void workers
      .stop()
      .then(() => app.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`could not stop cleanly: ${String(error)}\n`);
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(`workers ready: ${workers.workerId}\n`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
