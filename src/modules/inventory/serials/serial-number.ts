import { LimitExceededError, badInput } from '../../../kernel/errors';
import { SERIALS_PER_REQUEST_MAX, SERIAL_LENGTH_MAX } from '../inventory.policy';

/** A serial number without its width and outer spaces. Refuses empty and endless ones. */
export function serialOf(text: string, field: string): string {
  const serial = text.normalize('NFKC').trim();
  if (serial.length >= 1 && serial.length <= SERIAL_LENGTH_MAX) return serial;
  throw badInput(`Expected a serial number of 1 to ${SERIAL_LENGTH_MAX} characters, got ${serial.length}.`, field);
}

/** What two spellings of one serial number have in common: people type them in any case. */
export function serialKeyOf(serial: string): string {
  return serial.toUpperCase();
}

/** The refusal of a request that moves or holds so many units with serial numbers; null when it may. */
export function tooManySerials(units: number): LimitExceededError | null {
  if (units <= SERIALS_PER_REQUEST_MAX) return null;
  return new LimitExceededError(
    SERIALS_PER_REQUEST_MAX,
    `Expected at most ${SERIALS_PER_REQUEST_MAX} units with serial numbers in one request, got ${units}. Send fewer.`,
  );
}

/** The serial numbers of one line that moves so many units, each once. Undefined when the line names none. */
export function serialsOf(
  texts: readonly string[] | null | undefined,
  quantity: number,
  field: string,
): string[] | undefined {
  if (texts === null || texts === undefined || texts.length === 0) return undefined;
  const most = Math.min(quantity, SERIALS_PER_REQUEST_MAX);
  if (texts.length > most) {
    throw badInput(`Expected at most ${most} serial numbers, one per unit, got ${texts.length}.`, field);
  }
  const serials = texts.map((text, index) => serialOf(text, `${field}.${index}`));
  if (new Set(serials.map(serialKeyOf)).size === serials.length) return serials;
  throw badInput('Expected each serial number once.', field);
}
