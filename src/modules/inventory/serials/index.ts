/**
 * Units that are known by their serial numbers. Invariant: an entry that is tracked by serial number has as many units
 * IN_STOCK as it has on hand. `move-serials.ts` is the only writer, called by the stock ledger.
 */
export { findSerial, traceSerial } from './find-serial';
export { serialsOf, tooManySerials } from './serial-number';
export { SERIAL_STATUSES } from './stock-serial.model';
export type { SerialStatus, StockSerialDoc } from './stock-serial.model';
