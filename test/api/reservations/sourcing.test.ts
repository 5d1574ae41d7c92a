import { newId, toGlobalId } from '../../../src/kernel/ids';
import type { Id } from '../../../src/kernel/ids';
import { setBackorderPolicy } from '../../../src/modules/inventory';
import { reserveStock } from '../../../src/modules/reservations';
import { tenantDirectory } from '../../../src/modules/tenants';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import {
  RESERVE,
  branchGid,
  line,
  memberOf,
  nextKey,
  refusalOf,
  stored,
  variantGid,
} from '../inventory/stock-scenario';

const UPDATE_BRANCH = `mutation ($input: UpdateBranchInput!) { updateBranch(input: $input) { __typename
  ... on BranchPayload { branch { code name priority location { latitude longitude } } }
  ... on UserError { code } } }`;

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  // London, Manchester, Birmingham.
  await place(t.branches.north, { priority: 3, location: { latitude: 51.51, longitude: -0.13 } });
  await place(t.branches.south, { priority: 2, location: { latitude: 53.48, longitude: -2.24 } });
  await place(t.branches.warehouse, { priority: 1, location: { latitude: 52.48, longitude: -1.9 } });
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const key = () => ({ idempotencyKey: nextKey() });

async function place(branch: { _id: Id }, changes: object, token = t.tokens.admin) {
  return memberOf(await t.gql(UPDATE_BRANCH, { input: { ...key(), branchId: branchGid(branch), ...changes } }, token));
}

/** A variant with so many units in north, south and the warehouse. */
async function spread(north: number, south: number, warehouse: number) {
  const { variant } = await t.makeProduct();
  const { branches } = t;
  const wishes = [
    { branch: branches.north, variant, quantity: north },
    { branch: branches.south, variant, quantity: south },
    { branch: branches.warehouse, variant, quantity: warehouse },
  ];
  await t.makeStock(...wishes.filter(({ quantity }) => quantity > 0));
  return variant;
}

const wants = (variant: { _id: Id }, quantity: number) => ({ variantId: variantGid(variant), quantity });

async function source(sourcing: object, more: object = {}, token = t.tokens.guest) {
  return memberOf(await t.gql(RESERVE, { input: { ...key(), sourcing, ...more } }, token));
}

const served = (answer: { reservation: { lines: { branch: { code: string }; quantity: number }[] } }) =>
  answer.reservation.lines.map(({ branch, quantity }) => `${branch.code} ${quantity}`);

const LONDON = { latitude: 51.5, longitude: -0.1 };

