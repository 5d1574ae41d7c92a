import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The commerce peer: Vendure on SQLite, as its own documentation starts it, with as many products of one variant each
 * and four stock locations. Usage: node vendure-peer.js INSTALLATION PORT PRODUCTS. Prints `listening {url, token}`.
 * Not a dependency of ours: it is installed beside, by `vendure.ts`, and loaded from there.
 */
interface VendureCore {
  bootstrap(config: object): Promise<unknown>;
  DefaultLogger: new (options: { level: number }) => object;
  LogLevel: { Error: number };
}
interface VendureCli {
  populate(start: () => Promise<unknown>, initialData: object, csvFile: string): Promise<unknown>;
}

const STOCK_PER_LOCATION = 1_000_000;
const EXTRA_LOCATIONS = ['B1', 'B2', 'B3'];
const UPDATES_PER_REQUEST = 50;
const LIST_MAX = 100;

async function main(): Promise<void> {
  const [installation = '', portText = '', productsText = ''] = process.argv.slice(2);
  const [port, products] = [Number(portText), Number(productsText)];
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-vendure-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGTERM', () => process.exit(0));
  // Vendure leaves an identifier of the installation in the working folder.
  process.chdir(folder);
  const load = createRequire(join(installation, 'package.json'));
  const { bootstrap, DefaultLogger, LogLevel } = load('@vendure/core') as VendureCore;
  const { populate } = load('@vendure/core/cli') as VendureCli;
  const config = {
    apiOptions: { port, hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
    authOptions: { tokenMethod: ['bearer'], superadminCredentials: { identifier: 'admin', password: 'admin' } },
    dbConnectionOptions: { type: 'better-sqlite3', synchronize: true, database: join(folder, 'shop.sqlite') },
    paymentOptions: { paymentMethodHandlers: [] },
    importExportOptions: { importAssetsDir: folder },
    logger: new DefaultLogger({ level: LogLevel.Error }),
    plugins: [],
  };
  const csv = join(folder, 'products.csv');
  writeFileSync(csv, productsCsv(products));
  await populate(() => bootstrap(config), INITIAL_DATA, csv);
  const url = `http://127.0.0.1:${port}/admin-api`;
  const token = await fillLocations(url);
  process.stdout.write(`listening ${JSON.stringify({ url, token })}\n`);
}

const INITIAL_DATA = {
  defaultLanguage: 'en',
  defaultZone: 'Europe',
  countries: [{ code: 'GB', name: 'United Kingdom', zone: 'Europe' }],
  taxRates: [{ name: 'Standard', percentage: 20 }],
  shippingMethods: [],
  collections: [],
  paymentMethods: [],
};

function productsCsv(products: number): string {
  const header =
    'name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets';
  const rows = Array.from(
    { length: products },
    (_, n) =>
      `Bench product ${n},bench-${n},,,,,,BENCH-${n},${((500 + n) / 100).toFixed(2)},standard,${STOCK_PER_LOCATION},true,,`,
  );
  return [header, ...rows].join('\n');
}

/** Makes the other locations and puts stock of every variant into them; returns the administrator's token. */
async function fillLocations(url: string): Promise<string> {
  let token = '';
  const ask = async <T>(query: string, variables: object = {}): Promise<T> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== '' && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    token = response.headers.get('vendure-auth-token') ?? token;
    const answer = (await response.json()) as { data: T; errors?: unknown };
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  };
  await ask('mutation { login(username: "admin", password: "admin") { __typename } }');
  const locationIds: string[] = [];
  for (const name of EXTRA_LOCATIONS) {
    const { createStockLocation } = await ask<{ createStockLocation: { id: string } }>(
      'mutation ($name: String!) { createStockLocation(input: { name: $name, description: "" }) { id } }',
      { name },
    );
    locationIds.push(createStockLocation.id);
  }
  const stockLevels = locationIds.map((id) => ({ stockLocationId: id, stockOnHand: STOCK_PER_LOCATION }));
  for (let skip = 0; ; skip += LIST_MAX) {
    const { productVariants } = await ask<{ productVariants: { items: { id: string }[] } }>(
      'query ($take: Int!, $skip: Int!) { productVariants(options: { take: $take, skip: $skip }) { items { id } } }',
      { take: LIST_MAX, skip },
    );
    if (productVariants.items.length === 0) return token;
    for (let from = 0; from < productVariants.items.length; from += UPDATES_PER_REQUEST) {
      const input = productVariants.items
        .slice(from, from + UPDATES_PER_REQUEST)
        .map(({ id }) => ({ id, stockLevels }));
      await ask('mutation ($input: [UpdateProductVariantInput!]!) { updateProductVariants(input: $input) { id } }', {
        input,
      });
    }
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
