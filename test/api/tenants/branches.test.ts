import { toGlobalId } from '../../../src/kernel/ids';
import { createBranch, tenantDirectory } from '../../../src/modules/tenants';
import { branches } from '../../../src/modules/tenants/branch.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const BRANCHES = '{ branches { id code name kind negativeStockPolicy timeZone active } }';
const NODE = 'query Node($id: ID!) { node(id: $id) { __typename id ... on Branch { code } ... on Tenant { slug } } }';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

describe('branches', () => {
  it('lists the branches of the tenant in the order of their codes, for everybody who is signed in', async () => {
    const expected = [
      branchAnswer('NORTH', 'Shop North', 'STORE'),
      branchAnswer('SOUTH', 'Shop South', 'STORE'),
      branchAnswer('WH', 'Warehouse', 'WAREHOUSE'),
    ];

    for (const token of [t.tokens.guest, t.tokens.cashier, t.tokens.admin]) {
      expect((await t.gql(BRANCHES, {}, token)).data.branches).toEqual(expected);
    }
  });

  it('shows another tenant its own branches only, and strangers none', async () => {
    expect((await t.gql(BRANCHES, {}, t.tokens.foreignAdmin)).data.branches).toEqual([]);
    expect((await t.gql(BRANCHES)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('costs no database command once the tenant is known', async () => {
    await t.gql(BRANCHES, {}, t.tokens.guest);

    const { commands } = await t.countCommands(() =>
      t.gql('{ tenant { name } branches { code } }', {}, t.tokens.guest),
    );

    expect(commands).toEqual([]);
  });

  it('shows a new branch at once in the process that made it', async () => {
    const branch = await createBranch(t.ctx, { code: 'EAST', name: 'Shop East', kind: 'STORE' });

    const answer = await t.gql(BRANCHES, {}, t.tokens.guest);

    expect(answer.data.branches.map((row: { code: string }) => row.code)).toEqual(['EAST', 'NORTH', 'SOUTH', 'WH']);
    await branches(t.app.db).deleteOne({ tenantId: t.tenant._id, _id: branch._id });
    tenantDirectory(t.app.db).forget(t.tenant._id);
  });
});

describe('node', () => {
  it('reads own branches and the own tenant, and nothing of others', async () => {
    const north = toGlobalId('Branch', t.branches.north._id);
    const tenant = toGlobalId('Tenant', t.tenant._id);

    expect((await t.gql(NODE, { id: north }, t.tokens.guest)).data.node).toEqual({
      __typename: 'Branch',
      id: north,
      code: 'NORTH',
    });
    expect((await t.gql(NODE, { id: tenant }, t.tokens.guest)).data.node).toEqual({
      __typename: 'Tenant',
      id: tenant,
      slug: 'acme',
    });
    expect((await t.gql(NODE, { id: north }, t.tokens.foreignAdmin)).data.node).toBeNull();
    expect((await t.gql(NODE, { id: tenant }, t.tokens.foreignAdmin)).data.node).toBeNull();
    expect((await t.gql(NODE, { id: 'x' }, t.tokens.guest)).data.node).toBeNull();
  });
});

describe('createBranch', () => {
  it.each([
    ['a code that is taken', { code: 'NORTH' }, 'BRANCH_CODE_TAKEN'],
    ['a code in lower case', { code: 'north' }, 'BRANCH_CODE_INVALID'],
    ['a code of 21 characters', { code: 'A'.repeat(21) }, 'BRANCH_CODE_INVALID'],
    ['a time zone that does not exist', { code: 'X', timeZone: 'Europe/Nowhere' }, 'TIME_ZONE_INVALID'],
  ])('refuses %s', async (_what, wish, code) => {
    await expect(createBranch(t.ctx, { name: 'X', kind: 'STORE', ...wish })).rejects.toMatchObject({ code });

    expect(await branches(t.app.db).countDocuments({ tenantId: t.tenant._id })).toBe(3);
  });
});

function branchAnswer(code: string, name: string, kind: string) {
  const known = Object.values(t.branches).find((branch) => branch.code === code);
  const id = known === undefined ? '' : toGlobalId('Branch', known._id);
  return { id, code, name, kind, negativeStockPolicy: 'BLOCK', timeZone: 'Europe/London', active: true };
}
