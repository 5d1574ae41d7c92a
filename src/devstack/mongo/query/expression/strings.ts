import { Int32 } from 'bson';

import type { Value } from '../../bson-types';
import { bsonType, isNumberType, T, typeName } from '../value/bson-type';
import { compareBinaryStrings } from '../value/compare';
import { toDouble } from '../value/number';
import { describeValue } from '../value/print';
import { binary, int32Of, isNullish, location, namedArguments, several, unary } from './arguments';
import { bound } from './arrays';
import { stringOf } from './conversion';
import type { Builder } from './types';

const concat = several(0, Infinity, (values) => {
  let result = '';
  for (const value of values) {
    if (isNullish(value)) return null;
    if (typeof value !== 'string') throw location(16702, `$concat only supports strings, not ${typeName(value)}`);
    result += value;
  }
  return result;
});

/** What $toLower, $substr and others accept as a string: null is empty, numbers and dates are printed. */
function coerced(value: Value): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  const type = bsonType(value);
  if (isNumberType(type) || type === T.DATE || type === T.SYMBOL || type === T.TIMESTAMP || type === T.CODE)
    return stringOf(value);
  throw location(16007, `can't convert from BSON type ${typeName(value)} to String`);
}

// MongoDB changes the case of ASCII letters only; JavaScript would change others too.
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (s) => s.toLowerCase());
}

function upper(text: string): string {
  return text.replace(/[a-z]+/g, (s) => s.toUpperCase());
}

const split = binary((text, separator) => {
  if (isNullish(text) || isNullish(separator)) return null;
  if (typeof text !== 'string')
    throw location(
      40085,
      `$split requires an expression that evaluates to a string as a first argument, found: ${typeName(text)}`,
    );
  if (typeof separator !== 'string') {
    throw location(
      40086,
      `$split requires an expression that evaluates to a string as a second argument, found: ${typeName(separator)}`,
    );
  }
  if (separator === '') throw location(40087, '$split requires a non-empty separator');
  return text.split(separator);
});

const substrBytes = several(3, 3, ([value, start, length], name) => {
  const text = coerced(value);
  if (!isNumberType(bsonType(start)))
    throw location(16034, `${name}:  starting index must be a numeric type (is BSON type ${typeName(start)})`);
  if (!isNumberType(bsonType(length)))
    throw location(16035, `${name}:  length must be a numeric type (is BSON type ${typeName(length)})`);
  const from = Math.trunc(toDouble(start));
  const count = Math.trunc(toDouble(length));
  if (from < 0) throw location(50752, `${name}:  starting index must be non-negative (got: ${from})`);
  const bytes = Buffer.from(text);
  if (from >= bytes.length) return '';
  const end = count < 0 ? bytes.length : Math.min(bytes.length, from + count);
  if (isContinuation(bytes[from]))
    throw location(28656, `${name}:  Invalid range, starting index is a UTF-8 continuation byte.`);
  if (isContinuation(bytes[end]))
    throw location(28657, `${name}:  Invalid range, ending index is in the middle of a UTF-8 character.`);
  return bytes.toString('utf8', from, end);
});

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

const substrCP = several(3, 3, ([value, start, length], name) => {
  const text = coerced(value);
  const from = int32Of(start);
  if (from === undefined)
    throw location(34450, `${name}: starting index must be a numeric type (is BSON type ${typeName(start)})`);
  const count = int32Of(length);
  if (count === undefined)
    throw location(34452, `${name}: length must be a numeric type (is BSON type ${typeName(length)})`);
  if (from < 0) throw location(34455, `${name}: the starting index must be nonnegative integer.`);
  if (count < 0) throw location(34454, `${name}: length must be a nonnegative integer.`);
  return [...text].slice(from, from + count).join('');
});

function lengthOf(measure: (text: string) => number, code: number): Builder {
  return unary((value, name) => {
    if (typeof value !== 'string')
      throw location(code, `${name} requires a string argument, found: ${typeName(value)}`);
    return new Int32(measure(value));
  });
}

const strcasecmp = binary((a, b) => {
  const order = compareBinaryStrings(upper(coerced(a)), upper(coerced(b)));
  return new Int32(Math.sign(order));
});

