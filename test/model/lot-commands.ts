import fc from 'fast-check';
import { expireLots } from '../../src/modules/inventory';
import type { LotPlace } from '../../src/modules/inventory';
import { pass } from './hold-commands';
import { LotUnits } from './lot-model';
import { adjust, command, sell } from './stock-commands';
import type { StockCommand } from './stock-commands';
import { TOLD_APART, VARIANTS } from './stock-model';
import type { StockModel } from './stock-model';

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

/** Boxes of several dates come, and the till sells across them: which lots leave is what the dates say. */
function sellThrough(boxes: readonly number[], quantity: number): StockCommand {
  return command(`sell ${quantity} through boxes ${JSON.stringify(boxes)}`, async (model, world) => {
    const place = PLACE;
    const naming = { pick: boxes[0] ?? 0, how: 'PLAIN' } as const;
    const deltas = boxes.map((delta) => ({ place, delta }));
    await adjust(deltas, { reason: 'RECEIVED', unitCostMinor: null, naming }).act(model, world);
    await sell([{ place, quantity }], 0, null).act(model, world);
  });
}

/** The variant whose units are told apart, where the till stands. */
const PLACE = Array.from({ length: VARIANTS }, (_unused, place) => place).findIndex(TOLD_APART);

/** The two sides of the first date's minute before, of the date itself, and longer than any but the last. */
const ms = fc.constantFrom(0, 59_999, 60_000, 119_999, 120_000, 80_000_000, 300_000_000);
const few = fc.integer({ min: 1, max: 3 });

/** Commands that are about the dates of lots. */
export const LOT_COMMANDS: fc.Arbitrary<StockCommand>[] = [
  fc.tuple(ms, few).map(([after, batch]) => spoil(after, batch)),
  fc
    .tuple(fc.array(few, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 6 }))
    .map(([boxes, quantity]) => sellThrough(boxes, quantity)),
];
