import { newId } from '../../../src/kernel/ids';
import { createBranch, createTenant, issueSession } from '../../../src/modules/tenants';
import type { ListBudget } from '../list-budget';

export const tenantsLists: readonly ListBudget[] = [
  {
    field: 'Query.branches',
    // A tenant of its own: with 50 branches in the shared one, availability of its variants would have 50 rows too.
    async request({ t }, count) {
      const tenant = await createTenant(t.app.db, t.clock, { slug: `wide-${count}`, name: 'Wide', currency: 'GBP' });
      const ctx = t.app.newContext(tenant._id, { kind: 'system', job: 'test' });
      for (let index = 0; index < count; index += 1) {
        await createBranch(ctx, { code: `B${index}`, name: `B ${index}`, kind: 'STORE', timeZone: 'Europe/London' });
      }
      const { accessToken } = await issueSession(t.app, tenant._id, { kind: 'staff', userId: newId(), role: 'ADMIN' });
      return { document: '{ branches { code name } }', token: accessToken };
    },
    commands: ['find tenants', 'find branches'],
  },
  { field: 'Tenant.taxClasses', isPlain: true },
  { field: 'Tenant.scaleBarcodeRules', isPlain: true },
];
