import fc from 'fast-check';
import { expireLots } from '../../src/modules/inventory';
import type { LotPlace } from '../../src/modules/inventory';
import { setAside } from './bucket-commands';
import { pass } from './hold-commands';
import { LotUnits } from './lot-model';
import { adjust, command, sell, setTo } from './stock-commands';
import type { StockCommand } from './stock-commands';
import { isToldApart, VARIANTS } from './stock-model';
import type { StockModel } from './stock-model';
import { plan } from './transfer-commands';

/** Lots leave sale so long before their time; written out here so that a change of it is noticed. */
const AHEAD_MS = 60_000;

/** Time passes, then a worker puts aside what is past its date and not held. */
function spoil(ms: number, batchSize: number): StockCommand {
  return command(`lots expire (after ${ms} ms, batch ${batchSize})`, async (model, world) => {
    pass(model, world, ms);
    let moved = 0;
    let after: LotPlace | null = null;
    do {
      const batch: Awaited<ReturnType<typeof expireLots>> = await expireLots(world.system, { after, batchSize });
      expect(batch.failedLots).toBe(0);
      moved += batch.movedUnits;
      after = batch.next;
    } while (after !== null);
    expect(moved).toBe(putAside(model));
  });
}

/** Moves what is due in the model and says how many units that were. */
function putAside(model: StockModel): number {
  let moved = 0;
  if (!(model.units instanceof LotUnits)) return moved;
  for (const { place, lot } of model.units.due(model.nowMs + AHEAD_MS)) {
    const units = Math.min(lot.usable, Math.max(0, model.available(place)));
    if (units === 0) continue;
    const box = { code: lot.code };
    model.units = model.unitsAfter([{ place, onHand: 0, expired: units, kind: 'LOSS', box }]);
    model.entry(place).unavailable.EXPIRED += units;
    moved += units;
  }
  return moved;
}

/** What takes from, or adds to, the lots of a place without naming one. */
const USES = {
  sell: (units: number) => sell([{ place: PLACE, quantity: units }], 0, null),
  ship: (units: number) => plan(0, [{ variant: PLACE, quantity: units }], true, false),
  find: (units: number) => find(units),
};

/**
 * Boxes of several dates come, and then units leave across them, or are found: which lots they are is what the dates
 * say. `beforeMs` other than null: it is so long before the next date, and no worker was there in between.
 */
function goThrough(
  boxes: readonly number[],
  use: keyof typeof USES,
  units: number,
  beforeMs: number | null,
): StockCommand {
  const when = beforeMs === null ? '' : `, ${beforeMs} ms before a date`;
  return command(`boxes ${JSON.stringify(boxes)}, ${use} ${units}${when}`, async (model, world) => {
    const naming = { pick: 0, how: 'PLAIN' } as const;
    const deltas = boxes.map((delta) => ({ place: PLACE, delta }));
    await adjust(deltas, { reason: 'RECEIVED', unitCostMinor: null, naming }).act(model, world);
    const later = model.units instanceof LotUnits ? model.units.due(model.nowMs + YEAR_MS) : [];
    const date = later.find(({ lot }) => (lot.expiresMs ?? 0) > model.nowMs + (beforeMs ?? 0))?.lot.expiresMs ?? null;
    if (beforeMs !== null && date !== null) pass(model, world, date - beforeMs - model.nowMs);
    await USES[use](units).act(model, world);
  });
}

/** A count of the shelf finds some units more. */
function find(units: number): StockCommand {
  return command(`find ${units}`, async (model, world) => {
    const quantity = Math.max(0, (model.entries[PLACE]?.onHand ?? 0) + units);
    await setTo(PLACE, quantity, null).act(model, world);
  });
}

/** Units are put aside as past their date, and some of them are for sale again. */
function aside(units: number, back: number): StockCommand {
  return command(`put ${units} aside, ${back} back`, async (model, world) => {
    await setAside([{ place: PLACE, quantity: units }], 'AVAILABLE', 'EXPIRED').act(model, world);
    await setAside([{ place: PLACE, quantity: back }], 'EXPIRED', 'AVAILABLE').act(model, world);
  });
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
/** The variant whose units are told apart, where the till stands. */
const PLACE = Array.from({ length: VARIANTS }, (_unused, place) => place).findIndex(isToldApart);

/** The two sides of the first date's minute before, and longer than all dates but the first, and than all. */
const ms = fc.constantFrom(0, 59_999, 60_000, 81_000_000, 270_000_000);
const few = fc.integer({ min: 1, max: 3 });
const boxes = fc.array(few, { minLength: 1, maxLength: 4 });
const uses = fc.constantFrom('sell' as const, 'ship' as const, 'find' as const);
const beforeMs = fc.option(fc.constantFrom(0, 0, 1), { freq: 1 });

/** Commands that are about the dates of lots. */
export const LOT_COMMANDS: fc.Arbitrary<StockCommand>[] = [
  fc.tuple(ms, few).map(([after, batch]) => spoil(after, batch)),
  fc
    .tuple(boxes, uses, fc.integer({ min: 1, max: 6 }), beforeMs)
    .map(([which, use, units, before]) => goThrough(which, use, units, before)),
  fc.tuple(fc.integer({ min: 2, max: 6 }), few).map(([units, back]) => aside(units, back)),
];
