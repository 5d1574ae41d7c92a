import type { ObjectId } from 'bson';

export const OBJECT_ID_BYTES = 12;

/** The words in which `bson` keeps an ObjectId, big end first, three bytes each; absent in other versions of the package. */
export interface ObjectIdWords {
  readonly i0?: number;
  readonly i1?: number;
  readonly i2?: number;
  readonly i3?: number;
}

/**
 * Writes the bytes of an ObjectId and returns the place behind them. Not from `id.id`, which makes a new buffer each
 * time: a document of seven ids and the keys of its six indexes are twenty of them.
 */
export function putObjectId(target: Uint8Array, at: number, id: ObjectId): number {
  const { i0, i1, i2, i3 } = id as unknown as ObjectIdWords;
  if (i0 === undefined || i1 === undefined || i2 === undefined || i3 === undefined) {
    target.set(id.id, at);
    return at + OBJECT_ID_BYTES;
  }
  putWord(target, at, i0);
  putWord(target, at + 3, i1);
  putWord(target, at + 6, i2);
  putWord(target, at + 9, i3);
  return at + OBJECT_ID_BYTES;
}

function putWord(target: Uint8Array, at: number, word: number): void {
  target[at] = word >>> 16;
  target[at + 1] = word >>> 8;
  target[at + 2] = word;
}

/** The last three bytes as a number: those that differ most between ids made one after the other. */
export function endOfId(id: ObjectId): number {
  const { i3 } = id as unknown as ObjectIdWords;
  if (i3 !== undefined) return i3;
  const bytes = id.id;
  return ((bytes[9] ?? 0) << 16) | ((bytes[10] ?? 0) << 8) | (bytes[11] ?? 0);
}
