import { importExportJob } from '../../jobs/import-export.job';
import { createImport, findExport, findImport, runImport, startExport } from '../../src/modules/bulk';
import type { ExportDoc, ImportDoc } from '../../src/modules/bulk';
import { RETRY_WAITS_MS } from '../../src/modules/bulk/bulk.policy';
import { catalogKind } from '../../src/modules/bulk/catalog-kind';
import { stockKind } from '../../src/modules/bulk/stock-kind';
import { importScenario } from '../api/bulk/import-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { depsOf, unseen } from './deps';

interface UndoableKind {
  readonly undo: NonNullable<typeof catalogKind.undo>;
}
const SECRET = 'E11000 at /srv/holdfast/dist mongodb://10.0.0.7';
const logged: { readonly fields: Record<string, unknown>; readonly message: string }[] = [];
let service: TestApp;
beforeEach(async () => {
  service = await createTestApp();
  logged.length = 0;
  jest
    .spyOn(service.app.logger, 'error')
    .mockImplementation((fields: unknown, message?: unknown) => void logged.push({ fields, message } as never));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await service.close();
});
const imports = importScenario(() => service);

const HEADER = 'sku,title,price';
const rowsOf = (count: number, prefix: string, price = 1) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index},Product ${prefix} ${index},${price}`);
let keys = 0;
const make = (
  lines: readonly string[],
  changes: Partial<Parameters<typeof createImport>[1]> = {},
): Promise<ImportDoc> =>
  createImport(service.ctx, {
    input: { idempotencyKey: `fault-import-${(keys += 1)}` },
    ...{ kind: 'CATALOG', fileName: 'a.csv', dryRun: false, allOrNothing: false, content: lines.join('\n') },
    ...changes,
  });
const state = async (id: ImportDoc['_id']) => {
  const found = await findImport(service.ctx, id);
  if (found === null) throw new Error('Expected the import to be there.');
  return found;
};
const count = (collection: string, filter = {}) => service.app.db.collection(collection).countDocuments(filter);
const work = () => importExportJob(depsOf(service), unseen);

/** Rows of this SKU meet an error that is nobody's rule, as a bug of ours would be. */
function breakAt(skuPrefix: string): { tries(): number } {
  const judge = catalogKind.judge.bind(catalogKind);
  let tries = 0;
  jest.spyOn(catalogKind, 'judge').mockImplementation(async (tx, tenant, job, rows) => {
    if ((job as ImportDoc).phase !== 'APPLYING' || !rows.some(([sku]) => sku?.startsWith(skuPrefix) === true)) {
      return judge(tx, tenant, job, rows);
    }
    tries += 1;
    throw new TypeError(SECRET);
  });
  return { tries: () => tries };
}

/** Runs the job and lets the time of the next try come, until the waits are used up. */
async function workThroughAllWaits(): Promise<void> {
  await work();
  for (const waitMs of RETRY_WAITS_MS) {
    service.clock.tick(waitMs);
    await work();
  }
}

describe('an import that meets an error of ours', () => {
  test('is tried a bounded number of times with growing waits, then FAILED with what to do; later ones go on', async () => {
    const broken = breakAt('BAD');
    const first = await make([HEADER, ...rowsOf(200, 'GOOD'), ...rowsOf(5, 'BAD')]);
    const second = await make([HEADER, ...rowsOf(3, 'LATER')]);
    await work();
    expect(broken.tries()).toBe(1);
    await work();
    expect(await state(second._id)).toMatchObject({ status: 'SUCCEEDED', rowsCreated: 3 });
    expect(await state(first._id)).toMatchObject({ status: 'RUNNING', rowsDone: 200 });
    let tries = 1;
    for (const waitMs of RETRY_WAITS_MS) {
      service.clock.tick(waitMs - 1);
      await work();
      expect(broken.tries()).toBe(tries);
      service.clock.tick(1);
      await work();
      expect(broken.tries()).toBe((tries += 1));
    }
    const ended = await state(first._id);
    expect(ended).toMatchObject({ status: 'FAILED', rowsDone: 200, rowsCreated: 200, fileError: { code: 'INTERNAL' } });
    expect(ended.finishedAt).not.toBeNull();
    expect(ended.fileError?.line).toBe(202);
    expect(ended.fileError?.message).toMatch(/line 202.*200 rows.*stay/s);
    expect(JSON.stringify(ended)).not.toMatch(/E11000|srv|10\.0\.0\.7|TypeError/);
    service.clock.tick(3_600_000);
    await work();
    expect(broken.tries()).toBe(tries);
    const importId = first._id.toHexString();
    expect(logged.filter(({ fields }) => fields['importId'] === importId)).toHaveLength(tries + 1);
    expect(logged[0]?.fields['error']).toContain(SECRET);
  });

  test('of all or nothing takes back what it wrote', async () => {
    breakAt('BAD');
    const { _id } = await make([HEADER, ...rowsOf(1_000, 'GOOD'), ...rowsOf(500, 'BAD')], { allOrNothing: true });
    await work();
    expect(await count('products')).toBe(1_000);
    await workThroughAllWaits();
    await work();
    expect(await count('products', { deletedAt: null })).toBe(0);
    expect(await state(_id)).toMatchObject({ status: 'FAILED', rowsCreated: 0, fileError: { code: 'INTERNAL' } });
    expect((await state(_id)).fileError?.message).toContain('What it had written is taken back');
  }, 60_000);

  test('of all or nothing that can not be taken back either ends all the same, and says so', async () => {
    breakAt('BAD');
    const { _id } = await make([HEADER, ...rowsOf(1_000, 'GOOD'), ...rowsOf(500, 'BAD')], { allOrNothing: true });
    jest.spyOn(catalogKind as UndoableKind, 'undo').mockRejectedValue(new TypeError(SECRET));
    await work();
    await workThroughAllWaits();
    expect(await state(_id)).toMatchObject({ status: 'RUNNING', phase: 'UNDOING' });
    await workThroughAllWaits();
    expect(await state(_id)).toMatchObject({ status: 'FAILED', rowsCreated: 1_000 });
    expect((await state(_id)).fileError?.message).toContain('Not all that it had written could be taken back');
  }, 60_000);

  test('counts a step that takes its worker with it', async () => {
    // A worker that died keeps the claim until its lease is over, each time.
    const { _id } = await make([HEADER, ...rowsOf(2, 'X')]);
    const dies = jest.spyOn(catalogKind, 'keysOf').mockImplementation(() => {
      throw new Error('the process is gone');
    });
    const lease = { claimedBy: 'worker-gone', claimedUntil: new Date(0), attempts: RETRY_WAITS_MS.length + 1 };
    await service.app.db.collection('imports').updateOne({ _id }, { $set: { ...lease, status: 'RUNNING' } });
    await work();
    expect(await state(_id)).toMatchObject({ status: 'FAILED', fileError: { code: 'INTERNAL', line: null } });
    expect(dies).not.toHaveBeenCalled();
  });

  test('begins to count anew with every step that succeeds', async () => {
    const judge = catalogKind.judge.bind(catalogKind);
    let calls = 0;
    jest.spyOn(catalogKind, 'judge').mockImplementation(async (tx, tenant, job, rows) => {
      calls += 1;
      if (calls % 2 === 1) throw new TypeError(SECRET);
      return judge(tx, tenant, job, rows);
    });
    const { _id } = await make([HEADER, ...rowsOf(1_800, 'X')]);
    for (let run = 0; run < 30; run += 1) {
      await work();
      service.clock.tick(RETRY_WAITS_MS[0] ?? 0);
    }
    expect(calls).toBe(18);
    expect(await state(_id)).toMatchObject({ status: 'SUCCEEDED', rowsCreated: 1_800, fileError: null });
  }, 60_000);

  test('can be cancelled while it waits', async () => {
    breakAt('BAD');
    const { importJob } = await imports.run('createImport', {
      ...{ kind: 'CATALOG', fileName: 'a.csv', content: [HEADER, ...rowsOf(2, 'BAD')].join('\n') },
    });
    await work();
    await imports.run('cancelImport', { importId: importJob.id });
    await work();
    expect(await imports.read(importJob.id)).toMatchObject({ status: 'CANCELLED', rowsDone: 0 });
  });

  test('shows the person who brought it in why it ended', async () => {
    breakAt('BAD');
    const report = await imports.bringIn([HEADER, ...rowsOf(2, 'BAD')]);
    await workThroughAllWaits();
    expect(await imports.read(String(report['id']))).toMatchObject({
      status: 'FAILED',
      fileError: { code: 'INTERNAL', line: 2 },
    });
  });
});

test('an import of stock, all or nothing, that was cancelled after its only transaction says what it did', async () => {
  const { variant } = await service.makeProduct();
  const line = `${variant.sku},${service.branches.north.code},5`;
  const { _id } = await make(['sku,branch,quantity', line], { kind: 'STOCK', allOrNothing: true });
  const store = stockKind.judge.bind(stockKind);
  jest.spyOn(stockKind, 'judge').mockImplementation(async (tx, tenant, job, rows) => {
    // Cancelled by a person while the rows are being written.
    if ((job as ImportDoc).phase === 'APPLYING') {
      await service.app.db
        .collection('imports')
        .updateOne({ _id }, { $set: { cancelRequested: true } }, { session: tx.session });
    }
    return store(tx, tenant, job, rows);
  });
  await runImport(service.ctx, { workerId: 'w', batchesMax: 20, signal: new AbortController().signal });
  expect(await count('stock_entries', { quantityOnHand: 5 })).toBe(1);
  expect(await state(_id)).toMatchObject({ status: 'SUCCEEDED', rowsCreated: 1 });
});

test('an export that meets an error of ours ends FAILED as well, and later ones go on', async () => {
  await service.makeProduct();
  const start = (kind: ExportDoc['kind']) =>
    startExport(service.ctx, {
      ...{ input: { idempotencyKey: `fault-export-${(keys += 1)}` }, kind, delimiter: ',', decimalMark: '.' },
    });
  const first = await start('CATALOG');
  const second = await start('STOCK');
  // A product such as no version of ours writes.
  await service.app.db.collection('products').updateOne({}, { $set: { categoryIds: null } });
  await work();
  await work();
  expect(await findExport(service.ctx, second._id)).toMatchObject({ status: 'SUCCEEDED' });
  await workThroughAllWaits();
  const ended = await findExport(service.ctx, first._id);
  expect(ended).toMatchObject({ status: 'FAILED', claimedBy: null });
  expect(ended?.failure).toContain('Ask for it again');
  expect(ended?.failure).not.toMatch(/null|categoryIds|undefined/);
  expect(logged.length).toBeGreaterThan(RETRY_WAITS_MS.length);
});
