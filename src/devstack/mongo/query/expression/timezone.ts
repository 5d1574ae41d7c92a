import { location } from './arguments';

/** A time zone: the offset from UTC, in milliseconds, at an instant. */
export interface Zone {
  offsetMs(instantMs: number): number;
  /** Name as `$dateToString`'s `%Z` would not give it: as written by the user. */
  readonly name: string;
}

export const UTC: Zone = { offsetMs: () => 0, name: 'UTC' };

const zones = new Map<string, Zone>();

/**
 * The zone of an Olson name ("Europe/Vienna") or of an offset ("+01:30", "+0130", "+01").
 *
 * @throws MongoError 40485 for an unknown one
 */
export function zoneOf(name: string): Zone {
  if (name === 'UTC' || name === 'GMT' || name === 'Z') return UTC;
  const known = zones.get(name);
  if (known) return known;
  const zone = fixedZone(name) ?? namedZone(name);
  if (zones.size < 1000) zones.set(name, zone);
  return zone;
}

function fixedZone(name: string): Zone | undefined {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(name);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  const offset = (match[1] === '-' ? -minutes : minutes) * 60_000;
  return { offsetMs: () => offset, name };
}

function namedZone(name: string): Zone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw location(40485, `unrecognized time zone identifier: "${name}"`);
  }
  return { name, offsetMs: (instantMs) => localTime(format, instantMs) - Math.floor(instantMs / 1000) * 1000 };
}

/** The zone's wall clock at an instant, as if it were UTC. */
function localTime(format: Intl.DateTimeFormat, instantMs: number): number {
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(instantMs)) parts[type] = value;
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
  const date = new Date(0);
  date.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']));
  date.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
  return date.getTime();
}

/** The wall clock of the zone, as a Date whose UTC fields are to be read. */
export function toLocal(instantMs: number, zone: Zone): Date {
  return new Date(instantMs + zone.offsetMs(instantMs));
}

/** The instant at which the zone's wall clock shows what the UTC fields of `local` say. */
export function fromLocal(localMs: number, zone: Zone): number {
  const first = localMs - zone.offsetMs(localMs);
  return localMs - zone.offsetMs(first);
}
