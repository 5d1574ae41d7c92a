import fc from 'fast-check';
import { moveStock, setStockSettings, writeOffStock } from '../../src/modules/inventory';
import { command, send } from './stock-commands';
import type { StockCommand } from './stock-commands';
import { MODEL_BUCKETS, PLACES } from './stock-model';
import type { ModelBucket, StockModel, Wish } from './stock-model';
import type { UnitChange } from './unit-model';

type Bucket = ModelBucket | 'AVAILABLE';

/** True when all wishes together can be taken out of the bucket. */
function has(model: StockModel, wishes: readonly Wish[], bucket: Bucket): boolean {
  if (bucket === 'AVAILABLE') return model.covers(wishes);
  return model
    .merge(wishes)
    .every(({ place, quantity }) => (model.entries[place]?.unavailable[bucket] ?? 0) >= quantity);
}

/** What is available is what no bucket has: only the others are counted. */
function add(model: StockModel, place: number, bucket: Bucket, quantity: number): void {
  if (bucket !== 'AVAILABLE') model.entry(place).unavailable[bucket] += quantity;
}

export function setAside(wanted: readonly Wish[], from: Bucket, to: Bucket): StockCommand {
  return command(`move ${JSON.stringify(wanted)} from ${from} to ${to}`, async (model, world) => {
    const code = await send(world, { wanted, from, to }, (input) =>
      moveStock(world.system, { input, lines: world.lines(wanted), from, to }),
    );
    const sign = Number(to === 'EXPIRED') - Number(from === 'EXPIRED');
    const units = model.unitsAfter(
      model.merge(wanted).map(({ place, quantity }): UnitChange => {
        return { place, onHand: 0, expired: sign * quantity, kind: 'LOSS' };
      }),
    );
    const refusal = has(model, wanted, from) ? (units.refusal ?? 'OK') : 'INSUFFICIENT_STOCK';
    expect(code).toBe(from === to ? 'SAME_BUCKET' : refusal);
    if (code !== 'OK') return;
    model.units = units;
    for (const { place, quantity } of wanted) {
      add(model, place, from, -quantity);
      add(model, place, to, quantity);
    }
    model.effect();
  });
}

function writeOff(wanted: readonly Wish[], from: Bucket): StockCommand {
  return command(`write off ${JSON.stringify(wanted)} from ${from}`, async (model, world) => {
    const code = await send(world, { wanted, from }, (input) =>
      writeOffStock(world.system, { input, lines: world.lines(wanted), from, reason: 'DAMAGED' }),
    );
    const units = model.unitsAfter(
      model.merge(wanted).map(({ place, quantity }): UnitChange => {
        return { place, onHand: -quantity, expired: from === 'EXPIRED' ? -quantity : 0, kind: 'LOSS' };
      }),
    );
    expect(code).toBe(has(model, wanted, from) ? (units.refusal ?? 'OK') : 'INSUFFICIENT_STOCK');
    if (code !== 'OK') return;
    model.units = units;
    for (const { place, quantity } of wanted) {
      add(model, place, from, -quantity);
      model.move(place, -quantity, 0);
    }
    model.effect();
  });
}

/** Keeps units back from shoppers; tills and staff take them all the same. */
function keepBack(place: number, units: number, expected: number | null): StockCommand {
  return command(`safety stock of ${place} to ${units}, expected ${expected}`, async (model, world) => {
    const stated = expected === null ? {} : { safetyStock: expected === 0 ? null : expected };
    const code = await send(world, { place, units, expected }, (input) =>
      setStockSettings(world.system, {
        input,
        ...world.place(place),
        settings: { safetyStock: units === 0 ? null : units },
        expected: stated,
      }),
    );
    const current = model.entries[place]?.safety ?? 0;
    expect(code).toBe(expected === null || expected === current ? 'OK' : 'STALE_SETTINGS');
    if (code !== 'OK') return;
    model.entry(place).safety = units;
    model.effect();
  });
}

const place = fc.nat(PLACES - 1);
const wishes = fc.array(fc.record({ place, quantity: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 2 });
const bucket = fc.constantFrom<Bucket>('AVAILABLE', 'AVAILABLE', ...MODEL_BUCKETS);

/** Commands that set units aside, write them off, and keep some back from shoppers. */
export const BUCKET_COMMANDS: fc.Arbitrary<StockCommand>[] = [
  fc.tuple(wishes, bucket, bucket).map(([wanted, from, to]) => setAside(wanted, from, to)),
  fc.tuple(wishes, bucket).map(([wanted, from]) => writeOff(wanted, from)),
  fc
    .tuple(place, fc.constantFrom(0, 0, 1, 3), fc.option(fc.nat(1), { freq: 1 }))
    .map(([which, units, expected]) => keepBack(which, units, expected)),
];
