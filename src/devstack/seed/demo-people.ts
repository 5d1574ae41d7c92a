import { randomBytes, randomInt } from 'node:crypto';
import type { Context, StaffRole } from '../../kernel/context';
import { toGlobalId } from '../../kernel/ids';
import { createRegister } from '../../modules/pos';
import { createBranch, createCustomer, createStaffUser } from '../../modules/tenants';
import type { BranchDoc } from '../../modules/tenants';
import type { Credentials } from '../data-folder';

const TIME_ZONE = 'Europe/London';

/** The demonstration's stock locations: two shops, then the warehouse. */
export async function seedBranches(ctx: Context): Promise<readonly [BranchDoc, BranchDoc, BranchDoc]> {
  return [
    await createBranch(ctx, {
      code: 'MARKET',
      name: 'Market Street',
      kind: 'STORE',
      timeZone: TIME_ZONE,
      priority: 20,
    }),
    await createBranch(ctx, {
      code: 'HARBOUR',
      name: 'Harbour Lane',
      kind: 'STORE',
      timeZone: TIME_ZONE,
      priority: 30,
    }),
    await createBranch(ctx, { code: 'DEPOT', name: 'Depot', kind: 'WAREHOUSE', timeZone: TIME_ZONE, priority: 10 }),
  ];
}

const STAFF: readonly { readonly role: StaffRole; readonly name: string }[] = [
  { role: 'ADMIN', name: 'admin' },
  { role: 'MANAGER', name: 'manager' },
  { role: 'BUYER', name: 'buyer' },
  { role: 'STOCK_CLERK', name: 'clerk' },
];

/**
 * Staff of each role, a till with its cashier in each of the given shops, and two customers. Every password, PIN and
 * token is new and random; they are returned here and stored only as hashes.
 */
export async function seedPeople(
  ctx: Context,
  shops: readonly BranchDoc[],
): Promise<Pick<Credentials, 'staff' | 'registers' | 'customers'>> {
  const staff: Credentials['staff'][number][] = [];
  for (const { role, name } of STAFF) {
    const account = { role, email: `${name}@example.com`, password: newPassword() };
    await createStaffUser(ctx, account);
    staff.push(account);
  }
  const registers: Credentials['registers'][number][] = [];
  const pins = differentPins(shops.length);
  for (const [index, shop] of shops.entries()) {
    const number = index + 1;
    const cashier = { role: 'CASHIER', email: `cashier${number}@example.com`, password: newPassword() } as const;
    const cashierPin = pins[index] ?? '';
    await createStaffUser(ctx, { ...cashier, pin: cashierPin });
    staff.push(cashier);
    const till = await createRegister(ctx, { branchId: shop._id, code: `T${number}`, name: `${shop.name} till` });
    const { terminalToken } = till;
    registers.push({ id: toGlobalId('Register', till.register._id), branchCode: shop.code, terminalToken, cashierPin });
  }
  const customers: Credentials['customers'][number][] = [];
  for (const email of ['shopper1@example.com', 'shopper2@example.com']) {
    const account = { email, password: newPassword() };
    await createCustomer(ctx, account);
    customers.push(account);
  }
  return { staff, registers, customers };
}

function newPassword(): string {
  return randomBytes(12).toString('base64url');
}

/** PINs are unique in a tenant: a till knows nothing else of the person. */
function differentPins(count: number): readonly string[] {
  const pins = new Set<string>();
  while (pins.size < count) pins.add(String(randomInt(100_000, 1_000_000)));
  return [...pins];
}
