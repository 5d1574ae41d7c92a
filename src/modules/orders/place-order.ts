import { customerIdOf, principalKey } from '../../kernel/context';
import type { Context } from '../../kernel/context';
import { NotFoundError, ValidationError, badInput, invariant } from '../../kernel/errors';
import { newId, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Money } from '../../kernel/money';
import { can } from '../../kernel/permissions';
import { mergeByKey } from '../../kernel/quantity';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { Tx } from '../../platform/transaction';
import { findVariantsByIds, isOnSale, seesOnlyOnSale } from '../catalog';
import type { VariantDoc } from '../catalog';
import type { StockLine } from '../inventory';
import {
  admitHoldIn,
  attachOrderIn,
  endOf,
  findReservation,
  heldLines,
  holdLimitsOf,
  reserveIn,
} from '../reservations';
import type { HoldLimits, ReservationDoc } from '../reservations';
import { assertBranchesOpen } from '../tenants';
import type { TenantDoc } from '../tenants';
import { createOrderIn } from './create-order';
import { takeOrderNumber } from './order-number';
import { stockedLines } from './order.model';
import type { OrderDoc, OrderLineDoc } from './order.model';
import { ORDER_HOLD_MS } from './orders.policy';
import { priceLines } from './price-lines';

/** A line as it is asked for: so many units of a variant out of a branch. */
export interface OrderedLine {
  readonly branchId: Id;
  readonly variantId: Id;
  readonly quantity: number;
}

/**
 * `lines` alone reserves by itself; `reservationId` alone orders what is held; both together order what is held, cut
 * into these lines, which must add up to the hold; services stand beside it.
 */
export interface PlaceOrderRequest {
  readonly input: IdempotentRequest['input'];
  readonly lines?: readonly OrderedLine[];
  readonly reservationId?: Id;
  /** One per line of `lines`; null keeps the catalogue's price. Needs the permission `prices:override`. */
  readonly unitPriceOverrides?: readonly (Money | null)[];
}

/** Owner keys of guests and customers: what staff order out of a shopper's hold is that shopper's web order. */
const SHOPPER_KEY = /^(guest|customer):/;

interface PreparedOrder {
  readonly tenant: TenantDoc;
  readonly lines: OrderLineDoc[];
  readonly number: string;
  /** The hold that is already there; null when the order makes its own. */
  readonly reservation: ReservationDoc | null;
  /** What a hold of the caller counts for; null when none is made or nothing limits it. */
  readonly limits: HoldLimits | null;
}

/**
 * Places an unpaid order whose stock is held, in one transaction; the number of commands does not depend on the
 * number of lines. Throws InsufficientStockError, NotFoundError (reservation, variant, branch), InvalidStateError when
 * the reservation is no longer held or has an order, or a branch has closed, ValidationError when lines and hold don't match,
 * LimitExceededError when the shopper holds too much already.
 */
export async function placeOrder(ctx: Context, request: PlaceOrderRequest): Promise<OrderDoc> {
  const ids = { orderId: newId(), reservationId: newId() };
  let prepared: PreparedOrder | undefined;
  return runIdempotent(ctx, { operation: 'placeOrder', input: request.input }, async (tx) => {
    // Inside the idempotent work, so that a repeat is answered by the stored result even when a variant is gone by
    // now; kept over retries, so that number and line ids are made once. It reads before the transaction's first command.
    prepared ??= await prepare(ctx, request);
    return placeIn(tx, request, prepared, ids);
  });
}

