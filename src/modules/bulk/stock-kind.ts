import { invariant } from '../../kernel/errors';
import { QUANTITY_MAX } from '../../kernel/quantity';
import type { Tx } from '../../platform/transaction';
import { findVariantsByCodes, skuKeyOf } from '../catalog';
import type { Tracking } from '../catalog';
import { ADJUSTMENT_REASONS, applyStockChanges, entriesFor, stockKeyOf, unitsOnShelf } from '../inventory';
import type { AdjustmentReason, StockChange, StockEntryDoc, StockKey } from '../inventory';
import { tenantDirectory } from '../tenants';
import type { ColumnSpec } from './csv/columns';
import type { KindOfImport, RowVerdict } from './import-kind';
import { RowCells, issueOf } from './row-cells';
import type { RowIssue } from './row-cells';

/**
 * The columns of a stock file: what is on the shelf of a SKU in a branch, by the branch's code. `expected_quantity` is the
 * on hand that somebody saw, as in `setStock`.
 */
export const STOCK_COLUMNS: readonly ColumnSpec[] = [
  { name: 'sku', required: true },
  { name: 'branch', aliases: ['branchcode'], required: true },
  { name: 'quantity', aliases: ['quantityonhand'], required: true },
  { name: 'expected_quantity' },
  { name: 'reason' },
];

interface StockRow {
  readonly skuKey: string;
  readonly branch: string;
  readonly quantity: number;
  readonly expectedQuantity: number | undefined;
  readonly reason: AdjustmentReason;
}

interface StockPlace extends StockKey {
  readonly tracking: Tracking;
}

/** Sets quantities on hand, compare and set where `expected_quantity` is given. */
export const stockKind: KindOfImport = {
  columns: STOCK_COLUMNS,

  keysOf(columns, cells) {
    const cell = (name: string) => (cells[columns.indexOf(name)] ?? '').trim();
    const key = `${skuKeyOf(cell('sku').slice(0, 100))} ${cell('branch').toUpperCase()}`;
    return { group: null, once: [{ column: 'sku', key }] };
  },

  async judge(tx, _tenant, job, rows) {
    const read = rows.map((row) => readStockRow(job.columns, row));
    const places = await placesOf(
      tx,
      read.filter((one): one is StockRow => 'skuKey' in one),
    );
    const entries = await entriesFor(
      tx,
      [...places.values()].flatMap((place) => ('variantId' in place ? [place] : [])),
    );
    const changes: StockChange[] = [];
    const verdicts = read.map((one): RowVerdict => {
      if (!('skuKey' in one)) return one;
      const place = places.get(one);
      invariant(place !== undefined, 'a row that was read has a place or a reason why not');
      if (!('variantId' in place)) return place;
      const judged = judgeRow(one, place, entries.get(stockKeyOf(place)));
      if ('change' in judged && judged.change !== null) changes.push(judged.change);
      return judged.verdict;
    });
    const store = async () => {
      if (changes.length > 0) await applyStockChanges(tx, changes);
    };
    return { verdicts, store, images: [] };
  },

  // Taking back a movement would be a second movement, and goods may have left meanwhile.
  undo: null,
};

const QUANTITY_EXPECTED = `Expected a quantity of 0 to ${QUANTITY_MAX}.`;

function readStockRow(columns: readonly string[], row: readonly string[]): StockRow | readonly RowIssue[] {
  const cells = new RowCells(columns, row, '.', 'XXX');
  const [sku, branch] = [cells.text('sku'), cells.text('branch')];
  const quantity = cells.integer('quantity');
  if (sku === undefined) cells.refuse('sku', 'SKU_REQUIRED', 'Expected a SKU.');
  if (branch === undefined) cells.refuse('branch', 'BRANCH_REQUIRED', "Expected a branch's code.");
  const isQuantity = quantity !== undefined && Math.abs(quantity) <= QUANTITY_MAX;
  if (!isQuantity && cells.issues.every(({ column }) => column !== 'quantity')) {
    cells.refuse('quantity', 'QUANTITY_INVALID', QUANTITY_EXPECTED);
  }
  const expectedQuantity = cells.integer('expected_quantity');
  const reason = cells.choice('reason', ADJUSTMENT_REASONS) ?? 'CORRECTION';
  if (cells.issues.length > 0 || sku === undefined || branch === undefined || quantity === undefined) {
    return cells.issues;
  }
  return { skuKey: skuKeyOf(sku.slice(0, 100)), branch: branch.toUpperCase(), quantity, expectedQuantity, reason };
}

