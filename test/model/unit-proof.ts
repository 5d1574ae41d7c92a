import type { Context } from '../../src/kernel/context';
import type { Id } from '../../src/kernel/ids';
import { stockKeyOf } from '../../src/modules/inventory';
import type { StockKey } from '../../src/modules/inventory';
import { stockLots } from '../../src/modules/inventory/lots/stock-lot.model';
import { stockSerials } from '../../src/modules/inventory/serials/stock-serial.model';
import { LotUnits } from './lot-model';
import { SerialUnits } from './serial-model';
import { isToldApart } from './stock-model';
import type { StockModel } from './stock-model';

interface NamedPlaces {
  readonly tenantId: Id;
  readonly places: readonly StockKey[];
}

/** Every lot, or unit with a serial number, is as the model has it, and together they are what is on hand. */
export async function checkUnits(ctx: Context, model: StockModel, named: NamedPlaces): Promise<void> {
  const { units } = model;
  if (units instanceof LotUnits) await checkLots(ctx, model, units, named);
  if (units instanceof SerialUnits) await checkSerials(ctx, model, units, named);
}

async function checkLots(ctx: Context, model: StockModel, { lots }: LotUnits, named: NamedPlaces): Promise<void> {
  const rows = await stockLots(ctx.db).find({ tenantId: named.tenantId }).sort({ _id: 1 }).lean();
  expect(
    rows.map((row) => [
      placeOf(named, row),
      row.code,
      row.expiresAt?.getTime() ?? null,
      row.quantityOnHand,
      row.quantityExpired,
      row.quantityUsable,
    ]),
  ).toEqual(
    lots
      .flatMap((own, place) => own.map((lot) => ({ ...lot, place })))
      .sort((a, b) => a.age - b.age)
      .map((lot) => [lot.place, lot.code, lot.expiresMs, lot.usable + lot.expired, lot.expired, lot.usable]),
  );
  for (const [place, entry] of model.entries.entries()) {
    if (entry === null || !isToldApart(place)) continue;
    const own = lots[place] ?? [];
    expect({
      onHand: own.reduce((sum, { usable, expired }) => sum + usable + expired, 0),
      expired: own.reduce((sum, { expired }) => sum + expired, 0),
    }).toEqual({ onHand: entry.onHand, expired: entry.unavailable.EXPIRED });
  }
}

async function checkSerials(ctx: Context, model: StockModel, all: SerialUnits, named: NamedPlaces): Promise<void> {
  const rows = await stockSerials(ctx.db).find({ tenantId: named.tenantId }).sort({ _id: 1 }).lean();
  // Each number is one row, so that a unit is in one place or in none.
  expect(rows.map((row) => [row.serial, row.status, placeOf(named, row)])).toEqual(
    all.units.map((unit) => [unit.serial, unit.status, unit.place]),
  );
  for (const [place, entry] of model.entries.entries()) {
    if (entry !== null && isToldApart(place)) expect(all.in(place)).toHaveLength(entry.onHand);
  }
}

function placeOf({ places }: NamedPlaces, key: StockKey): number {
  return places.findIndex((place) => stockKeyOf(place) === stockKeyOf(key));
}
