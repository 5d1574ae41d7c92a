import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { demoTabs } from '../../src/devstack/demo-tabs';
import { toGlobalId } from '../../src/kernel/ids';
import { readPreparedOperations } from '../../src/playground';
import { buildServer } from '../../src/server';
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

beforeAll(async () => {
  browser = await openChromium();
  if (browser === undefined) return;
  t = await createTestApp();
  const { variant } = await t.makeProduct({ title: 'Stoneware Mug', variants: [{ barcodes: ['2000000000008'] }] });
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

const operations = readPreparedOperations();

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
    const names = await page.$$eval('.graphiql-tab-button', (buttons) => buttons.map((one) => one.textContent));
    expect(names).toEqual(operations.map(({ name }) => name).filter((name) => !/SignIn$|GuestSession$/.test(name)));
    for (const name of names) {
      const { answer } = await run(name ?? '');
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
