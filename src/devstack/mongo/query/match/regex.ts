import { createContext, Script } from 'node:vm';

import type { BSONSymbol } from 'bson';

import type { Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { bsonType, T } from '../value/bson-type';
import { regexParts } from '../value/compare';

export type RegexTest = (value: Value) => boolean;

/** MongoDB's own bound on a pattern (BSONObjMaxRegex, PCRE's limit). */
const MAX_PATTERN_LENGTH = 32_764;
/** A command may hold up the server for 50 ms at most; one test of one string has to end before that. */
const DEADLINE_MS = 40;
/** Estimated steps that may run without the deadline, whose timer costs about 0.1 ms a call. */
const FREE_STEPS = 2_000_000;

function invalid(reason: string): MongoError {
  return new MongoError(51091, 'Location51091', `Regular expression is invalid: ${reason}`);
}

/**
 * Compiles a user's regular expression (PCRE syntax as far as JavaScript has it; options i, m, s, x, u).
 *
 * @throws MongoError 51091 for an invalid or too long pattern, 51108 for an invalid option
 */
export function compileRegex(pattern: string, options: string): RegExp {
  if (pattern.length > MAX_PATTERN_LENGTH) throw invalid('regular expression is too large');
  if (pattern.includes('\0'))
    throw new MongoError(2, 'BadValue', 'Regular expression cannot contain an embedded null byte');
  let source = pattern;
  let flags = '';
  for (const option of new Set(options)) {
    if (option === 'i' || option === 'm' || option === 's') flags += option;
    else if (option === 'x') source = withoutSpaces(source);
    else if (option !== 'u') {
      throw new MongoError(51108, 'Location51108', `invalid flag in regex options: ${option}`);
    }
  }
  const inline = /^\(\?([imsx]+)\)/.exec(source);
  if (inline?.[1] !== undefined) {
    return compileRegex(source.slice(inline[0].length), [...new Set(`${options}${inline[1]}`)].join(''));
  }
  return build(translate(source), flags);
}

function build(source: string, flags: string): RegExp {
  try {
    // Unicode mode counts code points as PCRE does with UTF, but refuses harmless escapes such as `\-`.
    return new RegExp(source, `${flags}u`);
  } catch (strict) {
    if (!(strict instanceof SyntaxError)) throw strict;
  }
  try {
    return new RegExp(source, flags);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(error.message);
    throw error;
  }
}

/** The `x` option: blanks and comments outside classes do not count. */
function withoutSpaces(source: string): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < source.length; i += 1) {
    const c = source[i] as string;
    if (c === '\\') {
      out += c + (source[i + 1] ?? '');
      i += 1;
    } else if (inClass) {
      inClass = c !== ']';
      out += c;
    } else if (c === '#') {
      while (i < source.length && source[i] !== '\n') i += 1;
    } else if (!/\s/.test(c)) {
      inClass = c === '[';
      out += c;
    }
  }
  return out;
}

const POSIX: Record<string, string> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

/** PCRE spellings that JavaScript lacks: \A \z \Z \h, POSIX classes, named groups with P; others are refused. */
function translate(source: string): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < source.length; i += 1) {
    const rest = source.slice(i, i + 12);
    const c = source[i] as string;
    if (c === '\\') {
      const next = source[i + 1] ?? '';
      out += inClass ? c + next : escapeOf(next);
      i += 1;
    } else if (inClass) {
      const posix = /^\[:(\w+):\]/.exec(rest);
      const set = posix?.[1] === undefined ? undefined : POSIX[posix[1]];
      if (posix && set !== undefined) {
        out += set;
        i += posix[0].length - 1;
      } else {
        inClass = c !== ']';
        out += c === '[' ? '\\[' : c;
      }
    } else if (c === '[') {
      inClass = true;
      out += c;
    } else if (rest.startsWith('(?P<')) {
      out += '(?<';
      i += 3;
    } else if (/^\(\?(?:[>|#R&(+\-0-9]|[imsxU]+[-:)]|P[=>])/.test(rest) || /^[*+?}]\+/.test(rest)) {
      throw invalid(`this server does not support the PCRE construct at offset ${i}`);
    } else out += c;
  }
  return out;
}

function escapeOf(next: string): string {
  switch (next) {
    case 'A':
      return '(?<![\\s\\S])';
    case 'z':
      return '(?![\\s\\S])';
    case 'Z':
      return '(?=\\n?(?![\\s\\S]))';
    case 'h':
      return '[ \\t]';
    case 'Q':
    case 'E':
    case 'K':
    case 'G':
    case 'R':
    case 'X':
    case 'C':
      throw invalid(`this server does not support the PCRE escape \\${next}`);
    default:
      return `\\${next}`;
  }
}

/**
 * How the time to match grows: the degree of a polynomial in the text's length, or Infinity where repetition is
 * nested (or refers back) and the growth may be exponential.
 */
export function growthOf(source: string): number {
  const bare = source
    .replace(/\\[1-9k]/g, '\u0001')
    .replace(/\\./g, 'e')
    .replace(/\[(?:[^\]])*\]/g, 'c');
  if (bare.includes('\u0001') || /\)(?:[*+]|\{)/.test(bare)) return Infinity;
  if ((bare.match(/[^*+?}(]\?|\)\?/g) ?? []).length > 12) return Infinity;
  return (bare.match(/[*+]|\{\d*,\d*\}/g) ?? []).length + 1;
}

const sandbox: { regex: RegExp | undefined; text: string } = { regex: undefined, text: '' };
let script: Script | undefined;

function execWithDeadline(regex: RegExp, text: string): RegExpExecArray | null {
  if (!script) {
    createContext(sandbox);
    script = new Script('regex.exec(text)');
  }
  sandbox.regex = regex;
  sandbox.text = text;
  try {
    return script.runInContext(sandbox, { timeout: DEADLINE_MS }) as RegExpExecArray | null;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new MongoError(50, 'MaxTimeMSExpired', 'operation exceeded time limit: regular expression is too expensive');
  } finally {
    sandbox.regex = undefined;
    sandbox.text = '';
  }
}

/** A test of one string that ends: cheap patterns run directly, others under a deadline (code 50 when it passes). */
export function boundedTest(regex: RegExp): (text: string) => boolean {
  const degree = growthOf(regex.source);
  return (text) => {
    if (degree === 1 || text.length ** degree <= FREE_STEPS) return regex.test(text);
    return execWithDeadline(regex, text) !== null;
  };
}

/** The first match at or behind a position, under the same bound as `boundedTest`. */
export function boundedExec(regex: RegExp): (text: string, from: number) => RegExpExecArray | null {
  const degree = growthOf(regex.source);
  const sticky = new RegExp(regex.source, regex.flags.includes('g') ? regex.flags : `${regex.flags}g`);
  return (text, from) => {
    sticky.lastIndex = from;
    if (degree === 1 || text.length ** degree <= FREE_STEPS) return sticky.exec(text);
    return execWithDeadline(sticky, text);
  };
}

/** A leaf test: strings and symbols match the pattern, a stored regular expression matches when it is the same one. */
export function regexTest(value: Value, extraOptions?: string): RegexTest {
  const { pattern, options } = regexParts(value);
  const all = extraOptions ?? options;
  const test = boundedTest(compileRegex(pattern, all));
  const sorted = [...all].sort().join('');
  return (v) => {
    if (typeof v === 'string') return test(v);
    const type = bsonType(v);
    if (type === T.SYMBOL) return test((v as BSONSymbol).value);
    if (type !== T.REGEX) return false;
    const other = regexParts(v);
    return other.pattern === pattern && [...other.options].sort().join('') === sorted;
  };
}
