/**
 * Stock that is tracked by lot. Invariant: the lots of an entry together have what the entry has on hand, and of it as
 * many expired units as the entry's bucket EXPIRED. `move-lots.ts` is the only writer, called by the stock ledger.
 */
export { lotTotals, lotsDiffer } from './check-lots';
export type { LotTotals } from './check-lots';
export { expireLots } from './expire-lots';
export type { ExpiredLots, LotPlace } from './expire-lots';
export { listStockLots, traceLot } from './list-stock-lots';
export type { LotTraceQuery } from './list-stock-lots';
export { lotCodeOf } from './lot-code';
export { setVariantTracking } from './set-variant-tracking';
export type { SetVariantTrackingRequest } from './set-variant-tracking';
export type { StockLotDoc } from './stock-lot.model';
