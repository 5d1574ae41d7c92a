import 'reflect-metadata';
import { loadConfig } from './config';
import { createApp } from './app';
import { fillBarcodeKeys } from './modules/catalog';
import { activeTenants } from './modules/tenants';

const HELP = `Usage: npm run migrate
Creates missing collections and indexes in the database of MONGODB_URI, and gives variants of earlier versions the keys
that their barcodes are looked up by; safe to repeat.`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  // Starting an app is what creates them; there is no second way to do it.
  const app = await createApp(loadConfig());
  for await (const tenant of activeTenants(app.db)) await fillBarcodeKeys({ db: app.db, tenantId: tenant._id });
  await app.close();
  process.stdout.write('Collections and indexes are in place.\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
