import 'reflect-metadata';
import { loadConfig } from './config';
import { createApp } from './app';
import { fillBarcodeKeys, fillProductProjections } from './modules/catalog';
import { fillHeldOfWaiting } from './modules/reservations';
import { activeTenants } from './modules/tenants';

const HELP = `Usage: npm run migrate
Creates missing collections and indexes in the database of MONGODB_URI, gives variants and products of earlier
versions what scans and lists look them up by, and tells stock what it owes to paid orders; safe to repeat.`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  // Starting an app is what creates them; there is no second way to do it.
  const app = await createApp(loadConfig());
  for await (const { _id: tenantId } of activeTenants(app.db)) {
    await fillBarcodeKeys({ db: app.db, tenantId });
    await fillProductProjections({ db: app.db, tenantId });
    await fillHeldOfWaiting(app.newContext(tenantId, { kind: 'system', job: 'migrate' }));
  }
  await app.close();
  process.stdout.write('Collections and indexes are in place.\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
