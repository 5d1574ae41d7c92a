import { decimalsOf, formatScaled } from '../../kernel/money-text';
import type { Id } from '../../kernel/ids';
import { PRODUCT_STATUSES, codesOf } from '../catalog';
import type { CategoryPaths, PackBarcode, ProductDoc, SelectedOption, VariantDoc, VariantDraft } from '../catalog';
import { joinPaths, splitPaths } from './csv/cell-text';
import type { ColumnSpec } from './csv/columns';
import type { DecimalMark } from './import.model';
import { RowCells } from './row-cells';
import type { RowIssue } from './row-cells';

const OPTION_NUMBERS = [1, 2, 3] as const;

/** The columns of a catalogue file, a row a variant. README says what each means. */
export const CATALOG_COLUMNS: readonly ColumnSpec[] = [
  { name: 'sku', required: true },
  { name: 'slug', aliases: ['handle'] },
  { name: 'title', aliases: ['product', 'producttitle'] },
  { name: 'description' },
  { name: 'status' },
  { name: 'categories', aliases: ['category'] },
  ...OPTION_NUMBERS.flatMap((number) => [{ name: `option${number}_name` }, { name: `option${number}_value` }]),
  { name: 'barcodes', aliases: ['barcode', 'ean', 'gtin'] },
  { name: 'pack_barcodes' },
  { name: 'price', decimals: true },
  { name: 'compare_at_price', decimals: true },
  { name: 'cost_price', aliases: ['cost'], decimals: true, cost: true },
  { name: 'tax_rate', decimals: true },
  { name: 'tax_class' },
];

/** What a row needs to be read. */
export interface CatalogRowFacts {
  readonly columns: readonly string[];
  readonly decimalMark: DecimalMark;
  readonly currency: string;
  readonly categories: CategoryPaths;
}

