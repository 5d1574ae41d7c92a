import { encodeDocument, RawDocument } from '../bson-encode';
import type { Document } from '../bson-types';

/** A reply may hold this much of documents; one that is larger alone is sent alone. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

/** Documents of one cursor reply, encoded once. */
export class Batch {
  readonly documents: RawDocument[] = [];
  private bytes = 0;

  /** @param limit largest number of documents; Infinity = as many as fit */
  constructor(private readonly limit: number) {}

  get isFull(): boolean {
    return this.documents.length >= this.limit;
  }

  /** False when the document does not fit any more; it must then go into the next batch. */
  add(document: Document | RawDocument): boolean {
    const raw = document instanceof RawDocument ? document : new RawDocument(encodeDocument(document, 256));
    const length = raw.bytes.length;
    if (this.documents.length > 0 && this.bytes + length > MAX_BATCH_BYTES) return false;
    this.bytes += length + 10;
    this.documents.push(raw);
    return true;
  }
}
