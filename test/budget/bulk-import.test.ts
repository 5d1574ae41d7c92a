import { createImport, findImport, runImport } from '../../src/modules/bulk';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let service: TestApp;
beforeAll(async () => {
  service = await createTestApp();
});
afterAll(() => service.close());

let keys = 0;

/** Commands of each batch that applies rows, with the reading of the file left out. */
async function commandsOf(lines: readonly string[]): Promise<readonly string[]> {
  const { _id } = await createImport(service.ctx, {
    input: { idempotencyKey: `budget-${(keys += 1)}` },
    ...{ kind: 'CATALOG', fileName: 'a.csv', dryRun: false, allOrNothing: false, content: lines.join('\n') },
  });
  const run = { workerId: 'worker', batchesMax: 1, signal: new AbortController().signal };
  await runImport(service.ctx, run);
  const { commands } = await service.countCommands(() => runImport(service.ctx, run));
  await runImport(service.ctx, run);
  expect(await findImport(service.ctx, _id)).toMatchObject({ status: 'SUCCEEDED', rowsDone: lines.length - 1 });
  return commands;
}

const HEADER = 'sku,title,price';
const rows = (from: number, count: number, price: number) =>
  Array.from({ length: count }, (_, index) => `B-${from + index},Budget ${from + index},${price}`);

const READS = ['find import_rows', 'find categories', 'find variants', 'find products', 'find variants'];
const CLAIM = ['findAndModify imports'];
const END = ['findAndModify imports', 'insert outbox_events', 'commitTransaction', 'update imports'];

it('a batch of 200 rows costs the commands of one of 2', async () => {
  const created = [...CLAIM, ...READS, 'insert products', 'insert variants', ...END];
  expect(await commandsOf([HEADER, ...rows(0, 2, 1)])).toEqual(created);
  expect(await commandsOf([HEADER, ...rows(1_000, 200, 1)])).toEqual(created);

  const updated = [...CLAIM, ...READS, 'update products', 'update variants', ...END];
  expect(await commandsOf([HEADER, ...rows(0, 2, 2)])).toEqual(updated);
  expect(await commandsOf([HEADER, ...rows(1_000, 200, 2)])).toEqual(updated);
}, 60_000);
