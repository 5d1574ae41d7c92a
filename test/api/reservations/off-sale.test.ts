import { newId, toGlobalId } from '../../../src/kernel/ids';
import { deleteProduct, restoreProduct, updateProduct } from '../../../src/modules/catalog';
import type { ProductStatus } from '../../../src/modules/catalog';
import { settleStockOfRemoved } from '../../../src/modules/inventory';
import type { StockLine } from '../../../src/modules/inventory';
import { reserveStock } from '../../../src/modules/reservations';
import type { MadeProduct } from '../../factories';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { allowBackorders } from '../inventory/backorder-scenario';
import { RESERVE, balances, line, memberOf, nextKey, stored, variantGid } from '../inventory/stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const input = () => ({ idempotencyKey: nextKey() });
const guest = () => t.as({ kind: 'guest', guestId: newId() });

async function stockedProduct(quantity: number, status: ProductStatus = 'ACTIVE'): Promise<MadeProduct> {
  const made = await t.makeProduct({ status });
  await t.makeStock({ branch: t.branches.north, variant: made.variant, quantity });
  return made;
}

function setStatus({ product }: MadeProduct, status: ProductStatus) {
  return updateProduct(t.ctx, { input: input(), productId: product._id, changes: { status } });
}

function remove({ product }: MadeProduct) {
  return deleteProduct(t.ctx, { input: input(), productId: product._id, onRemove: settleStockOfRemoved('KEEP', 'x') });
}

async function reserve(body: object, token = t.tokens.guest) {
  return memberOf(await t.gql(RESERVE, { input: { ...input(), ...body } }, token));
}

const HELD = { __typename: 'ReservationPayload' };
const notFound = ({ variant }: MadeProduct) => ({ __typename: 'NotFoundError', id: variantGid(variant) });

describe('what is off sale', () => {
  it.each([
    ['a draft', (made: MadeProduct) => setStatus(made, 'DRAFT'), (made: MadeProduct) => setStatus(made, 'ACTIVE')],
    ['archived', (made: MadeProduct) => setStatus(made, 'ARCHIVED'), (made: MadeProduct) => setStatus(made, 'ACTIVE')],
    [
      'removed',
      remove,
      ({ product }: MadeProduct) => restoreProduct(t.ctx, { input: input(), productId: product._id }),
    ],
  ])('because it is %s is held by no shopper, until it is on sale again', async (_why, take, bringBack) => {
    const [mug, other] = [await stockedProduct(5), await stockedProduct(5)];
    await take(mug);
    const lines = [line(t, other.variant, 1), line(t, mug.variant, 1)];
    const before = await stored(t);
    for (const token of [t.tokens.guest, t.tokens.customer]) {
      expect(await reserve({ lines }, token)).toMatchObject(notFound(mug));
    }
    expect(await stored(t)).toEqual(before);
    expect(await reserve({ lines }, t.tokens.admin)).toMatchObject(HELD);

    await bringBack(mug);

    expect(await reserve({ lines })).toMatchObject(HELD);
    expect(await balances(t, mug.variant)).toEqual([5, 2, 3]);
  });

  it('is no more to be found where there is not enough of it, or nothing was ever booked', async () => {
    const [few, none] = [await stockedProduct(1, 'DRAFT'), await t.makeProduct({ status: 'DRAFT' })];
    expect(await reserve({ lines: [line(t, few.variant, 2)] })).toMatchObject(notFound(few));
    expect(await reserve({ lines: [line(t, none.variant, 2)] })).toMatchObject(notFound(none));
    const short = { __typename: 'InsufficientStockError' };
    expect(await reserve({ lines: [line(t, few.variant, 2)] }, t.tokens.admin)).toMatchObject(short);
    expect(await reserve({ lines: [line(t, none.variant, 2)] }, t.tokens.admin)).toMatchObject(short);
  });

  it('is not held by way of a choice of branches, nor ordered ahead', async () => {
    const mug = await stockedProduct(1, 'DRAFT');
    for (const quantity of [1, 2]) {
      const sourcing = { wanted: [{ variantId: variantGid(mug.variant), quantity }], strategy: 'PRIORITY' };
      expect(await reserve({ sourcing })).toMatchObject(notFound(mug));
    }
    await allowBackorders(t, mug.variant, 10);
    expect(await reserve({ lines: [line(t, mug.variant, 3)] })).toMatchObject(notFound(mug));
  });

  it('stays held by who held it before, who does not get more or less of it by replacing the hold', async () => {
    const mug = await stockedProduct(5);
    const { reservation } = await reserve({ lines: [line(t, mug.variant, 2)] });
    await setStatus(mug, 'ARCHIVED');
    for (const quantity of [1, 2, 3]) {
      const body = { lines: [line(t, mug.variant, quantity)], replacesReservationId: reservation.id };
      expect(await reserve(body)).toMatchObject(notFound(mug));
    }
    expect(await balances(t, mug.variant)).toEqual([5, 2, 3]);
  });

  it('is refused to shoppers in a crowd, each with an answer of their own, and held by the staff among them', async () => {
    const [shown, hidden] = [await stockedProduct(30), await stockedProduct(30, 'DRAFT')];
    const placeOf = ({ variant }: MadeProduct): StockLine => ({
      branchId: t.branches.north._id,
      variantId: variant._id,
      quantity: 1,
    });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => {
        const lines = n % 2 === 0 ? [placeOf(shown)] : [placeOf(shown), placeOf(hidden)];
        return reserveStock(n % 4 === 3 ? t.ctx : guest(), { input: input(), lines });
      }),
    );
    const told = outcomes.map((one) => (one.status === 'fulfilled' ? 'HELD' : (one.reason as { id?: string }).id));
    const hiddenId = toGlobalId('Variant', hidden.variant._id);
    expect(told).toEqual(Array.from({ length: 40 }, (_, n) => (n % 4 === 1 ? hiddenId : 'HELD')));
    expect(await balances(t, hidden.variant)).toEqual([30, 10, 20]);
    expect(await balances(t, shown.variant)).toEqual([30, 30, 0]);
  });

  it('is told to be out of stock, whatever is there', async () => {
    const mug = await stockedProduct(5, 'DRAFT');
    const query = `query V($id: ID!) { variant(id: $id) { availability { status quantity branch { code } } } }`;
    const answer = async () => {
      const { data } = await t.gql(query, { id: variantGid(mug.variant) }, t.tokens.clerk);
      return data.variant.availability.find(({ branch }: { branch: { code: string } }) => branch.code === 'NORTH');
    };
    expect(await answer()).toMatchObject({ status: 'OUT_OF_STOCK', quantity: 0 });
    await setStatus(mug, 'ACTIVE');
    expect(await answer()).toMatchObject({ status: 'LOW_STOCK', quantity: 5 });
  });
});
