import type { ObjectId } from 'bson';
import { MongoError } from './errors';
import { OBJECT_ID_BYTES, putObjectId } from './object-id-bytes';

function hasNullByte(): MongoError {
  return new MongoError(22, 'InvalidBSON', 'BSON field names must not contain null bytes');
}

/** Output buffer that grows by doubling; one is kept between calls, so small documents allocate only their result. */
export class Writer {
  bytes = Buffer.allocUnsafe(64 * 1024);
  at = 0;
  maxDepth = 0;

  need(count: number): void {
    const wanted = this.at + count;
    if (wanted <= this.bytes.length) return;
    if (wanted > 512 * 1024 * 1024) throw new MongoError(10334, 'BSONObjectTooLarge', 'BSON object is too large');
    const larger = Buffer.allocUnsafe(Math.max(wanted, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  name(type: number, name: string): void {
    const length = name.length;
    this.need(2 + length * 3);
    const { bytes } = this;
    bytes[this.at++] = type;
    const start = this.at;
    for (let i = 0; i < length; i += 1) {
      const code = name.charCodeAt(i);
      if (code > 127) {
        if (name.includes('\0')) throw hasNullByte();
        this.at = start + bytes.write(name, start, 'utf8');
        break;
      }
      if (code === 0) throw hasNullByte();
      bytes[this.at++] = code;
    }
    bytes[this.at++] = 0;
  }

  int32(value: number): void {
    this.need(4);
    this.at = this.bytes.writeInt32LE(value | 0, this.at);
  }

  long(value: { readonly low: number; readonly high: number }): void {
    this.need(8);
    this.bytes.writeInt32LE(value.low, this.at);
    this.at = this.bytes.writeInt32LE(value.high, this.at + 4);
  }

  double(value: number): void {
    this.need(8);
    this.at = this.bytes.writeDoubleLE(value, this.at);
  }

  raw(bytes: Uint8Array): void {
    this.need(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  objectId(id: ObjectId): void {
    this.need(OBJECT_ID_BYTES);
    this.at = putObjectId(this.bytes, this.at, id);
  }

  string(text: string): void {
    this.need(5 + text.length * 3);
    const start = this.at + 4;
    const length = this.bytes.write(text, start, 'utf8');
    this.bytes.writeInt32LE(length + 1, this.at);
    this.bytes[start + length] = 0;
    this.at = start + length + 1;
  }

  cstring(text: string): void {
    if (text.includes('\0'))
      throw new MongoError(22, 'InvalidBSON', 'BSON regular expressions must not contain null bytes');
    this.need(1 + text.length * 3);
    this.at += this.bytes.write(text, this.at, 'utf8');
    this.bytes[this.at++] = 0;
  }
}
