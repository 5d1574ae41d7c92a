import { ValidationError } from '../../../src/kernel/errors';
import { settleTenders } from '../../../src/modules/pos/settle-tenders';
import type { Tender } from '../../../src/modules/pos';

const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

describe('settleTenders', () => {
  it('gives change on cash', () => {
    expect(settleTenders([{ method: 'CASH', amount: gbp(750), tenderedAmount: gbp(1000) }], 750, 'GBP')).toEqual({
      settled: [{ method: 'CASH', amountMinor: 750, tenderedMinor: 1000, changeMinor: 250, reference: null }],
      changeDueMinor: 250,
    });
  });

  it('splits a sale over card and exact cash', () => {
    const tenders: Tender[] = [
      { method: 'CARD', amount: gbp(500), reference: 'slip 7' },
      { method: 'CASH', amount: gbp(250) },
    ];
    expect(settleTenders(tenders, 750, 'GBP')).toEqual({
      settled: [
        { method: 'CARD', amountMinor: 500, tenderedMinor: null, changeMinor: null, reference: 'slip 7' },
        { method: 'CASH', amountMinor: 250, tenderedMinor: 250, changeMinor: 0, reference: null },
      ],
      changeDueMinor: 0,
    });
  });

  it('needs no tender for a sale of 0', () => {
    expect(settleTenders([], 0, 'GBP')).toEqual({ settled: [], changeDueMinor: 0 });
  });

  it.each<[string, Tender[], string, string]>([
    ['too little in all', [{ method: 'CASH', amount: gbp(749) }], 'TENDER_MISMATCH', 'payments'],
    ['too much in all', [{ method: 'CARD', amount: gbp(751) }], 'TENDER_MISMATCH', 'payments'],
    ['no tender', [], 'TENDER_MISMATCH', 'payments'],
    [
      'less cash than counted',
      [{ method: 'CASH', amount: gbp(750), tenderedAmount: gbp(700) }],
      'TENDERED_TOO_LITTLE',
      'payments.0.tenderedAmount',
    ],
    [
      'change on a card',
      [{ method: 'CARD', amount: gbp(750), tenderedAmount: gbp(800) }],
      'CHANGE_NOT_CASH',
      'payments.0.tenderedAmount',
    ],
    [
      'another currency',
      [{ method: 'CASH', amount: { amountMinor: 750, currency: 'EUR' } }],
      'CURRENCY_MISMATCH',
      'payments.0.amount.currency',
    ],
    [
      'a negative tender that makes the sum right',
      [
        { method: 'CASH', amount: gbp(-250) },
        { method: 'CARD', amount: gbp(1000) },
      ],
      'AMOUNT_NEGATIVE',
      'payments.0.amount.amountMinor',
    ],
  ])('refuses %s', (_name, tenders, code, field) => {
    const settle = () => settleTenders(tenders, 750, 'GBP');
    expect(settle).toThrow(ValidationError);
    expect(catching(settle)).toMatchObject({ code, field });
  });
});

function catching(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
