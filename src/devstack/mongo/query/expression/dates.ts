import { Long } from 'bson';

import type { Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { typeName } from '../value/bson-type';
import { exactInteger, isNumeric } from '../value/number';
import { describeValue } from '../value/print';
import { failedToParse, isNullish, location } from './arguments';
import { parseDate, parseDateWithFormat } from './date-parse';
import { dateArguments, dayOfYear, instantOf, isoWeek, sundayWeek, zoneReader } from './date-parts';
import { fromLocal, toLocal, type Zone } from './timezone';
import type { Builder, Expression } from './types';

const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function pad(n: number, width: number): string {
  return String(n).padStart(width, '0');
}

function formatDate(instantMs: number, zone: Zone, format: string): string {
  const local = toLocal(instantMs, zone);
  const offsetMinutes = zone.offsetMs(instantMs) / 60_000;
  return format.replace(/%(.?)/gs, (_all, directive: string) => {
    switch (directive) {
      case 'Y':
        return pad(local.getUTCFullYear(), 4);
      case 'm':
        return pad(local.getUTCMonth() + 1, 2);
      case 'd':
        return pad(local.getUTCDate(), 2);
      case 'H':
        return pad(local.getUTCHours(), 2);
      case 'M':
        return pad(local.getUTCMinutes(), 2);
      case 'S':
        return pad(local.getUTCSeconds(), 2);
      case 'L':
        return pad(local.getUTCMilliseconds(), 3);
      case 'b':
        return (MONTH_NAMES[local.getUTCMonth()] as string).slice(0, 3);
      case 'B':
        return MONTH_NAMES[local.getUTCMonth()] as string;
      case 'z': {
        const size = Math.abs(offsetMinutes);
        return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}${pad(size % 60, 2)}`;
      }
      case 'Z':
        return String(offsetMinutes);
      default:
        return weekDirective(local, directive);
    }
  });
}

function weekDirective(local: Date, directive: string): string {
  switch (directive) {
    case 'j':
      return pad(dayOfYear(local), 3);
    case 'w':
      return String(local.getUTCDay() + 1);
    case 'u':
      return String(isoWeek(local).day);
    case 'U':
      return pad(sundayWeek(local), 2);
    case 'V':
      return pad(isoWeek(local).week, 2);
    case 'G':
      return pad(isoWeek(local).year, 4);
    case '%':
      return '%';
    case '':
      throw location(18535, "Unmatched '%' at end of format string");
    default:
      throw location(18536, `Invalid format character '%${directive}' in format string`);
  }
}

const dateToString: Builder = (operand, scope, name) => {
  const args = dateArguments(operand, scope, name, ['date', 'format', 'timezone', 'onNull'], ['date']);
  const date = args['date'] as Expression;
  const zone = zoneReader(args['timezone']);
  return (frame) => {
    const format = args['format']?.(frame);
    const place = zone(frame);
    const value = date(frame);
    if (isNullish(value)) return args['onNull'] ? args['onNull'](frame) : null;
    if (!place || (args['format'] && isNullish(format))) return null;
    if (format !== undefined && typeof format !== 'string') {
      throw location(
        18533,
        `$dateToString requires that 'format' be a string, found: ${typeName(format)} with value ${describeValue(format)}`,
      );
    }
    const isUtc = place.offsetMs(0) === 0 && place.name === 'UTC';
    return formatDate(instantOf(value), place, format ?? (isUtc ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L'));
  };
};

const dateFromString: Builder = (operand, scope, name) => {
  const fields = ['dateString', 'format', 'timezone', 'onError', 'onNull'];
  const args = dateArguments(operand, scope, name, fields, ['dateString']);
  const text = args['dateString'] as Expression;
  const zone = args['timezone'] && zoneReader(args['timezone']);
  return (frame) => {
    const value = text(frame);
    const format = args['format']?.(frame);
    const place = zone?.(frame);
    if (isNullish(value)) return args['onNull'] ? args['onNull'](frame) : null;
    if ((zone && !place) || (args['format'] && isNullish(format))) return null;
    try {
      if (typeof value !== 'string') {
        throw new MongoError(
          241,
          'ConversionFailure',
          `$dateFromString requires that 'dateString' be a string, found: ${typeName(value)} with value ${describeValue(value)}`,
        );
      }
      if (format === undefined) return parseDate(value, place);
      if (typeof format !== 'string')
        throw location(40684, `$dateFromString requires that 'format' be a string, found: ${typeName(format)}`);
      return parseDateWithFormat(value, format, place);
    } catch (error) {
      if (args['onError'] && error instanceof MongoError && error.code === 241) return args['onError'](frame);
      throw error;
    }
  };
};

type Unit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond';
const FIXED_MS: Partial<Record<Unit, number>> = { hour: 3_600_000, minute: 60_000, second: 1000, millisecond: 1 };
const UNITS: readonly string[] = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'];
const MONTHS_IN: Partial<Record<Unit, number>> = { year: 12, quarter: 3, month: 1 };
const DAY_MS = 86_400_000;

function unitOf(value: Value, name: string): Unit {
  if (typeof value !== 'string')
    throw location(5439013, `${name} requires 'unit' to be a string, but got ${typeName(value)}`);
  if (!UNITS.includes(value))
    throw failedToParse(
      `${name} parameter 'unit' value parsing failed :: caused by :: unknown time unit value: ${value}`,
    );
  return value as Unit;
}

/** An instant moved by a number of units; calendar units move the zone's wall clock. */
export function addUnits(instantMs: number, unit: Unit, amount: number, zone: Zone): number {
  const fixed = FIXED_MS[unit];
  if (fixed !== undefined) return instantMs + amount * fixed;
  const local = toLocal(instantMs, zone);
  const months = MONTHS_IN[unit];
  if (months === undefined) return fromLocal(local.getTime() + amount * (unit === 'week' ? 7 : 1) * DAY_MS, zone);
  const target = local.getUTCFullYear() * 12 + local.getUTCMonth() + amount * months;
  const moved = new Date(local);
  const year = Math.floor(target / 12);
  const month = target - year * 12;
  const lastDay = new Date(0);
  lastDay.setUTCFullYear(year, month + 1, 0);
  moved.setUTCFullYear(year, month, Math.min(local.getUTCDate(), lastDay.getUTCDate()));
  return fromLocal(moved.getTime(), zone);
}

function mover(sign: 1 | -1): Builder {
  return (operand, scope, name) => {
    const args = dateArguments(
      operand,
      scope,
      name,
      ['startDate', 'unit', 'amount', 'timezone'],
      ['startDate', 'unit', 'amount'],
    );
    const zone = zoneReader(args['timezone']);
    return (frame) => {
      const start = (args['startDate'] as Expression)(frame);
      const unit = (args['unit'] as Expression)(frame);
      const amount = (args['amount'] as Expression)(frame);
      const place = zone(frame);
      if (isNullish(start) || isNullish(unit) || isNullish(amount) || !place) return null;
      const kind = unitOf(unit, name);
      const n = isNumeric(amount) ? exactInteger(amount) : undefined;
      if (n === undefined) throw location(5166405, `${name} expects integer amount of time units`);
      const moved = addUnits(instantOf(start), kind, Number(n) * sign, place);
      if (Number.isNaN(new Date(moved).getTime())) throw location(5166406, `${name} overflowed`);
      return new Date(moved);
    };
  };
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function weekStart(value: Value, name: string): number {
  if (value === undefined) return 0;
  const index =
    typeof value === 'string'
      ? WEEKDAYS.findIndex((day) => day === value.toLowerCase() || day.slice(0, 3) === value.toLowerCase())
      : -1;
  if (index < 0)
    throw failedToParse(
      `${name} parameter 'startOfWeek' value cannot be recognized as a day of a week: ${describeValue(value)}`,
    );
  return index;
}

/** Number of the unit's period in which a wall-clock time lies. */
function periodNumber(local: Date, unit: Unit, startOfWeek: number): number {
  const months = MONTHS_IN[unit];
  if (months !== undefined) return Math.floor((local.getUTCFullYear() * 12 + local.getUTCMonth()) / months);
  const day = Math.floor(local.getTime() / DAY_MS);
  if (unit === 'day') return day;
  // 1970-01-01 was a Thursday (4).
  if (unit === 'week') return Math.floor((day + 4 - startOfWeek) / 7);
  return Math.floor(local.getTime() / (FIXED_MS[unit] as number));
}

const dateDiff: Builder = (operand, scope, name) => {
  const fields = ['startDate', 'endDate', 'unit', 'timezone', 'startOfWeek'];
  const args = dateArguments(operand, scope, name, fields, ['startDate', 'endDate', 'unit']);
  const zone = zoneReader(args['timezone']);
  return (frame) => {
    const start = (args['startDate'] as Expression)(frame);
    const end = (args['endDate'] as Expression)(frame);
    const unit = (args['unit'] as Expression)(frame);
    const first = args['startOfWeek']?.(frame);
    const place = zone(frame);
    if (isNullish(start) || isNullish(end) || isNullish(unit) || !place || first === null) return null;
    const kind = unitOf(unit, name);
    const weekday = kind === 'week' ? weekStart(first, name) : 0;
    // Hours and shorter are counted on the instants: a change of the clock must not add or lose one.
    const local = (value: Value): Date =>
      kind in FIXED_MS
        ? new Date(instantOf(value) + place.offsetMs(instantOf(start)))
        : toLocal(instantOf(value), place);
    return Long.fromNumber(periodNumber(local(end), kind, weekday) - periodNumber(local(start), kind, weekday));
  };
};

const dateTrunc: Builder = (operand, scope, name) => {
  const args = dateArguments(
    operand,
    scope,
    name,
    ['date', 'unit', 'binSize', 'timezone', 'startOfWeek'],
    ['date', 'unit'],
  );
  const zone = zoneReader(args['timezone']);
  return (frame) => {
    const value = (args['date'] as Expression)(frame);
    const unit = (args['unit'] as Expression)(frame);
    const bin = args['binSize']?.(frame);
    const first = args['startOfWeek']?.(frame);
    const place = zone(frame);
    if (isNullish(value) || isNullish(unit) || !place || first === null || (args['binSize'] && isNullish(bin)))
      return null;
    const kind = unitOf(unit, name);
    const size = bin === undefined ? 1n : isNumeric(bin) ? exactInteger(bin) : undefined;
    if (size === undefined || size < 1n)
      throw location(5439017, `${name} requires 'binSize' to be a 64-bit integer greater than 0`);
    return new Date(
      truncate(instantOf(value), kind, Number(size), place, kind === 'week' ? weekStart(first, name) : 0),
    );
  };
};

// Bins are counted from the start of 2000 (for weeks: from the first such weekday in it), as MongoDB does.
const REFERENCE_DAY = 10_957;

function truncate(instantMs: number, unit: Unit, size: number, zone: Zone, startOfWeek: number): number {
  const local = toLocal(instantMs, zone);
  const months = MONTHS_IN[unit];
  if (months !== undefined) {
    const span = months * size;
    const index = Math.floor((local.getUTCFullYear() * 12 + local.getUTCMonth() - 24_000) / span) * span + 24_000;
    const start = new Date(0);
    start.setUTCFullYear(Math.floor(index / 12), ((index % 12) + 12) % 12, 1);
    return fromLocal(start.getTime(), zone);
  }
  if (unit === 'day' || unit === 'week') {
    // 2000-01-01 was a Saturday (6).
    const reference = unit === 'day' ? REFERENCE_DAY : REFERENCE_DAY + ((startOfWeek - 6 + 7) % 7);
    const span = unit === 'day' ? size : 7 * size;
    const day = Math.floor(local.getTime() / DAY_MS);
    return fromLocal((Math.floor((day - reference) / span) * span + reference) * DAY_MS, zone);
  }
  const span = (FIXED_MS[unit] as number) * size;
  const reference = fromLocal(REFERENCE_DAY * DAY_MS, zone);
  return Math.floor((instantMs - reference) / span) * span + reference;
}

export const dateOperators: Record<string, Builder> = {
  $dateToString: dateToString,
  $dateFromString: dateFromString,
  $dateAdd: mover(1),
  $dateSubtract: mover(-1),
  $dateDiff: dateDiff,
  $dateTrunc: dateTrunc,
};
