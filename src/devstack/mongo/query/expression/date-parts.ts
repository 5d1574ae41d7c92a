import { Int32, Long, type ObjectId, type Timestamp } from 'bson';

import type { Value } from '../../bson-types';
import { bsonType, isDocument, T, typeName } from '../value/bson-type';
import { exactInteger, isNumeric } from '../value/number';
import { failedToParse, isNullish, location, makeDate } from './arguments';
import { compile } from './compile';
import { isoYearStart } from './date-parse';
import { fromLocal, toLocal, UTC, zoneOf, type Zone } from './timezone';
import type { Builder, Expression, Frame, Scope } from './types';

const DAY_MS = 86_400_000;

/** The instant of a date, timestamp or ObjectId. */
export function instantOf(value: Value): number {
  switch (bsonType(value)) {
    case T.DATE:
      return (value as Date).getTime();
    case T.TIMESTAMP:
      return (value as Timestamp).getHighBitsUnsigned() * 1000;
    case T.OBJECT_ID:
      return (value as ObjectId).getTimestamp().getTime();
    default:
      throw location(16006, `can't convert from BSON type ${typeName(value)} to Date`);
  }
}

/** Evaluates a `timezone` argument: UTC when absent, undefined when it is null. */
export function zoneReader(expression: Expression | undefined): (frame: Frame) => Zone | undefined {
  if (!expression) return () => UTC;
  return (frame) => {
    const value = expression(frame);
    if (isNullish(value)) return undefined;
    if (typeof value !== 'string')
      throw location(40533, `timezone must evaluate to a string, found ${typeName(value)}`);
    return zoneOf(value);
  };
}

export function dayOfYear(local: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(local.getUTCFullYear(), 0, 1);
  return Math.floor((local.getTime() - start.getTime()) / DAY_MS) + 1;
}

export function isoWeek(local: Date): { year: number; week: number; day: number } {
  const day = ((local.getUTCDay() + 6) % 7) + 1;
  const thursday = new Date(local.getTime() + (4 - day) * DAY_MS);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - isoYearStart(year)) / (7 * DAY_MS)) + 1, day };
}

/** Week of the year, Sunday first; days before the first Sunday are in week 0. */
export function sundayWeek(local: Date): number {
  return Math.floor((dayOfYear(local) + 6 - local.getUTCDay()) / 7);
}

function datePart(read: (local: Date) => Value): Builder {
  return (operand, scope, name) => {
    const { date, zone } = dateOperand(operand, scope, name);
    return (frame) => {
      const value = date(frame);
      const place = zone(frame);
      if (isNullish(value) || !place) return null;
      return read(toLocal(instantOf(value), place));
    };
  };
}

function dateOperand(
  operand: Value,
  scope: Scope,
  name: string,
): { date: Expression; zone: (frame: Frame) => Zone | undefined } {
  if (isDocument(operand) && Object.keys(operand)[0]?.startsWith('$') !== true) {
    for (const field of Object.keys(operand)) {
      if (field !== 'date' && field !== 'timezone') throw location(40535, `unrecognized option to ${name}: "${field}"`);
    }
    if (!Object.hasOwn(operand, 'date'))
      throw location(40539, `missing 'date' argument to ${name}, provided: ${typeName(operand)}`);
    const zone = Object.hasOwn(operand, 'timezone') ? compile(operand['timezone'], scope) : undefined;
    return { date: compile(operand['date'], scope), zone: zoneReader(zone) };
  }
  const list = Array.isArray(operand) ? (operand as Value[]) : [operand];
  if (list.length !== 1) {
    throw location(40536, `${name} accepts exactly one argument if given an array, but was given ${list.length}`);
  }
  return { date: compile(list[0], scope), zone: () => UTC };
}

const dateToParts: Builder = (operand, scope, name) => {
  const args = dateArguments(operand, scope, name, ['date', 'timezone', 'iso8601'], ['date']);
  const date = args['date'] as Expression;
  const zone = zoneReader(args['timezone']);
  const iso = args['iso8601'];
  return (frame) => {
    const value = date(frame);
    const place = zone(frame);
    const isIso = iso ? iso(frame) : false;
    if (isNullish(value) || !place || isNullish(isIso)) return null;
    if (typeof isIso !== 'boolean') throw location(40521, `iso8601 must evaluate to a bool, found ${typeName(isIso)}`);
    const local = toLocal(instantOf(value), place);
    const int = (n: number): Int32 => new Int32(n);
    const time = {
      hour: int(local.getUTCHours()),
      minute: int(local.getUTCMinutes()),
      second: int(local.getUTCSeconds()),
      millisecond: int(local.getUTCMilliseconds()),
    };
    if (isIso) {
      const { year, week, day } = isoWeek(local);
      return { isoWeekYear: int(year), isoWeek: int(week), isoDayOfWeek: int(day), ...time };
    }
    return {
      year: int(local.getUTCFullYear()),
      month: int(local.getUTCMonth() + 1),
      day: int(local.getUTCDate()),
      ...time,
    };
  };
};

