import { Timestamp } from 'bson';
import type { Document } from '../bson-types';
import { failure, unknownField, wrongType } from '../errors';
import { isDocument, numberOf, typeName } from './arguments';
import type { CommandSpec } from './spec';

const FIELDS = new Set([
  'level',
  'afterClusterTime',
  'atClusterTime',
  'afterOpTime',
  'provenance',
  '$allowTransactionTableSnapshot',
]);
const LEVELS = new Set(['local', 'majority', 'linearizable', 'available', 'snapshot']);
const TRANSACTION_LEVELS = new Set(['local', 'majority', 'snapshot']);

/** Refuses read concerns that MongoDB refuses. On one node local, majority and linearizable see the same. */
export function checkReadConcern(body: Document, spec: CommandSpec, isInTransaction: boolean, newest: Timestamp): void {
  const readConcern = body['readConcern'];
  if (readConcern === undefined) return;
  if (!isDocument(readConcern)) throw wrongType('readConcern', typeName(readConcern), 'object');
  for (const field of Object.keys(readConcern)) if (!FIELDS.has(field)) throw unknownField(`readConcern.${field}`);
  const level = readConcern['level'];
  if (level !== undefined && typeof level !== 'string') throw wrongType('readConcern.level', typeName(level), 'string');
  if (level !== undefined && !LEVELS.has(level)) {
    throw failure(2, `Enumeration value '${level}' for field 'readConcern.level' is not a valid value.`);
  }
  const at = readConcern['atClusterTime'];
  if (at !== undefined) {
    if (!(at instanceof Timestamp)) throw wrongType('readConcern.atClusterTime', typeName(at), 'timestamp');
    if (level !== 'snapshot') {
      throw failure(72, "readConcern.level must be 'snapshot' if readConcern.atClusterTime is set");
    }
  }
  const after = readConcern['afterClusterTime'];
  if (after instanceof Timestamp && after.compare(newest) > 0) {
    throw failure(72, `readConcern afterClusterTime value must not be greater than the current clusterTime.`);
  }
  if (isInTransaction) {
    if (level !== undefined && !TRANSACTION_LEVELS.has(level)) {
      throw failure(
        72,
        "The readConcern level must be either 'local' (default), 'majority' or 'snapshot' in order to run in a transaction",
      );
    }
  } else if (level === 'snapshot' && !spec.takesSnapshot) {
    throw failure(
      72,
      `Command ${spec.name} does not support { readConcern: { level: "snapshot", provenance: "clientSupplied" } } :: caused by :: read concern not supported`,
    );
  }
}

/** What a write concern asks for, as far as one node can matter. */
export interface WriteConcern {
  readonly isAcknowledged: boolean;
  /** Answered beside the result: the write itself happened. */
  readonly error: Document | undefined;
}

const WRITE_CONCERN_FIELDS = new Set(['w', 'j', 'fsync', 'wtimeout', 'getLastError', 'provenance']);

/** @throws MongoError for a malformed write concern */
export function readWriteConcern(body: Document): WriteConcern {
  const value = body['writeConcern'];
  if (value === undefined) return { isAcknowledged: true, error: undefined };
  if (!isDocument(value)) throw wrongType('writeConcern', typeName(value), 'object');
  for (const field of Object.keys(value))
    if (!WRITE_CONCERN_FIELDS.has(field)) throw unknownField(`writeConcern.${field}`);
  const w = value['w'];
  if (typeof w === 'string') return { isAcknowledged: true, error: w === 'majority' ? undefined : unknownMode(w) };
  const number = w === undefined ? 1 : numberOf(w);
  if (number === undefined) throw failure(9, 'w has to be a number, string, or object');
  if (number < 0 || number > 50) throw failure(9, 'w has to be a non-negative number and not greater than 50');
  return { isAcknowledged: number !== 0, error: number > 1 ? notEnoughNodes(value) : undefined };
}

function unknownMode(w: string): Document {
  return {
    code: 79,
    codeName: 'UnknownReplWriteConcern',
    errmsg: `No write concern mode named '${w}' found in replica set configuration`,
    errInfo: { writeConcern: { w, wtimeout: 0, provenance: 'clientSupplied' } },
  };
}

function notEnoughNodes(writeConcern: Document): Document {
  return {
    code: 100,
    codeName: 'UnsatisfiableWriteConcern',
    errmsg: 'Not enough data-bearing nodes',
    errInfo: { writeConcern: { ...writeConcern, provenance: 'clientSupplied' } },
  };
}
