/** Lines of one order; a B2B order has hundreds (the longest real invoice of the sample data has 593). */
export const ORDER_LINES_MAX = 2_000;

/** How long an unpaid order holds its stock when it reserves by itself. */
export const ORDER_HOLD_MS = 15 * 60 * 1000;

/** A hold whose payment is under way is kept at least this long from the payment's begin (DESIGN §4). */
export const PAYMENT_HOLD_MS = 15 * 60 * 1000;

/** However many payments are tried, a hold never lives longer than this after the order was placed. */
export const HOLD_LIFE_MAX_MS = 24 * 60 * 60 * 1000;

/** Order numbers that a process takes at once; what it does not use is lost, so numbers may have gaps. */
export const NUMBER_BLOCK_SIZE = 100;
