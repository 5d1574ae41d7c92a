import type { Context } from '../../src/kernel/context';
import type { Id } from '../../src/kernel/ids';
import { stockKeyOf } from '../../src/modules/inventory';
import type { StockKey } from '../../src/modules/inventory';
import { backorders } from '../../src/modules/inventory/backorder.model';
import { outboxEvents } from '../../src/platform/outbox';
import { waitingUnits } from './backorder-model';
import type { StockModel } from './stock-model';

interface NamedPlaces {
  readonly tenantId: Id;
  readonly places: readonly StockKey[];
  readonly holdIds: readonly Id[];
}

/** No place is below what shoppers and tills may take, and no more wait than are missing there. Reads nothing. */
export function checkLowest(model: StockModel): void {
  for (const [place, entry] of model.entries.entries()) {
    const overdraw = model.overdrawOf(place);
    const waiting = waitingUnits(entry?.queue ?? []);
    expect(model.available(place)).toBeGreaterThanOrEqual(-Math.max(entry?.limit ?? 0, overdraw));
    expect(waiting).toBeLessThanOrEqual(entry?.limit ?? 0);
    // Tills may take more than is there, and nobody waits for that: goods that come make it good first.
    if (overdraw === 0) expect(waiting).toBe(model.missing(place));
    else expect(waiting).toBeLessThanOrEqual(model.missing(place));
  }
}

/** Every queue is as the model has it: whose units, in which order, how many of them are not there yet. */
export async function checkQueues(ctx: Context, model: StockModel, named: NamedPlaces): Promise<void> {
  const rows = await backorders(ctx.db).find({ tenantId: named.tenantId }).sort({ sequence: 1 }).lean();
  const stored = named.places.map((place) =>
    rows
      .filter((row) => stockKeyOf(row) === stockKeyOf(place))
      // What does not wait any more is not followed.
      .map((row) => [
        row.reservationId.toHexString(),
        row.quantity,
        row.waitingQuantity,
        row.waitingQuantity === 0 ? 0 : row.heldQuantity,
      ]),
  );
  const queues = model.entries.map((entry) => entry?.queue ?? []);
  expect(stored).toEqual(
    queues.map((queue) =>
      queue.map((row) => [
        named.holdIds[row.hold]?.toHexString(),
        row.quantity,
        row.waiting,
        row.waiting === 0 ? 0 : row.held,
      ]),
    ),
  );
}

/** I10: events tell of every unit that came for a hold which waited, once; what was given up came for nobody. */
export async function checkFills(ctx: Context, model: StockModel, named: NamedPlaces): Promise<void> {
  const events = await outboxEvents(ctx.db).find({ tenantId: named.tenantId, type: 'backorder.filled' }).lean();
  const told = new Map<string, number>();
  for (const { payload } of events) {
    const { fills } = payload as {
      fills: { reservationId: string; branchId: string; variantId: string; quantity: number }[];
    };
    for (const { reservationId, branchId, variantId, quantity } of fills) {
      const key = reservationId + branchId + variantId;
      told.set(key, (told.get(key) ?? 0) + quantity);
    }
  }
  for (const [place, entry] of model.entries.entries()) {
    const where = named.places[place];
    for (const row of entry?.queue ?? []) {
      const key = `${named.holdIds[row.hold]?.toHexString()}${where === undefined ? '' : stockKeyOf(where)}`;
      const units = told.get(key) ?? 0;
      told.delete(key);
      if (row.gaveUp === true) expect(units).toBeLessThanOrEqual(row.quantity - row.waiting);
      else expect(units).toBe(row.quantity - row.waiting);
    }
  }
  expect([...told]).toEqual([]);
}
