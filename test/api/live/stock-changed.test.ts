import { toGlobalId } from '../../../src/kernel/ids';
import { until } from '../../support/live-client';
import { branchGid, stocked, variantGid } from '../inventory/stock-scenario';
import { STOCK, createLiveTest, subscriptionsOf } from './live-scenario';
import type { LiveTest } from './live-scenario';

let t: LiveTest;
beforeAll(async () => {
  t = await createLiveTest();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

describe('stockChanged', () => {
  it('a change reaches clients of two API processes, as the entry is then', async () => {
    const variant = await stocked(t, 5);
    await t.relay();
    const heard = [];
    for (const process of t.processes) {
      const client = await t.connect(process, t.tokens.clerk);
      const id = await t.follow(process, client, STOCK, { variantIds: [variantGid(variant)] });
      heard.push(() => client.dataOf(id));
    }
    await t.change(variant, 3);
    await t.relay();
    for (const dataOf of heard) {
      await until('the change is heard', () => dataOf().length === 1);
      expect(dataOf()[0].stockChanged).toMatchObject({
        quantityOnHand: 8,
        quantityAvailable: 8,
        branch: { code: 'NORTH' },
        variant: { sku: variant.sku },
      });
    }
  });

  it('tells of the branch and variants asked for only', async () => {
    const [process] = t.processes;
    const [wanted, other] = [await stocked(t, 1), await stocked(t, 1)];
    await t.relay();
    const client = await t.connect(process, t.tokens.manager);
    const id = await t.follow(process, client, STOCK, {
      branchId: branchGid(t.branches.south),
      variantIds: [variantGid(wanted)],
    });
    await t.change(wanted, 1);
    await t.change(other, 1, t.branches.south);
    await t.change(wanted, 7, t.branches.south);
    await t.relay();
    await until('the change is heard', () => client.dataOf(id).length > 0);
    expect(client.dataOf(id).map(({ stockChanged: it }) => [it.branch.code, it.quantityOnHand])).toEqual([
      ['SOUTH', 7],
    ]);
  });

  it('nothing of another tenant comes, and its ids name nothing', async () => {
    const [process] = t.processes;
    const variant = await stocked(t, 1);
    await t.relay();
    const foreign = await t.connect(process, t.tokens.foreignAdmin);
    const all = await t.follow(process, foreign, STOCK);
    const own = await t.connect(process, t.tokens.admin);
    const mine = await t.follow(process, own, STOCK);
    for (const variables of [{ variantIds: [variantGid(variant)] }, { branchId: branchGid(t.branches.north) }]) {
      const id = foreign.subscribe(STOCK, variables);
      await until('it is refused', () => foreign.errorsOf(id).length > 0);
      expect(foreign.errorsOf(id).map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
    }
    await t.change(variant, 1);
    await t.relay();
    await until('the owner hears it', () => own.dataOf(mine).length > 0);
    expect(foreign.dataOf(all)).toEqual([]);
  });

  it.each(['guest', 'customer'] as const)('a %s is refused', async (who) => {
    const client = await t.connect(t.processes[0], t.tokens[who]);
    const id = client.subscribe(STOCK);
    await until('it is refused', () => client.errorsOf(id).length > 0);
    expect(client.errorsOf(id)[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      correlationId: expect.any(String),
      timestamp: expect.any(String),
    });
    expect(client.dataOf(id)).toEqual([]);
  });

  it('a client that was away hears what it missed when it comes back, to another process too', async () => {
    const [first, second] = t.processes;
    const variants = [await stocked(t, 5), await stocked(t, 5), await stocked(t, 5)];
    await t.relay();
    // Everything so far is long past.
    t.clock.tick(60_000);
    const variables = { branchId: branchGid(t.branches.north) };
    const client = await t.connect(first, t.tokens.clerk);
    const id = await t.follow(first, client, STOCK, variables);
    await t.change(variants[0]!, 1);
    await t.relay();
    await until('the first change is heard', () => client.dataOf(id).length === 1);
    const since = client.dataOf(id)[0].stockChanged.updatedAt;
    client.socket.terminate();
    await until('the subscription is over', async () => (await subscriptionsOf(first)) === 0 || client.closed !== null);

    t.clock.tick(5_000);
    await t.change(variants[1]!, 2);
    await t.relay();
    // Committed, but not published when the client comes back.
    await t.change(variants[2]!, 3);

    const again = await t.connect(second, t.tokens.clerk);
    const resumed = await t.follow(second, again, STOCK, { ...variables, since });
    await until('what was missed is heard', () => again.dataOf(resumed).length >= 3);
    const balances = () =>
      Object.fromEntries(again.dataOf(resumed).map(({ stockChanged: it }) => [it.variant.sku, it.quantityOnHand]));
    expect(balances()).toEqual({ [variants[0]!.sku]: 6, [variants[1]!.sku]: 7, [variants[2]!.sku]: 8 });
    await t.change(variants[0]!, 10);
    await t.relay();
    await until('it goes on live', () => balances()[variants[0]!.sku] === 16);
  });

  it('a client that was away too long, or asks for too much, is told to read all again', async () => {
    const client = await t.connect(t.processes[0], t.tokens.clerk);
    const since = new Date(t.clock.now().getTime() - 16 * 60_000).toISOString();
    const id = client.subscribe(STOCK, { since });
    await until('it is refused', () => client.errorsOf(id).length > 0);
    expect(client.errorsOf(id)[0]?.extensions.code).toBe('RESYNC_REQUIRED');
    const ids = Array.from({ length: 101 }, () => toGlobalId('Variant', t.tenant._id));
    const many = client.subscribe(STOCK, { variantIds: ids });
    await until('it is refused', () => client.errorsOf(many).length > 0);
    expect(client.errorsOf(many)[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
