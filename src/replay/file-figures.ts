import type { RawRow } from './read-rows';

/** What the file says was sold. */
export interface SoldFigures {
  readonly invoices: number;
  readonly lines: number;
  readonly units: number;
  readonly valueMinor: number;
}

/** Rows and units that leave the shelf unsold, straight from the file. */
export function fileAdjustments(
  rows: readonly RawRow[],
  isAdjustment: (row: RawRow) => boolean,
): { readonly rows: number; readonly units: number } {
  const units = rows.filter(isAdjustment).map((row) => Math.abs(Number(row.quantity)));
  return { rows: units.length, units: units.reduce((sum, quantity) => sum + quantity, 0) };
}

/**
 * The sold figures straight from the file: a second way that shares nothing with the plan but the raw rows and the
 * decision which lines count (`isSold`), so that a mistake in the plan, the client or the server shows as a difference.
 */
export function fileFigures(rows: readonly RawRow[], isSold: (row: RawRow) => boolean): SoldFigures {
  const invoices = new Set<string>();
  let lines = 0;
  let units = 0;
  let valueNano = 0n;
  for (const row of rows) {
    if (!isSold(row)) continue;
    invoices.add(row.invoiceNo);
    lines += 1;
    units += Number(row.quantity);
    const [whole = '0', fraction = ''] = row.unitPrice.trim().replace(',', '.').split('.');
    valueNano += BigInt(Number(row.quantity)) * BigInt(`${whole}${fraction.padEnd(9, '0')}`);
  }
  return { invoices: invoices.size, lines, units, valueMinor: Number(valueNano) / 1e7 };
}
