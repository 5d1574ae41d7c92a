import type { Tx } from '../../platform/transaction';
import type { TenantDoc } from '../tenants';
import { catalogKind } from './catalog-kind';
import type { ColumnSpec } from './csv/columns';
import type { ImportDoc, ImportKind } from './import.model';
import type { RowIssue } from './row-cells';
import { stockKind } from './stock-kind';

/** What becomes of a row. */
export type RowVerdict = 'CREATED' | 'UPDATED' | 'UNCHANGED' | readonly RowIssue[];

/** Rows that were judged together, before anything is stored. */
export interface JudgedRows {
  /** In the order of the rows. */
  readonly verdicts: readonly RowVerdict[];
  /** Stores the rows that are good, in the transaction that judged them. */
  store(): Promise<void>;
  /** What brings everything back to what it was before `store`. */
  readonly images: readonly unknown[];
}

/** Keys by which rows of one file are told apart and kept together. */
export interface RowKeys {
  /** Rows of one group are worked on together; null stands alone. */
  readonly group: string | null;
  /** Each may stand in one row of the file only. */
  readonly once: readonly { readonly column: string; readonly key: string }[];
}

/** What files of one kind hold, and what is done with their rows. */
export interface KindOfImport {
  readonly columns: readonly ColumnSpec[];
  keysOf(columns: readonly string[], cells: readonly string[]): RowKeys;
  /** Judges rows by the rules of the single mutations. Throws LimitExceededError when they are too many at once. */
  judge(
    tx: Tx,
    tenant: TenantDoc,
    job: Pick<ImportDoc, 'columns' | 'decimalMark'>,
    rows: readonly (readonly string[])[],
  ): Promise<JudgedRows>;
  /** Takes back what was stored; tells of what can't be. Null when a file must fit into one transaction instead. */
  readonly undo: ((tx: Tx, images: readonly unknown[]) => Promise<readonly RowIssue[]>) | null;
}

/** The kinds, in one table. */
export const IMPORTS_BY_KIND: Readonly<Record<ImportKind, KindOfImport>> = {
  CATALOG: catalogKind,
  STOCK: stockKind,
};
