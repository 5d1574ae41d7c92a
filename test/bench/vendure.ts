import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '../../src/devstack/free-port';
import type { Side } from './measure';
import { startProcess } from './processes';
import type { BenchProcess } from './processes';
import { PAGE_SIZE } from './seed';

/** Newer releases of its dependencies don't install together; this date is known to (Vendure 3.6.3). */
const INSTALL_BEFORE = '2026-06-01';
const PACKAGES = ['@vendure/core@3', 'better-sqlite3@12', 'graphql@~16.11.0'];

const PAGE = `query ($skip: Int) { productVariants(options: { take: ${PAGE_SIZE}, skip: $skip }) { items { id name sku price priceWithTax currencyCode
  stockLevels { stockOnHand stockAllocated stockLocation { id name } } } totalItems } }`;
const BY_SKU = `query ($sku: String!) { productVariants(options: { filter: { sku: { eq: $sku } }, take: 1 }) { items {
  id name sku price priceWithTax currencyCode stockLevels { stockOnHand stockAllocated stockLocation { id name } } } } }`;

/** Vendure in `folder`, installed there when it is not yet: some minutes, and a C++ compiler, once. Never ours to keep. */
function installVendure(folder: string): string {
  const manifest = join(folder, 'node_modules/@vendure/core/package.json');
  if (!existsSync(manifest)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const npm = (...args: string[]): Buffer => execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 2, 2] });
    process.stderr.write(`Installing Vendure into ${folder} (some minutes, once) ...\n`);
    npm('install', '--no-audit', '--no-fund', `--before=${INSTALL_BEFORE}`, ...PACKAGES);
    npm('rebuild', 'better-sqlite3', '--foreground-scripts');
  }
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** Starts Vendure with as many products and gives it as a side that can answer W1 and W2 by its own queries. */
export async function startVendure(
  folder: string,
  products: number,
  keep: <T extends BenchProcess>(started: T) => T,
): Promise<Side> {
  const installation = resolve(folder);
  const version = installVendure(installation);
  process.stderr.write(`Seeding Vendure ${version} with ${products} products in 4 locations ...\n`);
  const script = join(__dirname, 'vendure-peer.js');
  const args = [script, installation, String(await freePort()), String(products)];
  const env = { PATH: process.env['PATH'], NODE_ENV: 'production' };
  const started = keep(await startProcess(process.execPath, args, env, (line) => line.startsWith('listening ')));
  const { url, token } = JSON.parse(started.line.slice('listening '.length)) as { url: string; token: string };
  return {
    name: 'vendure',
    url,
    headers: { authorization: `Bearer ${token}` },
    serverPid: started.pid,
    // SQLite runs inside.
    pids: [started.pid],
    ownBodies: {
      W1: () => ({ query: PAGE }),
      'W1-pages': (n) => ({ query: PAGE, variables: { skip: (n % Math.floor(products / PAGE_SIZE)) * PAGE_SIZE } }),
      'W1-alone': () => ({ query: PAGE }),
      W2: (n) => ({ query: BY_SKU, variables: { sku: `BENCH-${(n * 37) % products}` } }),
    },
  };
}
