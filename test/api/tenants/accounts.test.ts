import { RefusalError } from '../../../src/kernel/errors';
import { newId } from '../../../src/kernel/ids';
import {
  activeTenants,
  createCustomer,
  createStaffUser,
  createTenant,
  tenantDirectory,
  verifyCashierPin,
} from '../../../src/modules/tenants';
import { staffUsers } from '../../../src/modules/tenants/staff-user.model';
import { tenants } from '../../../src/modules/tenants/tenant.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

describe('verifyCashierPin', () => {
  const verify = (pin: string, terminal: string) => verifyCashierPin(t.app, t.tenant._id, { pin, terminal });

  it('finds the cashier by the PIN alone', async () => {
    const cashier = await verify(t.till.cashierPin, 'till-1');

    expect(cashier?._id).toEqual(t.ids.cashier);
    expect(await verify('000000', 'till-1')).toBeNull();
    expect(await verify('', 'till-1')).toBeNull();
  });

  it('finds nobody with the PIN of another tenant, or of somebody who left', async () => {
    const foreign = await tenantDirectory(t.app.db).bySlug('other');
    const attempt = { pin: t.till.cashierPin, terminal: 'till-2' };
    expect(await verifyCashierPin(t.app, foreign!.tenant._id, attempt)).toBeNull();

    const filter = { tenantId: t.tenant._id, _id: t.ids.cashier };
    await staffUsers(t.app.db).updateOne(filter, { $set: { active: false } });
    expect(await verifyCashierPin(t.app, t.tenant._id, attempt)).toBeNull();
    await staffUsers(t.app.db).updateOne(filter, { $set: { active: true } });
    expect(await verifyCashierPin(t.app, t.tenant._id, attempt)).not.toBeNull();
  });

  it('locks a till after ten failures, and no other till', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) expect(await verify(`11${attempt}00`, 'till-3')).toBeNull();

    await expect(verify(t.till.cashierPin, 'till-3')).rejects.toBeInstanceOf(RefusalError);
    expect(await verify(t.till.cashierPin, 'till-4')).not.toBeNull();
  });
});

describe('accounts', () => {
  it.each([
    ['an e-mail that is taken, in capitals', { email: 'ADMIN@example.test' }, 'EMAIL_TAKEN'],
    ['no e-mail', { email: 'admin' }, 'EMAIL_INVALID'],
    ['a short password', { password: '1234567' }, 'PASSWORD_INVALID'],
    ['a password of 201 characters', { password: 'x'.repeat(201) }, 'PASSWORD_INVALID'],
    ['a PIN of three digits', { pin: '123' }, 'PIN_INVALID'],
    ['a PIN with a letter', { pin: '12a4' }, 'PIN_INVALID'],
    ['a PIN that is taken', { pin: '482915' }, 'PIN_TAKEN'],
  ])('are refused for staff with %s', async (_what, wish, code) => {
    const input = { email: 'new@example.test', password: 'long enough', role: 'CASHIER' as const, ...wish };
    const before = await staffUsers(t.app.db).countDocuments({ tenantId: t.tenant._id });

    await expect(createStaffUser(t.ctx, input)).rejects.toMatchObject({ code });

    expect(await staffUsers(t.app.db).countDocuments({ tenantId: t.tenant._id })).toBe(before);
  });

  it('may have one e-mail in two tenants, and be refused twice in one', async () => {
    const foreign = await tenantDirectory(t.app.db).bySlug('other');
    const foreignCtx = t.app.newContext(foreign!.tenant._id, { kind: 'system', job: 'test' });
    const input = { email: 'both@example.test', password: 'long enough' };
    await createCustomer(t.ctx, input);
    await createCustomer(foreignCtx, input);

    await expect(createCustomer(t.ctx, input)).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
  });

  it('never hold a password or PIN as it is', async () => {
    const rows = await staffUsers(t.app.db).find({ tenantId: t.tenant._id }).lean();

    expect(rows).toHaveLength(5);
    expect(JSON.stringify(rows)).not.toContain(t.password);
    expect(JSON.stringify(rows)).not.toContain(t.till.cashierPin);
  });
});

describe('createTenant', () => {
  it.each([
    ['a slug that is taken', { slug: 'acme' }, 'SLUG_TAKEN'],
    ['a slug in capitals', { slug: 'Acme' }, 'SLUG_INVALID'],
    ['a slug of 64 characters', { slug: 'a'.repeat(64) }, 'SLUG_INVALID'],
    ['a currency that does not exist', { slug: 'x', currency: 'XYZ' }, 'CURRENCY_INVALID'],
  ])('refuses %s', async (_what, wish, code) => {
    await expect(createTenant(t.app.db, t.clock, { name: 'X', currency: 'GBP', ...wish })).rejects.toMatchObject({
      code,
    });
  });
});

describe('activeTenants', () => {
  it('walks every active tenant once, also over several batches', async () => {
    const rows = Array.from({ length: 450 }, (_, index) => ({
      ...t.tenant,
      _id: newId(),
      slug: `many-${index}`,
      status: index === 7 ? ('CLOSED' as const) : ('ACTIVE' as const),
    }));
    await tenants(t.app.db).insertMany(rows, { lean: true });

    const seen: string[] = [];
    for await (const tenant of activeTenants(t.app.db)) seen.push(tenant.slug);

    expect(seen).toHaveLength(451);
    expect(new Set(seen).size).toBe(451);
    expect(seen).not.toContain('many-7');
    expect(seen.slice(0, 2)).toEqual(['acme', 'other']);
  });
});
