import { randomUUID } from 'node:crypto';
import { readPreparedOperations } from '../playground';
import type { Client, PlaygroundTab, PreparedTabs } from '../playground';
import type { Credentials } from './data-folder';
import { requestGraphql } from './demo-client';
import { DEMO_SAMPLE_QUERY, PENDING_ORDER_QUERY, PLACE_ORDER, SIGN_IN, SIGN_IN_REGISTER } from './demo-documents';

/** Page loads within this time share their tokens: reloading must not fill the database with sessions. */
const TOKENS_KEPT_MS = 60_000;
const SAMPLE_QUANTITY = 1;

interface Tokens {
  readonly storefront: string;
  readonly pos: string;
  readonly admin: string;
}

/** An article that every branch has, and the branches. */
interface Sample {
  readonly variantId: string;
  readonly barcode: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly branchIds: readonly string[];
}

/**
 * Makes the playground's tabs for the demonstration tenant: the prepared operations that can run at once, with variables
 * that work and the token of the user each is for. Only `npm run dev` uses it.
 */
export function demoTabs(credentials: () => Credentials): () => Promise<PreparedTabs> {
  let tokens: { readonly made: Promise<Tokens>; readonly atMs: number } | undefined;
  const freshTokens = (): Promise<Tokens> => {
    if (tokens === undefined || performance.now() - tokens.atMs > TOKENS_KEPT_MS) {
      const made = signInAll(credentials());
      tokens = { made, atMs: performance.now() };
      // A failed sign-in must not be kept.
      made.catch(() => (tokens = undefined));
    }
    return tokens.made;
  };
  return async () => {
    const { url: base, registers } = credentials();
    const url = `${base}/graphql`;
    const registerId = registers[0]?.id ?? '';
    const signedIn = await freshTokens();
    const sample = await findSample(url, signedIn.admin);
    const orderId = await pendingOrder(url, signedIn.storefront, sample);
    const variables = sampleVariables(sample, registerId, orderId);
    const tabs = readPreparedOperations().flatMap(({ client, name, document }): PlaygroundTab[] => {
      const values = variables[name];
      if (values === undefined) return [];
      return [{ name, query: document, variables: pretty(values), headers: pretty(headersOf(client, signedIn)) }];
    });
    return { stamp: registerId, tabs };
  };
}

