import { classifyRow } from './classify-row';
import type { AdjustmentRow, SaleRow, SetAsideRow } from './classify-row';
import type { RawRow } from './read-rows';

/** One invoice line as the API gets it: a whole unit price. */
export interface PlannedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly isService: boolean;
}

/** An invoice with at least one line that is sold. */
export interface PlannedInvoice {
  readonly invoiceNo: string;
  /** WEB with a customer, POS without one. */
  readonly channel: 'WEB' | 'POS';
  readonly customerId: string | null;
  readonly at: Date;
  readonly lines: readonly PlannedLine[];
  /** Rows of the file behind the lines; fewer than lines when a price lies between two pennies. */
  readonly rowCount: number;
}

export interface PlannedProduct {
  readonly sku: string;
  readonly title: string;
  /** List price: the first one that the file sells at. */
  readonly priceMinor: number;
  readonly isService: boolean;
}

export interface ReplayPlan {
  readonly invoices: readonly PlannedInvoice[];
  readonly products: readonly PlannedProduct[];
  /** Units that each channel's branch must have before the first sale, by SKU. */
  readonly demand: { readonly WEB: ReadonlyMap<string, number>; readonly POS: ReadonlyMap<string, number> };
  /** Units that leave the web's branch without a sale, in the order of the file. */
  readonly adjustments: readonly AdjustmentRow[];
  readonly setAside: readonly SetAsideRow[];
  /** Stock codes that the file writes in both cases, such as 85123A and 85123a; each pair is one SKU. */
  readonly bothCases: readonly string[];
  readonly rowCount: number;
}

/**
 * Turns the rows into what is replayed: invoices in the order of the file, their catalogue and the opening stock.
 * @param invoiceLimit stop after this many invoices of the file, cancellations and others without a sale included.
 */
export function planReplay(rows: readonly RawRow[], invoiceLimit: number = Infinity): ReplayPlan {
  const sales = new Map<string, SaleRow[]>();
  const adjustments: AdjustmentRow[] = [];
  const setAside: SetAsideRow[] = [];
  const seen = new Set<string>();
  let rowCount = 0;
  for (const row of rows) {
    if (!seen.has(row.invoiceNo)) {
      if (seen.size >= invoiceLimit) continue;
      seen.add(row.invoiceNo);
    }
    rowCount += 1;
    const verdict = classifyRow(row);
    if (verdict.kind === 'aside') setAside.push(verdict);
    else if (verdict.kind === 'adjustment') adjustments.push(verdict);
    else sales.set(verdict.invoiceNo, [...(sales.get(verdict.invoiceNo) ?? []), verdict]);
  }
  const all = [...sales.values()].flat();
  const invoices = [...sales.values()].map(planInvoice);
  return {
    invoices,
    products: planProducts(all, adjustments),
    demand: { WEB: demandOf(invoices, 'WEB', adjustments), POS: demandOf(invoices, 'POS') },
    adjustments,
    setAside,
    bothCases: codesInBothCases(all),
    rowCount,
  };
}

function planInvoice(rows: readonly SaleRow[]): PlannedInvoice {
  const first = rows[0] as SaleRow;
  return {
    invoiceNo: first.invoiceNo,
    channel: first.customerId === null ? 'POS' : 'WEB',
    customerId: first.customerId,
    at: first.at,
    lines: rows.flatMap((row) => row.parts.map((part) => ({ sku: row.sku, isService: row.isService, ...part }))),
    rowCount: rows.length,
  };
}

/** One product per SKU. Its title is the description that the file uses most; 36 codes have several. */
function planProducts(rows: readonly SaleRow[], adjustments: readonly AdjustmentRow[]): PlannedProduct[] {
  const bySku = new Map<string, { titles: Map<string, number>; priceMinor: number; isService: boolean }>();
  for (const row of rows) {
    const { sku, isService } = row;
    const known = bySku.get(sku) ?? { titles: new Map(), priceMinor: row.parts.at(-1)?.unitPriceMinor ?? 0, isService };
    const title = row.description.slice(0, 200);
    if (title !== '') known.titles.set(title, (known.titles.get(title) ?? 0) + 1);
    bySku.set(row.sku, known);
  }
  // What the file never sells still has a place in the catalogue, without a price.
  for (const { sku } of adjustments) {
    if (!bySku.has(sku)) bySku.set(sku, { titles: new Map(), priceMinor: 0, isService: false });
  }
  return [...bySku].map(([sku, { titles, priceMinor, isService }]) => {
    const favourite = [...titles].sort((a, b) => b[1] - a[1])[0];
    return { sku, title: favourite?.[0] ?? `Item ${sku}`, priceMinor, isService };
  });
}

function demandOf(
  invoices: readonly PlannedInvoice[],
  channel: 'WEB' | 'POS',
  adjustments: readonly AdjustmentRow[] = [],
): Map<string, number> {
  const demand = new Map<string, number>();
  for (const { sku, delta } of adjustments) demand.set(sku, (demand.get(sku) ?? 0) - delta);
  for (const invoice of invoices) {
    if (invoice.channel !== channel) continue;
    for (const line of invoice.lines) {
      if (line.isService) continue;
      demand.set(line.sku, (demand.get(line.sku) ?? 0) + line.quantity);
    }
  }
  return demand;
}

function codesInBothCases(rows: readonly SaleRow[]): string[] {
  const written = new Map<string, Set<string>>();
  for (const row of rows) written.set(row.sku, (written.get(row.sku) ?? new Set()).add(row.codeAsWritten));
  return [...written].filter(([, codes]) => codes.size > 1).map(([sku]) => sku);
}
