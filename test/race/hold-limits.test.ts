import { createApp } from '../../src/app';
import type { App } from '../../src/app';
import { newId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { releaseReservation, reserveStock } from '../../src/modules/reservations';
import { reservations } from '../../src/modules/reservations/reservation.model';
import { reservationLimitsOf, tenantDirectory, updateReservationLimits } from '../../src/modules/tenants';
import type { ReservationLimits } from '../../src/modules/tenants';
import { nextKey } from '../api/inventory/stock-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let t: TestApp;
let other: App;
let variantIds: Id[];
beforeAll(async () => {
  t = await createTestApp();
  other = await createApp(t.app.config, { logger: t.app.logger, clock: t.clock });
  const { variants } = await t.makeProduct({ variants: Array.from({ length: 10 }, () => ({})) });
  for (const branch of Object.values(t.branches)) {
    await t.makeStock(...variants.map((variant) => ({ branch, variant, quantity: 10_000 })));
  }
  variantIds = variants.map((variant) => variant._id);
});
afterAll(async () => {
  await other.close();
  await t.close();
});
afterEach(() => jest.restoreAllMocks());
afterEach(() => t.expectStockConsistent());

const key = () => ({ idempotencyKey: nextKey() });
const NONE = { holdsPerCustomer: null, holdsPerGuest: null, holdsPerAddress: null, unitsPerVariant: null };

async function limit(limits: Partial<ReservationLimits>) {
  const facts = await tenantDirectory(t.app.db).byId(t.tenant._id);
  const { revision } = reservationLimitsOf(facts!.tenant);
  await updateReservationLimits(t.ctx, { input: key(), expectedRevision: revision, changes: { ...NONE, ...limits } });
  tenantDirectory(other.db).forget(t.tenant._id);
}

/** One hold in one of the two processes. */
function hold(nth: number, guestId: Id, quantity: number, more: { variantId?: Id; address?: string } = {}) {
  const app = nth % 2 === 0 ? t.app : other;
  const ctx = app.newContext(t.tenant._id, { kind: 'guest', guestId });
  const variantId = more.variantId ?? variantIds[nth % variantIds.length]!;
  // Several branches: holds of one entry would conflict there and never meet the guard of the units.
  const branchId = Object.values(t.branches)[nth % 3]!._id;
  return reserveStock(
    { ...ctx, clientKey: () => more.address ?? guestId.toHexString() },
    { input: key(), lines: [{ branchId, variantId, quantity }] },
  );
}

/** How many were served; the rest must have been told of the limit and of nothing else. */
async function served(works: Promise<unknown>[]): Promise<number> {
  const outcomes = await Promise.allSettled(works);
  const codes = outcomes.flatMap((o) => (o.status === 'rejected' ? [(o.reason as { code?: string }).code] : []));
  expect(codes.filter((code) => code !== 'LIMIT_EXCEEDED')).toEqual([]);
  return works.length - codes.length;
}

describe('two processes at once', () => {
  it('let one shopper have exactly as many holds as the limit says', async () => {
    await limit({ holdsPerGuest: 7 });
    const guestId = newId();
    expect(await served(Array.from({ length: 60 }, (_, i) => hold(i, guestId, 1)))).toBe(7);
  });

  it('let the shoppers of one address have exactly as many as the limit says', async () => {
    await limit({ holdsPerAddress: 12 });
    expect(await served(Array.from({ length: 60 }, (_, i) => hold(i, newId(), 1, { address: 'office' })))).toBe(12);
  });

  it('let one shopper have exactly as many units of one variant as the limit says', async () => {
    await limit({ unitsPerVariant: 10 });
    const guestId = newId();
    const variantId = variantIds[0]!;
    expect(await served(Array.from({ length: 40 }, (_, i) => hold(i, guestId, 3, { variantId })))).toBe(3);
  });

  it('let only one of two holds pass that both read what is left before either wrote', async () => {
    await limit({ unitsPerVariant: 10 });
    const guestId = newId();
    let haveRead = 0;
    let bothHaveRead = (): void => undefined;
    const meeting = new Promise<void>((resolve) => (bothHaveRead = resolve));
    for (const { db } of [t.app, other]) {
      const model = reservations(db);
      const insert = model.insertMany.bind(model) as (...args: unknown[]) => Promise<unknown>;
      const late = async (...args: unknown[]) => {
        haveRead += 1;
        if (haveRead === 2) bothHaveRead();
        await meeting;
        return insert(...args);
      };
      jest.spyOn(model, 'insertMany').mockImplementationOnce(late as never);
    }
    const variantId = variantIds[2]!;
    expect(await served([0, 1].map((nth) => hold(nth, guestId, 6, { variantId })))).toBe(1);
    expect(haveRead).toBe(2);
  });

  it('never let units pass the limit while holds are given back and made again', async () => {
    await limit({ unitsPerVariant: 6, holdsPerGuest: 50 });
    const guestId = newId();
    const variantId = variantIds[1]!;
    let most = 0;
    let isOver = false;
    const watch = (async () => {
      while (!isOver) {
        const live = await reservations(t.app.db)
          .find({ tenantId: t.tenant._id, ownerKey: `guest:${guestId.toHexString()}`, status: 'ACTIVE' })
          .lean();
        most = Math.max(
          most,
          live.reduce((sum, doc) => sum + (doc.lines[0]?.quantity ?? 0), 0),
        );
      }
    })();
    const client = async (nth: number) => {
      let made = 0;
      for (let round = 0; round < 8; round += 1) {
        try {
          const { _id } = await hold(nth, guestId, 1 + (nth % 4), { variantId });
          made += 1;
          await releaseReservation(t.ctx, { input: key(), reservationId: _id });
        } catch (error) {
          expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED' });
        }
      }
      return made;
    };
    const made = await Promise.all(Array.from({ length: 6 }, (_, nth) => client(nth)));
    isOver = true;
    await watch;
    expect(made.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(6);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(6);
  });
});
