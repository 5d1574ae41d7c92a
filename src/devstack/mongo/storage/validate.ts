import type { ByteString } from './byte-writer';
import type { CollectionState } from './catalog';
import type { IndexDefinition } from './index-definition';
import { scanEntries } from './index-scan';
import type { Transaction } from './transaction';
import type { ValidateResult } from './types';

const MAX_ERRORS = 100;

/** So many documents or entries between two places to pause. */
const PAUSE_EVERY = 128;

/** See `Engine.validate`; yields places to pause. */
export function* validateCollection(
  tx: Transaction,
  state: CollectionState,
): Generator<undefined, ValidateResult, undefined> {
  const errors: string[] = [];
  const report = (message: string): void => {
    if (errors.length < MAX_ERRORS) errors.push(message);
  };
  const expected = new Map<IndexDefinition, Map<ByteString, number>>();
  for (const index of state.definitions) if (!state.building.has(index.id)) expected.set(index, new Map());
  let nrecords = 0;
  for (const { recordId, document } of tx.scan(state, 1)) {
    if (++nrecords % PAUSE_EVERY === 0) yield undefined;
    for (const [index, keys] of expected) {
      const made = index.keysOf(document);
      for (const path of made.arrayPaths)
        if (!index.multikeyPaths.has(path)) report(`index ${index.spec.name} should be multikey on ${path}`);
      for (const { key } of made.keys) {
        const id = `${key}\u0100${recordId}`;
        keys.set(id, recordId);
      }
    }
  }
  const keysPerIndex: { [indexName: string]: number } = {};
  for (const [index, keys] of expected) keysPerIndex[index.spec.name] = yield* compare(tx, state, index, keys, report);
  const { count } = tx.stats(state);
  if (count !== nrecords) report(`fast count ${count} differs from ${nrecords} records`);
  return { valid: errors.length === 0, errors, nrecords, keysPerIndex };
}

function* compare(
  tx: Transaction,
  state: CollectionState,
  index: IndexDefinition,
  expected: Map<ByteString, number>,
  report: (message: string) => void,
): Generator<undefined, number, undefined> {
  let count = 0;
  let last: ByteString | undefined;
  for (const { key, recordId } of scanEntries(tx, state, index, { fields: [] }, 1)) {
    if (++count % PAUSE_EVERY === 0) yield undefined;
    if (last !== undefined && key < last) report(`index ${index.spec.name} has entries out of order`);
    last = key;
    if (!expected.delete(`${key}\u0100${recordId}`))
      report(`index ${index.spec.name} has an entry of record ${recordId} that no document asks for`);
  }
  for (const recordId of expected.values()) report(`index ${index.spec.name} lacks an entry of record ${recordId}`);
  return count;
}
