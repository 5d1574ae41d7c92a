/** Interned field names: equal names share one string, so V8 finds the hidden class without hashing again. */
const NAME_SLOTS = 8192;
/** Longer names would let a hostile client fill the table with megabytes. */
const MAX_KEPT_LENGTH = 64;
const names: (string | undefined)[] = new Array<string | undefined>(NAME_SLOTS);

/** The string of ASCII bytes, the same object for the same name wherever possible. */
export function internName(bytes: Buffer, start: number, end: number, hash: number): string {
  const length = end - start;
  const slot = (hash ^ (hash >>> 15)) & (NAME_SLOTS - 1);
  const known = names[slot];
  if (known !== undefined && known.length === length) {
    let i = 0;
    while (i < length && known.charCodeAt(i) === bytes[start + i]) i += 1;
    if (i === length) return known;
  }
  const name = bytes.toString('latin1', start, end);
  if (length <= MAX_KEPT_LENGTH) names[slot] = name;
  return name;
}
