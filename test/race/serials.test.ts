import { InsufficientStockError, ValidationError } from '../../src/kernel/errors';
import { apply, moveUnits, serialVariant, unitsOf } from '../api/inventory/serial-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

/** What came of each; every refusal must be one of the given kinds. */
function won<T>(outcomes: readonly PromiseSettledResult<T>[], refusal: new (...args: never[]) => Error): T[] {
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(refused.filter((error) => !(error instanceof refusal))).toEqual([]);
  return outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

describe('at once', () => {
  it('20 buyers get 7 units, each another one', async () => {
    const serials = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    const variant = await serialVariant(t, ...serials);
    const sale = { type: 'POS_SALE', onHandDelta: -1 } as const;
    const sold = won(
      await Promise.allSettled(Array.from({ length: 20 }, () => apply(t, variant, sale))),
      InsufficientStockError,
    );
    expect(sold.flatMap(({ movements }) => movements.flatMap((one) => one.serials ?? [])).sort()).toEqual(serials);
  });

  it('5 tills sell the same named unit: one does, and the other unit stays', async () => {
    const variant = await serialVariant(t, 'A', 'B');
    const sale = { type: 'POS_SALE', onHandDelta: -1, serials: ['B'] } as const;
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => apply(t, variant, sale)));
    const others = outcomes.filter(
      (one) =>
        one.status === 'rejected' &&
        !(one.reason instanceof ValidationError || one.reason instanceof InsufficientStockError),
    );
    expect(others).toEqual([]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await unitsOf(t, variant)).toEqual({ A: 'IN_STOCK NORTH', B: 'SOLD NORTH' });
  });

  it('two branches receive the same unit: one of them has it', async () => {
    const variant = await serialVariant(t);
    const branches = [t.branches.north, t.branches.south, t.branches.warehouse];
    const came = await Promise.allSettled(branches.map(({ _id }) => moveUnits(t, variant, 1, ['A'], _id)));
    expect(won(came, ValidationError)).toHaveLength(1);
    expect(Object.values(await unitsOf(t, variant))).toHaveLength(1);
  });
});
