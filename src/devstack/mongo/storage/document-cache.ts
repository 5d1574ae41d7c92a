import { encodeDocument, RawDocument } from '../bson-encode';
import type { Document } from '../bson-types';
import type { ByteString } from './byte-writer';

/** A document takes about this many times its BSON in memory, decoded and as BSON; the bound is meant as memory. */
const CACHED_FACTOR = 5;
const ENTRY_BYTES = 200;

/** One version of a document, decoded, and as BSON once a reply wanted it. */
export class CachedDocument {
  constructor(
    readonly sequence: number,
    readonly document: Document,
    /** Of the document as BSON. */
    readonly bsonBytes: number,
    /** True when this is known to be the newest version, until a commit replaces or forgets it here. */
    public isNewest: boolean,
  ) {}

  /** What it takes in memory, about. */
  get sizeBytes(): number {
    return this.bsonBytes * CACHED_FACTOR + ENTRY_BYTES;
  }

  private rawDocument: RawDocument | undefined;

  /** For replies: encoding a page of 200 documents again for each of its readers was a quarter of the reading. */
  get raw(): RawDocument {
    // Memory of its own: a piece of Node's pool would keep the whole of it for as long as the cache keeps this.
    return (this.rawDocument ??= new RawDocument(new Uint8Array(encodeDocument(this.document, 256))));
  }
}

/**
 * Decoded documents, found by the key of their record and the number of the commit that wrote them, so a reader on an
 * old snapshot never gets a newer version. Two generations instead of an LRU list: a hit in the old one moves up, and
 * when the young one has half of the bound the old one is dropped whole, which costs nothing per hit.
 */
export class DocumentCache {
  private young = new Map<ByteString, CachedDocument>();
  private old = new Map<ByteString, CachedDocument>();
  private youngBytes = 0;
  private readonly generationBytes: number;

  constructor(maxBytes: number) {
    this.generationBytes = maxBytes / 2;
  }

  get(key: ByteString, sequence: number): CachedDocument | undefined {
    const young = this.young.get(key);
    if (young !== undefined) return young.sequence === sequence ? young : undefined;
    const old = this.old.get(key);
    if (old === undefined || old.sequence !== sequence) return undefined;
    this.insert(key, old);
    return old;
  }

  /**
   * The version that is seen by who sees the commits up to this one; undefined when the store must be asked. Each commit
   * replaces or forgets what it changes here, so the newest version stays known as such: reading the store only to learn
   * the number of the version was a third of reading a cached document.
   */
  visible(key: ByteString, upTo: number): CachedDocument | undefined {
    const young = this.young.get(key);
    if (young !== undefined) return young.isNewest && young.sequence <= upTo ? young : undefined;
    const old = this.old.get(key);
    if (old === undefined || !old.isNewest || old.sequence > upTo) return undefined;
    this.insert(key, old);
    return old;
  }

  /** Drops what is known of a record that was removed. */
  forget(key: ByteString): void {
    this.youngBytes -= this.young.get(key)?.sizeBytes ?? 0;
    this.young.delete(key);
    this.old.delete(key);
  }

  /** Remembers a version unless a newer one is known already. `isNewest`: no later one has been committed. */
  set(
    key: ByteString,
    sequence: number,
    document: Document,
    { bsonBytes, isNewest }: { readonly bsonBytes: number; readonly isNewest: boolean },
  ): CachedDocument {
    const entry = new CachedDocument(sequence, document, bsonBytes, isNewest);
    const known = this.young.get(key) ?? this.old.get(key);
    if (known === undefined || known.sequence <= sequence) this.insert(key, entry);
    return entry;
  }

  private insert(key: ByteString, entry: CachedDocument): void {
    if (entry.sizeBytes > this.generationBytes) {
      // Too large to be kept, and what was known before is no longer the newest.
      this.forget(key);
      return;
    }
    const previous = this.young.get(key);
    this.youngBytes += entry.sizeBytes - (previous?.sizeBytes ?? 0);
    this.young.set(key, entry);
    if (this.youngBytes <= this.generationBytes) return;
    this.old = this.young;
    this.young = new Map();
    this.youngBytes = 0;
  }
}
