import 'reflect-metadata';
import { GraphqlContext } from '../../../src/graphql/graphql-context';
import { LIVE_LIMITS } from '../../../src/graphql/live';
import { liveFactsOf } from '../../../src/live-face';
import { newId } from '../../../src/kernel/ids';
import { branches } from '../../../src/modules/tenants/branch.model';
import { BranchType, branchOf, tenantFactsOf } from '../../../src/modules/tenants/graphql';
import { TenantDirectory } from '../../../src/modules/tenants/tenant-directory';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const READ = ['find tenants', 'find branches'];

let t: TestApp;
let nowMs = 1_000;
beforeAll(async () => {
  t = await createTestApp();
});
beforeEach(() => {
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => t.close());

describe('TenantDirectory', () => {
  it('reads a tenant once for a crowd, and again only after ten seconds', async () => {
    const directory = new TenantDirectory(t.app.db);
    const ask = (times: number) =>
      t.countCommands(() => Promise.all(Array.from({ length: times }, () => directory.byId(t.tenant._id))));

    const first = await ask(50);
    expect(first.commands).toEqual(READ);
    expect(first.result[49]?.tenant).toEqual(t.tenant);
    expect(first.result[49]?.branches.map((branch) => branch.code)).toEqual(['NORTH', 'SOUTH', 'WH']);
    nowMs += 9_999;
    expect((await ask(50)).commands).toEqual([]);
    nowMs += 1;
    expect((await ask(50)).commands).toEqual(READ);
  });

  it('answers at once only what is fresh', async () => {
    const directory = new TenantDirectory(t.app.db);
    expect(directory.known(t.tenant._id)).toBeUndefined();
    const facts = await directory.byId(t.tenant._id);
    expect(directory.known(t.tenant._id)).toBe(facts);

    nowMs += 10_000;
    const reading = directory.byId(t.tenant._id);

    expect(directory.known(t.tenant._id)).toBeUndefined();
    await reading;
    expect(directory.known(t.tenant._id)).toEqual(facts);
  });

  it('does not keep what it was reading when a write came in between', async () => {
    const directory = new TenantDirectory(t.app.db);
    const reading = directory.byId(t.tenant._id);
    directory.forget(t.tenant._id);
    await reading;

    expect(directory.known(t.tenant._id)).toBeUndefined();
  });

  it('finds by slug, remembers the slug, and knows nobody else', async () => {
    const directory = new TenantDirectory(t.app.db);

    const first = await t.countCommands(() => directory.bySlug('acme'));
    const again = await t.countCommands(() => directory.bySlug('acme'));

    expect(first.commands).toEqual(['find tenants', ...READ]);
    expect(again.commands).toEqual([]);
    expect(again.result?.tenant._id).toEqual(t.tenant._id);
    expect(await directory.bySlug('nobody')).toBeNull();
    expect(await directory.byId(newId())).toBeNull();
  });

  it('is read again when a document names a branch that another process made meanwhile', async () => {
    const { db, clock, logger } = t.app;
    const facts = { db, clock, logger, correlationId: 'test', ip: '127.0.0.1', live: liveFactsOf(t.app, LIVE_LIMITS) };
    const context = new GraphqlContext(facts, { tenantId: t.tenant._id, actor: t.ctx.actor });
    await tenantFactsOf(context);
    const late = { ...t.branches.south, _id: newId(), code: 'LATE' };
    await branches(db).insertMany([late], { lean: true });

    const { commands, result } = await t.countCommands(async () => [
      await branchOf(context, late._id),
      branchOf(context, late._id),
      branchOf(context, t.branches.north._id),
    ]);

    expect(commands).toEqual(READ);
    expect(result).toEqual([new BranchType(late), new BranchType(late), new BranchType(t.branches.north)]);
    await expect(branchOf(context, newId())).rejects.toThrow('Invariant broken');
  });
});
