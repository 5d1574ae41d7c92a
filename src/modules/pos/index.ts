/**
 * POS: selling over the counter.
 * Owns the collections `registers` and `receipts`. A sale is one transaction: stock, order, payments, receipt.
 * Invariants: receipt numbers have no gap within their register's series (I6); tenders add up to the sale's total (I8);
 * a till sells only at itself. Terminal tokens are stored as hashes only.
 */
export { createPosSale } from './create-pos-sale';
export type { PosSale, PosSaleRequest } from './create-pos-sale';
export { createRegister } from './create-register';
export type { NewRegister } from './create-register';
export { signInRegister } from './sign-in-register';
export type { RegisterCredentials } from './sign-in-register';
export { posLookup } from './pos-lookup';
export { findReceipt } from './find-receipt';
export { findRegister, getRegister } from './find-register';
export type { ReceiptDoc } from './receipt.model';
export type { RegisterDoc } from './register.model';
export { renderReceiptHtml, renderReceiptText } from './render-receipt';
export type { SaleLine } from './resolve-lines';
export type { Tender } from './settle-tenders';
