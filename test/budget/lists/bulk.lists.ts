import { newId, toGlobalId } from '../../../src/kernel/ids';
import type { ListBudget } from '../list-budget';
import type { ListWorld } from '../list-world';

const COUNT = 50;
const importId = newId();

/** Ended imports, one of them with issues; straight into the collections, a worker would take its time. */
async function makeImports({ t }: ListWorld): Promise<void> {
  const tenantId = t.tenant._id;
  const imports = t.app.db.collection('imports');
  if ((await imports.countDocuments({ _id: importId })) > 0) return;
  const made = Array.from({ length: COUNT }, (_, index) => ({
    ...{ _id: index === 0 ? importId : newId(), tenantId, kind: 'CATALOG', fileName: 'goods.csv', status: 'FAILED' },
    ...{ phase: 'READING', dryRun: false, allOrNothing: false, delimiter: ',', decimalMark: '.', partCount: 1 },
    ...{ bytes: 10, rowsTotal: 1, rowsDone: 1, rowsCreated: 0, rowsUpdated: 0, rowsUnchanged: 0, rowsFailed: 1 },
    ...{ issueCount: COUNT, fileError: null, createdAt: t.clock.now(), startedAt: null, finishedAt: null },
  }));
  await imports.insertMany(made);
  const issue = { tenantId, importId, column: 'sku', code: 'SKU_TAKEN', message: 'Expected another one.', value: 'A' };
  await t.app.db
    .collection('import_issues')
    .insertMany(Array.from({ length: COUNT }, (_, line) => ({ _id: newId(), line, ...issue })));
}

async function makeExports({ t }: ListWorld): Promise<void> {
  const exports = t.app.db.collection('exports');
  if ((await exports.countDocuments({})) > 0) return;
  const bare = { tenantId: t.tenant._id, kind: 'CATALOG', status: 'FAILED', withCost: true, rows: 0, bytes: 0 };
  await exports.insertMany(
    Array.from({ length: COUNT }, () => ({ _id: newId(), ...bare, failure: null, createdAt: t.clock.now() })),
  );
}

export const bulkLists: readonly ListBudget[] = [
  {
    field: 'Query.exportJobs',
    list: 'exportJobs(first: $first)',
    select: 'kind status rows',
    arrange: makeExports,
    commands: ['find exports'],
  },
  {
    field: 'Query.importJobs',
    list: 'importJobs(first: $first)',
    select: 'fileName status rowsDone fileError { code }',
    arrange: makeImports,
    commands: ['find imports'],
  },
  {
    field: 'Query.importIssues',
    list: `importIssues(first: $first, importId: "${toGlobalId('ImportJob', importId)}")`,
    select: 'line column code message value',
    arrange: makeImports,
    commands: ['find imports', 'find import_issues'],
  },
];
