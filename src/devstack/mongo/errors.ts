import type { Document } from './bson-types';
import { codeNameOf } from './error-codes';

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

/** An error by its code alone; the name follows from MongoDB's table. */
export function failure(code: number, message: string, fields?: Document): MongoError {
  return new MongoError(code, codeNameOf(code), message, fields === undefined ? {} : { fields });
}

/** 2 BadValue. */
export function badValue(message: string): MongoError {
  return failure(2, message);
}

/** 14 TypeMismatch, in the words of MongoDB's command parser. */
export function wrongType(field: string, actual: string, expected: string): MongoError {
  return failure(14, `BSON field '${field}' is the wrong type '${actual}', expected type '${expected}'`);
}

/** 40415: a field that the command does not know. */
export function unknownField(field: string): MongoError {
  return failure(40415, `BSON field '${field}' is an unknown field.`);
}

/** 40414: a field that the command cannot do without. */
export function missingField(field: string): MongoError {
  return failure(40414, `BSON field '${field}' is missing but a required field`);
}

/** 251 NoSuchTransaction. */
export function noSuchTransaction(message: string): MongoError {
  return failure(251, message);
}