async function prepare(ctx: Context, request: PlaceOrderRequest): Promise<PreparedOrder> {
  const { reservationId, unitPriceOverrides } = request;
  const reservation = reservationId === undefined ? null : await findReservation(ctx, reservationId);
  if (reservationId !== undefined && reservation === null) {
    throw new NotFoundError('Reservation', toGlobalId('Reservation', reservationId));
  }
  const held = reservation === null ? undefined : heldLines(reservation);
  const wanted = request.lines ?? held;
  if (wanted === undefined) throw badInput('Expected lines or a reservationId, got neither.', 'lines');
  // What is held was promised while the branch was open.
  if (reservation === null) {
    await assertBranchesOpen(
      ctx,
      wanted.map(({ branchId }) => branchId),
    );
  }
  // A hold that ended has nothing left to price; attaching says exactly how it ended.
  if (reservation !== null && held?.length === 0) {
    const end = endOf(reservation, ctx.clock.now());
    invariant(end !== null, 'a hold without held units has ended');
    throw end;
  }
  if (unitPriceOverrides !== undefined && unitPriceOverrides.length !== request.lines?.length) {
    throw badInput('Expected one unit price override per line, null where the catalogue price stays.');
  }
  const variants = await findVariantsByIds(
    ctx,
    wanted.map((line) => line.variantId),
    { includeDeleted: reservation !== null },
  );
  if (held !== undefined && request.lines !== undefined) {
    const isStocked = ({ variantId }: OrderedLine) => variants.get(variantId.toHexString())?.isService !== true;
    assertSameDemand(request.lines.filter(isStocked), held);
  }
  const priced = await priceLines(
    ctx,
    wanted.map(({ branchId, variantId, quantity }, index) => {
      const variant = variants.get(variantId.toHexString());
      if (variant === undefined || !mayOrder(ctx, variant, held)) {
        throw new NotFoundError('Variant', toGlobalId('Variant', variantId));
      }
      return { variant, branchId, quantity, unitPriceOverride: unitPriceOverrides?.[index] };
    }),
    // Staff who order what a shopper holds do it for that shopper, at that shopper's prices.
    { customerId: customerIdOf(reservation?.ownerKey ?? principalKey(ctx.actor)) },
  );
  const limits = reservation === null ? await holdLimitsOf(ctx) : null;
  return { ...priced, number: await takeOrderNumber(ctx), reservation, limits };
}

/** Shoppers order what is on sale, and what they hold: it was on sale when they did, or the ledger had refused them. */
function mayOrder(ctx: Context, variant: VariantDoc, held: readonly StockLine[] = []): boolean {
  if (!seesOnlyOnSale(ctx.actor) || isOnSale(variant)) return true;
  return held.some(({ variantId }) => variantId.equals(variant._id));
}

function assertSameDemand(lines: readonly OrderedLine[], held: readonly OrderedLine[]): void {
  const wanted = demandOf(lines);
  const covered = demandOf(held);
  const differs = wanted.size !== covered.size || [...wanted].some(([key, quantity]) => covered.get(key) !== quantity);
  if (!differs) return;
  throw new ValidationError(
    'lines',
    'Expected lines that add up to what the reservation holds, variant by variant and branch by branch.',
    'LINES_DIFFER_FROM_RESERVATION',
  );
}

function demandOf(lines: readonly OrderedLine[]): Map<string, number> {
  return mergeByKey(
    lines.map(({ branchId, variantId, quantity }) => ({
      key: branchId.toHexString() + variantId.toHexString(),
      quantity,
    })),
  );
}

async function placeIn(
  tx: Tx,
  request: PlaceOrderRequest,
  prepared: PreparedOrder,
  ids: { readonly orderId: Id; readonly reservationId: Id },
): Promise<OrderDoc> {
  const { tenant, lines, number } = prepared;
  const { orderId } = ids;
  // Staff who order what a shopper holds do it for that shopper.
  const ownerKey = prepared.reservation?.ownerKey ?? principalKey(tx.actor);
  const stocked = stockedLines(lines);
  const expiresAt = prepared.reservation?.expiresAt ?? new Date(tx.now.getTime() + ORDER_HOLD_MS);
  const order = await createOrderIn(tx, {
    orderId,
    number,
    status: 'PENDING_PAYMENT',
    channel: can(tx.actor, 'orders:all') && !SHOPPER_KEY.test(ownerKey) ? 'ADMIN' : 'WEB',
    ownerKey,
    currency: tenant.currency,
    pricesIncludeTax: tenant.pricesIncludeTax,
    lines,
    reservationId: request.reservationId ?? (stocked.length > 0 ? ids.reservationId : null),
    holdExpiresAt: expiresAt,
  });
  if (request.reservationId !== undefined) {
    await attachOrderIn(tx, request.reservationId, orderId, ownerKey);
  } else if (stocked.length > 0) {
    const held = stocked.map(({ branchId, variantId, quantity }) => ({ branchId, variantId, quantity }));
    const { reservationId } = ids;
    const { limits } = prepared;
    const admission = limits === null ? null : await admitHoldIn(tx, { limits, reservationId, lines: held });
    // Last, because the stock entries are what other buyers wait for.
    await reserveIn(tx, {
      reservationId,
      lines: held,
      expiresAt,
      ownerKey,
      orderId,
      ...(admission !== null && { admission }),
    });
  }
  return order;
}
