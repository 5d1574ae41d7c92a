import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { loadConfig } from './config';
import { SystemClock } from './kernel/clock';
import type { Context } from './kernel/context';
// All modules, through those that stand on the others: only what is loaded has its collections made.
import './modules/bulk';
import './modules/pos';
import { fillBarcodeKeys, fillProductProjections } from './modules/catalog';
import { fillHeldOfWaiting } from './modules/reservations';
import { everyTenant } from './modules/tenants';
import { createLogger } from './platform/logger';
import { connectMongo, dropRetiredIndexes, syncIndexes } from './platform/mongo';
import type { MadeStructure } from './platform/mongo';

const HELP = `Usage: npm run migrate
Brings the database of MONGODB_URI to what this version expects, and says what it did: makes missing collections and
indexes, gives variants and products of earlier versions what scans and lists look them up by, tells stock what it owes to
paid orders, and drops indexes that earlier versions made and this one no longer uses. Changes nothing else, and is safe to
repeat. Run it when the processes of the earlier version have stopped.`;

/** What a migration did. */
export interface Migration extends MadeStructure {
  readonly droppedIndexes: readonly string[];
  /** Tenants that were looked at, and documents of theirs that were changed. */
  readonly tenants: number;
  readonly variants: number;
  readonly products: number;
  /** Backorders that learned what their hold still holds. */
  readonly backorders: number;
}

/** What a migration works with. */
type Migrated = Pick<Context, 'db' | 'clock' | 'logger'>;

/** Brings a database to the present version; a second time it finds nothing to do. */
export async function migrate({ db, clock, logger }: Migrated): Promise<Migration> {
  const made = await syncIndexes(db);
  const sums = { tenants: 0, variants: 0, products: 0, backorders: 0 };
  const actor = { kind: 'system', job: 'migrate' } as const;
  const correlationId = randomUUID();
  for await (const { _id: tenantId } of everyTenant(db)) {
    sums.tenants += 1;
    sums.variants += await fillBarcodeKeys({ db, tenantId });
    sums.products += await fillProductProjections({ db, tenantId });
    sums.backorders += await fillHeldOfWaiting({ db, clock, logger, tenantId, actor, correlationId });
  }
  // Last: what replaces them is in place then.
  return { ...made, droppedIndexes: await dropRetiredIndexes(db), ...sums };
}

function reportOf({
  madeCollections,
  madeIndexes,
  droppedIndexes,
  tenants,
  variants,
  products,
  backorders,
}: Migration): string {
  const dropped = droppedIndexes.length === 0 ? 'none' : droppedIndexes.join(', ');
  return [
    `The database is in place: ${madeCollections.length} collections and ${madeIndexes.length} indexes made, ${dropped} dropped.`,
    `Of ${tenants} tenants ${variants} variants, ${products} products and ${backorders} backorders were brought up to date.`,
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const { mongoUri, logLevel } = loadConfig();
  const db = await connectMongo({ uri: mongoUri, poolSizeMax: 2 });
  try {
    process.stdout.write(reportOf(await migrate({ db, clock: new SystemClock(), logger: createLogger(logLevel) })));
  } finally {
    await db.close();
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
