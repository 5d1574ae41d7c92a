import type { Actor, StaffRole } from './context';

/** One permission a verb on one noun. A new operation names the one it needs in its module's rules. */
export type Permission =
  | 'catalog:read'
  | 'catalog:write'
  | 'cost:read'
  | 'stock:read'
  | 'stock:write'
  | 'stock:approve'
  | 'stock:reconcile'
  | 'reservations:own'
  | 'reservations:all'
  | 'orders:own'
  | 'orders:all'
  | 'orders:fulfil'
  | 'pos:sell'
  | 'prices:override'
  | 'customers:manage'
  | 'users:manage'
  | 'tenant:manage'
  | 'jobs:manage';

const SHOPPER: readonly Permission[] = ['catalog:read', 'reservations:own', 'orders:own'];
const CASHIER: readonly Permission[] = ['catalog:read', 'stock:read', 'pos:sell'];
const STOCK_CLERK: readonly Permission[] = ['catalog:read', 'stock:read', 'stock:write', 'orders:all', 'orders:fulfil'];
const BUYER: readonly Permission[] = ['catalog:read', 'catalog:write', 'cost:read', 'stock:read', 'stock:write'];
const MANAGER: readonly Permission[] = [
  ...new Set<Permission>([
    ...CASHIER,
    ...STOCK_CLERK,
    ...BUYER,
    'stock:approve',
    'reservations:own',
    'reservations:all',
    'orders:own',
    'prices:override',
    'customers:manage',
  ]),
];
const ADMIN: readonly Permission[] = [...MANAGER, 'stock:reconcile', 'users:manage', 'tenant:manage', 'jobs:manage'];

const BY_ROLE: Readonly<Record<StaffRole, ReadonlySet<Permission>>> = {
  ADMIN: new Set(ADMIN),
  MANAGER: new Set(MANAGER),
  BUYER: new Set(BUYER),
  STOCK_CLERK: new Set(STOCK_CLERK),
  CASHIER: new Set(CASHIER),
};
const BY_SHOPPER: ReadonlySet<Permission> = new Set(SHOPPER);
const BY_ANONYMOUS: ReadonlySet<Permission> = new Set<Permission>();

/** What this actor may do. A till has its cashier's rights, whatever else that person may do elsewhere. */
export function permissionsOf(actor: Actor): ReadonlySet<Permission> {
  switch (actor.kind) {
    case 'anonymous':
      return BY_ANONYMOUS;
    case 'guest':
    case 'customer':
      return BY_SHOPPER;
    case 'staff':
      return BY_ROLE[actor.role];
    case 'register':
      return BY_ROLE.CASHIER;
    case 'system':
      return BY_ROLE.ADMIN;
  }
}

/** True when the actor holds the permission. */
export function can(actor: Actor, permission: Permission): boolean {
  return permissionsOf(actor).has(permission);
}
