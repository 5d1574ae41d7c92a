import { MongoError } from '../../errors';
import { location } from './arguments';
import { fromLocal, UTC, zoneOf, type Zone } from './timezone';

function failure(text: string, reason: string): MongoError {
  return new MongoError(241, 'ConversionFailure', `Error parsing date string '${text}'; ${reason}`);
}

const ISO =
  /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{0,2}|[A-Za-z_]+\/[A-Za-z_/]+)?$/;

/**
 * Parses a date without a format: the ISO 8601 forms.
 *
 * @param zone of the text when it names none itself
 * @throws MongoError 241 ConversionFailure; also for the free forms ("July 3rd") that MongoDB's library would guess at
 */
export function parseDate(text: string, zone?: Zone): Date {
  const match = ISO.exec(text.trim());
  if (!match)
    throw failure(text, `0: passing a time zone identifier as part of the string is not allowed '${text.slice(0, 1)}'`);
  const [, year, month, day, hour, minute, second, fraction, zoneText] = match;
  if (zoneText !== undefined && zone !== undefined && zone !== UTC) {
    throw failure(text, 'you cannot pass in a date/time string with time zone information');
  }
  const local = utcTime([
    Number(year),
    Number(month),
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
    Number((fraction ?? '').padEnd(3, '0').slice(0, 3)),
  ]);
  if (local === undefined) throw failure(text, 'the parsed date was invalid');
  return new Date(fromLocal(local, zoneText === undefined ? (zone ?? UTC) : zoneOf(zoneText)));
}

/** Milliseconds of a UTC date, or undefined when a part is out of its range. */
export function utcTime(parts: readonly number[]): number | undefined {
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = parts;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  return date.getTime();
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

type Field =
  'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'ms' | 'dayOfYear' | 'isoYear' | 'isoWeek' | 'isoDay';

const FORMATS: Record<string, { pattern: string; field: Field }> = {
  Y: { pattern: '(\\d{4})', field: 'year' },
  m: { pattern: '(\\d{1,2})', field: 'month' },
  d: { pattern: '(\\d{1,2})', field: 'day' },
  H: { pattern: '(\\d{1,2})', field: 'hour' },
  M: { pattern: '(\\d{1,2})', field: 'minute' },
  S: { pattern: '(\\d{1,2})', field: 'second' },
  L: { pattern: '(\\d{1,3})', field: 'ms' },
  j: { pattern: '(\\d{1,3})', field: 'dayOfYear' },
  G: { pattern: '(\\d{4})', field: 'isoYear' },
  V: { pattern: '(\\d{1,2})', field: 'isoWeek' },
  u: { pattern: '(\\d)', field: 'isoDay' },
  b: { pattern: '([A-Za-z]{3})', field: 'month' },
  B: { pattern: '([A-Za-z]{3,9})', field: 'month' },
};

/** Parses a date by a format of `%` directives. */
export function parseDateWithFormat(text: string, format: string, zone: Zone | undefined): Date {
  const { expression, fields } = formatExpression(format);
  const match = expression.exec(text);
  if (!match) throw failure(text, `the string does not match the format '${format}'`);
  const values: Partial<Record<Field | 'zone', string>> = {};
  fields.forEach((field, i) => {
    values[field] = match[i + 1] ?? '';
  });
  const local = localOf(values);
  if (local === undefined) throw failure(text, 'the parsed date was invalid');
  if (values.zone === undefined) return new Date(fromLocal(local, zone ?? UTC));
  if (zone) throw failure(text, 'you cannot pass in a date/time string with time zone information');
  return new Date(fromLocal(local, zoneOf(values.zone)));
}

function formatExpression(format: string): { expression: RegExp; fields: (Field | 'zone')[] } {
  const fields: (Field | 'zone')[] = [];
  let pattern = '';
  for (let i = 0; i < format.length; i += 1) {
    const c = format[i] as string;
    if (c !== '%') {
      pattern += c.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      continue;
    }
    i += 1;
    const directive = format[i] ?? '';
    const known = FORMATS[directive];
    if (known) {
      pattern += known.pattern;
      fields.push(known.field);
    } else if (directive === 'z' || directive === 'Z') {
      pattern += directive === 'z' ? '(Z|[+-]\\d{2}:?\\d{2}|[A-Za-z_/]+)' : '([+-]\\d+)';
      fields.push('zone');
    } else if (directive === '%') pattern += '%';
    else throw location(18536, `Invalid format character '%${directive}' in format string`);
  }
  return { expression: new RegExp(`^${pattern}$`), fields };
}

function localOf(values: Partial<Record<Field, string>>): number | undefined {
  const time = [
    Number(values.hour ?? 0),
    Number(values.minute ?? 0),
    Number(values.second ?? 0),
    Number((values.ms ?? '0').padEnd(3, '0')),
  ];
  if (values.isoYear !== undefined) {
    const start = isoYearStart(Number(values.isoYear));
    const days = (Number(values.isoWeek ?? 1) - 1) * 7 + Number(values.isoDay ?? 1) - 1;
    const clock = utcTime([1970, 1, 1, ...time]);
    return clock === undefined ? undefined : start + days * 86_400_000 + clock;
  }
  const year = Number(values.year ?? 1970);
  if (values.dayOfYear !== undefined) {
    const start = utcTime([year, 1, 1, ...time]);
    return start === undefined ? undefined : start + (Number(values.dayOfYear) - 1) * 86_400_000;
  }
  const named = values.month === undefined ? -1 : MONTHS.indexOf(values.month.slice(0, 3).toLowerCase());
  return utcTime([year, named >= 0 ? named + 1 : Number(values.month ?? 1), Number(values.day ?? 1), ...time]);
}

/** Midnight of the Monday with which an ISO year starts. */
export function isoYearStart(year: number): number {
  const fourth = utcTime([year, 1, 4]) as number;
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * 86_400_000;
}
