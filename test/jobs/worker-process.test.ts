import type { ChildProcess } from 'node:child_process';
import { newId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { reserveStock } from '../../src/modules/reservations';
import type { VariantDoc } from '../../src/modules/catalog';
import { ended, startServiceProcess } from '../support/service-process';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

const HOLDS = 200;
/** 2,000 lines are two transactions of the expiry, so that there is a middle to be killed in. */
const LINES_PER_HOLD = 10;

let service: TestApp;
const children: ChildProcess[] = [];
beforeAll(async () => {
  service = await createTestApp();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await service.close();
});

/** A real worker process on the test's database; resolves when it takes work. */
async function startWorker(...args: string[]): Promise<ChildProcess> {
  const { child } = await startServiceProcess(service, { script: 'jobs/main.ts', args, ready: /workers ready/ });
  children.push(child);
  return child;
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const reservations = () => service.app.db.collection('reservations');
const countOf = (status: string) => reservations().countDocuments({ tenantId: service.tenant._id, status });

/** Due holds, oldest first. The test's clock stands in the past, so for the worker's real clock they are overdue. */
async function makeDueHolds(variants: readonly VariantDoc[], count: number): Promise<Id[]> {
  const ids: Id[] = [];
  for (let index = 0; index < count; index += 1) {
    const lines = variants.map((variant) => ({
      branchId: service.branches.north._id,
      variantId: variant._id,
      quantity: 1,
    }));
    const input = { idempotencyKey: newId().toHexString() };
    ids.push((await reserveStock(service.ctx, { input, lines, ttlSeconds: 60 }))._id);
    service.clock.tick(10);
  }
  return ids;
}

async function makeVariants(prefix: string): Promise<VariantDoc[]> {
  const wishes = Array.from({ length: LINES_PER_HOLD }, (_, index) => ({ sku: `${prefix}-${index}` }));
  const { variants } = await service.makeProduct({ variants: wishes });
  await service.makeStock(...variants.map((variant) => ({ branch: service.branches.north, variant, quantity: HOLDS })));
  return [...variants];
}

test('killed with -9 in the middle of expiring 200 holds, then restarted: every hold is released exactly once', async () => {
  const [early, late] = [await makeVariants('EARLY'), await makeVariants('LATE')];
  await makeDueHolds(early, HOLDS / 2);
  await makeDueHolds(late, HOLDS / 2);
  // A foreign transaction keeps a row of the second half busy: the worker must stand still between its first and its
  // second transaction, and that is where it is killed.
  const busy = late[0];
  const foreign = await service.app.db.startSession();
  foreign.startTransaction();
  await service.app.db
    .collection('stock_entries')
    .updateOne({ variantId: busy?._id }, { $inc: { quantityIncoming: 1 } }, { session: foreign });

  const victim = await startWorker('--only', 'expire-reservations');
  await until('the first half is expired', async () => (await countOf('EXPIRED')) === HOLDS / 2);
  expect(await countOf('RELEASING')).toBe(HOLDS / 2);
  victim.kill('SIGKILL');
  await ended(victim);
  await foreign.abortTransaction();
  await foreign.endSession();
  expect([await countOf('EXPIRED'), await countOf('RELEASING')]).toEqual([HOLDS / 2, HOLDS / 2]);
  // The dead worker's lease runs 30 s; the test does not wait for it but lets it have ended.
  await reservations().updateMany({ status: 'RELEASING' }, { $set: { leaseUntil: new Date(0) } });

  const [heir, twin] = await Promise.all([
    startWorker('--only', 'expire-reservations'),
    startWorker('--only', 'expire-reservations'),
  ]);
  await until('all are expired', async () => (await countOf('EXPIRED')) === HOLDS);
  heir.kill('SIGTERM');
  twin.kill('SIGTERM');
  expect(await Promise.all([ended(heir), ended(twin)])).toEqual([0, 0]);

  const releases = await service.app.db
    .collection('stock_movements')
    .find({ tenantId: service.tenant._id, type: 'RELEASE' })
    .toArray();
  const perLine = new Map<string, number>();
  for (const movement of releases) {
    const line = `${String(movement['referenceId'])} ${String(movement['variantId'])}`;
    perLine.set(line, (perLine.get(line) ?? 0) + 1);
  }
  expect(perLine.size).toBe(HOLDS * LINES_PER_HOLD);
  expect(Math.max(...perLine.values())).toBe(1);
  await service.expectStockConsistent();
}, 120_000);

test('SIGTERM ends an idle worker with 0 well within ten seconds', async () => {
  const worker = await startWorker();
  const startedAt = performance.now();
  worker.kill('SIGTERM');
  expect(await ended(worker)).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(9_000);
}, 60_000);
