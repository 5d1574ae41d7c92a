import { DomainError, ValidationError } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import {
  barcodeKeyOf,
  imagesOf,
  planDrafts,
  readCategoryPaths,
  revertDraftsIn,
  skuKeyOf,
  storeDraftsIn,
} from '../catalog';
import type { DraftImage, DraftVerdict, VariantDraft } from '../catalog';
import { entriesOfVariants } from '../inventory';
import { CATALOG_COLUMNS, codesOfCells, readCatalogRow } from './catalog-rows';
import type { KindOfImport, RowVerdict } from './import-kind';
import { issueOf } from './row-cells';
import type { RowIssue } from './row-cells';

/** Fields of the domain's errors as columns; what has no column of its own is about the row. */
const COLUMN_OF_FIELD: Readonly<Record<string, string>> = {
  sku: 'sku',
  slug: 'slug',
  title: 'title',
  description: 'description',
  status: 'status',
  categories: 'categories',
  categoryIds: 'categories',
  options: 'option1_value',
  selectedOptions: 'option1_value',
  barcodes: 'barcodes',
  packBarcodes: 'pack_barcodes',
  price: 'price',
  compareAtPrice: 'compare_at_price',
  costPrice: 'cost_price',
  taxRateBasisPoints: 'tax_rate',
  taxClassCode: 'tax_class',
};

/** Products and variants, a row a variant, found by SKU. */
export const catalogKind: KindOfImport = {
  columns: CATALOG_COLUMNS,

  keysOf(columns, cells) {
    const cell = (name: string) => (cells[columns.indexOf(name)] ?? '').trim();
    const slug = cell('slug');
    const barcodes = codesOfCells(cell('barcodes'), cell('pack_barcodes')).map(barcodeKeyOf);
    return {
      group: slug === '' ? null : slug,
      once: [
        { column: 'sku', key: skuKeyOf(cell('sku').slice(0, 100)) },
        ...[...new Set(barcodes)].map((barcode) => ({ column: 'barcodes', key: barcode })),
      ].filter(({ key }) => key !== '' && !key.startsWith('[')),
    };
  },

  async judge(tx, tenant, job, rows) {
    const categories = await readCategoryPaths(tx);
    const facts = {
      columns: job.columns,
      decimalMark: job.decimalMark ?? '.',
      currency: tenant.currency,
      categories,
    };
    const read = rows.map((row) => readCatalogRow(row, facts));
    const drafts = read.filter((one): one is VariantDraft => !Array.isArray(one));
    const plan = await planDrafts(tx, tenant, drafts);
    let next = 0;
    const verdicts = read.map((one, index): RowVerdict => {
      if (Array.isArray(one)) return one as readonly RowIssue[];
      const verdict = plan.verdicts[next];
      next += 1;
      return verdictOf(verdict, job.columns, rows[index] ?? []);
    });
    return { verdicts, store: () => storeDraftsIn(tx, plan), images: imagesOf(plan) };
  },

  async undo(tx, images) {
    // Stock that came meanwhile must not lose its variant.
    const left = await revertDraftsIn(tx, images as readonly DraftImage[], async (inTx, variantIds) => {
      const entries = await entriesOfVariants(inTx, variantIds);
      return new Set(entries.map(({ variantId }) => variantId.toHexString()));
    });
    return left.map(({ productId }) =>
      issueOf(
        null,
        'NOT_UNDONE',
        'This product was changed or stocked by somebody else meanwhile and stays as it is. Look at it yourself.',
        toGlobalId('Product', productId),
      ),
    );
  },
};

function verdictOf(verdict: DraftVerdict | undefined, columns: readonly string[], row: readonly string[]): RowVerdict {
  if (verdict === undefined) return 'UNCHANGED';
  if ('verdict' in verdict) return verdict.verdict;
  const { error } = verdict;
  const path =
    error instanceof ValidationError ? error.field : error instanceof DomainError ? null : error.details['field'];
  const field = String(path ?? '')
    .split('.')
    .find((part) => COLUMN_OF_FIELD[part] !== undefined);
  const column = field === undefined ? null : (COLUMN_OF_FIELD[field] ?? null);
  const value = column === null ? null : (row[columns.indexOf(column)] ?? null);
  return [issueOf(column, error.code, error.message, value)];
}
