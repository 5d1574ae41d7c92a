import 'reflect-metadata';
import { loadConfig } from './config';
import { createApp } from './app';

const HELP = `Usage: npm run migrate
Creates missing collections and indexes in the database of MONGODB_URI; safe to repeat, changes no document.`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  // Starting an app is what creates them; there is no second way to do it.
  const app = await createApp(loadConfig());
  await app.close();
  process.stdout.write('Collections and indexes are in place.\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
