import { MongoError } from '../errors';
import type { WaitList } from './wait-list';

/**
 * Another transaction holds, or has committed since the snapshot, what this one wants to write (code 112). `ended`
 * resolves when the other one is over (at once when it already is), so a writer outside a transaction can wait for it.
 */
export class WriteConflict extends MongoError {
  constructor(readonly ended: Promise<void>) {
    super(
      112,
      'WriteConflict',
      'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
      { errorLabels: ['TransientTransactionError'] },
    );
    this.name = 'WriteConflict';
  }
}

/** Who may hold a record, a key or a name: an open transaction, known here only by those who wait for it. */
export interface Holder {
  readonly waiters: WaitList;
}

/** Throws `WriteConflict` when another open transaction than `self` holds it. */
export function refuseOther(holder: Holder | undefined, self: Holder): void {
  if (holder !== undefined && holder !== self) throw new WriteConflict(holder.waiters.join());
}
