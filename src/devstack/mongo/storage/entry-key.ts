import type { RecordId } from '../bson-types';
import type { ByteString } from './byte-writer';
import { recordIdText, uint32Text } from './byte-writer';
import type { IndexDefinition } from './index-definition';

/** True when the stored key ends in the record id, because several records may have the same key. */
export function hasRecordInKey(index: IndexDefinition): boolean {
  return !index.isUnique || index.mapText !== undefined;
}

/** The key of an entry in the table of entries. */
export function storedKey(index: IndexDefinition, key: ByteString, recordId: RecordId): ByteString {
  const stored = uint32Text(index.id) + key;
  return hasRecordInKey(index) ? stored + recordIdText(recordId) : stored;
}
