import { Int32, type BSONSymbol } from 'bson';

import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { boundedExec, compileRegex } from '../match/regex';
import { bsonType, T, typeName } from '../value/bson-type';
import { regexParts } from '../value/compare';
import { isNullish, location, namedArguments } from './arguments';
import type { Builder, Frame } from './types';

interface Search {
  /** All matches from the start of the text, one after the other. */
  readonly matches: (limit: number) => Document[];
}

const CODES = { notDocument: 51103, unknown: 31024, missing: 31022 };

function searchOperator(finish: (search: Search | undefined) => Value): Builder {
  return (operand, scope, name) => {
    const args = namedArguments(operand, scope, name, ['input', 'regex', 'options'], CODES);
    const input = args.require('input');
    const regex = args.require('regex');
    const options = args.get('options');
    const compiled = new Map<string, RegExp>();
    return (frame: Frame) => {
      const text = input(frame);
      const pattern = regex(frame);
      const flags = options?.(frame);
      if (!isNullish(text) && typeof text !== 'string' && bsonType(text) !== T.SYMBOL) {
        throw location(51104, `${name} needs 'input' to be of type string`);
      }
      const source = isNullish(pattern) ? undefined : patternOf(pattern, flags, name);
      if (isNullish(text) || source === undefined) return finish(undefined);
      const key = `${source.options}/${source.pattern}`;
      const expression = compiled.get(key) ?? compileRegex(source.pattern, source.options);
      compiled.set(key, expression);
      return finish({ matches: (limit) => findMatches(expression, textOf(text), limit) });
    };
  };
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : (value as BSONSymbol).value;
}

function patternOf(pattern: Value, flags: Value, name: string): { pattern: string; options: string } {
  if (!isNullish(flags) && typeof flags !== 'string') {
    throw location(51106, `${name} needs 'options' to be of type string`);
  }
  if (typeof pattern === 'string') return { pattern, options: flags ?? '' };
  if (bsonType(pattern) !== T.REGEX) {
    throw location(51105, `${name} needs 'regex' to be of type string or regex, found ${typeName(pattern)}`);
  }
  const parts = regexParts(pattern);
  if (parts.options !== '' && !isNullish(flags) && flags !== '') {
    throw location(51107, `${name}: found regex option(s) specified in both 'regex' and 'option' fields`);
  }
  return { pattern: parts.pattern, options: parts.options === '' ? (flags ?? '') : parts.options };
}

function findMatches(expression: RegExp, text: string, limit: number): Document[] {
  const exec = boundedExec(expression);
  const found: Document[] = [];
  let at = 0;
  while (at <= text.length && found.length < limit) {
    const match = exec(text, at);
    if (!match) break;
    found.push({
      match: match[0],
      idx: new Int32([...text.slice(0, match.index)].length),
      captures: match.slice(1).map((group: string | undefined) => group ?? null),
    });
    const next = match.index + match[0].length;
    at = match[0].length === 0 ? next + 1 : next;
    if (found.length > 1_000_000)
      throw new MongoError(146, 'ExceededMemoryLimit', '$regexFindAll found too many matches');
  }
  return found;
}

export const regexOperators: Record<string, Builder> = {
  $regexMatch: searchOperator((search) => search !== undefined && search.matches(1).length === 1),
  $regexFind: searchOperator((search) => search?.matches(1)[0] ?? null),
  $regexFindAll: searchOperator((search) => search?.matches(Infinity) ?? []),
};
