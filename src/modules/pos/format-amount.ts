export { decimalsOf, formatAmount } from '../../kernel/money-text';

/** Basis points as a rate: 2000 is `20%`, 550 is `5.5%`. */
export function formatRate(basisPoints: number): string {
  return `${basisPoints / 100}%`;
}

/** The shop's date and time, such as `05/01/2026 09:00`. */
export function formatInstant(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(instant);
  return parts.replace(', ', ' ');
}