describe('reserveStock with sourcing', () => {
  it('lets the strategy choose the branches, one order over several', async () => {
    const variant = await spread(6, 5, 3);
    const wanted = [wants(variant, 4)];
    expect(served(await source({ wanted, strategy: 'PRIORITY' }))).toEqual(['WH 3', 'SOUTH 1']);
    // 6, 4 and 0 are left.
    expect(served(await source({ wanted: [wants(variant, 7)], strategy: 'NEAREST', near: LONDON }))).toEqual([
      'NORTH 6',
      'SOUTH 1',
    ]);
    const other = await spread(2, 9, 4);
    expect(served(await source({ wanted: [wants(other, 10)], strategy: 'MOST_STOCK' }))).toEqual(['SOUTH 9', 'WH 1']);
    const third = await spread(2, 9, 4);
    expect(served(await source({ wanted: [wants(third, 9)], strategy: 'FEWEST_SPLITS' }))).toEqual(['SOUTH 9']);
    expect(served(await source({ wanted: [wants(third, 3)], strategy: 'PRIORITY', allowSplit: false }))).toEqual([
      'WH 3',
    ]);
  });

  it('sums a variant on two lines, and keeps to the branches that are named', async () => {
    const variant = await spread(5, 5, 5);
    const wanted = [wants(variant, 3), wants(variant, 4)];
    const branchIds = [branchGid(t.branches.north), branchGid(t.branches.south)];
    expect(served(await source({ wanted, strategy: 'PRIORITY', branchIds }))).toEqual(['SOUTH 5', 'NORTH 2']);
    expect(await source({ wanted, strategy: 'PRIORITY', branchIds })).toMatchObject({
      __typename: 'InsufficientStockError',
      lines: [{ variantId: variantGid(variant), requested: 7, available: 3 }],
    });
  });

  it('replays its answer, also when it took the last unit', async () => {
    const variant = await spread(1, 0, 0);
    const input = { ...key(), sourcing: { wanted: [wants(variant, 1)], strategy: 'PRIORITY' } };
    const first = memberOf(await t.gql(RESERVE, { input }, t.tokens.guest));
    expect(first.__typename).toBe('ReservationPayload');
    expect(memberOf(await t.gql(RESERVE, { input }, t.tokens.guest))).toEqual(first);
    const other = { ...input, sourcing: { ...input.sourcing, strategy: 'MOST_STOCK' } };
    expect(memberOf(await t.gql(RESERVE, { input: other }, t.tokens.guest))).toMatchObject({
      __typename: 'IdempotencyKeyReusedError',
      field: 'sourcing',
    });
  });

  it('counts the units of the hold that it replaces', async () => {
    const variant = await spread(0, 2, 0);
    const sourcing = { wanted: [wants(variant, 2)], strategy: 'PRIORITY' };
    const first = await source(sourcing);
    expect((await source(sourcing)).__typename).toBe('InsufficientStockError');
    const again = await source(sourcing, { replacesReservationId: first.reservation.id });
    expect(served(again)).toEqual(['SOUTH 2']);
  });

  it('takes what is there, wherever it is, before it lets anybody wait; what is nowhere is ordered ahead', async () => {
    const variant = await spread(0, 3, 0);
    const at = { branchId: t.branches.warehouse._id, variantId: variant._id };
    const backorder = { kind: 'BACKORDER', limitQuantity: 100, availableAt: null } as const;
    await setBackorderPolicy(t.ctx, { input: key(), ...at, backorder });
    for (const strategy of ['PRIORITY', 'MOST_STOCK', 'FEWEST_SPLITS']) {
      expect(served(await source({ wanted: [wants(variant, 1)], strategy }))).toEqual(['SOUTH 1']);
    }
    expect(served(await source({ wanted: [wants(variant, 2)], strategy: 'PRIORITY' }))).toEqual(['WH 2']);
  });

  it('refuses bad wishes and unknown ids, and changes nothing', async () => {
    const variant = await spread(5, 0, 0);
    const wanted = [wants(variant, 1)];
    const before = await stored(t);
    const refused = async (input: object) =>
      refusalOf(await t.gql(RESERVE, { input: { ...key(), ...input } }, t.tokens.guest));
    expect(await refused({})).toBe('BAD_USER_INPUT');
    const both = { lines: [line(t, variant, 1)], sourcing: { wanted, strategy: 'PRIORITY' } };
    expect(await refused(both)).toBe('BAD_USER_INPUT');
    expect(await refused({ sourcing: { wanted, strategy: 'NEAREST' } })).toBe('BAD_USER_INPUT');
    expect(await refused({ sourcing: { wanted: [], strategy: 'PRIORITY' } })).toBe('BAD_USER_INPUT');
    expect(await refused({ sourcing: { wanted: [wants(variant, 0)], strategy: 'PRIORITY' } })).toBe('BAD_USER_INPUT');
    const far = { latitude: 91, longitude: 0 };
    expect(await refused({ sourcing: { wanted, strategy: 'NEAREST', near: far } })).toBe('BAD_USER_INPUT');
    const most = wants(variant, 2_147_483_647);
    expect(await refused({ sourcing: { wanted: [most, most], strategy: 'PRIORITY' } })).toBe('BAD_USER_INPUT');
    const strange = { wanted: [wants({ _id: newId() }, 1)], strategy: 'PRIORITY' };
    expect((await source(strange)).code).toBe('NOT_FOUND');
    expect((await source({ wanted, strategy: 'PRIORITY', branchIds: [toGlobalId('Branch', newId())] })).code).toBe(
      'NOT_FOUND',
    );
    expect(await stored(t)).toEqual(before);
  });

  it('chooses again when other buyers were faster: everybody is served while there is stock anywhere', async () => {
    const variant = await spread(10, 10, 10);
    const sourcing = { wanted: [{ variantId: variant._id, quantity: 1 }], strategy: 'PRIORITY' as const };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, () => reserveStock(t.ctx, { input: key(), sourcing })),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(30);
    const codes = outcomes.flatMap((o) => (o.status === 'rejected' ? [(o.reason as { code?: string }).code] : []));
    expect(codes).toEqual(Array(10).fill('INSUFFICIENT_STOCK'));
  });

  it('takes one command more than lines, for 1 variant as for 50', async () => {
    await tenantDirectory(t.app.db).byId(t.tenant._id);
    for (const count of [1, 50]) {
      const { variants } = await t.makeProduct({ variants: Array.from({ length: count }, () => ({})) });
      await t.makeStock(...variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 2 })));
      const wanted = variants.map(({ _id }) => ({ variantId: _id, quantity: 1 }));
      const { count: commands } = await t.countCommands(() =>
        reserveStock(t.ctx, { input: key(), sourcing: { wanted, strategy: 'FEWEST_SPLITS' } }),
      );
      expect(commands).toBe(8);
    }
  });
});

describe('updateBranch', () => {
  it('changes name, priority and place, leaves the rest, and forgets the place on null', async () => {
    const { south } = t.branches;
    const before = await place(south, {});
    expect(before.branch).toEqual({
      code: 'SOUTH',
      name: 'Shop South',
      priority: 2,
      location: { latitude: 53.48, longitude: -2.24 },
    });
    const moved = await place(south, { name: 'Shop Harbour', priority: 7, location: null });
    expect(moved.branch).toEqual({ code: 'SOUTH', name: 'Shop Harbour', priority: 7, location: null });
    const read = await t.gql('{ branches { code name priority } }', {}, t.tokens.admin);
    expect(read.data.branches).toContainEqual({ code: 'SOUTH', name: 'Shop Harbour', priority: 7 });
    await place(south, before.branch && { name: 'Shop South', priority: 2, location: before.branch.location });
  });

  it("refuses nulls, numbers out of range and another tenant's branch", async () => {
    const wrong = async (changes: object) =>
      refusalOf(
        await t.gql(
          UPDATE_BRANCH,
          { input: { ...key(), branchId: branchGid(t.branches.north), ...changes } },
          t.tokens.admin,
        ),
      );
    for (const changes of [
      { name: null },
      { name: '' },
      { priority: null },
      { priority: -1 },
      { priority: 1.5 },
      { location: { latitude: 0, longitude: 181 } },
    ]) {
      expect(await wrong(changes)).toBe('BAD_USER_INPUT');
    }
    expect((await place(t.branches.north, { priority: 1 }, t.tokens.foreignAdmin)).code).toBe('NOT_FOUND');
  });
});