const indexOfBytes = several(2, 4, ([text, wanted, start, end], name) => {
  if (isNullish(text)) return null;
  if (typeof text !== 'string')
    throw location(40091, `${name} requires a string as the first argument, found: ${typeName(text)}`);
  if (typeof wanted !== 'string')
    throw location(40092, `${name} requires a string as the second argument, found: ${typeName(wanted)}`);
  const bytes = Buffer.from(text);
  const from = bound(start, 0, 'starting', name);
  const to = Math.min(bound(end, bytes.length, 'ending', name), bytes.length);
  if (from > bytes.length || to < from) return new Int32(-1);
  return new Int32(bytes.subarray(0, to).indexOf(wanted, from));
});

const indexOfCP = several(2, 4, ([text, wanted, start, end], name) => {
  if (isNullish(text)) return null;
  if (typeof text !== 'string')
    throw location(40093, `${name} requires a string as the first argument, found: ${typeName(text)}`);
  if (typeof wanted !== 'string')
    throw location(40094, `${name} requires a string as the second argument, found: ${typeName(wanted)}`);
  const points = [...text];
  const target = [...wanted];
  const from = bound(start, 0, 'starting', name);
  const to = Math.min(bound(end, points.length, 'ending', name), points.length);
  for (let i = from; i + target.length <= to; i += 1) {
    if (target.every((c, j) => points[i + j] === c)) return new Int32(i);
  }
  return new Int32(-1);
});

const BLANKS = '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function trim(atStart: boolean, atEnd: boolean): Builder {
  return (operand, scope, name) => {
    const args = namedArguments(operand, scope, name, ['input', 'chars'], {
      notDocument: 50696,
      unknown: 50694,
      missing: 50695,
    });
    const input = args.require('input');
    const chars = args.get('chars');
    return (frame) => {
      const text = input(frame);
      const set = chars ? chars(frame) : BLANKS;
      if (isNullish(text)) return null;
      if (typeof text !== 'string') {
        throw location(
          50699,
          `${name} requires its input to be a string, got ${describeValue(text)} (of type ${typeName(text)}) instead.`,
        );
      }
      if (isNullish(set)) return null;
      if (typeof set !== 'string') {
        throw location(
          50700,
          `${name} requires 'chars' to be a string, got ${describeValue(set)} (of type ${typeName(set)}) instead.`,
        );
      }
      const wanted = new Set(set);
      const points = [...text];
      let from = 0;
      let to = points.length;
      while (atStart && from < to && wanted.has(points[from] as string)) from += 1;
      while (atEnd && to > from && wanted.has(points[to - 1] as string)) to -= 1;
      return points.slice(from, to).join('');
    };
  };
}

function replacement(all: boolean): Builder {
  return (operand, scope, name) => {
    const args = namedArguments(operand, scope, name, ['input', 'find', 'replacement'], {
      notDocument: 51751,
      unknown: 51750,
      missing: 51749,
    });
    const parts = (['input', 'find', 'replacement'] as const).map((field, i) => ({
      field,
      expression: args.require(field),
      code: 51746 - i,
    }));
    return (frame) => {
      const values = parts.map(({ expression }) => expression(frame));
      values.forEach((value, i) => {
        const part = parts[i] as (typeof parts)[number];
        if (!isNullish(value) && typeof value !== 'string') {
          throw location(
            part.code,
            `${name} requires that '${part.field}' be a string, found: ${describeValue(value)}`,
          );
        }
      });
      if (values.some(isNullish)) return null;
      const [input, find, put] = values as [string, string, string];
      return all ? input.replaceAll(find, () => put) : input.replace(find, () => put);
    };
  };
}

export const stringOperators: Record<string, Builder> = {
  $concat: concat,
  $toLower: unary((value) => lower(coerced(value))),
  $toUpper: unary((value) => upper(coerced(value))),
  $split: split,
  $substr: substrBytes,
  $substrBytes: substrBytes,
  $substrCP: substrCP,
  $strLenBytes: lengthOf((text) => Buffer.byteLength(text), 34473),
  $strLenCP: lengthOf((text) => [...text].length, 34471),
  $strcasecmp: strcasecmp,
  $indexOfBytes: indexOfBytes,
  $indexOfCP: indexOfCP,
  $trim: trim(true, true),
  $ltrim: trim(true, false),
  $rtrim: trim(false, true),
  $replaceOne: replacement(false),
  $replaceAll: replacement(true),
};
