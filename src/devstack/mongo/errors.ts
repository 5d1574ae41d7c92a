import type { Document } from './bson-types';

/**
 * An error that is answered to the client as MongoDB would: `code` and `codeName` are MongoDB's own
 * (https://github.com/mongodb/mongo/blob/r7.0.0/src/mongo/base/error_codes.yml).
 */
export class MongoError extends Error {
  constructor(
    readonly code: number,
    readonly codeName: string,
    message: string,
    readonly extra: { errorLabels?: string[]; fields?: Document } = {},
  ) {
    super(message);
    this.name = 'MongoError';
  }
}
