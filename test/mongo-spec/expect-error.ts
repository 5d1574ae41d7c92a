import { MongoError, MongoOperationTimeoutError, MongoServerError } from 'mongodb';
import type { Document } from 'mongodb';
import { Mismatch } from './format';
import { match, show } from './matcher';
import type { MatchContext } from './matcher';

/** @throws Mismatch unless the error is as `expectError` says */
export function checkError(error: unknown, expected: Document, context: MatchContext): void {
  if (error instanceof Mismatch || !(error instanceof Error)) throw error;
  const fields = error as unknown as Document;
  const fail = (what: string): never => {
    throw new Mismatch(`${what}, got ${error.name} ${String(fields['code'])}: ${error.message}`);
  };
  if (expected['isClientError'] === true && error instanceof MongoServerError) fail('expected an error of the client');
  if (expected['isClientError'] === false && !(error instanceof MongoServerError))
    fail('expected an error of the server');
  if (
    expected['isTimeoutError'] !== undefined &&
    error instanceof MongoOperationTimeoutError !== expected['isTimeoutError']
  ) {
    fail(`expected isTimeoutError ${String(expected['isTimeoutError'])}`);
  }
  const contains = expected['errorContains'];
  if (contains !== undefined && !error.message.toLowerCase().includes(String(contains).toLowerCase())) {
    fail(`expected a message with ${show(contains)}`);
  }
  if (expected['errorCode'] !== undefined && codeOf(fields) !== Number(expected['errorCode']))
    fail(`expected code ${String(expected['errorCode'])}`);
  if (expected['errorCodeName'] !== undefined && codeNameOf(fields) !== expected['errorCodeName']) {
    fail(`expected codeName ${String(expected['errorCodeName'])} instead of ${String(codeNameOf(fields))}`);
  }
  checkLabels(error, expected, fail);
  checkDetails(fields, expected, context);
}

function codeOf(fields: Document): unknown {
  return fields['code'] ?? fields['errorResponse']?.['code'];
}

function codeNameOf(fields: Document): unknown {
  return (
    fields['codeName'] ?? fields['errorResponse']?.['codeName'] ?? fields['result']?.['writeConcernError']?.['codeName']
  );
}

function checkLabels(error: Error, expected: Document, fail: (what: string) => never): void {
  const hasLabel = (label: string): boolean => error instanceof MongoError && error.hasErrorLabel(label);
  for (const label of (expected['errorLabelsContain'] ?? []) as string[])
    if (!hasLabel(label)) fail(`expected the label ${label}`);
  for (const label of (expected['errorLabelsOmit'] ?? []) as string[])
    if (hasLabel(label)) fail(`expected no label ${label}`);
}

function checkDetails(fields: Document, expected: Document, context: MatchContext): void {
  if (expected['expectResult'] !== undefined) {
    const result = fields['result'] ?? fields['partialResult'];
    match(withoutInsertedIds(expected['expectResult']), result, context, true, 'result');
  }
  if (expected['errorResponse'] !== undefined) {
    match(
      expected['errorResponse'],
      fields['errorResponse'] ?? fields['cause']?.['errorResponse'],
      context,
      true,
      'errorResponse',
    );
  }
  for (const kind of ['writeErrors', 'writeConcernErrors']) {
    if (expected[kind] === undefined) continue;
    const actual =
      fields[kind] instanceof Map ? Object.fromEntries(fields[kind] as Map<string, unknown>) : fields[kind];
    for (const [index, value] of Object.entries(expected[kind] as Document)) {
      match(value, actual?.[index], context, true, `${kind}.${index}`);
    }
  }
}

/**
 * In the result of a failed command driver 7.8 lists the ids of all documents it tried to insert. The format lets
 * drivers leave `insertedIds` out, so it is not compared on errors.
 */
function withoutInsertedIds(expected: unknown): unknown {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) return expected;
  const others: Document = { ...expected };
  delete others['insertedIds'];
  return others;
}
