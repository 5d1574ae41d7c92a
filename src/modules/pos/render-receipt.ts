import { formatAmount, formatInstant, formatRate } from './format-amount';
import { RECEIPT_COLUMNS } from './pos.policy';
import type { ReceiptDoc } from './receipt.model';

type Printed = Pick<ReceiptDoc, 'number' | 'issuedAt' | 'content'>;

const TENDER_NAMES = {
  CASH: 'Cash',
  CARD: 'Card',
  MOBILE: 'Mobile',
  GIFT_CARD: 'Gift card',
  STORE_CREDIT: 'Store credit',
  BANK_TRANSFER: 'Bank transfer',
} as const;

/** The receipt as text for a printer of 42 columns; no line is longer, and no control character reaches the printer. */
export function renderReceiptText({ number, issuedAt, content }: Printed): string {
  const amount = (minor: number) => formatAmount(minor, content.currency);
  const rule = '-'.repeat(RECEIPT_COLUMNS);
  const lines = [
    ...wrap(content.shopName).map(centre),
    ...wrap(content.branchName).map(centre),
    '',
    ...pair('Receipt', number),
    ...pair('Order', content.orderNumber),
    ...pair('Till', content.registerCode),
    ...pair('Date', formatInstant(issuedAt, content.timeZone)),
    rule,
    ...content.lines.flatMap((line) => [
      ...wrap(line.title),
      ...pair(`  ${line.quantity} x ${amount(line.unitGrossMinor)}`, amount(line.totalGrossMinor)),
    ]),
    rule,
    ...pair(`TOTAL ${content.currency}`, amount(content.totalMinor)),
    ...content.tenders.flatMap((tender) => [
      ...pair(TENDER_NAMES[tender.method], amount(tender.tenderedMinor ?? tender.amountMinor)),
      ...((tender.changeMinor ?? 0) > 0 ? pair('Change', amount(tender.changeMinor ?? 0)) : []),
    ]),
    rule,
    ...content.taxes.flatMap((tax) =>
      pair(`Tax ${formatRate(tax.taxRateBasisPoints)} on ${amount(tax.netMinor)}`, amount(tax.taxMinor)),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** The receipt as a page of its own for mail or a browser's printer; every value is escaped. */
export function renderReceiptHtml({ number, issuedAt, content }: Printed): string {
  const amount = (minor: number) => escapeHtml(formatAmount(minor, content.currency));
  const row = (label: string, value: string) => `<tr><td>${escapeHtml(label)}</td><td>${value}</td></tr>`;
  const lines = content.lines.map(
    (line) =>
      `<tr><td>${escapeHtml(line.title)}<br><small>${escapeHtml(line.sku)}, ${line.quantity} x ` +
      `${amount(line.unitGrossMinor)}</small></td><td>${amount(line.totalGrossMinor)}</td></tr>`,
  );
  const tenders = content.tenders.flatMap((tender) => [
    row(TENDER_NAMES[tender.method], amount(tender.tenderedMinor ?? tender.amountMinor)),
    ...((tender.changeMinor ?? 0) > 0 ? [row('Change', amount(tender.changeMinor ?? 0))] : []),
  ]);
  const taxes = content.taxes.map((tax) =>
    row(
      `Tax ${formatRate(tax.taxRateBasisPoints)} on ${formatAmount(tax.netMinor, content.currency)}`,
      amount(tax.taxMinor),
    ),
  );
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>Receipt ${escapeHtml(number)}</title></head><body>`,
    `<h1>${escapeHtml(content.shopName)}</h1><p>${escapeHtml(content.branchName)}</p>`,
    `<p>Receipt ${escapeHtml(number)}<br>Order ${escapeHtml(content.orderNumber)}<br>` +
      `Till ${escapeHtml(content.registerCode)}<br>${escapeHtml(formatInstant(issuedAt, content.timeZone))}</p>`,
    `<table><tbody>${lines.join('')}</tbody><tbody>`,
    `<tr><th>Total ${escapeHtml(content.currency)}</th><th>${amount(content.totalMinor)}</th></tr>`,
    `${tenders.join('')}</tbody><tbody>${taxes.join('')}</tbody></table></body></html>`,
    '',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes a text safe in an element and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Control characters would be commands to a receipt printer; direction marks would turn a line around. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

function wrap(text: string): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of printable(text).split(' ')) {
    let rest = [...word];
    if (row !== '' && [...row].length + 1 + rest.length <= RECEIPT_COLUMNS) {
      row = `${row} ${word}`;
      continue;
    }
    if (row !== '') rows.push(row);
    while (rest.length > RECEIPT_COLUMNS) {
      rows.push(rest.slice(0, RECEIPT_COLUMNS).join(''));
      rest = rest.slice(RECEIPT_COLUMNS);
    }
    row = rest.join('');
  }
  if (row !== '') rows.push(row);
  return rows;
}

function centre(row: string): string {
  return ' '.repeat(Math.floor((RECEIPT_COLUMNS - [...row].length) / 2)) + row;
}

/** Label left, value right; on two rows when one is too narrow. */
function pair(label: string, value: string): string[] {
  const [left, right] = [[...printable(label)], [...printable(value)]];
  const gap = RECEIPT_COLUMNS - left.length - right.length;
  if (gap >= 1) return [left.join('') + ' '.repeat(gap) + right.join('')];
  return [...wrap(left.join('')), right.join('').slice(0, RECEIPT_COLUMNS).padStart(RECEIPT_COLUMNS)];
}
