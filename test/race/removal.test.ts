import type { DomainError } from '../../src/kernel/errors';
import { newId } from '../../src/kernel/ids';
import { deleteProduct } from '../../src/modules/catalog';
import type { RemovalGuard } from '../../src/modules/catalog';
import { adjustStock, applyStockChanges, settleStockOfRemoved } from '../../src/modules/inventory';
import { stockEntries } from '../../src/modules/inventory/stock-entry.model';
import { reserveStock } from '../../src/modules/reservations';
import { runInTransaction } from '../../src/platform/transaction';
import { allowBackorders } from '../api/inventory/backorder-scenario';
import { balances, nextKey } from '../api/inventory/stock-scenario';
import type { MadeProduct } from '../factories';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const input = () => ({ idempotencyKey: nextKey() });
const refuses = settleStockOfRemoved('REFUSE', 'productId');

/** Removes the product unless it has stock or holds; answers OK or the code of the refusal. */
function remove({ product }: MadeProduct, onRemove: RemovalGuard = refuses): Promise<string> {
  return codeOf(deleteProduct(t.ctx, { input: input(), productId: product._id, onRemove }));
}

function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'OK',
    (error: DomainError) => error.code,
  );
}

/** A shopper orders a unit ahead. */
function hold({ variant }: MadeProduct): Promise<string> {
  const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 1 }];
  return codeOf(reserveStock(t.as({ kind: 'guest', guestId: newId() }), { input: input(), lines }));
}

function receive({ variant }: MadeProduct): Promise<string> {
  const lines = [{ branchId: t.branches.north._id, variantId: variant._id, delta: 5 }];
  return codeOf(adjustStock(t.ctx, { input: input(), reason: 'RECEIVED', lines }));
}

/** Does something once, right before the next write of entries. */
function beforeEntries(work: () => Promise<unknown>): void {
  const model = stockEntries(t.app.db);
  const send = model.bulkWrite.bind(model) as (...args: unknown[]) => PromiseLike<unknown>;
  const first = (...args: unknown[]) => work().then(() => send(...args));
  jest.spyOn(model, 'bulkWrite').mockImplementationOnce(first as never);
}

async function sellsAhead(): Promise<MadeProduct> {
  const made = await t.makeProduct();
  await allowBackorders(t, made.variant, 10);
  return made;
}

async function emptied(): Promise<MadeProduct> {
  const made = await t.makeProduct();
  await t.makeStock({ branch: t.branches.north, variant: made.variant, quantity: 5 });
  const lines = [{ branchId: t.branches.north._id, variantId: made.variant._id, delta: -5 }];
  await adjustStock(t.ctx, { input: input(), reason: 'DAMAGED', lines });
  return made;
}

/** Removes while `work` is done and committed behind the removal's snapshot, before it looks at the stock. */
async function removeBehind(
  made: MadeProduct,
  work: () => Promise<string>,
): Promise<{ work: string; removed: string }> {
  let outcome: string | undefined;
  const removed = await remove(made, async (tx, variants) => {
    outcome ??= await work();
    await refuses(tx, variants);
  });
  return { work: outcome ?? 'never', removed };
}

describe('a removal that refuses stock', () => {
  it.each([
    ['an order ahead', sellsAhead, hold, 'VARIANT_HAS_HOLDS', [0, 1, -1]],
    ['a receipt', emptied, receive, 'VARIANT_HAS_STOCK', [5, 0, 5]],
    ['the first receipt', () => t.makeProduct(), receive, 'VARIANT_HAS_STOCK', [5, 0, 5]],
  ])('sees %s that came since it began', async (_what, make, work, refusal, after) => {
    const made = await make();
    expect(await removeBehind(made, () => work(made))).toEqual({ work: 'OK', removed: refusal });
    expect(await balances(t, made.variant)).toEqual(after);
  });

  it.each([
    ['an order ahead', sellsAhead, hold, [0, 0, 0]],
    ['a receipt', emptied, receive, [0, 0, 0]],
    ['the first receipt', () => t.makeProduct(), receive, null],
  ])('is seen by %s that was about to write', async (_what, make, work, after) => {
    const made = await make();
    let removed: string | undefined;
    beforeEntries(async () => {
      removed = await remove(made);
    });
    expect([await work(made), removed]).toEqual(['NOT_FOUND', 'OK']);
    expect(await balances(t, made.variant)).toEqual(after);
  });

  it('waits for a first receipt that is written and not yet committed', async () => {
    const made = await t.makeProduct();
    const changes = [
      {
        branchId: t.branches.north._id,
        variantId: made.variant._id,
        type: 'RECEIPT' as const,
        onHandDelta: 5,
        reservedDelta: 0,
        requires: 'NOTHING' as const,
      },
    ];
    let removal: Promise<string> | undefined;
    await runInTransaction(t.ctx, async (tx) => {
      await applyStockChanges(tx, changes);
      await new Promise<void>((looked) => {
        removal ??= remove(made, async (inTx, variants) => {
          await refuses(inTx, variants);
          looked();
        });
      });
    });
    expect(await removal).toBe('VARIANT_HAS_STOCK');
    expect(await balances(t, made.variant)).toEqual([5, 0, 5]);
  });

  it('beside a receipt and orders ahead leaves one of the two worlds', async () => {
    for (let round = 0; round < 5; round += 1) {
      const made = await sellsAhead();
      const [removed, ...others] = await Promise.all([remove(made), hold(made), receive(made), hold(made)]);
      const entry = await balances(t, made.variant);
      if (removed === 'OK') expect([others, entry]).toEqual([Array(3).fill('NOT_FOUND'), [0, 0, 0]]);
      else expect([others, entry]).toEqual([Array(3).fill('OK'), [5, 2, 3]]);
    }
  });
});
