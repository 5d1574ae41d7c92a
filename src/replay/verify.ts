import { multiplyMinor } from '../kernel/money';
import type { ApiClient } from './api-client';
import type { SoldFigures } from './file-figures';
import { ORDERS, RECONCILE } from './operations';
import type { Levels } from './set-up-shop';

/** What the server holds after the replay, read back through the API. */
export interface SoldOnServer extends SoldFigures {
  readonly webOrders: number;
  readonly posSales: number;
  /** Orders of this replay that are not FULFILLED, and lines whose parts do not add up. */
  readonly faults: readonly string[];
}

interface OrderNode {
  readonly id: string;
  readonly status: string;
  readonly channel: string;
  readonly total: { readonly gross: { readonly amountMinor: number } };
  readonly lines: readonly {
    readonly quantity: number;
    readonly fulfilledQuantity: number;
    readonly unitPrice: { readonly gross: { readonly amountMinor: number } };
  }[];
}
interface OrderPage {
  readonly orders: {
    readonly nodes: readonly OrderNode[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** Reads this replay's orders back and sums them; other orders of the tenant are not counted. */
export async function readSold(admin: ApiClient, orderIds: ReadonlySet<string>): Promise<SoldOnServer> {
  const found: OrderNode[] = [];
  let after: string | null = null;
  do {
    const page: OrderPage = await admin.send<OrderPage>(ORDERS, { after });
    found.push(...page.orders.nodes.filter((order) => orderIds.has(order.id)));
    after = page.orders.pageInfo.hasNextPage ? page.orders.pageInfo.endCursor : null;
  } while (after !== null && found.length < orderIds.size);
  const lines = found.flatMap((order) => order.lines);
  return {
    invoices: found.length,
    lines: lines.length,
    units: lines.reduce((sum, line) => sum + line.fulfilledQuantity, 0),
    valueMinor: found.reduce((sum, order) => sum + order.total.gross.amountMinor, 0),
    webOrders: found.filter((order) => order.channel !== 'POS').length,
    posSales: found.filter((order) => order.channel === 'POS').length,
    faults: found.flatMap(faultsOf),
  };
}

function faultsOf(order: OrderNode): string[] {
  const faults: string[] = [];
  if (order.status !== 'FULFILLED') faults.push(`order ${order.id} is ${order.status}`);
  if (order.lines.some((line) => line.fulfilledQuantity !== line.quantity)) {
    faults.push(`order ${order.id} is not wholly fulfilled`);
  }
  const sum = order.lines.reduce(
    (total, line) => total + multiplyMinor(line.unitPrice.gross.amountMinor, line.quantity),
    0,
  );
  if (sum !== order.total.gross.amountMinor) faults.push(`order ${order.id}: its lines do not sum to its total`);
  return faults;
}

/** Entries whose units on hand are not what they were before, although all that was received was sold. */
export function leftOver(before: Levels, after: Levels): number {
  let different = 0;
  for (const [key, level] of after) {
    const old = before.get(key) ?? { onHand: 0, reserved: 0 };
    if (level.onHand !== old.onHand || level.reserved !== old.reserved) different += 1;
  }
  return different;
}

/** The server's own check of every balance against its ledger and the live holds. */
export async function checkDrift(admin: ApiClient): Promise<{ checkedEntries: number; drifts: number }> {
  const { reconcileStock } = await admin.send<{ reconcileStock: { checkedEntries: number; drifts: unknown[] } }>(
    RECONCILE,
  );
  return { checkedEntries: reconcileStock.checkedEntries, drifts: reconcileStock.drifts.length };
}