/** The draft that a row stands for, or all that is wrong with its cells. */
export function readCatalogRow(row: readonly string[], facts: CatalogRowFacts): VariantDraft | readonly RowIssue[] {
  const cells = new RowCells(facts.columns, row, facts.decimalMark, facts.currency);
  const sku = cells.text('sku');
  if (sku === undefined) cells.refuse('sku', 'SKU_REQUIRED', 'Expected a SKU.');
  const slug = cells.text('slug');
  const title = cells.text('title');
  if (facts.columns.includes('slug') && slug === undefined && title !== undefined && sku !== undefined) {
    // Else a later row could name the slug that is made for this one, and join a product that it knows nothing of.
    cells.refuse('slug', 'SLUG_REQUIRED', 'Expected a slug in each row with a title, or no column slug at all.');
  }
  const draft: VariantDraft = {
    sku: sku ?? '',
    ...defined({
      slug,
      title,
      description: cells.clearableText('description'),
      status: cells.choice('status', PRODUCT_STATUSES),
      categoryIds: categoriesOf(cells, facts.categories),
      selectedOptions: optionsOf(cells),
      barcodes: barcodesOf(cells),
      packBarcodes: packBarcodesOf(cells),
      priceMinor: cells.amount('price'),
      compareAtPriceMinor: cells.clearableAmount('compare_at_price'),
      costPriceMinor: cells.clearableAmount('cost_price'),
      taxRateBasisPoints: cells.rate('tax_rate'),
      taxClassCode: cells.isCleared('tax_class') ? null : cells.text('tax_class')?.toUpperCase(),
    }),
  };
  return cells.issues.length > 0 ? cells.issues : draft;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function categoriesOf(cells: RowCells, categories: CategoryPaths): Id[] | undefined {
  const text = cells.text('categories');
  if (text === undefined || cells.isCleared('categories')) return text === undefined ? undefined : [];
  const ids: Id[] = [];
  for (const path of splitPaths(text)) {
    const id = categories.idByPath(path);
    if (id === undefined) {
      const message = `No category ${JSON.stringify(path.join(' > ').slice(0, 100))}. Make it first, or correct the path.`;
      cells.refuse('categories', 'CATEGORY_UNKNOWN', message);
      return undefined;
    }
    if (!ids.some((known) => known.equals(id))) ids.push(id);
  }
  return ids;
}

function optionsOf(cells: RowCells): SelectedOption[] | undefined {
  const options: SelectedOption[] = [];
  for (const number of OPTION_NUMBERS) {
    const name = cells.text(`option${number}_name`);
    const value = cells.text(`option${number}_value`);
    if (name !== undefined && value !== undefined) options.push({ name, value });
    else if (name !== undefined || value !== undefined) {
      const column = `option${number}_${name === undefined ? 'name' : 'value'}`;
      cells.refuse(column, 'OPTIONS_INVALID', 'Expected both the name and the value of an option, or neither.');
    }
  }
  return options.length === 0 ? undefined : options;
}

function barcodesOf(cells: RowCells): string[] | undefined {
  const text = cells.text('barcodes');
  if (text === undefined || cells.isCleared('barcodes')) return text === undefined ? undefined : [];
  const barcodes = text.split(/\s+/);
  // A spreadsheet shows 4006381333931 as 4.00638E+12 and writes that: the digits are lost, and two articles become one.
  if (barcodes.some((barcode) => /^\d([.,]\d+)?E\+\d+$/i.test(barcode))) {
    const message = 'A spreadsheet has rounded this barcode. Format the column as text and enter the digits again.';
    cells.refuse('barcodes', 'BARCODE_ROUNDED', message);
  }
  return barcodes;
}

/** Units, an asterisk and the code: the first asterisk ends the units, so that a code may hold others. */
const PACK = /^(\d{1,9})\*(.+)$/;

function packBarcodesOf(cells: RowCells): PackBarcode[] | undefined {
  const text = cells.text('pack_barcodes');
  if (text === undefined || cells.isCleared('pack_barcodes')) return text === undefined ? undefined : [];
  return text.split(/\s+/).flatMap((pack) => {
    const [, units, code] = PACK.exec(pack) ?? [];
    if (units !== undefined && code !== undefined) return [{ code, packQuantity: Number(units) }];
    const message = 'Expected the units of each pack, an asterisk and its code, such as 12*15012345678907.';
    cells.refuse('pack_barcodes', 'PACK_INVALID', message);
    return [];
  });
}

/** The codes of a row, of units and of packs, by which rows are compared before they are judged. */
export function codesOfCells(barcodes: string, packBarcodes: string): string[] {
  const packs = packBarcodes.split(/\s+/).map((pack) => PACK.exec(pack)?.[2] ?? '');
  return [...barcodes.split(/\s+/), ...packs];
}

/** Texts of a file's row. */
export interface CatalogRowFormat {
  readonly decimalMark: DecimalMark;
  readonly withCost: boolean;
  readonly categories: CategoryPaths;
}

/** Columns of an export; those of costs only for those who may see them. */
export function catalogExportColumns(withCost: boolean): string[] {
  return CATALOG_COLUMNS.filter(({ cost }) => withCost || cost !== true).map(({ name }) => name);
}

/**
 * The rows of a product, one a variant, each with the columns of `catalogExportColumns`, unguarded. The description
 * stands in the first row only: a hundred variants would repeat it a hundred times.
 */
export function catalogRowsOf(
  product: ProductDoc,
  variants: readonly VariantDoc[],
  { decimalMark, withCost, categories }: CatalogRowFormat,
): string[][] {
  const paths = product.categoryIds.flatMap((id) => {
    const path = categories.pathById(id);
    return path === undefined ? [] : [path];
  });
  const decimal = (scaled: number | null, places: number) =>
    scaled === null ? '' : formatScaled(scaled, places).replace('.', decimalMark);
  return variants.map((variant, index) => {
    const places = decimalsOf(variant.currency);
    // Variants stored before there were classes have none.
    const { taxClassCode = null }: Partial<VariantDoc> = variant;
    const packs = codesOf(variant).filter(({ packQuantity }) => packQuantity > 1);
    const options = OPTION_NUMBERS.flatMap((number) => {
      const selected = variant.selectedOptions[number - 1];
      return [selected?.name ?? '', selected?.value ?? ''];
    });
    return [
      variant.sku,
      product.slug,
      product.title,
      index === 0 ? (product.description ?? '') : '',
      product.status,
      joinPaths(paths),
      ...options,
      variant.barcodes.join(' '),
      packs.map(({ code, packQuantity }) => `${packQuantity}*${code}`).join(' '),
      decimal(variant.priceMinor, places),
      decimal(variant.compareAtPriceMinor, places),
      ...(withCost ? [decimal(variant.costPriceMinor, places)] : []),
      // The rate of a class is the class's: brought in again it would take the variant out of it.
      ...(taxClassCode === null ? [decimal(variant.taxRateBasisPoints, 2), ''] : ['', taxClassCode]),
    ];
  });
}
