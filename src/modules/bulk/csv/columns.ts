import { COLUMNS_MAX } from '../bulk.policy';
import { FileRefusedError } from './read-csv';

/** A column that a kind of import knows. */
export interface ColumnSpec {
  readonly name: string;
  /** Other spellings, folded as `foldName` does. */
  readonly aliases?: readonly string[];
  readonly required?: boolean;
  /** Holds amounts or rates, with a decimal mark. */
  readonly decimals?: boolean;
  /** Only for those who may see what goods cost. */
  readonly cost?: boolean;
}

/** Where the known columns stand in a file: the n-th name is at the n-th place. */
export interface FoundColumns {
  readonly names: readonly string[];
  readonly places: readonly number[];
  /** Cells that each record must have. */
  readonly width: number;
}

/**
 * Finds the known columns in a header, whatever their order, case, blanks and underscores. A column whose name begins with
 * `x_` is the user's own and passed over; any other unknown one is refused, because it is nearly always a misspelt one.
 */
export function findColumns(
  header: readonly string[],
  specs: readonly ColumnSpec[],
  mayWriteCost: boolean,
): FoundColumns {
  if (header.length > COLUMNS_MAX) {
    throw new FileRefusedError('TOO_MANY_COLUMNS', `Expected at most ${COLUMNS_MAX} columns, got ${header.length}.`, 1);
  }
  const names: string[] = [];
  const places: number[] = [];
  const unknown: string[] = [];
  header.forEach((cell, place) => {
    const folded = foldName(cell);
    const spec = specs.find(({ name, aliases = [] }) => foldName(name) === folded || aliases.includes(folded));
    if (spec === undefined) {
      if (!cell.trim().toLowerCase().startsWith('x_')) unknown.push(cell.trim().slice(0, 50));
      return;
    }
    if (names.includes(spec.name)) {
      throw new FileRefusedError('DUPLICATE_COLUMN', `Expected each column once, got "${spec.name}" twice.`, 1);
    }
    if (spec.cost === true && !mayWriteCost) {
      const message = `The column "${spec.name}" needs the permission cost:read. Remove the column.`;
      throw new FileRefusedError('COLUMN_FORBIDDEN', message, 1);
    }
    names.push(spec.name);
    places.push(place);
  });
  const known = specs.map(({ name }) => name).join(', ');
  if (unknown.length > 0) {
    const got = unknown.slice(0, 10).map((name) => JSON.stringify(name));
    const message = `Expected only ${known}; got ${got.join(', ')}. Rename, remove, or put x_ before what is not for us.`;
    throw new FileRefusedError('UNKNOWN_COLUMN', message, 1);
  }
  const missing = specs.filter(({ name, required }) => required === true && !names.includes(name));
  if (missing.length > 0) {
    const message = `Expected the column ${missing.map(({ name }) => name).join(', ')}; the known ones are ${known}.`;
    throw new FileRefusedError('MISSING_COLUMN', message, 1);
  }
  return { names, places, width: header.length };
}

function foldName(name: string): string {
  return name
    .replace(/^\uFEFF/, '')
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}
