import type { Samples } from './root-fields';
import { nextKey } from './shop';
import type { Shop } from './shop';

/** A good value of every input of the schema, for the shop's own tenant. */
export function samplesOf(shop: Shop): Samples {
  const { ids } = shop;
  const text = () => `text ${nextKey()}`;
  return {
    // Ids, by the names of their fields.
    branchId: () => ids.Branch,
    branchIds: () => ids.Branch,
    customerId: () => ids.Customer,
    'customer.id': () => ids.Customer,
    categoryId: () => ids.Category,
    categoryIds: () => ids.Category,
    parentId: () => ids.Category,
    productId: () => ids.Product,
    variantId: () => ids.Variant,
    priceListId: () => ids.PriceList,
    registerId: () => ids.Register,
    reservationId: () => ids.Reservation,
    replacesReservationId: () => ids.Reservation,
    orderId: () => ids.Order,
    orderLineId: () => ids.OrderLine,
    stockCountId: () => ids.StockCount,
    variantIds: () => ids.Variant,
    'node.id': () => ids.Product,
    'order.id': () => ids.Order,
    'product.id': () => ids.Product,
    'receipt.id': () => ids.Receipt,
    'reservation.id': () => ids.Reservation,
    'stockCount.id': () => ids.StockCount,
    'variant.id': () => ids.Variant,
    // Who comes in.
    tenant: () => shop.slug,
    'CreateTaxClassInput.code': () => nextKey().toUpperCase().replace('-', '_'),
    'SetCustomerGroupInput.group': () => 'trade',
    email: () => 'nobody@example.test',
    password: () => 'not the password',
    cashierPin: () => '000000',
    terminalToken: () => shop.terminalToken,
    refreshToken: () => 'no such token',
    // Codes that must be new or be there.
    idempotencyKey: nextKey,
    'VariantInput.sku': () => `SKU-${nextKey()}`,
    sku: () => shop.sku,
    'posLookup.barcode': () => shop.barcode,
    'variant.barcode': () => shop.barcode,
    'SelectedOptionInput.name': () => 'Size',
    'SelectedOptionInput.value': () => 'M',
    'ChangedOptionInput.name': () => 'Size',
    'ChangedOptionValueInput.value': () => 'S',
    // Everything else by its type.
    currency: () => 'GBP',
    amountMinor: () => 1_000,
    dryRun: () => true,
    Boolean: () => true,
    Int: () => 1,
    String: text,
    DateTime: () => '2026-01-01T00:00:00.000Z',
    AdjustmentReason: () => 'RECEIVED',
    'WriteOffStockInput.reason': () => 'DAMAGED',
    StockBucket: () => 'AVAILABLE',
    'MoveStockInput.to': () => 'DAMAGED',
    OrderChannel: () => 'WEB',
    OrderStatus: () => 'CONFIRMED',
    'PayOrderInput.token': () => 'tok_ok',
    'PayOrderInput.method': () => 'CARD',
    PaymentMethod: () => 'CASH',
    ProductStatus: () => 'ACTIVE',
    RemovedStockDecision: () => 'WRITE_OFF',
    ReservationStatus: () => 'ACTIVE',
    MovedLineChoice: () => 'REBASE',
    StockCountLineStatus: () => 'COUNTED',
    StockCountRecordMode: () => 'REPLACE',
    StockCountStatus: () => 'OPEN',
  };
}
