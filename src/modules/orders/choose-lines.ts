import { NotFoundError, ValidationError, badInput } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { OrderDoc, OrderLineDoc } from './order.model';

/** So many units of one line of an order. */
export interface LineQuantity {
  readonly orderLineId: Id;
  readonly quantity: number;
}

/**
 * Which units of which lines are meant, by line id in hex: those asked for, summed per line, or all that `openOf`
 * leaves. Pure. Throws NotFoundError for a line that the order lacks, ValidationError with `excessCode` for more than
 * is open; refuses an empty list and quantities below 1 with BAD_USER_INPUT.
 */
export function chooseLines(
  order: Pick<OrderDoc, 'lines'>,
  asked: readonly LineQuantity[] | undefined,
  openOf: (line: OrderLineDoc) => number,
  excessCode: string,
): Map<string, number> {
  const byId = new Map(order.lines.map((line) => [line._id.toHexString(), line]));
  const chosen = new Map<string, number>();
  if (asked === undefined) {
    for (const [id, line] of byId) if (openOf(line) > 0) chosen.set(id, openOf(line));
    return chosen;
  }
  if (asked.length === 0)
    throw badInput('Expected at least one line, or no lines at all for the whole order.', 'lines');
  for (const [index, { orderLineId, quantity }] of asked.entries()) {
    const id = orderLineId.toHexString();
    const line = byId.get(id);
    if (line === undefined) throw new NotFoundError('OrderLine', toGlobalId('OrderLine', orderLineId));
    if (!Number.isInteger(quantity) || quantity < 1) {
      throw badInput(`Expected a quantity of 1 or more, got ${quantity}.`, `lines.${index}.quantity`);
    }
    const sum = (chosen.get(id) ?? 0) + quantity;
    if (sum > openOf(line)) {
      throw new ValidationError(
        `lines.${index}.quantity`,
        `Expected at most ${openOf(line)} units of this line, got ${sum}.`,
        excessCode,
      );
    }
    chosen.set(id, sum);
  }
  return chosen;
}
