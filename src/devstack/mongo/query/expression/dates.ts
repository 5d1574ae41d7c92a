import { MongoError } from '../../errors';
import { typeName } from '../value/bson-type';
import { describeValue } from '../value/print';
import { isNullish, location } from './arguments';
import { parseDate, parseDateWithFormat } from './date-parse';
import { dateArguments, dayOfYear, instantOf, isoWeek, sundayWeek, zoneReader } from './date-parts';
import { toLocal, type Zone } from './timezone';
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

export const dateOperators: Record<string, Builder> = {
  $dateToString: dateToString,
  $dateFromString: dateFromString,
};
