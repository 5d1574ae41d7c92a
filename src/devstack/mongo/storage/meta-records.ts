import type { Document } from '../bson-types';
import { decodeDocument, encodeDocument } from '../bson-codec';
import { mergeOwn, rangeEntries } from './range-scan';
import type { Transaction } from './transaction';

/** See `EngineTransaction.readMeta`. */
export function readMeta(tx: Transaction, key: string): Document | undefined {
  const own = tx.metaChanges.values.get(key);
  if (own !== undefined) return own ?? undefined;
  const bytes = tx.core.store.meta.getBinary(key, tx.snapshot.at);
  return bytes === undefined ? undefined : decodeDocument(bytes);
}

/** See `EngineTransaction.writeMeta`. */
export function writeMeta(tx: Transaction, key: string, value: Document | undefined): void {
  if (!/^[ -~]{1,500}$/.test(key)) throw new RangeError('a meta key is 1 to 500 printable ASCII characters');
  tx.metaChanges.set(key, value ?? null);
}

/** See `EngineTransaction.scanMeta`. */
export function* scanMeta(
  tx: Transaction,
  prefix: string,
): Generator<{ key: string; value: Document }, void, undefined> {
  const range = { from: prefix, to: `${prefix}\u00ff` };
  const stored = rangeEntries(tx.core.store.meta, () => tx.openSnapshot(), range, 1, true);
  const own = tx.metaChanges.slice(range.from, range.to);
  const frozen = new Map(own.map((key) => [key, tx.metaChanges.values.get(key)]));
  const merged = mergeOwn(stored, own, 1, (key) => {
    const value = frozen.get(key);
    return value ? { key, value: Buffer.from(encodeDocument(value)) } : undefined;
  });
  for (const { key, value } of merged) if (value !== undefined) yield { key, value: decodeDocument(value) };
}
