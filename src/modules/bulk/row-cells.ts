import { decimalsOf, parseScaled } from '../../kernel/money-text';
import { ISSUE_VALUE_LENGTH_MAX } from './bulk.policy';
import { CLEAR, unguardCell } from './csv/cell-text';
import type { DecimalMark } from './import.model';

/** What is wrong with a row, before it has a place. */
export interface RowIssue {
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
  readonly value: string | null;
}

/** Makes an issue; the cell is repeated shortened, so that a report can't grow with what is wrong. */
export function issueOf(column: string | null, code: string, message: string, value: string | null): RowIssue {
  return { column, code, message, value: value === null ? null : value.slice(0, ISSUE_VALUE_LENGTH_MAX) };
}

/**
 * Reads the cells of one row and collects what is wrong with them, so that a person sees all of it at once. An empty cell
 * is undefined: it leaves things as they are.
 */
export class RowCells {
  readonly issues: RowIssue[] = [];
  private readonly byName = new Map<string, string>();
  private readonly cleared = new Set<string>();

  /** @param cells as they stand in the file, with the marks of a guard. */
  constructor(
    names: readonly string[],
    cells: readonly string[],
    private readonly decimalMark: DecimalMark,
    private readonly currency: string,
  ) {
    names.forEach((name, index) => {
      const cell = cells[index] ?? '';
      if (cell.trim() === CLEAR) this.cleared.add(name);
      this.byName.set(name, unguardCell(cell));
    });
  }

  /** True when the cell says to remove what is there. */
  isCleared(name: string): boolean {
    return this.cleared.has(name);
  }

  text(name: string): string | undefined {
    const cell = this.byName.get(name)?.trim() ?? '';
    return cell === '' ? undefined : cell;
  }

  /** The cell as it is, blanks and all; null when it says to remove. */
  clearableText(name: string): string | null | undefined {
    const cell = this.byName.get(name) ?? '';
    if (cell.trim() === '') return undefined;
    return this.isCleared(name) ? null : cell;
  }

  amount(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const places = decimalsOf(this.currency);
    const amount = parseScaled(text, places, this.decimalMark);
    if (amount !== null) return amount;
    const message = `Expected an amount in ${this.currency} such as ${this.sample(places)}, without thousands separators.`;
    this.refuse(name, 'AMOUNT_INVALID', message);
    return undefined;
  }

  clearableAmount(name: string): number | null | undefined {
    return this.isCleared(name) ? null : this.amount(name);
  }

  /** A per cent text as basis points: `5.5` is 550. */
  rate(name: string): number | undefined {
    const text = this.text(name)?.replace(/\s*%$/, '');
    if (text === undefined) return undefined;
    const rate = parseScaled(text, 2, this.decimalMark);
    if (rate === null) this.refuse(name, 'RATE_INVALID', `Expected a rate in per cent such as ${this.sample(2)}.`);
    return rate ?? undefined;
  }

  /** A whole number, maybe negative. */
  integer(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^-?\d{1,10}$/.test(text)) return Number(text);
    this.refuse(name, 'NUMBER_INVALID', 'Expected a whole number such as 12.');
    return undefined;
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    const found = choices.find((choice) => choice === text?.toUpperCase());
    if (text !== undefined && found === undefined) {
      this.refuse(name, 'CHOICE_INVALID', `Expected one of ${choices.join(', ')}.`);
    }
    return found;
  }

  refuse(name: string, code: string, message: string): void {
    this.issues.push(issueOf(name, code, message, this.byName.get(name) ?? null));
  }

  private sample(places: number): string {
    return places === 0 ? '1250' : `12${this.decimalMark}${'5'.padEnd(places, '0')}`;
  }
}
