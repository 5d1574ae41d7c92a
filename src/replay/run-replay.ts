import { randomBytes } from 'node:crypto';
import { ProgressBar } from '../devstack/progress-bar';
import type { ProgressOutput } from '../devstack/progress-bar';
import { ApiClient, expectMember } from './api-client';
import { classifyRow } from './classify-row';
import type { Credentials } from './credentials';
import { fileAdjustments, fileFigures } from './file-figures';
import type { SoldFigures } from './file-figures';
import { GUEST_SESSION, SIGN_IN } from './operations';
import { planReplay } from './plan-replay';
import type { ReplayPlan } from './plan-replay';
import type { RawRow } from './read-rows';
import { replayAdjustment, replayInvoice } from './replay-invoice';
import { runInLanes } from './run-in-lanes';
import { createCatalogue, findShop, readLevels, receiveOpeningStock } from './set-up-shop';
import { checkDrift, leftOver, readSold } from './verify';
import type { SoldOnServer } from './verify';

/** Invoices under way at once. More would only queue on two cores. */
const INVOICES_PARALLEL_MAX = 4;

export interface ReplayOptions {
  readonly rows: readonly RawRow[];
  /** Invoices of the file to replay; all when left out. */
  readonly invoiceLimit?: number;
  readonly url: string;
  readonly credentials: Credentials;
  readonly output: ProgressOutput;
}

/** What came out. Equal figures, no faults and no drift mean that the replay passed. */
export interface ReplayOutcome {
  readonly plan: ReplayPlan;
  readonly currency: string;
  readonly inFile: SoldFigures;
  readonly onServer: SoldOnServer;
  /** Units that left without a sale: in the file, and in the server's ledger. */
  readonly adjustedInFile: { readonly rows: number; readonly units: number };
  readonly adjustedOnServer: { readonly rows: number; readonly units: number };
  readonly openingUnits: number;
  /** Stock entries whose balance is not what it was before the opening stock came in. */
  readonly leftOverEntries: number;
  readonly drift: { readonly checkedEntries: number; readonly drifts: number };
  readonly requests: number;
  readonly repeats: number;
  readonly seconds: number;
}

/** Creates the catalogue, receives the opening stock, replays every invoice through the API and reads all back. */
export async function runReplay(options: ReplayOptions): Promise<ReplayOutcome> {
  const { rows, url, credentials, output } = options;
  const startedAt = performance.now();
  const plan = planReplay(rows, options.invoiceLimit);
  if (plan.invoices.length === 0) throw new Error('Expected at least one invoice with a sale in the file, got none.');
  const admin = new ApiClient(url, (anonymous) => signInAs('ADMIN', credentials, anonymous));
  const shop = await findShop(admin, credentials);
  const runId = randomBytes(6).toString('hex');
  const before = await readLevels(admin, shop);
  const products = new ProgressBar(output, 'Catalogue', plan.products.length);
  const variants = await createCatalogue(admin, shop, runId, plan.products, products);
  const stockLines = plan.demand.WEB.size + plan.demand.POS.size;
  const stock = new ProgressBar(output, 'Opening stock', stockLines);
  const openingUnits = await receiveOpeningStock(admin, shop, runId, plan, variants, stock);
  const invoices = new ProgressBar(output, 'Invoices', plan.invoices.length);
  const orderIds = new Set<string>();
  const shoppers = new Map<string, ApiClient>();
  const shopperOf = (customerId: string): ApiClient => {
    const known = shoppers.get(customerId);
    if (known !== undefined) return known;
    const made = new ApiClient(url, (anonymous) => startShopping(credentials.tenant, anonymous));
    shoppers.set(customerId, made);
    return made;
  };
  const desk = { admin, shopperOf, shop, runId, variants };
  await runInLanes(
    plan.invoices,
    INVOICES_PARALLEL_MAX,
    // One till rings up one sale after the other, and a customer's orders keep their order.
    (invoice) => (invoice.channel === 'POS' ? 'till' : invoice.customerId),
    async (invoice) => {
      orderIds.add(await replayInvoice(desk, invoice));
      invoices.advance();
    },
  );
  const adjusting = new ProgressBar(output, 'Adjustments', plan.adjustments.length);
  let adjustedUnits = 0;
  for (const [index, row] of plan.adjustments.entries()) {
    adjustedUnits += await replayAdjustment(desk, row, index);
    adjusting.advance();
  }
  const onServer = await readSold(admin, orderIds);
  const after = await readLevels(admin, shop);
  const clients = [admin, ...shoppers.values()];
  const chosen = withinLimit(rows, options.invoiceLimit);
  return {
    plan,
    currency: shop.currency,
    inFile: fileFigures(chosen, (row) => classifyRow(row).kind === 'sale'),
    adjustedInFile: fileAdjustments(chosen, (row) => classifyRow(row).kind === 'adjustment'),
    adjustedOnServer: { rows: plan.adjustments.length, units: adjustedUnits },
    onServer,
    openingUnits,
    leftOverEntries: leftOver(before, after),
    drift: await checkDrift(admin),
    requests: clients.reduce((sum, client) => sum + client.requests, 0),
    repeats: clients.reduce((sum, client) => sum + client.repeats, 0),
    seconds: (performance.now() - startedAt) / 1000,
  };
}

