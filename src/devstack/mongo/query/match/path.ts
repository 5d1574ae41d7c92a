import type { Document, Value } from '../../bson-types';
import { getField, isDocument } from '../value/bson-type';

/** Where a match was found: index in the outermost array that was walked implicitly, for positional `$`. */
export interface Trace {
  position: number | undefined;
}

export type LeafTest = (value: Value, trace: Trace | undefined) => boolean;

/** A compiled condition on a document. */
export type Matcher = (doc: Document, trace: Trace | undefined) => boolean;

/** A dotted path, split once. `indexes[i]` is the array index that part i means, or -1. */
export interface Path {
  readonly dotted: string;
  readonly parts: readonly string[];
  readonly indexes: readonly number[];
}

/** Array index that a path part means ("0", "12", not "01"), or -1. */
export function arrayIndexOf(part: string): number {
  return /^(?:0|[1-9][0-9]{0,8})$/.test(part) ? Number(part) : -1;
}

const parsed = new Map<string, Path>();

/** Splits a path; paths come from a small vocabulary, so they are kept. */
export function parsePath(dotted: string): Path {
  const known = parsed.get(dotted);
  if (known) return known;
  const parts = dotted.split('.');
  const path = { dotted, parts, indexes: parts.map(arrayIndexOf) };
  // Clients choose the names: the memory that they can fill is bounded.
  if (parsed.size < 4096 && dotted.length < 256) parsed.set(dotted, path);
  return path;
}

/**
 * A matcher that is true when one value at the path passes the test. MongoDB's rules: every array on the way is
 * walked (its documents, and the element that a numeric part names), a scalar on the way counts as missing, an array
 * without documents gives nothing at all, and with `walksLeafArray` the elements of a final array are tested first and
 * then the array itself.
 */
export function matchPath(path: Path, test: LeafTest, walksLeafArray: boolean): Matcher {
  if (path.parts.length === 1) {
    const name = path.dotted;
    return (doc, trace) => {
      const value = getField(doc, name);
      if (walksLeafArray && Array.isArray(value)) return testArray(value, test, trace);
      return test(value, trace);
    };
  }
  return (doc, trace) => walk(doc, path, 0, test, walksLeafArray, trace);
}

function testArray(values: readonly Value[], test: LeafTest, trace: Trace | undefined): boolean {
  for (let i = 0; i < values.length; i += 1) {
    if (test(values[i], trace)) {
      if (trace) trace.position = i;
      return true;
    }
  }
  return test(values, trace);
}

function walk(
  start: Document,
  path: Path,
  from: number,
  test: LeafTest,
  walksLeafArray: boolean,
  trace: Trace | undefined,
): boolean {
  const { parts } = path;
  let current: Document = start;
  for (let i = from; ; i += 1) {
    const value = getField(current, parts[i] as string);
    if (Array.isArray(value)) return walkArray(value, path, i + 1, test, walksLeafArray, trace);
    if (i === parts.length - 1) return test(value, trace);
    if (!isDocument(value)) return test(undefined, trace);
    current = value;
  }
}

function walkArray(
  values: readonly Value[],
  path: Path,
  at: number,
  test: LeafTest,
  walksLeafArray: boolean,
  trace: Trace | undefined,
): boolean {
  if (at === path.parts.length) return walksLeafArray ? testArray(values, test, trace) : test(values, trace);
  const wanted = path.indexes[at] as number;
  const isLast = at + 1 === path.parts.length;
  for (let i = 0; i < values.length; i += 1) {
    const element = values[i];
    if (isDocument(element)) {
      if (walk(element, path, at, test, walksLeafArray, trace)) {
        // The outermost array wins: an update's `$` stands for the first array on its own path.
        if (trace) trace.position = i;
        return true;
      }
      if (i !== wanted) continue;
      // An explicitly named element is not an implicit walk: the array in it is not walked, no position is noted.
      if (isLast ? test(element, trace) : walk(element, path, at + 1, test, walksLeafArray, trace)) return true;
    } else if (i === wanted) {
      if (isLast) {
        if (test(element, trace)) return true;
      } else if (Array.isArray(element) && walkArray(element, path, at + 1, test, walksLeafArray, trace)) {
        return true;
      }
    }
  }
  return false;
}