/** Compiles the named arguments of a date operator. */
export function dateArguments(
  operand: Value,
  scope: Scope,
  name: string,
  fields: readonly string[],
  required: readonly string[],
): Record<string, Expression | undefined> {
  if (!isDocument(operand)) throw failedToParse(`${name} only supports an object as its argument`);
  const result: Record<string, Expression | undefined> = {};
  for (const [field, value] of Object.entries(operand)) {
    if (!fields.includes(field)) throw failedToParse(`Unrecognized argument to ${name}: ${field}`);
    result[field] = compile(value, scope);
  }
  for (const field of required) if (!result[field]) throw failedToParse(`Missing '${field}' parameter to ${name}`);
  return result;
}

const PARTS = ['month', 'day', 'hour', 'minute', 'second', 'millisecond'] as const;
const ISO_PARTS = ['isoWeek', 'isoDayOfWeek', 'hour', 'minute', 'second', 'millisecond'] as const;

const dateFromParts: Builder = (operand, scope, name) => {
  const isIso = isDocument(operand) && Object.hasOwn(operand, 'isoWeekYear');
  const first = isIso ? 'isoWeekYear' : 'year';
  const names: readonly string[] = isIso ? ISO_PARTS : PARTS;
  if (isDocument(operand) && !isIso && !Object.hasOwn(operand, 'year')) {
    throw location(40516, `${name} requires either 'year' or 'isoWeekYear' to be present`);
  }
  const args = dateArguments(operand, scope, name, [first, ...names, 'timezone'], [first]);
  const zone = zoneReader(args['timezone']);
  return (frame) => {
    const numbers: number[] = [];
    for (const [i, field] of [first, ...names].entries()) {
      const expression = args[field];
      const value = expression ? expression(frame) : new Int32(i < 3 ? 1 : 0);
      if (isNullish(value)) return null;
      const n = isNumeric(value) ? exactInteger(value) : undefined;
      if (n === undefined) throw location(40515, `'${field}' must evaluate to an integer, found ${typeName(value)}`);
      if (i === 0 && (n < 1n || n > 9999n))
        throw location(40523, `'${field}' must evaluate to an integer in the range 1 to 9999, found ${n}`);
      if (i > 0 && (n < -32768n || n > 32767n) && i < 6) {
        throw location(
          31034,
          `'${field}' must evaluate to a value in the range [-32768, 32767]; value ${n} is not in range`,
        );
      }
      numbers.push(Number(n));
    }
    const place = zone(frame);
    return place ? makeDate(fromLocal(localFromParts(numbers, isIso), place)) : null;
  };
};

function localFromParts(numbers: readonly number[], isIso: boolean): number {
  const [year = 0, second = 1, third = 1, hour = 0, minute = 0, seconds = 0, ms = 0] = numbers;
  const time = ((hour * 60 + minute) * 60 + seconds) * 1000 + ms;
  if (isIso) return isoYearStart(year) + ((second - 1) * 7 + third - 1) * DAY_MS + time;
  const date = new Date(0);
  date.setUTCFullYear(year, second - 1, third);
  return date.getTime() + time;
}

const int = (read: (local: Date) => number): Builder => datePart((local) => new Int32(read(local)));

export const datePartOperators: Record<string, Builder> = {
  $year: int((d) => d.getUTCFullYear()),
  $month: int((d) => d.getUTCMonth() + 1),
  $dayOfMonth: int((d) => d.getUTCDate()),
  $dayOfWeek: int((d) => d.getUTCDay() + 1),
  $dayOfYear: int(dayOfYear),
  $hour: int((d) => d.getUTCHours()),
  $minute: int((d) => d.getUTCMinutes()),
  $second: int((d) => d.getUTCSeconds()),
  $millisecond: int((d) => d.getUTCMilliseconds()),
  $week: int(sundayWeek),
  $isoWeek: int((d) => isoWeek(d).week),
  $isoDayOfWeek: int((d) => isoWeek(d).day),
  $isoWeekYear: datePart((d) => Long.fromNumber(isoWeek(d).year)),
  $dateToParts: dateToParts,
  $dateFromParts: dateFromParts,
};
