import 'reflect-metadata';
import type { App } from '../app';
import { migrate } from '../migrate';
import { tenantDirectory } from '../modules/tenants';
import { syncIndexes } from '../platform/mongo';
import { DataFolder } from './data-folder';
import type { Credentials } from './data-folder';
import { demoTabs } from './demo-tabs';
import type { DevOptions } from './dev-options';
import { ProgressBar } from './progress-bar';
import { DEMO_PRODUCTS, DEMO_SEED, DEMO_TENANT, seedDemo } from './seed/seed-demo';
import type { Shutdown } from './shutdown';
import { startApi, startApp, startServices, startWorker } from './stack';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * Starts the whole stack and prints where it is; returns when it is ready. Everything that must be stopped is given to
 * `shutdown`, also when the start fails half-way.
 * @param options.port the port to serve on, known to be free a moment ago.
 */
export async function runDev(options: DevOptions, host: string, shutdown: Shutdown): Promise<void> {
  const { port } = options;
  const folder = DataFolder.open(options.dataFolder);
  shutdown.add('the data folder', async () => folder.unlock());
  const isOurDatabase = (process.env['MONGODB_URI'] ?? '') === '';
  if (options.isFresh) folder.clear();
  const settings = {
    folder,
    port,
    environment: { ...process.env, HOST: host },
    shutdown,
    mayInstall: true,
    say,
    onLost: (part: string, output: string) => {
      if (shutdown.hasBegun) return;
      complain(`${part} has ended unexpectedly; stopping.\n${output}`);
      void shutdown.run().then(() => process.exit(1));
    },
  };
  const environment = await startServices(settings);
  const { MONGODB_URI: mongoUri = '', REDIS_URL: redisUrl = '' } = environment;
  const url = `http://${host}:${port}`;
  folder.writeRunning({ port, url, mongoUri, redisUrl });
  const app = await startApp(environment, shutdown);
  const seeded = options.seeds ? await seed(app, folder, url, isOurDatabase) : undefined;
  const credentials = seeded ?? keepUrl(folder, url);
  const playground = credentials === undefined ? {} : { prepareTabs: demoTabs(() => credentials) };
  await startWorker(settings, environment);
  await startApi(app, playground, shutdown);
  if (seeded !== undefined) printCredentials(seeded, folder);
  printUrls(url, folder, credentials !== undefined);
}

/** Makes the demonstration tenant unless it is there; answers its credentials when they are new. */
async function seed(
  app: App,
  folder: DataFolder,
  url: string,
  isOurDatabase: boolean,
): Promise<Credentials | undefined> {
  if (folder.hasHalfSeed) {
    if (!isOurDatabase) {
      throw new Error(
        'An earlier start was stopped while it seeded MONGODB_URI. Drop that database, or use --no-seed.',
      );
    }
    say('An earlier start was stopped while it seeded; starting over.');
    await app.db.dropDatabase();
    await syncIndexes(app.db);
  }
  const known = await tenantDirectory(app.db).bySlug(DEMO_TENANT);
  if (known !== null) {
    await migrate(app);
    if (folder.readCredentials() === undefined) {
      say(`The database already holds the tenant "${DEMO_TENANT}", but its credentials are not in ${folder.path}.`);
    }
    return undefined;
  }
  say(`Seeding the demonstration tenant (seed ${DEMO_SEED}):`);
  const progress = new ProgressBar(process.stdout, '  products', DEMO_PRODUCTS);
  folder.markSeeding(true);
  const credentials = { url, ...(await seedDemo(app, () => progress.advance())) };
  folder.writeCredentials(credentials);
  folder.markSeeding(false);
  return credentials;
}

/** The credentials of an earlier start with this start's address. */
function keepUrl(folder: DataFolder, url: string): Credentials | undefined {
  const known = folder.readCredentials();
  if (known === undefined) return undefined;
  const current = { ...known, url };
  if (known.url !== url) folder.writeCredentials(current);
  return current;
}

function printCredentials({ tenant, staff, registers, customers }: Credentials, folder: DataFolder): void {
  say('');
  say(`Credentials of the tenant "${tenant}" (shown once; kept in ${folder.credentialsFile}):`);
  for (const { role, email, password } of staff) say(`  ${role.padEnd(12)}${email.padEnd(24)}${password}`);
  for (const { email, password } of customers) say(`  ${'customer'.padEnd(12)}${email.padEnd(24)}${password}`);
  for (const { branchCode, terminalToken, cashierPin } of registers) {
    say(`  ${'till'.padEnd(12)}${branchCode.padEnd(24)}terminal token ${terminalToken}  PIN ${cashierPin}`);
  }
}

function printUrls(url: string, folder: DataFolder, hasDemo: boolean): void {
  say('');
  say(`Playground  ${url}/playground${hasDemo ? '   (examples for shopper, till and admin, signed in)' : ''}`);
  say(`GraphQL     ${url}/graphql`);
  say(`Health      ${url}/health/ready`);
  if (hasDemo) say(`Credentials ${folder.credentialsFile}`);
  say('Ready. Ctrl-C stops everything.');
}
