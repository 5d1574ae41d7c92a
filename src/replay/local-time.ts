const LOCAL_ZONE = 'Europe/London';
const DAY_FIRST = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const YEAR_FIRST = /^(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/;

const zoneFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: LOCAL_ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/**
 * The instant of a London wall-clock text such as `01/12/2010 08:26` or `2010-12-01 08:26:00`; null when it is none,
 * such as the 31st of February. An hour that comes twice in autumn is read as the first, summer-time one.
 */
export function parseLocalTime(text: string): Date | null {
  const wall = wallClock(text.trim());
  if (wall === null) return null;
  // The wall clock is read as if it were UTC and then moved back by the zone's offset at that very instant; the second
  // round settles the hours around a change of the clocks.
  const first = wall - offsetMs(wall - offsetMs(wall));
  const earlier = first - 3_600_000;
  return new Date(earlier + offsetMs(earlier) === wall ? earlier : first);
}

function wallClock(text: string): number | null {
  const dayFirst = DAY_FIRST.exec(text);
  const yearFirst = YEAR_FIRST.exec(text);
  const parts = (dayFirst ?? yearFirst)?.slice(1).map((part) => Number(part ?? 0));
  if (parts === undefined) return null;
  const [a = 0, month = 0, b = 0, hour = 0, minute = 0, second = 0] = parts;
  const [year, day] = dayFirst === null ? [a, b] : [b, a];
  const instant = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(instant);
  const same =
    back.getUTCFullYear() === year &&
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute;
  return same ? instant : null;
}

function offsetMs(instant: number): number {
  const parts = new Map(zoneFormat.formatToParts(new Date(instant)).map(({ type, value }) => [type, Number(value)]));
  const at = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const wall = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
  return wall - Math.floor(instant / 1000) * 1000;
}
