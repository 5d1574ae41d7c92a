import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * LMDB maps its file into memory and trusts it: a file that was cut short ends the process with SIGBUS at the first
 * read behind its end, without any message. So the file is looked at before LMDB opens it. Layout: `MDB_meta` and
 * `MDB_page` of lmdb-js's mdb.c (64-bit, page header of 24 bytes).
 */
const MAGIC = 0xbeefc0de;
const META_AT = 24;
const BRANCH = 0x01;
const LEAF = 0x02;
const BIG_DATA = 0x01;
const SUB_DATABASE = 0x02;
const NO_PAGE = 0xffffffffffffffffn;
const OUTSIDE = NO_PAGE - 1n;

interface Meta {
  readonly pageBytes: number;
  readonly lastPage: number;
  readonly transaction: bigint;
  readonly roots: readonly bigint[];
}

/** What is wrong with a data file, in words; undefined when it may be opened (or does not exist yet). */
export function damageOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size === 0) return undefined;
    const first = readMeta(file, 0);
    const second = first && readMeta(file, first.pageBytes);
    if (first === undefined || second === undefined) return 'it is not an LMDB file';
    const newest = second.transaction > first.transaction ? second : first;
    const pages = Math.floor(size / newest.pageBytes);
    if (pages > newest.lastPage) return undefined;
    // Legal when the missing pages are free ones, so only now the whole tree is walked.
    return isReachable(file, newest, pages) ? undefined : `it is cut short (${size} bytes)`;
  } finally {
    closeSync(file);
  }
}

function readMeta(file: number, at: number): Meta | undefined {
  const page = Buffer.alloc(META_AT + 144);
  if (readSync(file, page, 0, page.length, at) < page.length) return undefined;
  if (page.readUInt32LE(META_AT) !== MAGIC) return undefined;
  const pageBytes = page.readUInt32LE(META_AT + 24);
  if (pageBytes < 512 || pageBytes > 65_536) return undefined;
  return {
    pageBytes,
    lastPage: Number(page.readBigUInt64LE(META_AT + 120)),
    transaction: page.readBigUInt64LE(META_AT + 128),
    roots: [page.readBigUInt64LE(META_AT + 24 + 40), page.readBigUInt64LE(META_AT + 72 + 40)],
  };
}

/** Whether every page that the trees refer to lies inside the file. */
function isReachable(file: number, meta: Meta, pages: number): boolean {
  const waiting = [...meta.roots];
  const page = Buffer.alloc(meta.pageBytes);
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (number === NO_PAGE) continue;
    if (number >= BigInt(pages)) return false;
    if (readSync(file, page, 0, page.length, Number(number) * meta.pageBytes) < page.length) return false;
    const flags = page.readUInt16LE(18);
    if ((flags & (BRANCH | LEAF)) === 0) return false;
    waiting.push(...childrenOf(page, (flags & BRANCH) !== 0, pages));
  }
  return true;
}

function childrenOf(page: Buffer, isBranch: boolean, pages: number): bigint[] {
  const pageBytes = page.length;
  const children: bigint[] = [];
  const count = (page.readUInt16LE(20) - META_AT) >> 1;
  for (let at = 0; at < count; at++) {
    const node = page.readUInt16LE(META_AT + at * 2);
    if (node + 8 > pageBytes) return [OUTSIDE];
    const low = BigInt(page.readUInt32LE(node));
    const flags = page.readUInt16LE(node + 4);
    if (isBranch) {
      children.push(low | (BigInt(flags) << 32n));
      continue;
    }
    const data = node + 8 + page.readUInt16LE(node + 6);
    if ((flags & BIG_DATA) !== 0) {
      // The pages of a long value have no links of their own; only its end can lie outside.
      const last = page.readBigUInt64LE(data) + BigInt(Math.ceil((Number(low) + META_AT) / pageBytes) - 1);
      if (last >= BigInt(pages)) return [OUTSIDE];
    } else if ((flags & SUB_DATABASE) !== 0) children.push(page.readBigUInt64LE(data + 40));
  }
  return children;
}
