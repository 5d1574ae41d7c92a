/**
 * Three kinds of failure (DESIGN §6): an *outcome* that a client can act on (`DomainError`), a *refusal* of the request
 * (`RefusalError`), and a *fault*, which is any other error: it is masked, logged once and counted.
 */

/** One line that could not be served, as clients see it. Ids are storage ids in hexadecimal; the face makes them opaque. */
export interface ShortLine {
  readonly variantId: string;
  readonly branchId: string;
  readonly requested: number;
  readonly available: number;
}

/** An outcome. Thrown inside a unit of work so that its transaction aborts; turned into a union member by the face. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
}

/** Stock does not cover the demand. `lines` names every short line at once. */
export class InsufficientStockError extends DomainError {
  readonly code = 'INSUFFICIENT_STOCK';

  constructor(readonly lines: readonly ShortLine[]) {
    super(
      lines.length === 1
        ? `Expected ${lines[0]?.requested} available, got ${lines[0]?.available}. Ask for less or choose another branch.`
        : `${lines.length} lines are short of stock. Ask for less or choose another branch.`,
    );
  }
}

/** Nothing with this id, code or slug exists for the caller's tenant: missing and foreign ids answer the same. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';

  /**
   * @param noun what was looked for, in the words of DESIGN §2.
   * @param id what the client sent, if anything.
   * @param by what that is; many clients send codes that people type or scan, and are told about those.
   */
  constructor(
    readonly noun: string,
    readonly id: string | null = null,
    by: 'id' | 'slug' | 'code' | 'SKU' | 'barcode' = 'id',
  ) {
    const wanted = id === null ? `this ${by}` : `the ${by} "${id}"`;
    const why = by === 'id' ? '; it may belong to another tenant or have been removed' : '';
    super(`No ${noun} with ${wanted}. Check the ${by}${why}.`);
  }
}

/** The thing exists, but its state does not allow the action. */
export class InvalidStateError extends DomainError {
  constructor(
    readonly currentStatus: string,
    message: string,
    readonly code: string = 'INVALID_STATE',
  ) {
    super(message);
  }
}

/** The idempotency key was used before with another input. `field` is the first input field that differs, if known. */
export class IdempotencyKeyReusedError extends DomainError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';

  constructor(readonly field: string | null = null) {
    super(
      `This idempotency key was already used with another input${field === null ? '' : ` (field "${field}" differs)`}. ` +
        'Send the same input again, or make a new key.',
    );
  }
}

/** A compare-and-set write whose expected value is no longer the stored one. */
export class StaleQuantityError extends DomainError {
  readonly code = 'STALE_QUANTITY';

  constructor(
    readonly expectedQuantity: number,
    readonly currentQuantity: number,
  ) {
    super(`Expected quantity ${expectedQuantity}, got ${currentQuantity}. Read the quantity again and decide anew.`);
  }
}

/** A policy limit would be passed. */
export class LimitExceededError extends DomainError {
  readonly code = 'LIMIT_EXCEEDED';

  constructor(
    readonly limit: number,
    message: string,
  ) {
    super(message);
  }
}

/** The payment provider said no. `reason` is the provider's public reason code. */
export class PaymentDeclinedError extends DomainError {
  readonly code = 'PAYMENT_DECLINED';

  constructor(readonly reason: string) {
    super('The payment was declined. Use another payment method or contact the card issuer.');
  }
}

/** The input is well formed, but breaks a business rule. `field` is a path such as `variants.0.sku`. */
export class ValidationError extends DomainError {
  constructor(
    readonly field: string | null,
    message: string,
    readonly code: string = 'VALIDATION_FAILED',
  ) {
    super(message);
  }
}

/** Codes of refusals: these are top-level GraphQL errors, never union members. */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'BUSY'
  | 'SLOW_CONSUMER'
  | 'RESYNC_REQUIRED';

/** A refusal of the request as a whole: not signed in, not allowed, malformed, too fast, or too busy to serve it now. */
export class RefusalError extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
  }
}

/** Shorthand for malformed input: say what was expected, what was got, and what to do. */
export function badInput(message: string, field?: string): RefusalError {
  return new RefusalError('BAD_USER_INPUT', message, field === undefined ? {} : { field });
}

/** Fails loudly when something that must hold does not: a fault of ours, never of the client. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}

/** The text of a fault with the place where it arose, for logs and commands. Of an error object a log would keep nothing. */
export function faultText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
