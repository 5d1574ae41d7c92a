import { badInput } from './errors';

/** How many items a page has when the client doesn't say. */
export const PAGE_SIZE_DEFAULT = 20;
/** How many items a page may have. */
export const PAGE_SIZE_MAX = 100;

/** One page of documents, with the key values that its cursors are made of. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** The cursor of an item of this page. */
  readonly cursorOf: (item: T) => string;
}

/** Cuts a page out of a read of `first + 1` documents: the one too many only says that there is more. */
export function toPage<T>(
  read: readonly T[],
  first: number,
  after: string | undefined,
  cursorOf: (item: T) => string,
): Page<T> {
  return {
    items: read.length > first ? read.slice(0, first) : read,
    hasNextPage: read.length > first,
    hasPreviousPage: after !== undefined,
    cursorOf,
  };
}

/** The page size asked for, checked: the limit holds on every path, also where no validator ran. */
export function pageSize(first: number | undefined): number {
  const size = first ?? PAGE_SIZE_DEFAULT;
  if (!Number.isInteger(size) || size < 1 || size > PAGE_SIZE_MAX) {
    throw badInput(`Expected first to be 1 to ${PAGE_SIZE_MAX}, got ${size}.`, 'first');
  }
  return size;
}

/** Opaque cursor over the sort key's values. */
export function encodeCursor(values: readonly (string | number | boolean | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The values of a cursor made by `encodeCursor`; refused when it is not one with `length` values of these types. */
export function decodeCursor(cursor: string, types: readonly ('string' | 'number')[]): (string | number)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length === types.length && values.every((v, i) => typeof v === types[i])) {
      return values as (string | number)[];
    }
  } catch {
    throw badCursor();
  }
  throw badCursor();
}

function badCursor(): Error {
  return badInput('Expected after to be a cursor of this list. Pass pageInfo.endCursor of the page before.', 'after');
}
