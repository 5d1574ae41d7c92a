import { idFromHex, newId } from '../../../src/kernel/ids';
import { judgePrices } from '../../../src/modules/catalog/choose-price';
import type { PriceQuestion } from '../../../src/modules/catalog/choose-price';
import type { ListPrice } from '../../../src/modules/catalog/price-list.model';

const NOW = new Date('2026-01-05T09:00:00.000Z');
const EARLIER = new Date(NOW.getTime() - 1);
const LATER = new Date(NOW.getTime() + 1);
const HERE = newId();
const ELSEWHERE = newId();
const question: PriceQuestion = { branchId: HERE, customerGroups: ['trade'], at: NOW };

let made = 0;
function price(wish: Partial<ListPrice> = {}): ListPrice {
  made += 1;
  return {
    _id: newId(),
    tenantId: newId(),
    priceListId: idFromHex(String(made).padStart(24, '0')),
    priceListName: `list ${made}`,
    variantId: newId(),
    minQuantity: 1,
    priceMinor: 1_000,
    active: true,
    priority: 0,
    branchIds: [],
    customerGroups: [],
    startsAt: null,
    endsAt: null,
    ...wish,
  };
}

/** The verdict on one price that stands alone. */
const alone = (wish: Partial<ListPrice>, asked: Partial<PriceQuestion> = {}, quantity = 1) =>
  judgePrices([price(wish)], { ...question, ...asked }, quantity)[0]?.verdict;

describe('judgePrices', () => {
  it.each([
    ['CHOSEN', {}],
    ['INACTIVE', { active: false }],
    ['CHOSEN', { startsAt: NOW }],
    ['NOT_STARTED', { startsAt: LATER }],
    ['CHOSEN', { startsAt: EARLIER, endsAt: LATER }],
    ['ENDED', { endsAt: NOW }],
    ['CHOSEN', { branchIds: [ELSEWHERE, HERE] }],
    ['OTHER_BRANCH', { branchIds: [ELSEWHERE] }],
    ['CHOSEN', { customerGroups: ['staff', 'trade'] }],
    ['OTHER_GROUP', { customerGroups: ['staff'] }],
    ['QUANTITY_TOO_SMALL', { minQuantity: 2 }],
  ] as const)('says %s of %j', (verdict, wish) => {
    expect(alone(wish as Partial<ListPrice>)).toBe(verdict);
  });

  it('lets lists of branches and groups not count where nobody says which', () => {
    expect(alone({ branchIds: [HERE] }, { branchId: null })).toBe('OTHER_BRANCH');
    expect(alone({ customerGroups: ['trade'] }, { customerGroups: [] })).toBe('OTHER_GROUP');
    expect(alone({ minQuantity: 10 }, {}, 10)).toBe('CHOSEN');
    expect(alone({ minQuantity: 10 }, {}, 9)).toBe('QUANTITY_TOO_SMALL');
  });

  // Each pair: the first goes before the second, although the second is better in everything that comes later.
  it.each<[string, Partial<ListPrice>, Partial<ListPrice>]>([
    ['priority', { priority: 1 }, { customerGroups: ['trade'], branchIds: [HERE], minQuantity: 5, priceMinor: 1 }],
    ['customer group', { customerGroups: ['trade'] }, { branchIds: [HERE], minQuantity: 5, priceMinor: 1 }],
    ['branch', { branchIds: [HERE] }, { minQuantity: 5, priceMinor: 1 }],
    ['tier', { minQuantity: 5 }, { minQuantity: 4, priceMinor: 1 }],
    ['lower price', { priceMinor: 999 }, { priceListId: idFromHex('0'.repeat(24)) }],
    ['older list', { priceListId: idFromHex('0'.repeat(24)) }, {}],
  ])('puts %s first, in whatever order they come', (_what, winner, loser) => {
    const [first, second] = [price(winner), price(loser)];

    for (const rows of [
      [first, second],
      [second, first],
    ]) {
      expect(judgePrices(rows, question, 5)).toEqual([
        { row: first, verdict: 'CHOSEN' },
        { row: second, verdict: 'LOWER_PRECEDENCE' },
      ]);
    }
  });

  it('passes over what does not apply, and chooses nothing when nothing does', () => {
    const off = price({ priority: 9, active: false });
    const low = price();

    expect(judgePrices([low, off], question, 1).map(({ verdict }) => verdict)).toEqual(['INACTIVE', 'CHOSEN']);
    expect(judgePrices([off], question, 1).map(({ verdict }) => verdict)).toEqual(['INACTIVE']);
    expect(judgePrices([], question, 1)).toEqual([]);
  });
});
