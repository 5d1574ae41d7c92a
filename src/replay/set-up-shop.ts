import { ApiError, expectMember } from './api-client';
import type { ApiClient } from './api-client';
import type { Credentials } from './credentials';
import { ADJUST_STOCK, BRANCHES, CREATE_PRODUCT, STOCK, VARIANT } from './operations';
import type { PlannedProduct, ReplayPlan } from './plan-replay';
import type { ProgressBar } from '../devstack/progress-bar';
import { runInLanes } from './run-in-lanes';

/** One adjustment's lines: far below the server's limits, few enough calls. */
const ADJUST_LINES_MAX = 400;
/** The server has two cores to itself at best. */
const PARALLEL_MAX = 4;

/** A SKU as the server knows it. */
export interface ReplayVariant {
  readonly id: string;
  /** The catalogue's price; a line at another price needs an override. */
  readonly listPriceMinor: number;
}

/** Where the replay sells. */
export interface Shop {
  readonly currency: string;
  readonly branchIds: { readonly WEB: string; readonly POS: string };
  readonly registerId: string;
}

/** Units of each variant in the replay's two branches, by `branchId variantId`. */
export type Levels = ReadonlyMap<string, { readonly onHand: number; readonly reserved: number }>;

/** Chooses the warehouse for the web and the first till's branch for the counter. */
export async function findShop(admin: ApiClient, credentials: Credentials): Promise<Shop> {
  const { branches, tenant } = await admin.send<{
    branches: { id: string; code: string; kind: string; active: boolean }[];
    tenant: { currency: string };
  }>(BRANCHES);
  const active = branches.filter((branch) => branch.active);
  const register = credentials.registers[0];
  const counter = active.find((branch) => branch.code === register?.branchCode);
  if (register === undefined || counter === undefined)
    throw new Error('Expected a register with an active branch, got none.');
  const web = active.find((branch) => branch.kind === 'WAREHOUSE') ?? counter;
  return { currency: tenant.currency, branchIds: { WEB: web.id, POS: counter.id }, registerId: register.id };
}

/** Creates the catalogue; a SKU that is already there is used as it stands. */
export async function createCatalogue(
  admin: ApiClient,
  shop: Shop,
  runId: string,
  products: readonly PlannedProduct[],
  progress: ProgressBar,
): Promise<Map<string, ReplayVariant>> {
  const variants = new Map<string, ReplayVariant>();
  await runInLanes(
    products,
    PARALLEL_MAX,
    () => null,
    async (product) => {
      variants.set(product.sku, await createOne(admin, shop, runId, product));
      progress.advance();
    },
  );
  return variants;
}

async function createOne(admin: ApiClient, shop: Shop, runId: string, product: PlannedProduct): Promise<ReplayVariant> {
  const price = { amountMinor: product.priceMinor, currency: shop.currency };
  const input = {
    idempotencyKey: `replay-${runId}-product-${product.sku}`,
    title: product.title,
    status: 'ACTIVE',
    variants: [{ sku: product.sku, price, ...(product.isService && { isService: true }) }],
  };
  interface Payload {
    readonly __typename: 'ProductPayload';
    readonly product: { readonly variants: { readonly nodes: readonly { readonly id: string }[] } };
  }
  const { createProduct } = await admin.send<{ createProduct: Payload }>(CREATE_PRODUCT, { input });
  try {
    const payload = expectMember(createProduct, 'ProductPayload', `create product ${product.sku}`);
    return { id: payload.product.variants.nodes[0]?.id ?? '', listPriceMinor: product.priceMinor };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'SKU_TAKEN') throw error;
    return findExisting(admin, product.sku);
  }
}

async function findExisting(admin: ApiClient, sku: string): Promise<ReplayVariant> {
  const { variant } = await admin.send<{
    variant: { id: string; price: { gross: { amountMinor: number } } } | null;
  }>(VARIANT, { sku });
  if (variant === null) throw new Error(`The server says that SKU ${sku} is taken, but does not find it.`);
  return { id: variant.id, listPriceMinor: variant.price.gross.amountMinor };
}

/** Receives what the invoices will take, branch by branch. Returns the units received. */
export async function receiveOpeningStock(
  admin: ApiClient,
  shop: Shop,
  runId: string,
  plan: ReplayPlan,
  variants: ReadonlyMap<string, ReplayVariant>,
  progress: ProgressBar,
): Promise<number> {
  let units = 0;
  for (const channel of ['WEB', 'POS'] as const) {
    const demand = [...plan.demand[channel]];
    for (let from = 0; from < demand.length; from += ADJUST_LINES_MAX) {
      const lines = demand.slice(from, from + ADJUST_LINES_MAX).map(([sku, delta]) => ({
        branchId: shop.branchIds[channel],
        variantId: variants.get(sku)?.id,
        delta,
      }));
      const input = {
        idempotencyKey: `replay-${runId}-stock-${channel}-${from}`,
        reason: 'RECEIVED',
        note: 'opening stock of the replay',
        lines,
      };
      const { adjustStock } = await admin.send<{ adjustStock: { __typename: 'StockMovementsPayload' } }>(ADJUST_STOCK, {
        input,
      });
      expectMember(adjustStock, 'StockMovementsPayload', 'receive opening stock');
      units += lines.reduce((sum, line) => sum + line.delta, 0);
      progress.advance(lines.length);
    }
  }
  return units;
}

/** Reads the balances of the replay's branches. */
export async function readLevels(admin: ApiClient, shop: Shop): Promise<Levels> {
  const levels = new Map<string, { onHand: number; reserved: number }>();
  for (const branchId of new Set([shop.branchIds.WEB, shop.branchIds.POS])) {
    let after: string | null = null;
    do {
      const page: StockPage = await admin.send<StockPage>(STOCK, { branchId, after });
      for (const node of page.stockEntries.nodes) {
        levels.set(`${branchId} ${node.variant.id}`, { onHand: node.quantityOnHand, reserved: node.quantityReserved });
      }
      const { hasNextPage, endCursor } = page.stockEntries.pageInfo;
      after = hasNextPage ? endCursor : null;
    } while (after !== null);
  }
  return levels;
}

interface StockPage {
  readonly stockEntries: {
    readonly nodes: readonly { quantityOnHand: number; quantityReserved: number; variant: { id: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}
