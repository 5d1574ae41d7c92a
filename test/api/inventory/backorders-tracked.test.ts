import { InsufficientStockError } from '../../../src/kernel/errors';
import { newId } from '../../../src/kernel/ids';
import type { VariantDoc } from '../../../src/modules/catalog';
import { setBackorderPolicy, setVariantTracking } from '../../../src/modules/inventory';
import { reserveStock } from '../../../src/modules/reservations';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { allowBackorders } from './backorder-scenario';
import { nextKey } from './stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const place = (variant: VariantDoc) => ({ branchId: t.branches.north._id, variantId: variant._id });
const input = () => ({ idempotencyKey: nextKey() });

function hold(variant: VariantDoc) {
  const shopper = t.as({ kind: 'guest', guestId: newId() });
  return reserveStock(shopper, { input: input(), lines: [{ ...place(variant), quantity: 1 }], ttlSeconds: 60 });
}

describe('backorders and units that are told apart', () => {
  test.each(['SERIAL', 'LOT'] as const)(
    'no policy for a variant tracked by %s: what is not there has no number',
    async (tracking) => {
      const { variant } = await t.makeProduct();
      await setVariantTracking(t.ctx, { input: input(), variantId: variant._id, tracking });
      await expect(allowBackorders(t, variant, 5)).rejects.toMatchObject({ code: 'BACKORDER_NEEDS_UNTRACKED' });
      expect(await hold(variant).catch((error: unknown) => error)).toBeInstanceOf(InsufficientStockError);
      // Taking a policy away is never refused.
      const away = setBackorderPolicy(t.ctx, { input: input(), ...place(variant), backorder: null });
      await expect(away).resolves.toMatchObject({ variantId: variant._id });
    },
  );

  test('no tracking for a variant that may be ordered before it is there', async () => {
    const { variant } = await t.makeProduct();
    await allowBackorders(t, variant, 5);
    const track = () => setVariantTracking(t.ctx, { input: input(), variantId: variant._id, tracking: 'SERIAL' });
    await expect(track()).rejects.toMatchObject({ code: 'VARIANT_HAS_BACKORDERS' });
    await setBackorderPolicy(t.ctx, { input: input(), ...place(variant), backorder: null });
    await expect(track()).resolves.toMatchObject({ tracking: 'SERIAL' });
  });
});
