import fc from 'fast-check';
import type { Context } from '../../src/kernel/context';
import { newId } from '../../src/kernel/ids';
import {
  commitReservation,
  expireReservations,
  extendReservation,
  releaseReservation,
  reserveStock,
} from '../../src/modules/reservations';
import { codeOf, command, newestId, reserve, send } from './stock-commands';
import type { StockCommand } from './stock-commands';
import { LIFE_MAX_MS, PLACES, stillHeld } from './stock-model';
import type { ModelHold, StockModel, Wish } from './stock-model';
import type { StockWorld } from './stock-world';
import type { UnitChange } from './unit-model';

const LEASE_MS = 60_000;

const FIRST = reserve([{ place: 0, quantity: 1 }], 900);

/** A command on one of the holds that there are; while there is none, it tries to make the first. */
function onHold(
  name: string,
  pick: number,
  act: (hold: ModelHold, index: number, model: StockModel, world: StockWorld) => Promise<void>,
): StockCommand {
  return command(`${name} of hold ~${pick}`, async (model, world) => {
    if (model.holds.length === 0) await FIRST.act(model, world);
    const index = pick % Math.max(1, model.holds.length);
    const hold = model.holds[index];
    if (hold !== undefined) await act(hold, index, model, world);
  });
}

function extend(pick: number, ttlSeconds: number): StockCommand {
  return onHold(`extend by ${ttlSeconds} s`, pick, async (hold, index, model, world) => {
    const reservationId = idOf(world, index);
    const code = await send(world, { index, ttlSeconds }, (input) =>
      extendReservation(world.as(world.shopper), { input, reservationId, ttlSeconds }),
    );
    expect(code).toBe(model.refusal(hold) ?? 'OK');
    if (code !== 'OK') return;
    const wanted = Math.min(model.nowMs + ttlSeconds * 1000, hold.createdMs + LIFE_MAX_MS);
    hold.expiresMs = Math.max(hold.expiresMs, wanted);
    model.event('reservation.extended');
    model.effect();
  });
}

/** Commits or releases a hold, wholly or the given units by line. */
function end(verb: 'commit' | 'release', pick: number, parts: readonly Wish[] | null): StockCommand {
  return onHold(
    `${verb} ${parts === null ? 'all' : JSON.stringify(parts)}`,
    pick,
    async (hold, index, model, world) => {
      const perform = verb === 'commit' ? commitReservation : releaseReservation;
      const request = { reservationId: idOf(world, index), ...(parts !== null && { lines: world.lines(parts) }) };
      const code = await send(world, { index, parts }, (input) =>
        perform(world.as(world.shopper), { input, ...request }),
      );
      const asked = parts === null ? heldOf(hold) : model.merge(parts);
      const held = (place: number) => heldOf(hold).find((line) => line.place === place)?.quantity ?? 0;
      // What is past its time but not claimed yet may still be given back by hand.
      const refusal = verb === 'release' && hold.status === 'ACTIVE' ? null : model.refusal(hold);
      const isTooMuch = asked.some(({ place, quantity }) => quantity > held(place));
      const units = model.unitsAfter(
        asked.map(({ place, quantity }): UnitChange => {
          return { place, onHand: verb === 'commit' ? -quantity : 0, kind: 'USE', leftAs: 'SOLD' };
        }),
      );
      expect(code).toBe(refusal ?? (isTooMuch ? 'VALIDATION_FAILED' : (units.refusal ?? 'OK')));
      if (code !== 'OK') return;
      model.units = units;
      model.end(hold, asked, verb === 'commit' ? 'committed' : 'released');
    },
  );
}

/** A shopper asks for something else instead of what a hold has: their own units are free for it. */
function replace(pick: number, wanted: readonly Wish[], ttlSeconds: number): StockCommand {
  return onHold(`replace by ${JSON.stringify(wanted)}, ${ttlSeconds} s`, pick, async (hold, index, model, world) => {
    const request = { lines: world.lines(wanted), ttlSeconds, replacesReservationId: idOf(world, index) };
    const code = await send(world, { index, wanted, ttlSeconds }, (input) =>
      reserveStock(world.as(world.shopper), { input, ...request }),
    );
    const own = (place: number) => heldOf(hold).find((line) => line.place === place)?.quantity ?? 0;
    const more = model.merge(wanted).map(({ place, quantity }) => ({ place, quantity: quantity - own(place) }));
    const isThere = model.promises(more.filter(({ quantity }) => quantity > 0));
    const refusal = hold.status === 'ACTIVE' ? null : model.refusal(hold);
    expect(code).toBe(refusal ?? (isThere ? 'OK' : 'INSUFFICIENT_STOCK'));
    if (code !== 'OK') return;
    world.holdIds.push(newestId(world));
    model.replace(hold, wanted, ttlSeconds * 1000);
  });
}

