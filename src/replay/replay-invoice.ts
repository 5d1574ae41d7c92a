import { multiplyMinor } from '../kernel/money';
import { expectMember } from './api-client';
import type { ApiClient } from './api-client';
import { ADJUST_STOCK, FULFIL_ORDER, PAY_ORDER, PLACE_ORDER, POS_SALE, RESERVE } from './operations';
import type { AdjustmentRow } from './classify-row';
import type { PlannedInvoice } from './plan-replay';
import type { ReplayVariant, Shop } from './set-up-shop';

/** What an invoice is replayed with. */
export interface ReplayDesk {
  /** Signed in as ADMIN. */
  readonly admin: ApiClient;
  /** The session of a customer of the file; always the same for the same customer. */
  readonly shopperOf: (customerId: string) => ApiClient;
  readonly shop: Shop;
  readonly runId: string;
  readonly variants: ReadonlyMap<string, ReplayVariant>;
}

interface Member<Name extends string> {
  readonly __typename: Name;
}
interface OrderPayload extends Member<'OrderPayload'> {
  readonly order: { readonly id: string };
}
interface ReservationPayload extends Member<'ReservationPayload'> {
  readonly reservation: { readonly id: string };
}
interface MovementsPayload extends Member<'StockMovementsPayload'> {
  readonly movements: readonly { readonly onHandDelta: number }[];
}
interface PosSalePayload extends Member<'PosSalePayload'> {
  readonly order: { readonly id: string };
}

/** Sells one invoice through the API and returns the order's id. A repeat with the same run id has no second effect. */
export function replayInvoice(desk: ReplayDesk, invoice: PlannedInvoice): Promise<string> {
  return invoice.channel === 'WEB' ? sellOnTheWeb(desk, invoice) : sellAtTheTill(desk, invoice);
}

/**
 * The shopper reserves, is ordered for, pays; then staff hand over. The file sells one SKU at many prices (by quantity
 * and customer), which a storefront can't set: hence a person with the right to override prices places the order, out
 * of the shopper's hold and in the shopper's name.
 */
async function sellOnTheWeb(desk: ReplayDesk, invoice: PlannedInvoice): Promise<string> {
  const { admin, shop } = desk;
  const shopper = desk.shopperOf(invoice.customerId ?? '');
  const what = `invoice ${invoice.invoiceNo}`;
  const key = (step: string): string => `replay-${desk.runId}-${invoice.invoiceNo}-${step}`;
  const lines = invoice.lines.map((line) => ({
    branchId: shop.branchIds.WEB,
    variantId: variantOf(desk, line).id,
    quantity: line.quantity,
  }));
  const goods = lines.filter((_, index) => invoice.lines[index]?.isService === false);
  const reservationId =
    goods.length === 0 ? undefined : await holdFor(shopper, { idempotencyKey: key('reserve'), lines: goods }, what);
  const unitPriceOverrides = invoice.lines.map((line) => ({
    amountMinor: line.unitPriceMinor,
    currency: shop.currency,
  }));
  const { placeOrder } = await admin.send<{ placeOrder: OrderPayload }>(PLACE_ORDER, {
    input: { idempotencyKey: key('order'), reservationId, lines, unitPriceOverrides },
  });
  const { order } = expectMember(placeOrder, 'OrderPayload', `order ${what}`);
  // What has no hold is no shopper's: the office ordered it and takes the money.
  const payer = reservationId === undefined ? admin : shopper;
  const money = reservationId === undefined ? { method: 'BANK_TRANSFER' } : { method: 'CARD', token: 'tok_ok' };
  const { payOrder } = await payer.send<{ payOrder: OrderPayload }>(PAY_ORDER, {
    input: { idempotencyKey: key('pay'), orderId: order.id, ...money },
  });
  expectMember(payOrder, 'OrderPayload', `pay ${what}`);
  const { fulfillOrder } = await admin.send<{ fulfillOrder: OrderPayload }>(FULFIL_ORDER, {
    input: { idempotencyKey: key('fulfil'), orderId: order.id },
  });
  expectMember(fulfillOrder, 'OrderPayload', `fulfil ${what}`);
  return order.id;
}

async function holdFor(shopper: ApiClient, input: object, what: string): Promise<string> {
  const { reserveStock } = await shopper.send<{ reserveStock: ReservationPayload }>(RESERVE, { input });
  return expectMember(reserveStock, 'ReservationPayload', `reserve ${what}`).reservation.id;
}

/** Takes units off the shelf that left it without a sale. Returns how many, as the server's ledger has it. */
export async function replayAdjustment(desk: ReplayDesk, row: AdjustmentRow, index: number): Promise<number> {
  const { adjustStock } = await desk.admin.send<{ adjustStock: MovementsPayload }>(ADJUST_STOCK, {
    input: {
      idempotencyKey: `replay-${desk.runId}-adjustment-${index}`,
      reason: row.reason,
      note: `${row.invoiceNo} ${row.description}`.trim(),
      lines: [{ branchId: desk.shop.branchIds.WEB, variantId: variantOf(desk, row).id, delta: row.delta }],
    },
  });
  const { movements } = expectMember(adjustStock, 'StockMovementsPayload', `adjust ${row.sku}`);
  return movements.reduce((sum, movement) => sum - movement.onHandDelta, 0);
}

async function sellAtTheTill(desk: ReplayDesk, invoice: PlannedInvoice): Promise<string> {
  const { admin, shop } = desk;
  const { currency } = shop;
  const lines = invoice.lines.map((line) => ({
    sku: line.sku,
    quantity: line.quantity,
    ...(variantOf(desk, line).listPriceMinor === line.unitPriceMinor
      ? {}
      : { unitPriceOverride: { amountMinor: line.unitPriceMinor, currency } }),
  }));
  const totalMinor = invoice.lines.reduce((sum, line) => sum + multiplyMinor(line.unitPriceMinor, line.quantity), 0);
  const { createPosSale } = await admin.send<{ createPosSale: PosSalePayload }>(POS_SALE, {
    input: {
      idempotencyKey: `replay-${desk.runId}-${invoice.invoiceNo}-sale`,
      registerId: shop.registerId,
      lines,
      payments: [{ method: 'CASH', amount: { amountMinor: totalMinor, currency } }],
    },
  });
  return expectMember(createPosSale, 'PosSalePayload', `sell invoice ${invoice.invoiceNo}`).order.id;
}

function variantOf(desk: ReplayDesk, line: { readonly sku: string }): ReplayVariant {
  const variant = desk.variants.get(line.sku);
  if (variant === undefined) throw new Error(`SKU ${line.sku} is not in the catalogue that was just made.`);
  return variant;
}
