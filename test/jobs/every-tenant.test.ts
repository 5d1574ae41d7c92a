import { TenantsFailedError, forEveryTenant } from '../../jobs/every-tenant';
import { createTenant } from '../../src/modules/tenants';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { depsOf } from './deps';

let service: TestApp;
beforeAll(async () => {
  service = await createTestApp();
});
afterAll(() => service.close());

describe('work for every tenant', () => {
  test('a tenant that fails stops nobody: the others are served, then the run fails so that it is repeated', async () => {
    const third = await createTenant(service.app.db, service.clock, { slug: 'third', name: 'Third', currency: 'GBP' });
    const served: string[] = [];
    const run = forEveryTenant(depsOf(service), 'prune', async (ctx) => {
      if (ctx.tenantId.equals(service.tenant._id)) throw new Error('the bad tenant');
      served.push(ctx.tenantId.toHexString());
      return { rows: 2 };
    });
    const error: unknown = await run.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TenantsFailedError);
    expect(error).toMatchObject({ failed: 1, summary: { tenants: 3, rows: 4 } });
    expect(served).toHaveLength(2);
    expect(served).toContain(third._id.toHexString());
  });

  test("each tenant's work gets that tenant's context, as the system", async () => {
    const actors: string[] = [];
    await forEveryTenant(depsOf(service), 'prune', async (ctx) => {
      actors.push(ctx.actor.kind === 'system' ? ctx.actor.job : ctx.actor.kind);
      return {};
    });
    expect(actors).toEqual(['prune', 'prune', 'prune']);
  });
});
