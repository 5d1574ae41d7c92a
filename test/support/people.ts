import { randomBytes } from 'node:crypto';
import type { App } from '../../src/app';
import type { StaffRole } from '../../src/kernel/context';
import { newId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { createRegister } from '../../src/modules/pos';
import { createBranch, createCustomer, createStaffUser, createTenant, issueSession } from '../../src/modules/tenants';
import type { BranchDoc, SessionActor, TenantDoc } from '../../src/modules/tenants';

/** An access token for each kind of caller. */
export interface Tokens {
  readonly admin: string;
  readonly manager: string;
  readonly buyer: string;
  readonly clerk: string;
  /** A till at branch north with a cashier signed in. */
  readonly cashier: string;
  readonly customer: string;
  readonly guest: string;
  /** An administrator of another tenant: whatever it sees of this one is a leak. */
  readonly foreignAdmin: string;
}

export interface People {
  readonly tenant: TenantDoc;
  readonly branches: { readonly north: BranchDoc; readonly south: BranchDoc; readonly warehouse: BranchDoc };
  readonly tokens: Tokens;
  readonly ids: { readonly register: Id; readonly cashier: Id; readonly customer: Id };
  readonly till: { readonly terminalToken: string; readonly cashierPin: string };
  readonly password: string;
}

/** One token stands for a whole crowd in many tests; the limits are counted all the same. */
const WIDE_LIMITS = { holdsPerCustomer: 2_000, holdsPerGuest: 2_000, holdsPerAddress: 10_000, unitsPerVariant: null };
const CASHIER_PIN = '482915';

/** Makes a tenant with three branches, a person of each role (`admin@example.test`, ...) and a till. */
export async function makePeople(app: App): Promise<People> {
  const tenant = await createTenant(app.db, app.clock, {
    slug: 'acme',
    name: 'Acme',
    currency: 'GBP',
    reservationLimits: WIDE_LIMITS,
  });
  const foreign = await createTenant(app.db, app.clock, { slug: 'other', name: 'Other', currency: 'EUR' });
  const ctx = app.newContext(tenant._id, { kind: 'system', job: 'test' });
  const timeZone = 'Europe/London';
  const north = await createBranch(ctx, { code: 'NORTH', name: 'Shop North', kind: 'STORE', timeZone });
  const south = await createBranch(ctx, { code: 'SOUTH', name: 'Shop South', kind: 'STORE', timeZone });
  const warehouse = await createBranch(ctx, { code: 'WH', name: 'Warehouse', kind: 'WAREHOUSE', timeZone });
  const password = randomBytes(12).toString('base64url');
  const staff = (role: StaffRole, name: string) =>
    createStaffUser(ctx, {
      email: `${name}@example.test`,
      password,
      role,
      ...(role === 'CASHIER' ? { pin: CASHIER_PIN } : {}),
    });
  const [admin, manager, buyer, clerk, cashier, customer, till] = await Promise.all([
    staff('ADMIN', 'admin'),
    staff('MANAGER', 'manager'),
    staff('BUYER', 'buyer'),
    staff('STOCK_CLERK', 'clerk'),
    staff('CASHIER', 'cashier'),
    createCustomer(ctx, { email: 'customer@example.test', password }),
    createRegister(ctx, { branchId: north._id, code: 'R1', name: 'Till 1' }),
  ]);
  const tokenOf = async (actor: SessionActor, tenantId = tenant._id) =>
    (await issueSession(app, tenantId, actor)).accessToken;
  const staffToken = (userId: Id, role: StaffRole) => tokenOf({ kind: 'staff', userId, role });
  return {
    tenant,
    branches: { north, south, warehouse },
    ids: { register: till.register._id, cashier: cashier._id, customer: customer._id },
    till: { terminalToken: till.terminalToken, cashierPin: CASHIER_PIN },
    password,
    tokens: {
      admin: await staffToken(admin._id, 'ADMIN'),
      manager: await staffToken(manager._id, 'MANAGER'),
      buyer: await staffToken(buyer._id, 'BUYER'),
      clerk: await staffToken(clerk._id, 'STOCK_CLERK'),
      cashier: await tokenOf({
        kind: 'register',
        registerId: till.register._id,
        branchId: north._id,
        cashierId: cashier._id,
      }),
      customer: await tokenOf({ kind: 'customer', customerId: customer._id }),
      guest: await tokenOf({ kind: 'guest', guestId: newId() }),
      foreignAdmin: await tokenOf({ kind: 'staff', userId: newId(), role: 'ADMIN' }, foreign._id),
    },
  };
}
