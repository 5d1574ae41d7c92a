import { FileRefusedError } from './csv/read-csv';
import type { DecimalMark } from './import.model';

const MARKED = /^\d+([.,])(\d+)\s*%?$/;

/** Finds out by the amounts of a file which decimal mark it uses. */
export class DecimalMarks {
  private readonly seen = new Set<DecimalMark>();

  /** @param places decimals of the currency; a mark before more digits may separate thousands and says nothing. */
  constructor(private readonly places: number) {}

  see(cell: string): void {
    const match = MARKED.exec(cell.trim());
    if (match === null || (match[2]?.length ?? 0) > Math.max(this.places, 2)) return;
    this.seen.add(match[1] === ',' ? ',' : '.');
  }

  /** The mark; a point when there is none. Throws FileRefusedError when there are both: then only a person knows. */
  decide(): DecimalMark {
    if (this.seen.size > 1) {
      const message = 'Some amounts have a decimal point, some a decimal comma. Say which by decimalMark.';
      throw new FileRefusedError('DECIMAL_MARK_AMBIGUOUS', message);
    }
    return this.seen.has(',') ? ',' : '.';
  }
}
