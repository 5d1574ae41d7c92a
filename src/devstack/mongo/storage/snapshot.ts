import type { Transaction } from 'lmdb';
import type { Catalog } from './catalog';

/** One committed state of everything; shared by all transactions that started between two commits. */
export class Snapshot {
  private users = 1;

  constructor(
    /** Number of the last commit that is visible. */
    readonly sequence: number,
    readonly catalog: Catalog,
    /** LMDB's read transaction, as an option for its read methods. */
    readonly at: { readonly transaction: Transaction },
  ) {}

  use(): this {
    this.users++;
    return this;
  }

  /** Gives it back; the last user lets LMDB reuse the pages that only this snapshot still needed. */
  release(): void {
    this.users--;
    if (this.users === 0) this.at.transaction.done();
  }
}
