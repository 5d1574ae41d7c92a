import { MaxKey, MinKey } from 'bson';
import type { ByteString } from './byte-writer';
import type { IndexDefinition } from './index-definition';
import { cutKey, KEPT_BYTES, MAX_FIELD_BYTES } from './key-limit';
import { componentEnd } from './key-reader';
import type { IndexBounds, ValueInterval } from './types';

/** Keys k with from <= k < to, in byte order. */
export interface KeyRange {
  readonly from: ByteString;
  readonly to: ByteString;
}

/** An interval of one field in bytes: from <= bytes < to. */
type FieldRange = KeyRange;

export interface CompiledBounds {
  /** Disjoint, in ascending byte order. */
  readonly ranges: readonly KeyRange[];
  /** Set when the whole key of a unique index is given: at most one entry, found without a scan. */
  readonly exactKeys: readonly ByteString[] | undefined;
  /** False for keys inside a range whose later fields lie outside their intervals. */
  readonly accepts: ((key: ByteString) => boolean) | undefined;
}

/** Sorts above everything that can follow a value inside a key: no type byte and no record id starts with it. */
const ABOVE = '\u00ff';
/** Beyond this many combinations of `$in` values the later fields are checked per key instead of looked up. */
const MAX_PREFIXES = 4096;

/** Turns intervals of values into ranges of bytes. */
export function compileBounds(index: IndexDefinition, bounds: IndexBounds): CompiledBounds {
  let prefixes: ByteString[] = [''];
  let at = 0;
  for (; at < index.fields.length; at++) {
    const points = pointsOf(index, at, bounds.fields[at]);
    if (points === undefined || prefixes.length * points.length > MAX_PREFIXES) break;
    prefixes = prefixes.flatMap((prefix) => points.map((point) => prefix + point));
  }
  if (at === index.fields.length) return ofPoints(prefixes);
  const perField = index.fields.map((_, field) => fieldRanges(index, field, bounds.fields[field]));
  const ranges = perField[at];
  const rest = perField.slice(at + 1);
  const isRestOpen = rest.every((ranges) => ranges === undefined);
  return {
    ranges: prefixes.flatMap((prefix) => joined(prefix, ranges)),
    exactKeys: undefined,
    accepts: isRestOpen ? undefined : (key) => acceptsFields(key, perField),
  };
}

function ofPoints(keys: readonly ByteString[]): CompiledBounds {
  const cut = keys.map(cutKey);
  return {
    ranges: cut.map((key) => ({ from: key, to: key + ABOVE })).sort((a, b) => (a.from < b.from ? -1 : 1)),
    exactKeys: [...cut].sort(),
    accepts: undefined,
  };
}

function joined(prefix: ByteString, ranges: readonly FieldRange[] | undefined): KeyRange[] {
  if (ranges === undefined) return [{ from: widenLow(prefix), to: widenHigh(prefix + ABOVE) }];
  return ranges.map(({ from, to }) => ({ from: widenLow(prefix + from), to: widenHigh(prefix + to) }));
}

/** Cut keys keep only `KEPT_BYTES` in order, so a longer bound is widened to all keys with its beginning. */
function widenLow(bound: ByteString): ByteString {
  return bound.length > MAX_FIELD_BYTES || bound.length > KEPT_BYTES ? bound.slice(0, KEPT_BYTES) : bound;
}

function widenHigh(bound: ByteString): ByteString {
  return bound.length > KEPT_BYTES ? bound.slice(0, KEPT_BYTES) + ABOVE.repeat(20) : bound;
}

function isPoint(interval: ValueInterval): boolean {
  return interval.low === interval.high && interval.isLowIncluded && interval.isHighIncluded;
}

function isOpen(interval: ValueInterval): boolean {
  return interval.low instanceof MinKey && interval.high instanceof MaxKey;
}

/** The encodings in ascending byte order when every interval is one value, else undefined. */
function pointsOf(
  index: IndexDefinition,
  at: number,
  intervals: readonly ValueInterval[] | undefined,
): ByteString[] | undefined {
  if (intervals === undefined || !intervals.every(isPoint)) return undefined;
  const points = new Set(intervals.map((interval) => index.encodeField(at, interval.low)));
  return [...points].sort();
}

/** Undefined: the field is not bounded. */
function fieldRanges(
  index: IndexDefinition,
  at: number,
  intervals: readonly ValueInterval[] | undefined,
): FieldRange[] | undefined {
  if (intervals === undefined || intervals.some(isOpen)) return undefined;
  const isDescending = index.fields[at]?.isDescending === true;
  const ranges = intervals.map((interval) => {
    const low = index.encodeField(at, interval.low);
    const high = index.encodeField(at, interval.high);
    return isDescending
      ? fieldRange(high, interval.isHighIncluded, low, interval.isLowIncluded)
      : fieldRange(low, interval.isLowIncluded, high, interval.isHighIncluded);
  });
  return ranges.filter(({ from, to }) => from < to).sort((a, b) => (a.from < b.from ? -1 : 1));
}

function fieldRange(first: ByteString, isFirstIn: boolean, last: ByteString, isLastIn: boolean): FieldRange {
  return { from: isFirstIn ? first : first + ABOVE, to: isLastIn ? last + ABOVE : last };
}

function acceptsFields(key: ByteString, perField: readonly (readonly FieldRange[] | undefined)[]): boolean {
  let start = 0;
  for (const ranges of perField) {
    const end = componentEnd(key, start);
    // The end of a cut key can't be told apart: the document decides.
    if (end === undefined) return true;
    if (ranges !== undefined) {
      const bytes = key.slice(start, end);
      if (!isWithin(ranges, bytes)) return false;
    }
    start = end;
  }
  return true;
}

/** The ranges are disjoint and ascending, so the only one that may hold the bytes is the last that starts before them. */
function isWithin(ranges: readonly FieldRange[], bytes: ByteString): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as FieldRange).from <= bytes) low = middle + 1;
    else high = middle;
  }
  const last = ranges[low - 1];
  return last !== undefined && bytes < last.to;
}
