import { MongoError } from '../errors';

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