function headersOf(client: Client, tokens: Tokens): Record<string, string> {
  return { Authorization: `Bearer ${tokens[client]}` };
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

async function signInAll({ url: base, tenant, staff, customers, registers }: Credentials): Promise<Tokens> {
  const url = `${base}/graphql`;
  const admin = staff.find(({ role }) => role === 'ADMIN');
  const [customer] = customers;
  const [register] = registers;
  const signIn = async (account: { email: string; password: string } | undefined): Promise<string> => {
    const input = { tenant, email: account?.email, password: account?.password };
    return (await requestGraphql<{ signIn: SignedIn }>(url, SIGN_IN, { input })).signIn.session.accessToken;
  };
  const input = { tenant, terminalToken: register?.terminalToken, cashierPin: register?.cashierPin };
  const till = await requestGraphql<{ signInRegister: SignedIn }>(url, SIGN_IN_REGISTER, { input });
  return {
    admin: await signIn(admin),
    storefront: await signIn(customer),
    pos: till.signInRegister.session.accessToken,
  };
}

/** The first article that has some in every branch; at least the warehouse's is refilled by the examples themselves. */
async function findSample(url: string, token: string): Promise<Sample> {
  const data = await requestGraphql<SampleData>(url, DEMO_SAMPLE_QUERY, {}, token);
  const branchIds = data.branches.map(({ id }) => id);
  const variants = data.products.nodes.flatMap((product) => product.variants.nodes);
  const inAll = variants.find(({ stock }) =>
    branchIds.every((id) => stock.some(({ branch, quantityAvailable }) => branch.id === id && quantityAvailable > 0)),
  );
  const chosen = inAll ?? variants[0];
  if (chosen === undefined) throw new Error('Expected the demonstration tenant to have products, found none.');
  const { amountMinor, currency } = chosen.price.gross;
  return { variantId: chosen.id, barcode: chosen.barcodes[0] ?? '', priceMinor: amountMinor, currency, branchIds };
}

interface SignedIn {
  readonly session: { readonly accessToken: string };
}

interface SampleData {
  readonly branches: readonly { readonly id: string }[];
  readonly products: { readonly nodes: readonly { readonly variants: { readonly nodes: readonly SampleVariant[] } }[] };
}

interface SampleVariant {
  readonly id: string;
  readonly barcodes: readonly string[];
  readonly price: { readonly gross: { readonly amountMinor: number; readonly currency: string } };
  readonly stock: readonly { readonly quantityAvailable: number; readonly branch: { readonly id: string } }[];
}

interface PendingOrder {
  readonly id: string;
  readonly total: { readonly gross: { readonly amountMinor: number; readonly currency: string } };
}

/** An order of the demonstration shopper that waits for payment; placed when there is none, so that "pay" works at once. */
async function pendingOrder(url: string, token: string, sample: Sample): Promise<PendingOrder | undefined> {
  const known = await requestGraphql<{ orders: { nodes: PendingOrder[] } }>(url, PENDING_ORDER_QUERY, {}, token);
  const [waiting] = known.orders.nodes;
  if (waiting !== undefined) return waiting;
  const input = { idempotencyKey: randomUUID(), lines: [lineOf(sample, 0)] };
  const placed = await requestGraphql<{ placeOrder: { order?: PendingOrder } }>(url, PLACE_ORDER, { input }, token);
  return placed.placeOrder.order;
}

function lineOf(sample: Sample, branch: number): Record<string, unknown> {
  return { branchId: sample.branchIds[branch], variantId: sample.variantId, quantity: SAMPLE_QUANTITY };
}

/**
 * Variables by the operation's name. An operation without an entry is not shown: it would need a secret, or a document
 * that another operation makes first.
 */
function sampleVariables(sample: Sample, registerId: string, order: PendingOrder | undefined): Samples {
  return { ...shopperSamples(sample, order), ...tillSamples(sample, registerId), ...adminSamples(sample) };
}

type Samples = Readonly<Record<string, Record<string, unknown>>>;

function shopperSamples(sample: Sample, order: PendingOrder | undefined): Samples {
  const { variantId } = sample;
  const idempotencyKey = randomUUID();
  return {
    ShopperBrowse: { search: 'mug' },
    ShopperFind: { search: 'mug', filter: { priceMaxMinor: 5_000 } },
    ShopperCollections: {},
    ShopperReserve: { input: { idempotencyKey, ttlSeconds: 600, lines: [lineOf(sample, 0)] } },
    ShopperReserveAnywhere: {
      // The same mutation as ShopperReserve with another input: it must not have the same key.
      input: {
        idempotencyKey: randomUUID(),
        sourcing: { wanted: [{ variantId, quantity: 2 }], strategy: 'FEWEST_SPLITS' },
      },
    },
    ShopperPlaceOrder: { input: { idempotencyKey, lines: [lineOf(sample, 0)] } },
    ...(order === undefined
      ? {}
      : {
          ShopperPay: {
            input: { idempotencyKey, orderId: order.id, method: 'CARD', amount: order.total.gross, token: 'tok_ok' },
          },
          ShopperOrderChanged: { orderId: order.id },
        }),
    ShopperOrders: {},
    ShopperReservationExpiring: {},
  };
}

function tillSamples({ barcode, priceMinor, currency }: Sample, registerId: string): Samples {
  const idempotencyKey = randomUUID();
  const total = { amountMinor: 2 * priceMinor, currency };
  const cash = { amountMinor: Math.ceil((2 * priceMinor) / 1_000) * 1_000, currency };
  return {
    TillScan: { registerId, barcode },
    TillSell: {
      input: {
        idempotencyKey,
        registerId,
        lines: [{ barcode, quantity: 2 }],
        payments: [{ method: 'CASH', amount: total, tenderedAmount: cash }],
      },
    },
    TillSearch: { registerId, search: 'tea' },
  };
}

function adminSamples(sample: Sample): Samples {
  const { variantId, currency } = sample;
  const idempotencyKey = randomUUID();
  const number = Math.floor(performance.timeOrigin + performance.now())
    .toString(36)
    .toUpperCase();
  return {
    ...stockSamples(sample),
    AdminProducts: { search: 'mug' },
    AdminCreateProduct: {
      input: {
        idempotencyKey,
        title: `New Lantern ${number}`,
        options: [{ name: 'Colour', values: ['Brass', 'Black'] }],
        variants: ['Brass', 'Black'].map((value) => ({
          sku: `LAN-${number}-${value.toUpperCase()}`,
          price: { amountMinor: 2_450, currency },
          selectedOptions: [{ name: 'Colour', value }],
        })),
      },
    },
    AdminReconcileStock: { dryRun: true },
    AdminImportCatalogue: {
      input: {
        idempotencyKey,
        kind: 'CATALOG',
        fileName: 'new-goods.csv',
        dryRun: true,
        content: `sku,title,price\nBOWL-${number},New Bowl ${number},12.50\n`,
      },
    },
    AdminImportProgress: {},
    AdminStartExport: { input: { idempotencyKey, kind: 'CATALOG' } },
    AdminLotTrace: { variantId, lotCode: 'LOT-1' },
    AdminStockAsOf: { at: new Date().toISOString() },
    AdminReservationLimits: {},
    AdminStockChanged: { variantIds: [variantId] },
    AdminLowStock: {},
  };
}

function stockSamples(sample: Sample): Samples {
  const { variantId, branchIds } = sample;
  const idempotencyKey = randomUUID();
  return {
    AdminReceiveStock: {
      input: {
        idempotencyKey,
        reason: 'RECEIVED',
        note: 'Delivery note 1042',
        lines: branchIds.map((branchId) => ({ branchId, variantId, delta: 10 })),
      },
    },
    AdminSetAsideStock: {
      input: { idempotencyKey, from: 'AVAILABLE', to: 'ON_DISPLAY', lines: [lineOf(sample, 0)] },
    },
    AdminStockSettings: { input: { idempotencyKey, branchId: branchIds[0], variantId, reorderPoint: 8 } },
    AdminStockMovements: { variantId },
    AdminExplainPrice: { variantId, branchId: branchIds[0], quantity: 12 },
    AdminOrders: {},
    AdminStartStockCount: { input: { idempotencyKey, branchId: branchIds[0], blind: true, note: 'Shelf A' } },
    AdminStockCounts: {},
    AdminCreateStockTransfer: {
      input: {
        idempotencyKey,
        fromBranchId: branchIds[0],
        toBranchId: branchIds[1],
        lines: [{ variantId, quantity: 1 }],
      },
    },
    AdminStockTransfers: {},
  };
}
