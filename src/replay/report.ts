import { SET_ASIDE_REASONS } from './classify-row';
import { differences } from './run-replay';
import type { ReplayOutcome } from './run-replay';

const LABEL_WIDTH = 26;
const NUMBER_WIDTH = 16;
/** A pound, in a file whose prices have two decimals. */
const MINOR_PER_MAJOR = 100;

const count = new Intl.NumberFormat('en-GB');
const amount = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** The table that ends a replay, as lines. */
export function reportLines(outcome: ReplayOutcome): string[] {
  const { inFile, onServer, plan, drift } = outcome;
  const value = (minor: number): string => amount.format(minor / MINOR_PER_MAJOR);
  const faults = differences(outcome);
  return [
    row('', 'file', 'sold through API'),
    row('invoices', count.format(inFile.invoices), count.format(onServer.invoices)),
    row('lines', count.format(inFile.lines), count.format(onServer.lines)),
    row('units', count.format(inFile.units), count.format(onServer.units)),
    row(`value (${outcome.currency})`, value(inFile.valueMinor), value(onServer.valueMinor)),
    '',
    `  ${count.format(onServer.webOrders)} web orders, ${count.format(onServer.posSales)} till sales, ` +
      `${count.format(plan.products.length)} products, ${count.format(outcome.openingUnits)} units received at opening`,
    `  ${count.format(plan.bothCases.length)} stock codes stand in both cases (85123A, 85123a): one SKU each`,
    adjustmentLine(outcome),
    `  ${count.format(plan.rowCount)} rows read = ${count.format(inFile.lines)} sold + ${count.format(plan.adjustments.length)} adjusted + ` +
      `${count.format(plan.setAside.length)} set aside:`,
    ...setAsideLines(outcome),
    '',
    `  Drift: ${count.format(drift.drifts)} of ${count.format(drift.checkedEntries)} stock entries, ` +
      `${count.format(outcome.leftOverEntries)} balances left over`,
    `  ${count.format(outcome.requests)} requests (${count.format(outcome.repeats)} repeated) in ${outcome.seconds.toFixed(1)} s`,
    '',
    ...(faults.length === 0
      ? ['PASSED: units and value sold equal the file, no drift.']
      : ['FAILED:', ...faults.map((fault) => `  ${fault}`)]),
  ];
}

/** Services sold, and what left without a sale, by reason. */
function adjustmentLine({ plan, adjustedOnServer }: ReplayOutcome): string {
  const services = plan.invoices.flatMap(({ lines }) => lines).filter((line) => line.isService);
  const reasons = new Map<string, number>();
  for (const { reason } of plan.adjustments) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const named = [...reasons].map(([reason, times]) => `${reason} ${times}`).join(', ');
  return (
    `  ${count.format(services.length)} lines without stock (postage, fees); ` +
    `${count.format(adjustedOnServer.units)} units adjusted (${named === '' ? 'none' : named})`
  );
}

function row(label: string, left: string, right: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${left.padStart(NUMBER_WIDTH)}  ${right.padStart(NUMBER_WIDTH)}`;
}

function setAsideLines({ plan }: ReplayOutcome): string[] {
  return SET_ASIDE_REASONS.flatMap((reason) => {
    const rows = plan.setAside.filter((candidate) => candidate.reason === reason);
    if (rows.length === 0) return [];
    const details = new Map<string, number>();
    for (const { detail } of rows) if (detail !== '') details.set(detail, (details.get(detail) ?? 0) + 1);
    const named = [...details].sort((a, b) => b[1] - a[1]).map(([detail, times]) => `${detail} ${times}`);
    const more = named.length === 0 ? '' : `  (${named.slice(0, 8).join(', ')}${named.length > 8 ? ', ...' : ''})`;
    const malformed =
      reason === 'malformed row'
        ? `  (line ${rows
            .slice(0, 5)
            .map((r) => r.line)
            .join(', ')})`
        : '';
    return [`    ${String(rows.length).padStart(6)}  ${reason}${more}${malformed}`];
  });
}
