import { VARIANTS } from './stock-model';
import type { StockModel } from './stock-model';
import type { UnitChange } from './unit-model';

export interface ModelCountLine {
  readonly variant: number;
  counted: number;
  /** What should be on the shelf, and how often a count had been booked there, when the line was counted. */
  expected: number;
  countsThen: number;
  /** Added to after the stock had moved: belongs to no single moment. */
  mixed: boolean;
  status: 'COUNTED' | 'APPLIED' | 'MOVED_SINCE_COUNTED' | 'BELOW_HELD';
}

export interface ModelCount {
  status: 'OPEN' | 'SUBMITTED' | 'APPROVED' | 'CANCELLED';
  readonly branch: number;
  readonly lines: ModelCountLine[];
  /** Numbers of the people who recorded a line. */
  readonly counters: Set<number>;
}

const REFUSALS: Readonly<Record<ModelCount['status'], string>> = {
  OPEN: 'STOCK_COUNT_OPEN',
  SUBMITTED: 'STOCK_COUNT_SUBMITTED',
  APPROVED: 'STOCK_COUNT_ALREADY_APPROVED',
  CANCELLED: 'STOCK_COUNT_CANCELLED',
};

/** The code with which an action is refused that needs one of these statuses, or null. */
export function countRefusal(count: ModelCount, allowed: readonly ModelCount['status'][]): string | null {
  return allowed.includes(count.status) ? null : REFUSALS[count.status];
}

export function placeOf(count: ModelCount, { variant }: { readonly variant: number }): number {
  return count.branch * VARIANTS + variant;
}

/** Lines that wait to be booked. */
export function openLines(count: ModelCount): ModelCountLine[] {
  return count.lines.filter(({ status }) => status !== 'APPLIED');
}

export function varianceOf(count: ModelCount): number {
  return openLines(count).reduce((sum, line) => sum + Math.abs(line.counted - line.expected), 0);
}

/** Writes down that so many units were found; the first sight of a line fixes what the ledger then expected. */
export function record(
  model: StockModel,
  count: ModelCount,
  found: { readonly variant: number; readonly quantity: number },
  mode: 'ADD' | 'REPLACE',
): void {
  const entry = model.entries[placeOf(count, found)];
  const onShelf = model.onShelf(placeOf(count, found));
  const line = count.lines.find(({ variant }) => variant === found.variant);
  if (line !== undefined && mode === 'ADD') {
    line.counted += found.quantity;
    line.mixed ||= line.status === 'MOVED_SINCE_COUNTED' || line.expected !== onShelf;
    line.status = line.mixed ? 'MOVED_SINCE_COUNTED' : 'COUNTED';
    return;
  }
  const now = { counted: found.quantity, expected: onShelf, countsThen: entry?.counts ?? 0, mixed: false };
  if (line !== undefined) Object.assign(line, now, { status: 'COUNTED' });
  else count.lines.push({ variant: found.variant, ...now, status: 'COUNTED' });
}

export type MovedChoice = 'REBASE' | 'RECOUNT';

/** What an approval makes of a line. */
function verdictOn(model: StockModel, count: ModelCount, line: ModelCountLine, choice: MovedChoice) {
  const place = placeOf(count, line);
  const entry = model.entries[place];
  const delta = line.counted - line.expected;
  const hasMoved = line.expected !== model.onShelf(place);
  const isBooked = (entry?.counts ?? 0) !== line.countsThen;
  if (line.mixed || isBooked || (choice === 'RECOUNT' && hasMoved)) return 'MOVED_SINCE_COUNTED';
  return delta < 0 && model.available(place) + delta < 0 ? 'BELOW_HELD' : 'APPLIED';
}

/** The differences that an approval would book. */
export function differences(model: StockModel, count: ModelCount, choice: MovedChoice): UnitChange[] {
  const booked = openLines(count).filter((line) => verdictOn(model, count, line, choice) === 'APPLIED');
  return booked.map((line) => ({ place: placeOf(count, line), onHand: line.counted - line.expected, kind: 'FOUND' }));
}

/** Books the differences; lines that can't be booked open the count again. */
export function approve(model: StockModel, count: ModelCount, choice: MovedChoice): void {
  const booked = differences(model, count, choice);
  for (const line of openLines(count)) line.status = verdictOn(model, count, line, choice);
  for (const { place, onHand } of booked) {
    if (onHand === 0) continue;
    model.move(place, onHand, 0);
    model.entry(place).counts += 1;
  }
  count.status = openLines(count).length === 0 ? 'APPROVED' : 'OPEN';
}
