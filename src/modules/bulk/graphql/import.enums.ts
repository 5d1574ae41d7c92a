import { registerEnumType } from 'type-graphql';
import type { ImportKind, ImportPhase, ImportStatus } from '../import.model';

/** The schema's enum of what a file holds. */
export const ImportKindEnum = { CATALOG: 'CATALOG', STOCK: 'STOCK' } as const satisfies Record<ImportKind, ImportKind>;
registerEnumType(ImportKindEnum, {
  name: 'ImportKind',
  description: 'What the rows of a file are.',
  valuesConfig: {
    CATALOG: {
      description:
        'Variants with their products, found by SKU. Columns: sku, slug, title, description, status, categories, ' +
        'option1_name, option1_value (to 3), barcodes, pack_barcodes (units*code), price, compare_at_price, cost_price, tax_rate, tax_class ' +
        '(its code). An empty cell leaves things as they are, [clear] removes.',
    },
    STOCK: { description: 'Quantities on hand. Columns: sku, branch (its code), quantity, expected_quantity, reason.' },
  },
});

/** The schema's enum of an import's state. */
export const ImportStatusEnum = {
  DRAFT: 'DRAFT',
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  PARTLY_FAILED: 'PARTLY_FAILED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const satisfies Record<ImportStatus, ImportStatus>;
registerEnumType(ImportStatusEnum, {
  name: 'ImportStatus',
  description: 'State of an import.',
  valuesConfig: {
    DRAFT: { description: 'Takes parts of the file.' },
    QUEUED: { description: 'Waits for a worker.' },
    RUNNING: { description: 'A worker is at it, or it waits for its next try after an error of ours.' },
    SUCCEEDED: { description: 'Every row is good.' },
    PARTLY_FAILED: { description: 'Some rows failed, see importIssues; the others are done.' },
    FAILED: {
      description:
        'The file or all rows were refused, or some where all or nothing was asked: no row is done. Or it was given up ' +
        'by our fault: fileError says what is done.',
    },
    CANCELLED: { description: 'Stopped by a person; rowsDone says how far it came.' },
  },
});

/** The schema's enum of what a running import does. */
export const ImportPhaseEnum = {
  READING: 'READING',
  CHECKING: 'CHECKING',
  APPLYING: 'APPLYING',
  UNDOING: 'UNDOING',
} as const satisfies Record<ImportPhase, ImportPhase>;
registerEnumType(ImportPhaseEnum, {
  name: 'ImportPhase',
  description: 'What an import does, or did last.',
  valuesConfig: {
    READING: { description: 'Reads the file.' },
    CHECKING: { description: 'Judges every row and writes nothing.' },
    APPLYING: { description: 'Writes.' },
    UNDOING: { description: 'Takes back what it wrote, because all or nothing was asked.' },
  },
});

/** The schema's enum of what stands between cells. */
export const CsvDelimiterEnum = { COMMA: 'COMMA', SEMICOLON: 'SEMICOLON', TAB: 'TAB' } as const;
registerEnumType(CsvDelimiterEnum, {
  name: 'CsvDelimiter',
  description: 'What stands between the cells of a file.',
  valuesConfig: {
    COMMA: { description: 'A comma.' },
    SEMICOLON: { description: 'A semicolon, as spreadsheets write where the comma is the decimal mark.' },
    TAB: { description: 'A tab.' },
  },
});

/** The schema's enum of decimal marks. */
export const DecimalMarkEnum = { POINT: 'POINT', COMMA: 'COMMA' } as const;
registerEnumType(DecimalMarkEnum, {
  name: 'DecimalMark',
  description: 'The decimal mark of amounts.',
  valuesConfig: { POINT: { description: '12.50' }, COMMA: { description: '12,50' } },
});

/** Delimiters by their names in the schema. */
export const DELIMITER_BY_NAME = { COMMA: ',', SEMICOLON: ';', TAB: '\t' } as const;
/** Decimal marks by their names in the schema. */
export const DECIMAL_MARK_BY_NAME = { POINT: '.', COMMA: ',' } as const;
