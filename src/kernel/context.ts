import type { Connection } from 'mongoose';
import type { Clock } from './clock';
import { idFromHex } from './ids';
import type { Id } from './ids';

/** What staff may be. What each may do is one table: `kernel/permissions.ts`. */
export type StaffRole = 'ADMIN' | 'MANAGER' | 'BUYER' | 'STOCK_CLERK' | 'CASHIER';

/** Who acts. Built once from a verified token or by a job, never from request headers or arguments. */
export type Actor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'guest'; readonly guestId: Id }
  | { readonly kind: 'customer'; readonly customerId: Id }
  | { readonly kind: 'staff'; readonly userId: Id; readonly role: StaffRole }
  | {
      readonly kind: 'register';
      readonly registerId: Id;
      readonly branchId: Id;
      readonly cashierId: Id;
    }
  | { readonly kind: 'system'; readonly job: string };

/** The narrow logger that domain code needs; the implementation is pino. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * What every entry point of the domain gets first: on whose behalf, for which tenant, with which clock and database.
 * A function that takes `ctx` may open a transaction; one that takes `tx` joins one (DESIGN §6).
 */
export interface Context {
  readonly tenantId: Id;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly db: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Stands for the network address that the request came from, as a keyed hash (`platform/address-key.ts`); absent for
   * jobs. A function, because most requests never ask.
   */
  readonly clientKey?: (() => string) | undefined;
}

/** The id that a movement or a document names as its maker; null for anonymous. System jobs have no id. */
export function actorId(actor: Actor): Id | null {
  switch (actor.kind) {
    case 'guest':
      return actor.guestId;
    case 'customer':
      return actor.customerId;
    case 'staff':
      return actor.userId;
    case 'register':
      return actor.cashierId;
    case 'anonymous':
    case 'system':
      return null;
  }
}

/** A stable text that tells principals apart: the scope of idempotency keys, caps and rate limits. */
export function principalKey(actor: Actor): string {
  switch (actor.kind) {
    case 'register':
      return `register:${actor.registerId.toHexString()}`;
    case 'system':
      return `system:${actor.job}`;
    default:
      return `${actor.kind}:${actorId(actor)?.toHexString() ?? ''}`;
  }
}

const CUSTOMER_KEY = /^customer:([0-9a-f]{24})$/;

/** The customer that a `principalKey` names; null for anybody else's. */
export function customerIdOf(key: string): Id | null {
  const hex = CUSTOMER_KEY.exec(key)?.[1];
  return hex === undefined ? null : idFromHex(hex);
}
