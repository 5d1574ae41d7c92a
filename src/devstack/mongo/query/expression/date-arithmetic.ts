import { Long } from 'bson';

import type { Value } from '../../bson-types';
import { typeName } from '../value/bson-type';
import { exactInteger, isNumeric } from '../value/number';
import { describeValue } from '../value/print';
import { failedToParse, isNullish, location } from './arguments';
import { dateArguments, instantOf, zoneReader } from './date-parts';
import { fromLocal, toLocal, type Zone } from './timezone';
import type { Builder, Expression } from './types';

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

export const dateArithmeticOperators: Record<string, Builder> = {
  $dateAdd: mover(1),
  $dateSubtract: mover(-1),
  $dateDiff: dateDiff,
  $dateTrunc: dateTrunc,
};
