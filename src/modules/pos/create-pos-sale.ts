import { principalKey } from '../../kernel/context';
import type { Context } from '../../kernel/context';
import { InvalidStateError, ValidationError, invariant } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { sumTaxed } from '../../kernel/money';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { isDuplicateKey } from '../../platform/mongo';
import type { Tx } from '../../platform/transaction';
import { OVERDRAW_MAX, applyStockChanges } from '../inventory';
import type { StockEntryDoc } from '../inventory';
import { CLIENT_ORDER_INDEX, createOrderIn, findClientOrder, priceLines, takeOrderNumber } from '../orders';
import type { OrderDoc, OrderLineDoc } from '../orders';
import { recordPaymentsIn } from '../payments';
import { assertBranchesOpen, tenantDirectory } from '../tenants';
import type { TenantFacts } from '../tenants';
import { getRegister } from './find-register';
import type { RegisterFacts } from './find-register';
import { issueReceiptIn } from './issue-receipt';
import { CLOCK_AHEAD_MAX_MS, SALE_AGE_MAX_MS } from './pos.policy';
import type { ReceiptDoc } from './receipt.model';
import { printedTitles } from './printed-titles';
import { resolveLines } from './resolve-lines';
import type { SaleLine } from './resolve-lines';
import { settleTenders } from './settle-tenders';
import type { SettledTender, Tender } from './settle-tenders';

export interface PosSaleRequest {
  readonly input: IdempotentRequest['input'];
  readonly registerId: Id;
  readonly lines: readonly SaleLine[];
  readonly payments: readonly Tender[];
  /** When it was sold; left out, now. */
  readonly occurredAt?: Date | null;
  readonly clientOrderId?: string | null;
}

/** A sale that was made: what the till shows and prints. */
export interface PosSale {
  readonly order: OrderDoc;
  readonly receipt: ReceiptDoc;
  readonly changeDueMinor: number;
  /** Entries that the sale took, or found, below 0 in a branch whose policy is WARN: someone should count them. */
  readonly oversold: readonly StockEntryDoc[];
}

interface PreparedSale {
  readonly register: RegisterFacts;
  readonly facts: TenantFacts;
  readonly lines: OrderLineDoc[];
  /** Serial numbers named for each line. */
  readonly serials: readonly (readonly string[] | undefined)[];
  readonly titles: readonly string[];
  readonly number: string;
  readonly tenders: readonly SettledTender[];
  readonly changeDueMinor: number;
}

interface SaleIds {
  readonly orderId: Id;
  readonly receiptId: Id;
  readonly paymentIds: readonly Id[];
}

/**
 * Sells over the counter in one transaction: stock leaves the register's branch (POS_SALE movements), the order is
 * FULFILLED, its payments CAPTURED, and the receipt has the next number of the register's series. The number of
 * commands does not depend on the number of lines.
 * Throws InsufficientStockError, NotFoundError (register, variant), InvalidStateError (register off, branch closed, sale
 * sent before),
 * ValidationError (tenders, price, time); refuses a price of one's own without `prices:override` with FORBIDDEN.
 */
export async function createPosSale(ctx: Context, request: PosSaleRequest): Promise<PosSale> {
  const ids: SaleIds = { orderId: newId(), receiptId: newId(), paymentIds: request.payments.map(() => newId()) };
  let prepared: PreparedSale | undefined;
  try {
    return await runIdempotent(ctx, { operation: 'createPosSale', input: request.input }, async (tx) => {
      // Inside, so that a repeat is answered by the stored result whatever changed since; before the transaction's
      // first command, and once for all its attempts.
      prepared ??= await prepare(ctx, request);
      return sellIn(tx, request, prepared, ids);
    });
  } catch (error) {
    if (!isDuplicateKey(error, CLIENT_ORDER_INDEX)) throw error;
    throw await soldBefore(ctx, request);
  }
}

