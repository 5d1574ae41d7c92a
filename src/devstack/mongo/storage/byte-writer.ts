import type { ObjectId } from 'bson';
import { OBJECT_ID_BYTES, putObjectId } from '../object-id-bytes';

/** Text in which every character is one byte; comparing two of them with `<` compares their bytes. */
export type ByteString = string;

/** Collects the bytes of one key. Reused for all keys, since building a key is on the path of every statement. */
export class ByteWriter {
  private bytes = Buffer.allocUnsafeSlow(4096);
  length = 0;

  reset(): void {
    this.length = 0;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  uint32(value: number): void {
    this.grow(4);
    this.length = this.bytes.writeUInt32BE(value, this.length);
  }

  /** Doubles as 8 bytes in numeric order: positive ones with the sign bit set, negative ones inverted. */
  orderedDouble(value: number): void {
    this.grow(8);
    const at = this.length;
    this.length = this.bytes.writeDoubleBE(value, at);
    if (value < 0) this.invert(at);
    else this.bytes[at] = (this.bytes[at] as number) | 0x80;
  }

  bigUint64(value: bigint): void {
    this.grow(8);
    this.length = this.bytes.writeBigUInt64BE(BigInt.asUintN(64, value), this.length);
  }

  raw(bytes: Uint8Array): void {
    this.grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  objectId(id: ObjectId): void {
    this.grow(OBJECT_ID_BYTES);
    this.length = putObjectId(this.bytes, this.length, id);
  }

  /** UTF-8 bytes, 0x00 written as 00 FF, ended by 00 01, so that a prefix sorts first and the end can be found. */
  terminatedText(text: string): void {
    this.grow(text.length * 3 + 2);
    const start = this.length;
    const end = start + this.bytes.write(text, start, 'utf8');
    this.length = end;
    // No other character has a byte 0 in UTF-8.
    if (text.includes('\0')) {
      const copy = Buffer.from(this.bytes.subarray(start, end));
      this.length = start;
      for (const value of copy) {
        this.byte(value);
        if (value === 0) this.byte(0xff);
      }
    }
    this.byte(0);
    this.byte(1);
  }

  invert(from: number): void {
    for (let at = from; at < this.length; at++) this.bytes[at] = ~(this.bytes[at] as number) & 0xff;
  }

  toText(): ByteString {
    return this.bytes.toString('latin1', 0, this.length);
  }

  slice(from: number, to: number): Buffer {
    return this.bytes.subarray(from, to);
  }

  private grow(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.length + count) * 2);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/** A 32-bit number as 4 bytes, most significant first. */
export function uint32Text(value: number): ByteString {
  return String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** A record's position as 6 bytes, most significant first. */
export function recordIdText(recordId: number): ByteString {
  const high = Math.floor(recordId / 0x100000000);
  return String.fromCharCode((high >>> 8) & 255, high & 255) + uint32Text(recordId >>> 0);
}

/** Reads back what `recordIdText` wrote at the end of a key. */
export function recordIdAtEnd(key: ByteString): number {
  const at = key.length - 6;
  const high = key.charCodeAt(at) * 256 + key.charCodeAt(at + 1);
  const low =
    ((key.charCodeAt(at + 2) << 24) |
      (key.charCodeAt(at + 3) << 16) |
      (key.charCodeAt(at + 4) << 8) |
      key.charCodeAt(at + 5)) >>>
    0;
  return high * 0x100000000 + low;
}
