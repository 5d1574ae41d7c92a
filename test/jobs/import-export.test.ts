import { importExportJob } from '../../jobs/import-export.job';
import { idFromHex, parseGlobalId } from '../../src/kernel/ids';
import { createImport, findImport, pruneBulk, runImport, startExport } from '../../src/modules/bulk';
import type { ImportDoc } from '../../src/modules/bulk';
import { readFile } from '../../src/modules/bulk/read-file';
import { setProductQuantities, updateProduct } from '../../src/modules/catalog';
import { importScenario } from '../api/bulk/import-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { depsOf, unseen } from './deps';

let service: TestApp;
beforeEach(async () => {
  service = await createTestApp();
});
afterEach(() => service.close());
const imports = importScenario(() => service);

const HEADER = 'sku,title,price';
const rowsOf = (count: number, priceMinor = 100, prefix = 'P') =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index},Product ${prefix} ${index},${priceMinor / 100}`);
let keys = 0;
const make = (
  lines: readonly string[],
  changes: Partial<Parameters<typeof createImport>[1]> = {},
): Promise<ImportDoc> =>
  createImport(service.ctx, {
    input: { idempotencyKey: `make-import-${(keys += 1)}` },
    ...{ kind: 'CATALOG', fileName: 'a.csv', dryRun: false, allOrNothing: false, content: lines.join('\n') },
    ...changes,
  });
const run = (batchesMax: number, workerId = 'worker-1') =>
  runImport(service.ctx, { workerId, batchesMax, signal: new AbortController().signal });
const state = async (id: ImportDoc['_id']) => {
  const found = await findImport(service.ctx, id);
  if (found === null) throw new Error('Expected the import to be there.');
  return found;
};
const count = (collection: string, filter = {}) => service.app.db.collection(collection).countDocuments(filter);

describe('an import', () => {
  test('goes on behind the last committed batch when its worker is gone, and each row counts once', async () => {
    const { _id } = await make([HEADER, ...rowsOf(700)]);
    await run(1);
    expect(await state(_id)).toMatchObject({ phase: 'APPLYING', rowsTotal: 700, rowsDone: 0 });
    await run(2);
    expect(await state(_id)).toMatchObject({ rowsDone: 400, rowsCreated: 400 });
    // A worker that took it and died: nobody else may touch it until its lease is over.
    const lease = { claimedBy: 'worker-gone', claimedUntil: new Date(service.clock.now().getTime() + 30_000) };
    await service.app.db.collection('imports').updateOne({ _id }, { $set: lease });
    expect(await run(9, 'worker-2')).toMatchObject({ found: false });
    service.clock.tick(30_000);
    expect(await run(9, 'worker-2')).toMatchObject({ found: true, ended: true, rows: 300 });
    expect(await state(_id)).toMatchObject({ status: 'SUCCEEDED', rowsDone: 700, rowsCreated: 700, rowsFailed: 0 });
    expect(await count('products')).toBe(700);
    const created = { type: 'product.created' };
    expect(await count('outbox_events', created)).toBe(700);
  });

  test('that is torn from a worker in the middle of a batch commits nothing of that batch', async () => {
    const { _id } = await make([HEADER, ...rowsOf(400)]);
    await run(2);
    const other = { claimedBy: 'worker-2', claimedUntil: new Date(service.clock.now().getTime() + 30_000) };
    const torn = runImport(service.ctx, {
      workerId: 'worker-1',
      batchesMax: 9,
      signal: new AbortController().signal,
      // After the first batch of this run the other one has it.
      onBatch: async () => void (await service.app.db.collection('imports').updateOne({ _id }, { $set: other })),
    });
    expect(await torn).toMatchObject({ rows: 200 });
    expect(await count('products')).toBe(400);
    expect(await state(_id)).toMatchObject({ rowsDone: 400, status: 'RUNNING', claimedBy: 'worker-2' });
    expect(await run(9, 'worker-2')).toMatchObject({ ended: true, rows: 0 });
    expect(await state(_id)).toMatchObject({ status: 'SUCCEEDED', rowsCreated: 400 });
  });

  test('that two workers run at once ends once', async () => {
    const { _id } = await make([HEADER, ...rowsOf(450)]);
    await Promise.all([run(9, 'worker-1'), run(9, 'worker-2'), run(9, 'worker-3')]);
    expect(await state(_id)).toMatchObject({ status: 'SUCCEEDED', rowsCreated: 450 });
    expect(await count('variants')).toBe(450);
  });

  test('goes on reading where it was when it is interrupted while it reads', async () => {
    const { _id } = await make([HEADER, ...rowsOf(1_200), 'P-3,Again,1']);
    const abort = new AbortController();
    abort.abort();
    const stopped = { workerId: 'worker-1', batchesMax: 1, signal: abort.signal };
    await runImport(service.ctx, stopped);
    expect(await state(_id)).toMatchObject({ phase: 'READING', rowsRead: 0 });
    await service.app.db.collection('imports').updateOne({ _id }, { $set: { status: 'RUNNING', claimedBy: 'w' } });
    await readFile(service.ctx, service.tenant, await state(_id), abort.signal);
    expect(await state(_id)).toMatchObject({ phase: 'READING', rowsRead: 500 });
    await service.app.db.collection('imports').updateOne({ _id }, { $set: { claimedUntil: null } });
    expect(await run(20)).toMatchObject({ ended: true });
    expect(await state(_id)).toMatchObject({ status: 'PARTLY_FAILED', rowsTotal: 1_201, rowsCreated: 1_200 });
    expect(await count('import_rows', { importId: _id })).toBe(1_200);
  });

  test('is served by the job, with all others that wait', async () => {
    const made = [await make([HEADER, ...rowsOf(2)]), await make([HEADER, ...rowsOf(2, 100, 'Q')])];
    expect(await importExportJob(depsOf(service), unseen)).toEqual({ tenants: 2, importedRows: 4, exportedRows: 0 });
    for (const { _id } of made) expect(await state(_id)).toMatchObject({ status: 'SUCCEEDED', rowsCreated: 2 });
    expect(await importExportJob(depsOf(service), unseen)).toEqual({ tenants: 2, importedRows: 0, exportedRows: 0 });
  });
});

describe('an import of all or nothing', () => {
  test('writes nothing when one row of many is bad', async () => {
    const lines = [HEADER, ...rowsOf(450), 'BAD,,1'];
    const { _id } = await make(lines, { allOrNothing: true });
    await run(20);
    expect(await state(_id)).toMatchObject({ status: 'FAILED', phase: 'CHECKING', rowsFailed: 1 });
    expect(await count('products')).toBe(0);
  });

  test('is one transaction up to 1,000 rows', async () => {
    await make([HEADER, ...rowsOf(1_000)], { allOrNothing: true });
    const { _id } = await make([HEADER, ...rowsOf(1_000, 200)], { allOrNothing: true });
    await run(20);
    expect(await count('products')).toBe(1_000);
    await run(6);
    expect(await state(_id)).toMatchObject({ phase: 'CHECKING', rowsUpdated: 1_000 });
    await run(1);
    expect(await state(_id)).toMatchObject({ phase: 'APPLYING', rowsUpdated: 0 });
    await run(1);
    expect(await count('variants', { priceMinor: 200 })).toBe(1_000);
  }, 60_000);

  test('takes back what it wrote when somebody changes the catalogue so that a later row fails', async () => {
    const { _id: known } = await make([HEADER, ...rowsOf(900)]);
    await run(20);
    const lines = [HEADER, ...rowsOf(900, 200), ...rowsOf(600, 100, 'NEW')];
    const { _id } = await make(lines, { allOrNothing: true });
    // Reading, eight batches of checking and their end, then the first of applying.
    await run(10);
    expect(await state(_id)).toMatchObject({ phase: 'APPLYING', rowsDone: 0 });
    const before = await storedCatalogue();
    await run(1);
    expect(await count('variants', { priceMinor: 200 })).toBe(900);
    const taken = { sku: 'TAKER', barcodes: [], priceMinor: 1 };
    await service.makeProduct({ title: 'Somebody', variants: [taken] });
    await service.app.db
      .collection('variants')
      .updateOne({ sku: 'TAKER' }, { $set: { sku: 'NEW-550', skuKey: 'NEW-550' } });
    await service.app.db.collection('products').updateOne({ title: 'Somebody' }, { $set: { deletedAt: new Date() } });
    // One product of it was changed by somebody meanwhile: that change must not be lost.
    const mine = await service.app.db.collection('variants').findOne({ sku: 'P-7' });
    const productId = idFromHex(String(mine?.['productId']));
    await updateProduct(service.ctx, { input: { idempotencyKey: 'mine' }, productId, changes: { title: 'Mine' } });
    // And of one the stock was projected anew, which is no change of the catalogue.
    const stocked = await service.app.db.collection('variants').findOne({ sku: 'P-8' });
    const projected = { quantity: 3, inStockBranchIds: [service.branches.north._id] };
    const stockedId = idFromHex(String(stocked?.['productId']));
    await setProductQuantities(service.ctx, [{ productId: stockedId, ...projected }]);
    await run(20);

    const ended = await state(_id);
    expect(ended).toMatchObject({ status: 'FAILED', phase: 'UNDOING', rowsCreated: 0, rowsUpdated: 0 });
    const issues = await service.app.db.collection('import_issues').find({ importId: _id }).sort({ line: 1 }).toArray();
    expect(issues.map(({ code }) => code)).toEqual(['NOT_UNDONE', 'PRODUCT_REMOVED']);
    expect(parseGlobalId(String(issues[0]?.['value']))?.id).toEqual(productId);
    const after = await storedCatalogue();
    const differing = Object.keys({ ...before, ...after }).filter((key) => before[key] !== after[key]);
    expect(differing.sort()).toEqual(['P-7', 'P-8', 'NEW-550'].sort());
    expect(await service.app.db.collection('products').findOne({ _id: stocked?.['productId'] })).toMatchObject(
      projected,
    );
    expect(await count('import_undo')).toBe(0);
    expect(await state(known)).toMatchObject({ status: 'SUCCEEDED' });
  }, 60_000);

  /** Products with their variants as text, by SKU, but for the times and counts of changes. */
  async function storedCatalogue(): Promise<Record<string, string>> {
    const products = await service.app.db.collection('products').find().toArray();
    const byId = new Map(products.map((product) => [String(product._id), product]));
    const variants = await service.app.db.collection('variants').find().toArray();
    const plain = (doc: object | undefined) => JSON.stringify({ ...doc, revision: 0, updatedAt: 0 });
    return Object.fromEntries(
      variants.map((variant) => [
        String(variant['sku']),
        plain(variant) + plain(byId.get(String(variant['productId']))),
      ]),
    );
  }
});

describe('a cancelled import', () => {
  test('stops after its batch and keeps what it did', async () => {
    const { _id } = await make([HEADER, ...rowsOf(600)]);
    await run(2);
    await service.app.db.collection('imports').updateOne({ _id }, { $set: { cancelRequested: true } });
    await run(20);
    expect(await state(_id)).toMatchObject({ status: 'CANCELLED', rowsDone: 200 });
    expect(await count('products')).toBe(200);
  });
});

test('files of every kind of line end and a late part are read as one', async () => {
  const { importJob } = await imports.run('createImport', { kind: 'CATALOG', fileName: 'parts.csv' });
  const add = (index: number, content: string) =>
    imports.run('addImportPart', { importId: importJob.id, index, content });
  expect(await add(1, '2,Two,2\nL-3,Thr')).toMatchObject({ importJob: { partCount: 1 } });
  expect(await add(1, 'x')).toMatchObject({ code: 'PART_EXISTS' });
  const start = () => imports.run('startImport', { importId: importJob.id, partCount: 3 });
  expect(await start()).toMatchObject({ code: 'PARTS_MISSING' });
  await add(0, '\uFEFFsku,title,price\r\nL-1,One,1\rL-');
  await add(2, 'ee,3');
  expect(await start()).toMatchObject({ importJob: { status: 'QUEUED' } });
  expect(await start()).toMatchObject({ code: 'IMPORT_STARTED' });
  expect(await add(3, 'x')).toMatchObject({ code: 'IMPORT_STARTED' });
  await imports.work();
  expect(await imports.read(importJob.id)).toMatchObject({ status: 'SUCCEEDED', rowsCreated: 3 });
  expect(await imports.run('cancelImport', { importId: importJob.id })).toMatchObject({ code: 'IMPORT_ENDED' });
});

test('old imports and exports go with all that belongs to them; younger ones stay', async () => {
  const DAY_MS = 24 * 3_600_000;
  const old = await make([HEADER, ...rowsOf(3), 'BAD,,1'], { kind: 'CATALOG' });
  const draft = await make([], { content: null });
  const input = { idempotencyKey: 'export-old' };
  await startExport(service.ctx, { input, kind: 'CATALOG', delimiter: ',', decimalMark: '.' });
  await importExportJob(depsOf(service), unseen);
  service.clock.tick(7 * DAY_MS);
  expect(await pruneBulk(service.ctx, 100)).toBe(3);
  expect([await count('exports'), await count('export_parts'), await findImport(service.ctx, draft._id)]).toEqual([
    0,
    0,
    null,
  ]);
  service.clock.tick(23 * DAY_MS);
  await make([HEADER, ...rowsOf(1)]);
  // Four rows and an issue; then the part and the import itself.
  expect(await pruneBulk(service.ctx, 5)).toBe(5);
  expect(await findImport(service.ctx, old._id)).not.toBeNull();
  expect(await pruneBulk(service.ctx, 5)).toBe(2);
  expect([await count('imports'), await count('import_rows'), await count('import_issues')]).toEqual([1, 0, 0]);
});
