import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { demoTabs } from '../../src/devstack/demo-tabs';
import { relayOutboxJob } from '../../jobs/relay-outbox.job';
import { toGlobalId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { adjustStock } from '../../src/modules/inventory';
import { readPreparedOperations } from '../../src/playground';
import { buildServer } from '../../src/server';
import { nextKey } from '../api/inventory/stock-scenario';
import { depsOf, unseen } from '../jobs/deps';
import { until } from '../support/live-client';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { openChromium, watchPage } from './chromium';
import type { PageWatch } from './chromium';

jest.setTimeout(60_000);

let t: TestApp;
let server: FastifyInstance;
let browser: Browser | undefined;
let page: Page;
let watch: PageWatch;
let origin: string;
let sampleId: Id;

beforeAll(async () => {
  browser = await openChromium();
  if (browser === undefined) return;
  t = await createTestApp();
  const { variant } = await t.makeProduct({ title: 'Stoneware Mug', variants: [{ barcodes: ['2000000000008'] }] });
  sampleId = variant._id;
  await t.makeStock(...Object.values(t.branches).map((branch) => ({ branch, variant, quantity: 50 })));
  const staff = [{ role: 'ADMIN', email: 'admin@example.test', password: t.password }];
  const registers = [{ id: toGlobalId('Register', t.ids.register), branchCode: 'NORTH', ...t.till }];
  const customers = [{ email: 'customer@example.test', password: t.password }];
  const prepareTabs = demoTabs(() => ({ url: origin, tenant: 'acme', staff, registers, customers }));
  server = await buildServer(t.app, { playground: { prepareTabs } });
  await server.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
  page.setDefaultTimeout(10_000);
  watch = await watchPage(page, origin);
  await page.goto(`${origin}/playground`);
  await page.waitForSelector('.graphiql-execute-button');
});

afterAll(async () => {
  if (browser === undefined) return;
  await browser.close();
  await server.close();
  await t.close();
});

/** While an answer is awaited, the same button stops instead of starting. */
const READY_TO_RUN = '.graphiql-execute-button[aria-label^="Execute"]';

/** Opens a tab, presses play and answers what the server sent and what the page shows. */
async function run(name: string): Promise<{ answer: unknown; shown: string }> {
  await page.waitForSelector(READY_TO_RUN);
  await page.click(`.graphiql-tab-button:text-is("${name}")`);
  await page.waitForSelector(`.graphiql-tab-active .graphiql-tab-button:text-is("${name}")`);
  const [response] = await Promise.all([
    page.waitForResponse((one) => one.url() === `${origin}/graphql`),
    page.click(READY_TO_RUN),
  ]);
  const answer: unknown = await response.json();
  await page.waitForSelector(READY_TO_RUN);
  await page.waitForFunction(() => (document.querySelector('.result-window')?.textContent ?? '').includes('"data"'));
  return { answer, shown: (await page.textContent('.result-window')) ?? '' };
}

/** They need a secret, or a document that another operation makes first; the last would change the shop for the others. */
const WITHOUT_TAB = [
  ...['AdminSignIn', 'TillSignIn', 'ShopperStartGuestSession', 'AdminRecordStockCount', 'AdminSubmitStockCount'],
  ...['AdminApproveStockCount', 'AdminShipStockTransfer', 'AdminReceiveStockTransfer'],
  ...['AdminUpdateBranch', 'AdminUpdateReservationLimits', 'AdminSerialNumber'],
];
const operations = readPreparedOperations().filter(({ name }) => !WITHOUT_TAB.includes(name));
const subscriptions = operations.filter(({ document }) => /^subscription\b/m.test(document)).map(({ name }) => name);
const shownResult = () => page.textContent('.result-window');

/** Opens a tab and presses play; resolves when the subscription runs. */
async function follow(name: string): Promise<void> {
  await page.click(`.graphiql-tab-button:text-is("${name}")`);
  await page.waitForSelector(`.graphiql-tab-active .graphiql-tab-button:text-is("${name}")`);
  await page.click(READY_TO_RUN);
  await until(`${name} runs`, async () => (await runningSubscriptions()) === 1);
}

async function stopFollowing(): Promise<void> {
  await page.click('.graphiql-execute-button[aria-label^="Stop"]');
  await until('the server has noticed', async () => (await runningSubscriptions()) === 0);
}

const onHand = async () => {
  const entry = await t.app.db
    .collection('stock_entries')
    .findOne({ branchId: t.branches.north._id, variantId: sampleId });
  return Number(entry?.['quantityOnHand']);
};

const runningSubscriptions = async () => (await t.app.metrics.liveSubscriptions.get()).values[0]?.value ?? 0;

describe('the playground in a real browser', () => {
  test('a query runs as it stands and its result is seen', async () => {
    if (browser === undefined) return;
    const { shown } = await run('ShopperBrowse');
    expect(shown).toContain('Stoneware');
  });

  test('a mutation runs as it stands: the stock is held, and the page shows the hold', async () => {
    if (browser === undefined) return;
    const before = await t.app.db.collection('reservations').countDocuments({ status: 'ACTIVE' });
    const { answer } = await run('ShopperReserve');
    expect(answer).toMatchObject({ data: { reserveStock: { reservation: { status: 'ACTIVE' } } } });
    await page.waitForFunction(() =>
      (document.querySelector('.result-window')?.textContent ?? '').includes('ReservationPayload'),
    );
    expect(await t.app.db.collection('reservations').countDocuments({ status: 'ACTIVE' })).toBe(before + 1);
    await t.expectStockConsistent();
  });

  test('every tab of the shopper, the till and the admin runs without an error and with a payload', async () => {
    if (browser === undefined) return;
    const names = await page.$$eval('.graphiql-tab-button', (buttons) => buttons.map((one) => one.textContent ?? ''));
    expect(names).toEqual(operations.map(({ name }) => name));
    for (const name of names.filter((one) => !subscriptions.includes(one))) {
      const { answer } = await run(name);
      const { data, errors } = answer as { data: Record<string, { __typename?: string }>; errors?: unknown };
      const [payload] = Object.values(data);
      expect({ name, errors, typename: payload?.__typename ?? 'a payload' }).toEqual({
        name,
        errors: undefined,
        typename: expect.not.stringMatching(/Error$/),
      });
    }
    await t.expectStockConsistent();
  });

  test('a subscription shows what changes, as long as it is not stopped', async () => {
    if (browser === undefined) return;
    // The page shows the newest result only: what happened before must not come after.
    await relayOutboxJob(depsOf(t), unseen);
    await follow('AdminStockChanged');
    for (const delta of [7, 5]) {
      const before = await onHand();
      const lines = [{ branchId: t.branches.north._id, variantId: sampleId, delta }];
      await adjustStock(t.ctx, { input: { idempotencyKey: nextKey() }, reason: 'RECEIVED', lines });
      await relayOutboxJob(depsOf(t), unseen);
      await until('the page shows the change', async () =>
        new RegExp(`"quantityOnHand":\\s*${before + delta}\\b`).test((await shownResult()) ?? ''),
      );
    }
    await stopFollowing();
    await t.expectStockConsistent();
  });

  test('every subscription of the tabs is taken, and ends when it is stopped', async () => {
    if (browser === undefined) return;
    expect(subscriptions.length).toBeGreaterThanOrEqual(4);
    for (const name of subscriptions) {
      await follow(name);
      await stopFollowing();
      expect(await shownResult()).not.toContain('"errors"');
    }
  });

  test('after a reload the tabs are still signed in', async () => {
    if (browser === undefined) return;
    await page.reload();
    await page.waitForSelector('.graphiql-execute-button');
    const { answer } = await run('TillScan');
    expect(answer).toMatchObject({ data: { posLookup: { stock: { branch: { code: 'NORTH' } } } } });
  });

  test('no other machine was asked for anything, and the page broke no rule of its policy', async () => {
    if (browser === undefined) return;
    expect(watch).toEqual({ outside: [], complaints: [] });
  });
});
