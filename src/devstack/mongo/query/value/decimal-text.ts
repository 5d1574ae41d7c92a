import type { Decimal } from './decimal';

/** Parses the text of a decimal number ("1.50", "-2E+3", "NaN"); undefined when it is none. */
export function parseDecimalText(text: string): Decimal | undefined {
  const special = /^([+-])?(?:(inf|infinity)|nan)$/i.exec(text);
  if (special) {
    return special[2] === undefined ? { kind: 'nan' } : { kind: 'infinity', negative: special[1] === '-' };
  }
  const match = /^([+-])?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text);
  if (!match) return undefined;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole === '' && fraction === '') return undefined;
  return {
    kind: 'finite',
    negative: match[1] === '-',
    coefficient: BigInt(whole + fraction),
    exponent: Number(match[4] ?? 0) - fraction.length,
  };
}
