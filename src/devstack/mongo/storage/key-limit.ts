import { createHash } from 'node:crypto';
import type { ByteString } from './byte-writer';

/**
 * LMDB refuses keys above 1,978 bytes. A longer index key keeps its beginning and ends in a hash of the whole, so
 * equality (and uniqueness) still works on the key alone, but its order among keys with the same beginning is lost:
 * such an index is marked as not ordered, range bounds are widened to the beginning, and matches are always checked
 * again on the document.
 */
const MAX_KEY_BYTES = 1978;
/** Index id in front, record id behind. */
const RESERVED_BYTES = 10;
const HASH_BYTES = 16;
export const MAX_FIELD_BYTES = MAX_KEY_BYTES - RESERVED_BYTES;
export const KEPT_BYTES = MAX_FIELD_BYTES - HASH_BYTES;

/** The key itself when it fits, else its beginning and a hash. */
export function cutKey(key: ByteString): ByteString {
  if (key.length <= MAX_FIELD_BYTES) return key;
  const hash = createHash('sha256').update(key, 'latin1').digest().toString('latin1', 0, HASH_BYTES);
  return key.slice(0, KEPT_BYTES) + hash;
}