async function prepare(ctx: Context, request: PosSaleRequest): Promise<PreparedSale> {
  assertTime(ctx, request.occurredAt ?? null);
  const register = await getRegister(ctx, request.registerId);
  // What a till sold offline has happened, whatever became of its branch since.
  if ((request.occurredAt ?? null) === null) await assertBranchesOpen(ctx, [register.branchId]);
  const resolved = await resolveLines(ctx, request.lines);
  const { lines } = await priceLines(
    ctx,
    resolved.map((line, index) => ({
      ...line,
      branchId: register.branchId,
      unitPriceOverride: request.lines[index]?.unitPriceOverride,
    })),
    // A sale that a till made offline has the prices of its hour.
    { at: request.occurredAt ?? ctx.clock.now() },
  );
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context belongs to a tenant that exists');
  const total = sumTaxed(lines.map((line) => line.total));
  const { settled, changeDueMinor } = settleTenders(request.payments, total.grossMinor, facts.tenant.currency);
  return {
    register,
    facts,
    lines,
    serials: resolved.map(({ serials }) => serials),
    titles: await printedTitles(
      ctx,
      resolved.map(({ variant }) => variant),
    ),
    number: await takeOrderNumber(ctx),
    tenders: settled,
    changeDueMinor,
  };
}

function assertTime(ctx: Context, occurredAt: Date | null): void {
  if (occurredAt === null) return;
  const ageMs = ctx.clock.now().getTime() - occurredAt.getTime();
  if (ageMs > SALE_AGE_MAX_MS) {
    throw new ValidationError(
      'occurredAt',
      `Expected a time within the last year, got ${occurredAt.toISOString()}. Check the till's clock.`,
      'OCCURRED_TOO_LONG_AGO',
    );
  }
  if (ageMs >= -CLOCK_AHEAD_MAX_MS) return;
  throw new ValidationError(
    'occurredAt',
    "Expected a time that is not in the future. Check the till's clock.",
    'OCCURRED_IN_FUTURE',
  );
}

async function sellIn(tx: Tx, request: PosSaleRequest, prepared: PreparedSale, ids: SaleIds): Promise<PosSale> {
  const { register, facts, lines, tenders, changeDueMinor } = prepared;
  const occurredAt = request.occurredAt ?? tx.now;
  const soldLines = lines.map((line) => ({ ...line, fulfilledQuantity: line.quantity }));
  const { currency, pricesIncludeTax } = facts.tenant;
  const order = await createOrderIn(tx, {
    orderId: ids.orderId,
    number: prepared.number,
    status: 'FULFILLED',
    channel: 'POS',
    currency,
    pricesIncludeTax,
    lines: soldLines,
    paidMinor: tenders.reduce((sum, tender) => sum + tender.amountMinor, 0),
    registerId: register._id,
    clientOrderId: request.clientOrderId ?? null,
    occurredAt,
  });
  await recordPaymentsIn(
    tx,
    tenders.map((tender, index) => ({
      ...tender,
      paymentId: ids.paymentIds[index] ?? newId(),
      orderId: ids.orderId,
      status: 'CAPTURED',
      currency,
    })),
  );
  const receipt = await issueReceiptIn(tx, {
    receiptId: ids.receiptId,
    register,
    facts,
    order,
    titles: prepared.titles,
    tenders,
    ownerKey: principalKey(tx.actor),
    issuedAt: occurredAt,
  });
  tx.record({
    type: 'pos.sale',
    version: 1,
    payload: { orderId: ids.orderId.toHexString(), receiptId: ids.receiptId.toHexString() },
  });
  const stocked = soldLines.flatMap((line, index) =>
    line.isService ? [] : [{ line, serials: prepared.serials[index] }],
  );
  if (stocked.length === 0) return { order, receipt, changeDueMinor, oversold: [] };
  // Last, because the stock entries are what other tills and the web shop wait for.
  const policy = facts.branchById.get(register.branchId.toHexString())?.negativeStockPolicy ?? 'BLOCK';
  const { entries } = await applyStockChanges(
    tx,
    stocked.map(({ line, serials }) => ({
      branchId: line.branchId,
      variantId: line.variantId,
      type: 'POS_SALE',
      onHandDelta: -line.quantity,
      reservedDelta: 0,
      requires: 'AVAILABLE',
      overdrawQuantity: policy === 'BLOCK' ? 0 : OVERDRAW_MAX,
      referenceType: 'Order',
      referenceId: ids.orderId,
      occurredAt,
      serials,
    })),
  );
  const oversold = policy === 'WARN' ? entries.filter((entry) => entry.quantityAvailable < 0) : [];
  return { order, receipt, changeDueMinor, oversold };
}

async function soldBefore(ctx: Context, request: PosSaleRequest): Promise<InvalidStateError> {
  const order = await findClientOrder(ctx, request.registerId, request.clientOrderId ?? '');
  return new InvalidStateError(
    order?.status ?? 'FULFILLED',
    `This till's sale ${request.clientOrderId} was already stored as order ${order?.number ?? ''}.`,
    'POS_SALE_ALREADY_STORED',
  );
}
