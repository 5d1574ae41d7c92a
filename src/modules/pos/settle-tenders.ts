import { ValidationError, badInput } from '../../kernel/errors';
import type { Money } from '../../kernel/money';
import type { PaymentMethod } from '../payments';
import { TENDERS_MAX } from './pos.policy';

/** One way in which a sale is paid. */
export interface Tender {
  readonly method: PaymentMethod;
  /** What counts towards the sale. */
  readonly amount: Money;
  /** Cash that was handed over; more than `amount` gives change. */
  readonly tenderedAmount?: Money | null;
  readonly reference?: string | null;
}

export interface SettledTender {
  readonly method: PaymentMethod;
  readonly amountMinor: number;
  readonly tenderedMinor: number | null;
  readonly changeMinor: number | null;
  readonly reference: string | null;
}

/**
 * Checks that tenders pay exactly `totalMinor` and works out the change. Pure.
 * A sale of 0 needs no tender. Throws ValidationError that names the field: currency, negative amounts, change on
 * anything but cash, less handed over than counted, sums that differ.
 */
export function settleTenders(
  tenders: readonly Tender[],
  totalMinor: number,
  currency: string,
): { settled: SettledTender[]; changeDueMinor: number } {
  if (tenders.length > TENDERS_MAX) throw badInput(`Expected at most ${TENDERS_MAX} payments.`, 'payments');
  const settled = tenders.map((tender, index) => settleTender(tender, `payments.${index}`, currency));
  let paidMinor = 0;
  let changeDueMinor = 0;
  for (const tender of settled) {
    paidMinor += tender.amountMinor;
    changeDueMinor += tender.changeMinor ?? 0;
  }
  if (paidMinor !== totalMinor) {
    throw new ValidationError(
      'payments',
      `Expected payments of ${totalMinor} in all, got ${paidMinor}. Put cash that was handed over into tenderedAmount.`,
      'TENDER_MISMATCH',
    );
  }
  return { settled, changeDueMinor };
}

function settleTender(tender: Tender, field: string, currency: string): SettledTender {
  const { method, amount, tenderedAmount } = tender;
  assertMoney(amount, `${field}.amount`, currency);
  const reference = tender.reference ?? null;
  const amountMinor = amount.amountMinor;
  const isCash = method === 'CASH';
  if (tenderedAmount === null || tenderedAmount === undefined) {
    const handedMinor = isCash ? amountMinor : null;
    return { method, amountMinor, tenderedMinor: handedMinor, changeMinor: isCash ? 0 : null, reference };
  }
  assertMoney(tenderedAmount, `${field}.tenderedAmount`, currency);
  const tenderedMinor = tenderedAmount.amountMinor;
  if (tenderedMinor < amountMinor) {
    throw new ValidationError(
      `${field}.tenderedAmount`,
      `Expected at least the ${amountMinor} that count, got ${tenderedMinor}.`,
      'TENDERED_TOO_LITTLE',
    );
  }
  if (isCash) return { method, amountMinor, tenderedMinor, changeMinor: tenderedMinor - amountMinor, reference };
  if (tenderedMinor !== amountMinor) {
    throw new ValidationError(`${field}.tenderedAmount`, `Only cash gives change, got ${method}.`, 'CHANGE_NOT_CASH');
  }
  return { method, amountMinor, tenderedMinor: null, changeMinor: null, reference };
}

function assertMoney(money: Money, field: string, currency: string): void {
  if (money.currency !== currency) {
    throw new ValidationError(
      `${field}.currency`,
      `Expected currency ${currency}, got ${money.currency}.`,
      'CURRENCY_MISMATCH',
    );
  }
  if (money.amountMinor < 0) {
    throw new ValidationError(`${field}.amountMinor`, 'Expected an amount of 0 or more.', 'AMOUNT_NEGATIVE');
  }
}
