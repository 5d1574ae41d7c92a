import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials } from '../../src/devstack/data-folder';
import { requestGraphql } from '../../src/devstack/demo-client';
import { freePort, isPortFree } from '../../src/devstack/free-port';
import type { GraphqlData } from '../support/executors';
import { descendantsOf, isAlive, startDev } from './dev-process';
import type { DevProcess } from './dev-process';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'holdfast-dev-'));
const data = join(folder, 'data');
let dev: DevProcess | undefined;

afterAll(async () => {
  if (dev !== undefined && isAlive(dev.pid)) process.kill(dev.pid, 'SIGTERM');
  await dev?.ended;
  rmSync(folder, { recursive: true, force: true });
});

const SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) { __typename ... on SignInSuccess { session { accessToken } } }
}`;
const SIGN_IN_REGISTER = SIGN_IN.replace('SignInInput', 'SignInRegisterInput').replace('signIn(', 'signInRegister(');
const COUNT = '{ products(first: 100) { nodes { title } pageInfo { hasNextPage } } }';

function credentialsOf(): Credentials {
  return JSON.parse(readFileSync(join(data, 'credentials.json'), 'utf8')) as Credentials;
}

test('starts on a bare folder, serves and seeds, stops without a trace, and finds everything again', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/graphql`;

  // First start.
  dev = startDev(['--port', String(port), '--data', data]);
  await dev.printed('Ready. Ctrl-C stops everything.');
  expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/playground`)).status).toBe(200);

  // Credentials: the promised shape, private, printed, and all of them work.
  const credentials = credentialsOf();
  expect(statSync(join(data, 'credentials.json')).mode & 0o777).toBe(0o600);
  expect(credentials).toEqual({
    url: `http://127.0.0.1:${port}`,
    tenant: 'demo',
    staff: expect.arrayContaining(
      ['ADMIN', 'MANAGER', 'BUYER', 'STOCK_CLERK', 'CASHIER'].map((role) => expect.objectContaining({ role })),
    ),
    registers: ['MARKET', 'HARBOUR'].map((branchCode) => ({
      id: expect.any(String),
      branchCode,
      terminalToken: expect.any(String),
      cashierPin: expect.stringMatching(/^\d{6}$/),
    })),
    customers: [1, 2].map((n) => ({ email: `shopper${n}@example.com`, password: expect.any(String) })),
  });
  const { tenant, staff, customers, registers } = credentials;
  for (const { email, password } of [...staff, ...customers]) {
    expect(dev.output()).toContain(password);
    const { signIn } = await requestGraphql<GraphqlData>(url, SIGN_IN, { input: { tenant, email, password } });
    expect({ email, outcome: signIn.__typename }).toEqual({ email, outcome: 'SignInSuccess' });
  }
  for (const { terminalToken, cashierPin } of registers) {
    const { signInRegister } = await requestGraphql<GraphqlData>(url, SIGN_IN_REGISTER, {
      input: { tenant, terminalToken, cashierPin },
    });
    expect(signInRegister.__typename).toBe('SignInSuccess');
  }
  const admin = await adminToken(url, credentials);
  const firstPage = (await requestGraphql<GraphqlData>(url, COUNT, {}, admin)).products;
  expect(firstPage.nodes).toHaveLength(100);
  expect(firstPage.pageInfo.hasNextPage).toBe(true);

  // A second one on the same folder, and one on the same port, are refused with a way out.
  const [sameFolder, samePort] = [
    startDev(['--port', '0', '--data', data]),
    startDev(['--port', String(port), '--data', join(folder, 'other')]),
  ];
  expect((await sameFolder.ended).code).toBe(1);
  expect(sameFolder.output()).toContain(`Another "npm run dev" (process ${dev.pid}) uses ${data}.`);
  expect((await samePort.ended).code).toBe(1);
  expect(samePort.output()).toContain(`Port ${port} is taken by another program.`);

  // Ctrl-C, as npm passes it on: twice.
  const children = descendantsOf(dev.pid);
  expect(children.length).toBeGreaterThanOrEqual(2);
  process.kill(dev.pid, 'SIGINT');
  process.kill(dev.pid, 'SIGINT');
  expect((await dev.ended).code).toBe(0);
  expect(children.filter(isAlive)).toEqual([]);
  expect(await isPortFree(port)).toBe(true);

  // Second start, another port: the same shop, the same credentials, not printed again.
  const otherPort = await freePort();
  dev = startDev(['--port', String(otherPort), '--data', data]);
  await dev.printed('Ready. Ctrl-C stops everything.');
  const after = credentialsOf();
  expect(after).toEqual({ ...credentials, url: `http://127.0.0.1:${otherPort}` });
  expect(dev.output()).not.toContain(staff[0]?.password);
  const secondPage = await requestGraphql<GraphqlData>(
    `${after.url}/graphql`,
    COUNT,
    {},
    await adminToken(`${after.url}/graphql`, after),
  );
  expect(secondPage.products).toEqual(firstPage);
  process.kill(dev.pid, 'SIGTERM');
  expect((await dev.ended).code).toBe(0);
});

async function adminToken(url: string, { tenant, staff }: Credentials): Promise<string> {
  const { email, password } = staff.find(({ role }) => role === 'ADMIN') ?? { email: '', password: '' };
  return (await requestGraphql<GraphqlData>(url, SIGN_IN, { input: { tenant, email, password } })).signIn.session
    .accessToken;
}

describe('the command line', () => {
  test.each([
    [['--port', '70000'], 'Expected --port to be 0 to 65535, got "70000". See --help.'],
    [['--port', 'abc'], 'Expected --port to be 0 to 65535, got "abc". See --help.'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['somewhere'], 'See --help.'],
  ])('%j is refused with what is possible', async (args, message) => {
    const refused = startDev(args);
    expect((await refused.ended).code).toBe(1);
    expect(refused.output()).toContain(message);
  });

  test('production is refused, and so is --fresh on a database that is not ours', async () => {
    const production = startDev([], { NODE_ENV: 'production' });
    const foreign = startDev(['--fresh'], { MONGODB_URI: 'mongodb://127.0.0.1:1' });
    expect((await production.ended).code).toBe(1);
    expect(production.output()).toContain('npm run dev is for development');
    expect((await foreign.ended).code).toBe(1);
    expect(foreign.output()).toContain('a database that is not ours is never removed');
  });

  test('a port that is taken is named before anything is started', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const refused = startDev(['--port', String(port), '--data', join(folder, 'never')]);
    expect((await refused.ended).code).toBe(1);
    expect(refused.output()).toBe(
      `Port ${port} is taken by another program. Choose another one: npm run dev -- --port ${port + 1}\n`,
    );
    await new Promise((resolve) => server.close(resolve));
  });
});