/** Where each row's units are, or why there is no such place; one command, branches come out of memory. */
async function placesOf(tx: Tx, rows: readonly StockRow[]): Promise<Map<StockRow, StockPlace | readonly RowIssue[]>> {
  const facts = await tenantDirectory(tx.db).byId(tx.tenantId);
  const branchByCode = new Map(facts?.branches.map((branch) => [branch.code.toUpperCase(), branch._id]));
  const found = await findVariantsByCodes(tx, { skus: rows.map(({ skuKey }) => skuKey), barcodes: [] });
  const variantBySku = new Map(found.map((variant) => [variant.skuKey, variant]));
  const places = new Map<StockRow, StockPlace | readonly RowIssue[]>();
  for (const row of rows) {
    const branchId = branchByCode.get(row.branch);
    const variant = variantBySku.get(row.skuKey);
    if (variant !== undefined && !variant.isService && branchId !== undefined) {
      const { _id: variantId, tracking = 'NONE' } = variant;
      places.set(row, { branchId, variantId, tracking });
      continue;
    }
    const noSku =
      variant === undefined
        ? issueOf('sku', 'SKU_UNKNOWN', 'No variant has this SKU.', row.skuKey)
        : variant.isService &&
          issueOf('sku', 'SERVICE_NOT_STOCKED', 'Expected what is stocked, got a service. Remove the row.', row.skuKey);
    const noBranch =
      branchId === undefined && issueOf('branch', 'BRANCH_UNKNOWN', 'No branch has this code.', row.branch);
    places.set(
      row,
      [noSku, noBranch].filter((issue) => issue !== false),
    );
  }
  return places;
}

function judgeRow(
  row: StockRow,
  place: StockPlace,
  entry: StockEntryDoc | undefined,
): { readonly verdict: RowVerdict; readonly change: StockChange | null } {
  const current = entry?.quantityOnHand ?? 0;
  const { expectedQuantity, quantity, reason } = row;
  const { tracking, ...where } = place;
  if (expectedQuantity !== undefined && expectedQuantity !== current) {
    const message = `Expected ${expectedQuantity} on hand, got ${current}. Read the quantity again and decide anew.`;
    return refused('expected_quantity', 'STALE_QUANTITY', message, expectedQuantity);
  }
  const onHandDelta = quantity - unitsOnShelf(entry);
  if (onHandDelta === 0) return { verdict: 'UNCHANGED', change: null };
  // Tills may have sold below 0, and a written file says so; nobody can count it.
  if (quantity < 0) return refused('quantity', 'QUANTITY_INVALID', QUANTITY_EXPECTED, quantity);
  if (onHandDelta > 0 && tracking === 'SERIAL') {
    const message =
      'Expected no more units than before: a file can not name serial numbers. Use adjustStock with serials.';
    return refused('quantity', 'SERIAL_REQUIRED', message, quantity);
  }
  // What a count finds joins a lot that is there; where there is no entry, there is none.
  if (onHandDelta > 0 && tracking === 'LOT' && (entry === undefined || reason !== 'CYCLE_COUNT')) {
    const message = 'Expected no more units than before: a file can not name their lot. Use adjustStock with a lot.';
    return refused('quantity', 'LOT_REQUIRED', message, quantity);
  }
  if (entry !== undefined && onHandDelta < 0 && entry.quantityAvailable + onHandDelta < 0) {
    const least = unitsOnShelf(entry) - Math.max(0, entry.quantityAvailable);
    const message = `Expected at least ${least}, which are held or not for sale. Release or move them first.`;
    return refused('quantity', 'INSUFFICIENT_STOCK', message, quantity);
  }
  const type = reason === 'CYCLE_COUNT' ? 'COUNT' : 'ADJUSTMENT';
  const requires = onHandDelta < 0 ? 'AVAILABLE' : 'NOTHING';
  // Where the row makes the entry, the ledger asks the variant how its units are told apart.
  const known = entry === undefined ? {} : { productId: entry.productId };
  const change: StockChange = { ...where, ...known, type, onHandDelta, reservedDelta: 0, requires, reason };
  return { verdict: entry === undefined ? 'CREATED' : 'UPDATED', change };
}

function refused(
  column: string,
  code: string,
  message: string,
  value: number,
): { readonly verdict: RowVerdict; readonly change: null } {
  return { verdict: [issueOf(column, code, message, String(value))], change: null };
}
