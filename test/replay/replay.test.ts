import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from '../../jobs/registry';
import { startWorkers } from '../../jobs/runner';
import type { Workers } from '../../jobs/runner';
import type { FastifyInstance } from 'fastify';
import { toGlobalId } from '../../src/kernel/ids';
import { readRows } from '../../src/replay/read-rows';
import { reportLines } from '../../src/replay/report';
import { differences, runReplay } from '../../src/replay/run-replay';
import type { ReplayOutcome } from '../../src/replay/run-replay';
import { buildServer } from '../../src/server';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

const FILE = join(__dirname, '..', '..', '..', 'shared', 'online-retail', 'online-retail-10k.csv');
const INVOICES = 300;

let service: TestApp;
let server: FastifyInstance;
let workers: Workers;
let url: string;
beforeAll(async () => {
  service = await createTestApp();
  server = await buildServer(service.app);
  url = await server.listen({ host: '127.0.0.1', port: 0 });
  workers = await startWorkers(service.app, registry);
});
afterAll(async () => {
  await workers.stop();
  await server.close();
  await service.close();
});

async function replay(bytes: Uint8Array, invoiceLimit?: number): Promise<ReplayOutcome> {
  return runReplay({
    rows: readRows(bytes),
    invoiceLimit,
    url,
    credentials: {
      url,
      tenant: service.tenant.slug,
      staff: [{ role: 'ADMIN', email: 'admin@example.test', password: service.password }],
      registers: [{ id: toGlobalId('Register', service.ids.register), branchCode: service.branches.north.code }],
    },
    output: { write: () => true },
  });
}

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

test('a small file with every trick sells exactly what it says, on the web and at the till', async () => {
  const lines = [
    HEADER,
    '1,85123A,HOLDER,6,01/12/2010 08:26,2.55,17850,UK',
    '1,85123a,HOLDER,2,01/12/2010 08:26,2.95,17850,UK',
    '1,POST,POSTAGE,1,01/12/2010 08:26,18,17850,UK',
    'C2,85123A,HOLDER,-1,01/12/2010 08:27,2.55,17850,UK',
    '3,22139,RETROSPOT,12,01/12/2010 08:28,0.085,,UK',
    '3,85123A,HOLDER,1,01/12/2010 08:28,5.09,,UK',
    '4,22139,RETROSPOT,1,01/12/2010 08:29,1,17850,UK',
    '5,BANK CHARGES,Bank Charges,1,01/12/2010 08:30,15,17850,UK',
    '6,22139,damages,-7,01/12/2010 08:31,0,,UK',
    '7,22140,,5,01/12/2010 08:31,0,,UK',
  ];
  const outcome = await replay(Buffer.from(lines.join('\n')));
  expect(differences(outcome)).toEqual([]);
  expect(outcome.inFile).toEqual({
    invoices: 4,
    lines: 7,
    units: 24,
    valueMinor: 1530 + 590 + 1800 + 102 + 509 + 100 + 1500,
  });
  expect(outcome.onServer).toMatchObject({ invoices: 4, lines: 8, units: 24, webOrders: 3, posSales: 1, faults: [] });
  expect([outcome.adjustedInFile, outcome.adjustedOnServer]).toEqual([
    { rows: 2, units: 12 },
    { rows: 2, units: 12 },
  ]);
  expect(outcome.drift.drifts).toBe(0);
  await service.expectStockConsistent();
}, 60_000);

test('a difference between file and server fails the replay by name', async () => {
  const outcome = await replay(Buffer.from(`${HEADER}\n9,99999,THING,2,01/12/2010 08:26,1.5,17850,UK\n`));
  expect(differences(outcome)).toEqual([]);
  const wrong = { ...outcome, onServer: { ...outcome.onServer, units: 1, valueMinor: 299 } };
  expect(differences({ ...wrong, drift: { checkedEntries: 5, drifts: 1 } })).toEqual([
    'units: expected 2, got 1',
    'value in minor units: expected 300, got 299',
    'opening units: expected 1, got 2',
    'drifted stock entries: expected 0, got 1',
  ]);
  expect(reportLines(wrong).at(-1)).toBe('  opening units: expected 1, got 2');
  expect(reportLines(outcome).at(-1)).toBe('PASSED: units and value sold equal the file, no drift.');
}, 60_000);

test(`the first ${INVOICES} real invoices sell exactly what the file says, without drift`, async () => {
  if (!existsSync(FILE)) {
    process.stderr.write('skipped: ../shared/online-retail/online-retail-10k.csv is not on this machine\n');
    return;
  }
  const outcome = await replay(readFileSync(FILE), INVOICES);
  expect(differences(outcome)).toEqual([]);
  expect(outcome.onServer).toEqual({ ...outcome.inFile, webOrders: 248, posSales: 11, faults: [] });
  expect(outcome.plan.rowCount).toBe(outcome.inFile.lines + outcome.adjustedInFile.rows + outcome.plan.setAside.length);
  await service.expectStockConsistent();
}, 300_000);
