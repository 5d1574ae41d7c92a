import { expireLotsJob } from '../../jobs/expire-lots.job';
import { EXPIRE_LOTS_AHEAD_MS } from '../../src/modules/inventory/inventory.policy';
import { stockEntries } from '../../src/modules/inventory/stock-entry.model';
import { DAY_MS, lotVariant, lotsOf, moveLot } from '../api/inventory/lot-scenario';
import { balances } from '../api/inventory/stock-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { depsOf, unseen } from './deps';

let service: TestApp;
beforeAll(async () => {
  service = await createTestApp();
});
afterAll(() => service.close());
afterEach(() => service.expectStockConsistent());

describe('job expire-lots', () => {
  test('takes lots out of sale just before their time, once, and a lot that fails stops no other', async () => {
    const [bad, good] = [await lotVariant(service), await lotVariant(service)];
    await moveLot(service, bad, 3, 'A', 1);
    await moveLot(service, good, 5, 'A', 1);
    await moveLot(service, good, 2, 'B', 2);
    service.clock.tick(DAY_MS - EXPIRE_LOTS_AHEAD_MS - 1);
    expect(await expireLotsJob(depsOf(service), unseen)).toMatchObject({ movedUnits: 0, failedLots: 0 });
    service.clock.tick(1);
    // An entry that says that it has no lots makes every move of one fail.
    const filter = { tenantId: service.tenant._id, variantId: bad._id, branchId: service.branches.north._id };
    await stockEntries(service.app.db).updateOne(filter, { $set: { tracking: 'NONE' } });
    const logged = jest.spyOn(service.app.logger, 'error').mockImplementation();
    expect(await expireLotsJob(depsOf(service), unseen)).toMatchObject({ movedUnits: 5, failedLots: 1 });
    // As text: of an error object the log keeps nothing.
    expect(logged.mock.calls).toEqual([
      [expect.objectContaining({ error: expect.stringContaining('Error: ') }), expect.any(String)],
    ]);
    logged.mockRestore();
    await stockEntries(service.app.db).updateOne(filter, { $set: { tracking: 'LOT' } });
    expect(await lotsOf(service, good)).toEqual({ A: [5, 5], B: 2 });
    expect(await balances(service, good)).toEqual([7, 0, 2]);
    const runs = await Promise.all([1, 2, 3].map(() => expireLotsJob(depsOf(service), unseen)));
    expect(runs.reduce((sum, run) => sum + (run['movedUnits'] ?? 0), 0)).toBe(3);
    expect(await lotsOf(service, bad)).toEqual({ A: [3, 3] });
  });
});
