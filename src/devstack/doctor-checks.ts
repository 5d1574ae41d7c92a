import { accessSync, constants, existsSync, statSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { loadConfig } from '../config';
import { SystemClock } from '../kernel/clock';
import type { Logger } from '../kernel/context';
import { reconcileStock } from '../modules/reservations';
import { activeTenants } from '../modules/tenants';
import { assertRedisSettings } from '../platform/redis';
import { findProgram } from './child-process';
import { isPortFree } from './free-port';

/** One line of the doctor's report. A `trouble` makes it exit with 1. */
export interface Finding {
  readonly verdict: 'ok' | 'note' | 'trouble';
  readonly text: string;
}

const ok = (text: string): Finding => ({ verdict: 'ok', text });
const note = (text: string): Finding => ({ verdict: 'note', text });
const trouble = (text: string): Finding => ({ verdict: 'trouble', text });

const FREE_SPACE_MIN_BYTES = 500 * 1024 * 1024;
const HEALTH_WAIT_MS = 5_000;
const CLOCK_OFFSET_NOTED_MS = 1_000;
const NATIVE_PACKAGES = ['lmdb', '@node-rs/argon2'];

/** Node's version against package.json's "engines": 20 from 20.19, or 22.15 and above. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 15) || major > 22;
  return fits ? ok(`Node ${version}`) : trouble(`Expected Node 20.19 or later, or 22.15 or later; got ${version}.`);
}

/** The packages with compiled parts load on this machine. */
export function checkNativePackages(): Finding[] {
  const load = createRequire(__filename);
  return NATIVE_PACKAGES.map((name) => {
    try {
      load(name);
      return ok(`package ${name} loads`);
    } catch (error) {
      return trouble(`Package ${name} does not load: ${messageOf(error)} Run npm install again.`);
    }
  });
}

/** The settings that a production start would read, when some are set at all. */
export function checkSettings(environment: NodeJS.ProcessEnv): Finding {
  const isAnySet = ['MONGODB_URI', 'REDIS_URL', 'TOKEN_SECRET'].some((name) => (environment[name] ?? '') !== '');
  try {
    loadConfig(environment);
    return ok('settings are complete for npm start and npm run worker');
  } catch (error) {
    const reason = messageOf(error).split('\n').slice(1, -1).join(';').trim();
    return isAnySet
      ? note(`npm start would refuse these settings: ${reason}. npm run dev fills in what is missing.`)
      : ok('no settings in the environment; npm run dev needs none');
  }
}

/** A place to keep data: writable, private, with room. */
export function checkDataFolder(folder: string): Finding[] {
  const existing = nearestExisting(folder);
  const findings: Finding[] = [];
  try {
    accessSync(existing, constants.W_OK);
    findings.push(ok(`data folder ${folder}${existing === folder ? '' : ' (not made yet)'}`));
  } catch {
    findings.push(trouble(`Expected ${existing} to be writable. Change its owner, or use --data.`));
  }
  const { bavail, bsize } = statfsSync(existing);
  const freeBytes = bavail * bsize;
  const freeText = `${Math.round(freeBytes / 1024 / 1024)} MB free there`;
  findings.push(freeBytes < FREE_SPACE_MIN_BYTES ? trouble(`Expected 500 MB free, got ${freeText}.`) : ok(freeText));
  for (const name of ['secret', 'credentials.json']) {
    const file = join(folder, name);
    if (existsSync(file) && (statSync(file).mode & 0o077) !== 0) {
      findings.push(trouble(`${file} can be read by others. Run: chmod 600 ${file}`));
    }
  }
  return findings;
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

/** The API's port: free, or used by the running stack itself. */
export async function checkPort(port: number, isOurs: boolean): Promise<Finding> {
  if (isOurs) return ok(`port ${port} is served by the running npm run dev`);
  return (await isPortFree(port))
    ? ok(`port ${port} is free`)
    : note(`Port ${port} is taken by another program: use npm run dev -- --port ${port + 1}.`);
}

/** Whether the folder's own `npm run dev` runs, and whether it is ready to serve. */
export async function checkDev(url: string | undefined): Promise<Finding> {
  if (url === undefined) {
    return note('npm run dev is not running on this folder; what it would use is checked');
  }
  const health = `${url}/health/ready`;
  try {
    const reply = await fetch(health, { signal: AbortSignal.timeout(HEALTH_WAIT_MS) });
    const text = (await reply.text()).slice(0, 200);
    return reply.ok ? ok(`npm run dev is ready at ${url}`) : trouble(`${health} answers ${reply.status}: ${text}`);
  } catch {
    return trouble(`npm run dev is running, but ${health} does not answer. Read what it printed, or start it again.`);
  }
}

/** Browser tests need a Chromium; everything else works without. */
export function checkChromium(path: string | undefined): Finding {
  const program = findProgram(['chromium', 'chromium-browser', 'google-chrome'], path);
  return program === undefined
    ? note('no Chromium: the browser test will be skipped (apt-get install chromium)')
    : ok(`${program} for the browser test`);
}

/** A replica set, its version, and how far its clock is from ours. */
export async function checkMongo(db: Connection): Promise<Finding[]> {
  const admin = db.getClient().db('admin');
  const sentAt = performance.timeOrigin + performance.now();
  const hello = await admin.command({ hello: 1 });
  const receivedAt = performance.timeOrigin + performance.now();
  const { version } = (await admin.command({ buildInfo: 1 })) as { version?: string };
  const localTime: unknown = hello['localTime'];
  const offsetMs = localTime instanceof Date ? Math.round(localTime.getTime() - (sentAt + receivedAt) / 2) : 0;
  const findings = [ok(`MongoDB ${version ?? ''}, replica set "${String(hello['setName'] ?? 'sharded cluster')}"`)];
  if (Math.abs(offsetMs) > CLOCK_OFFSET_NOTED_MS) {
    findings.push(note(`The database's clock is ${offsetMs} ms from this machine's; the service corrects for it.`));
  }
  return findings;
}

/** It answers, and evicts nothing. */
export async function checkRedis(redis: Redis): Promise<Finding> {
  try {
    await redis.ping();
    await assertRedisSettings(redis);
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
    return ok(`Redis ${version}, evicts nothing`);
  } catch (error) {
    return trouble(messageOf(error));
  }
}

/** Every balance of every active tenant against the ledger and the live holds; nothing is changed. */
export async function checkStock(db: Connection, logger: Logger): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const tenant of activeTenants(db)) {
    const actor = { kind: 'system', job: 'doctor' } as const;
    const ctx = { tenantId: tenant._id, actor, correlationId: 'doctor', db, clock: new SystemClock(), logger };
    const { checkedEntries, drifts } = await reconcileStock(ctx, { dryRun: true });
    findings.push(
      drifts.length === 0
        ? ok(`stock of tenant "${tenant.slug}": ${checkedEntries} entries, no drift`)
        : trouble(
            `Stock of tenant "${tenant.slug}": ${drifts.length} of ${checkedEntries} entries drift. Run reconcileStock.`,
          ),
    );
  }
  return findings.length === 0 ? [note('no tenant yet: npm run dev makes a demonstration one')] : findings;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