/** Neither another shopper nor another tenant finds the hold, whatever they try (I9). */
function stranger(pick: number, foreign: boolean): StockCommand {
  return onHold(
    foreign ? 'foreign tenant tries' : 'another shopper tries',
    pick,
    async (_hold, index, _model, world) => {
      const reservationId = idOf(world, index);
      const ctx = foreign
        ? world.t.as({ kind: 'system', job: 'model' })
        : world.as({ kind: 'guest', guestId: newId() });
      for (const perform of [commitReservation, releaseReservation]) {
        const input = { idempotencyKey: world.nextKey() };
        expect(await codeOf(perform(ctx, { input, reservationId }))).toBe('NOT_FOUND');
      }
      const input = { idempotencyKey: world.nextKey() };
      expect(await codeOf(extendReservation(ctx, { input, reservationId, ttlSeconds: 60 }))).toBe('NOT_FOUND');
    },
  );
}

/** Time passes, then workers expire what is due: each hold once, whatever the number of workers and their batches. */
function expire(ms: number, workers: number, batchSize: number): StockCommand {
  return command(`expire(after ${ms} ms, ${workers} workers, batch ${batchSize})`, async (model, world) => {
    pass(model, world, ms);
    const counts = await Promise.all(
      Array.from({ length: workers }, (_unused, index) => drain(world.system, `worker-${index}`, batchSize)),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(model.expire());
  });
}

/** A worker that claims what is due and dies before it gives anything back. */
function crash(ms: number): StockCommand {
  return command(`worker dies (after ${ms} ms)`, async (model, world) => {
    pass(model, world, ms);
    const options = { workerId: 'dying', batchSize: 1_000, leaseMs: LEASE_MS };
    const summary = await expireReservations(dying(world.system), options);
    expect(summary.expired).toBe(0);
    for (const hold of model.due()) {
      hold.status = 'RELEASING';
      hold.leaseMs = model.nowMs + LEASE_MS;
    }
  });
}

/** The same process, whose transactions all fail: what comes after a claim never happens. */
function dying(ctx: Context): Context {
  const db = Object.create(ctx.db, {
    startSession: { value: () => Promise.reject(new Error('the process has died')) },
  }) as Context['db'];
  return { ...ctx, db };
}

/** Runs a worker as its job does, until it says that no more is due. */
async function drain(ctx: Context, workerId: string, batchSize: number): Promise<number> {
  let expired = 0;
  for (;;) {
    const summary = await expireReservations(ctx, { workerId, batchSize, leaseMs: LEASE_MS });
    expired += summary.expired;
    if (!summary.more) return expired;
  }
}

export function pass(model: StockModel, world: StockWorld, ms: number): void {
  world.t.clock.tick(ms);
  model.nowMs += ms;
}

function heldOf(hold: ModelHold): Wish[] {
  return hold.lines
    .map((line) => ({ place: line.place, quantity: stillHeld(line) }))
    .filter(({ quantity }) => quantity > 0);
}

function idOf(world: StockWorld, index: number) {
  const id = world.holdIds[index];
  if (id === undefined) throw new Error(`the world has no hold ${index}`);
  return id;
}

const pick = fc.nat(30);
const part = fc.record({ place: fc.nat(PLACES - 1), quantity: fc.integer({ min: 1, max: 4 }) });
const parts = fc.option(fc.array(part, { minLength: 1, maxLength: 3 }), { freq: 1 });
/** 999 and 1,000 ms are the two sides of the shortest hold's end; 60 s that of a lease. */
const ms = fc.constantFrom(0, 1, 999, 1_000, 59_000, 60_000, 900_000, 90_000_000);

/** Commands that change, end or attack holds, and let time pass. */
export const HOLD_COMMANDS: fc.Arbitrary<StockCommand>[] = [
  fc.tuple(pick, fc.constantFrom(1, 900, 86_400)).map(([which, ttl]) => extend(which, ttl)),
  fc.tuple(pick, parts).map(([which, some]) => end('commit', which, some)),
  fc.tuple(pick, parts).map(([which, some]) => end('release', which, some)),
  fc
    .tuple(pick, fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom(1, 900))
    .map(([which, wanted, ttl]) => replace(which, wanted, ttl)),
  fc.tuple(pick, fc.boolean()).map(([which, foreign]) => stranger(which, foreign)),
  fc
    .tuple(ms, fc.integer({ min: 1, max: 3 }), fc.constantFrom(1, 2, 200))
    .map(([after, workers, batch]) => expire(after, workers, batch)),
  ms.map((after) => crash(after)),
];