/** The rows of the first so many invoices, in a way of its own (see `file-figures`). */
function withinLimit(rows: readonly RawRow[], invoiceLimit: number = Infinity): readonly RawRow[] {
  const numbers = [...new Set(rows.map((row) => row.invoiceNo))];
  const chosen = new Set(numbers.slice(0, invoiceLimit));
  return rows.filter((row) => chosen.has(row.invoiceNo));
}

interface SignedIn {
  readonly __typename: 'SignInSuccess';
  readonly session: { readonly accessToken: string };
}

async function signInAs(role: string, credentials: Credentials, anonymous: ApiClient): Promise<string> {
  const person = credentials.staff.find((candidate) => candidate.role === role);
  if (person === undefined) throw new Error(`Expected a person with the role ${role} in the credentials, got none.`);
  const { signIn } = await anonymous.send<{ signIn: SignedIn }>(SIGN_IN, {
    input: { tenant: credentials.tenant, email: person.email, password: person.password },
  });
  return expectMember(signIn, 'SignInSuccess', `sign in as ${role}`).session.accessToken;
}

/** A customer of the file shops as a guest: the file knows numbers, not accounts. */
async function startShopping(tenant: string, anonymous: ApiClient): Promise<string> {
  const { startGuestSession } = await anonymous.send<{ startGuestSession: SignedIn }>(GUEST_SESSION, {
    input: { tenant },
  });
  return expectMember(startGuestSession, 'SignInSuccess', 'start a guest session').session.accessToken;
}

/** Differences between the file and the server, in words; empty when the replay passed. */
export function differences(outcome: ReplayOutcome): string[] {
  const { inFile, onServer, plan } = outcome;
  const found: string[] = [];
  const compare = (what: string, expected: number, got: number): void => {
    if (expected !== got) found.push(`${what}: expected ${expected}, got ${got}`);
  };
  // A price between two pennies is sold as two lines, so the server may hold more lines than the file has rows.
  const extraLines = plan.invoices.reduce((sum, invoice) => sum + invoice.lines.length - invoice.rowCount, 0);
  compare('invoices', inFile.invoices, onServer.invoices);
  compare('lines', inFile.lines + extraLines, onServer.lines);
  compare('units', inFile.units, onServer.units);
  compare('value in minor units', inFile.valueMinor, onServer.valueMinor);
  const services = plan.invoices.flatMap(({ lines }) => lines).filter((line) => line.isService);
  const serviceUnits = services.reduce((sum, line) => sum + line.quantity, 0);
  const { adjustedInFile, adjustedOnServer } = outcome;
  compare('rows of adjustments', adjustedInFile.rows, adjustedOnServer.rows);
  compare('units adjusted', adjustedInFile.units, adjustedOnServer.units);
  compare('rows accounted for', plan.rowCount, inFile.lines + adjustedInFile.rows + plan.setAside.length);
  compare('opening units', onServer.units - serviceUnits + adjustedOnServer.units, outcome.openingUnits);
  compare('stock entries left over', 0, outcome.leftOverEntries);
  compare('drifted stock entries', 0, outcome.drift.drifts);
  return [...found, ...onServer.faults.slice(0, 20)];
}
