import { parse } from 'csv-parse/sync';

/** One line of the file as text; what it means is for `classify-row`. */
export interface RawRow {
  /** Line number in the file, counted from 1; the header is line 1. */
  readonly line: number;
  readonly invoiceNo: string;
  readonly stockCode: string;
  readonly description: string;
  readonly quantity: string;
  readonly invoiceDate: string;
  readonly unitPrice: string;
  readonly customerId: string;
  /** False when the line has too few or too many columns. */
  readonly complete: boolean;
}

/** Column names of the two published editions of the data set, compared without case and blanks. */
const COLUMNS = {
  invoiceNo: ['invoiceno', 'invoice'],
  stockCode: ['stockcode'],
  description: ['description'],
  quantity: ['quantity'],
  invoiceDate: ['invoicedate'],
  unitPrice: ['unitprice', 'price'],
  customerId: ['customerid'],
} as const;
type Column = keyof typeof COLUMNS;

/**
 * Reads a file of the UCI Online Retail format: RFC 4180 with comma, semicolon or tab, with or without a BOM, in UTF-8
 * or Latin-1. Throws an Error that names the missing columns when it is another file.
 */
export function readRows(bytes: Uint8Array): RawRow[] {
  const text = decode(bytes);
  const records = parse(text, {
    bom: true,
    delimiter: detectDelimiter(text),
    relax_column_count: true,
    // Exports by hand write a bare quote inside a field (12" RULER); refusing the whole file for it helps nobody.
    relax_quotes: true,
    skip_empty_lines: true,
    info: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  const header = records[0]?.record ?? [];
  const places = locateColumns(header);
  return records.slice(1).map(({ record, info }) => {
    const at = (column: Column): string => record[places[column]] ?? '';
    return {
      line: info.lines,
      invoiceNo: at('invoiceNo').trim(),
      stockCode: at('stockCode').trim(),
      description: at('description').trim(),
      quantity: at('quantity'),
      invoiceDate: at('invoiceDate'),
      unitPrice: at('unitPrice'),
      customerId: at('customerId').trim().replace(/\.0$/, ''),
      complete: record.length === header.length,
    };
  });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function detectDelimiter(text: string): string {
  const end = text.search(/[\r\n]/);
  const header = end === -1 ? text : text.slice(0, end);
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  counts.sort((a, b) => b.count - a.count);
  return counts[0]?.delimiter ?? ',';
}

function locateColumns(header: readonly string[]): Record<Column, number> {
  const names = header.map((name) => name.toLowerCase().replace(/[\s_]/g, ''));
  const places = {} as Record<Column, number>;
  const missing: string[] = [];
  for (const column of Object.keys(COLUMNS) as Column[]) {
    const place = names.findIndex((name) => (COLUMNS[column] as readonly string[]).includes(name));
    if (place === -1) missing.push(column);
    places[column] = place;
  }
  if (missing.length > 0) {
    throw new Error(
      `Expected the columns of UCI Online Retail (InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, ` +
        `CustomerID), got no ${missing.join(', ')}. Check that the file has its header line.`,
    );
  }
  return places;
}
