import fc from 'fast-check';
import { DomainError } from '../../src/kernel/errors';
import type { Context } from '../../src/kernel/context';
import { idFromHex } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { adjustStock, setStock } from '../../src/modules/inventory';
import { createPosSale } from '../../src/modules/pos';
import { reserveStock } from '../../src/modules/reservations';
import { PLACES } from './stock-model';
import type { StockModel, Wish } from './stock-model';
import { UNIT_PRICE_MINOR } from './stock-world';
import type { StockWorld } from './stock-world';
import type { UnitChange } from './unit-model';
import { linesNames, namesFor, naming, scanned } from './unit-names';
import type { Naming } from './unit-names';

export interface StockCommand extends fc.AsyncCommand<StockModel, StockWorld> {
  /** What the command does, without the proof after it. */
  act(model: StockModel, world: StockWorld): Promise<void>;
}
export type Input = { readonly idempotencyKey: string } & Record<string, unknown>;

/** The code of an outcome; faults are thrown on, because no command of the model may cause one. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'OK';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

/** A command that says what it does in the failure text, and proves all invariants after its step. */
export function command(name: string, act: (model: StockModel, world: StockWorld) => Promise<void>): StockCommand {
  return {
    act,
    check: () => true,
    toString: () => name,
    async run(model, world) {
      await act(model, world);
      await world.check(model);
      world.steps += 1;
    },
  };
}

/** Sends a request with a new key; what had an effect is kept to be sent again. */
export async function send(
  world: StockWorld,
  input: Record<string, unknown>,
  perform: (input: Input) => Promise<unknown>,
): Promise<string> {
  const sent: Input = { idempotencyKey: world.nextKey(), ...input };
  let answer: unknown;
  const code = await codeOf(perform(sent).then((result) => (answer = result)));
  if (code === 'OK') {
    world.sent.push({
      answer: JSON.stringify(answer),
      resend: (different) => perform(different ? { ...sent, extra: 'different' } : sent),
    });
  }
  return code;
}

const place = fc.nat(PLACES - 1);
const wish = fc.record({ place, quantity: fc.integer({ min: 1, max: 6 }) });
const wishes = fc.array(wish, { minLength: 1, maxLength: 4 });
const text = JSON.stringify;

export function reserve(wanted: readonly Wish[], ttlSeconds: number): StockCommand {
  return command(`reserve(${text(wanted)}, ${ttlSeconds} s)`, async (model, world) => {
    const lines = world.lines(wanted);
    const code = await send(world, { wanted, ttlSeconds }, (input) =>
      reserveStock(world.as(world.shopper), { input, lines, ttlSeconds }),
    );
    expect(code).toBe(model.promises(wanted) ? 'OK' : 'INSUFFICIENT_STOCK');
    if (code !== 'OK') return;
    world.holdIds.push(newestId(world));
    model.hold(wanted, ttlSeconds * 1000);
  });
}

/** Id of the document that the request just sent has made. */
export function newestId(world: StockWorld): Id {
  const { _id } = JSON.parse(world.sent.at(-1)?.answer ?? '{}') as { _id: string };
  return idFromHex(_id);
}

/** Callers who want the same at once share transactions: exactly as many win as there are units for. */
function crowd(callers: number, wanted: Wish): StockCommand {
  return command(`crowd(${callers} x ${text(wanted)})`, async (model, world) => {
    const winners = Math.min(callers, Math.floor(Math.max(0, model.promisable(wanted.place)) / wanted.quantity));
    const answers = await Promise.allSettled(
      Array.from({ length: callers }, () => {
        const input: Input = { idempotencyKey: world.nextKey(), wanted };
        return reserveStock(world.as(world.shopper), { input, lines: world.lines([wanted]), ttlSeconds: 900 });
      }),
    );
    const codes: string[] = [];
    for (const answer of answers) {
      if (answer.status === 'rejected') codes.push(await codeOf(Promise.reject(answer.reason as Error)));
      else {
        world.holdIds.push(answer.value._id);
        model.hold([wanted], 900_000);
      }
    }
    expect(codes).toEqual(Array<string>(callers - winners).fill('INSUFFICIENT_STOCK'));
  });
}

interface Delta {
  readonly place: number;
  readonly delta: number;
}

interface Adjustment {
  readonly reason: 'DAMAGED' | 'RECEIVED';
  readonly unitCostMinor: number | null;
  readonly naming: Naming;
}

export function adjust(deltas: readonly Delta[], { reason, unitCostMinor, naming: how }: Adjustment): StockCommand {
  const name = `adjust(${text(deltas)}, ${reason}, cost ${unitCostMinor}, names ${how.how} from ${how.pick})`;
  return command(name, async (model, world) => {
    const changes = deltas.map(({ place: index, delta }, at): UnitChange => {
      const names = namesFor(model, index, delta, how, at);
      return { place: index, onHand: delta, kind: delta < 0 ? 'LOSS' : 'BROUGHT', ...names };
    });
    await adjustBy(model, world, changes, { reason, unitCostMinor });
  });
}

/** Sends an adjustment whose units are named already. */
export async function adjustBy(
  model: StockModel,
  world: StockWorld,
  changes: readonly UnitChange[],
  { reason, unitCostMinor }: Omit<Adjustment, 'naming'>,
): Promise<void> {
  const lines = changes.map((change) => {
    return { ...world.place(change.place), delta: change.onHand, unitCostMinor, ...linesNames(change) };
  });
  const code = await send(world, { changes, reason, unitCostMinor }, (input) =>
    adjustStock(world.system, { input, reason, lines }),
  );
  const net = new Map<number, number>();
  for (const { place: index, onHand } of changes) net.set(index, (net.get(index) ?? 0) + onHand);
  const fits = [...net].every(([index, delta]) => delta >= 0 || model.available(index) + delta >= 0);
  const units = model.unitsAfter(changes);
  expect(code).toBe(fits ? (units.refusal ?? 'OK') : 'INSUFFICIENT_STOCK');
  if (code !== 'OK') return;
  model.units = units;
  for (const [index, delta] of net) model.move(index, delta, 0);
  model.effect();
}

export function setTo(index: number, quantity: number, expected: number | null): StockCommand {
  return command(`setStock(${index}, ${quantity}, expected ${expected})`, async (model, world) => {
    const code = await send(world, { index, quantity, expected }, (input) =>
      setStock(world.system, {
        input,
        ...world.place(index),
        quantity,
        expectedQuantity: expected,
        reason: 'CYCLE_COUNT',
      }),
    );
    const current = model.entries[index]?.onHand ?? 0;
    const delta = quantity - model.onShelf(index);
    const units = model.unitsAfter([{ place: index, onHand: delta, kind: 'FOUND' }]);
    const refusal =
      expected !== null && expected !== current
        ? 'STALE_QUANTITY'
        : delta < 0 && model.available(index) + delta < 0
          ? 'INSUFFICIENT_STOCK'
          : (units.refusal ?? 'OK');
    expect(code).toBe(refusal);
    if (code !== 'OK') return;
    model.units = units;
    // A count that finds what is there moves nothing, but for the first one of a place.
    if (delta !== 0 || model.entries[index] === null) model.entry(index).counts += 1;
    model.move(index, delta, 0);
    model.effect();
  });
}

/** A sale at the till; `offMinor` other than 0 pays a wrong sum; `scan` names a unit of a line, where units have numbers. */
export function sell(wanted: readonly Wish[], offMinor: number, scan: number | null): StockCommand {
  return command(`sell(${text(wanted)}, off by ${offMinor}, scan ${scan})`, async (model, world) => {
    const changes = wanted.map(({ place: index, quantity }): UnitChange => {
      const serials = scanned(model, index, scan);
      return {
        place: index,
        onHand: -quantity,
        kind: 'USE',
        leftAs: 'SOLD',
        ...(serials !== undefined && { serials }),
      };
    });
    const after = model.unitsAfter(changes);
    const units = wanted.reduce((sum, { quantity }) => sum + quantity, 0);
    const amountMinor = units * UNIT_PRICE_MINOR + offMinor;
    const till = (): Context =>
      world.as({
        kind: 'register',
        registerId: world.registerId,
        branchId: world.place(0).branchId,
        cashierId: world.registerId,
      });
    let sale: Awaited<ReturnType<typeof createPosSale>> | undefined;
    const code = await send(world, { wanted, offMinor }, async (input) => {
      sale = await createPosSale(till(), {
        input,
        registerId: world.registerId,
        lines: changes.map(({ place: index, onHand, serials }) => {
          return {
            variantId: world.place(index).variantId,
            quantity: -onHand,
            ...(serials !== undefined && { serials }),
          };
        }),
        payments: [{ method: 'CASH', amount: { amountMinor, currency: 'GBP' } }],
      });
      return sale;
    });
    const refusal = model.sells(wanted) ? (after.refusal ?? 'OK') : 'INSUFFICIENT_STOCK';
    expect(code).toBe(offMinor !== 0 ? 'TENDER_MISMATCH' : refusal);
    if (code !== 'OK' || sale === undefined) return;
    model.units = after;
    for (const { place: index, quantity } of wanted) model.move(index, -quantity, 0);
    model.effect();
    model.sales += 1;
    model.event('pos.sale');
    // I6: receipts of a till have no gap, and no number of an order comes twice.
    expect(sale.receipt.sequence).toBe(model.sales);
    expect(world.orderNumbers).not.toContain(sale.order.number);
    world.orderNumbers.add(sale.order.number);
    expect(sale.order.total.grossMinor).toBe(amountMinor);
    const below = model.merge(wanted).filter(({ place: index }) => model.available(index) < 0);
    const told = world.policy === 'WARN' ? below.map(({ place: index }) => world.place(index).variantId) : [];
    expect(sale.oversold.map(({ variantId }) => variantId.toHexString()).sort()).toEqual(told.map(String).sort());
  });
}

/** Sends a request that had an effect again: the stored answer, and no effect; with another input it is refused. */
function replay(index: number, different: boolean): StockCommand {
  return command(`replay(${index}, ${different ? 'other input' : 'same input'})`, async (_model, world) => {
    const sent = world.sent[index % Math.max(1, world.sent.length)];
    if (sent === undefined) return;
    if (different) expect(await codeOf(sent.resend(true))).toBe('IDEMPOTENCY_KEY_REUSED');
    else expect(JSON.stringify(await sent.resend(false))).toBe(sent.answer);
  });
}

const everywhere = (units: number): Delta[] =>
  Array.from({ length: PLACES }, (_unused, index) => ({ place: index, delta: units }));

const restart = command('restart', async (_model, world) => world.processes.restart());

const cost = fc.option(fc.integer({ min: 1, max: 999 }));
/** Time to live from a second to longer than any hold may live. */
const ttlSeconds = fc.constantFrom(1, 60, 900, 86_400);
const delta = fc.record({ place, delta: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: -8, max: -1 })) });
/** Places 0 and 1 are where the till stands. */
const overTheCounter = fc.array(fc.record({ place: fc.nat(1), quantity: fc.integer({ min: 1, max: 4 }) }), {
  minLength: 1,
  maxLength: 3,
});

/** Commands that ask for stock, bring it, count it, or repeat a request. */
export const STOCK_COMMANDS: fc.Arbitrary<StockCommand>[] = [
  fc.tuple(wishes, ttlSeconds).map(([wanted, ttl]) => reserve(wanted, ttl)),
  fc.tuple(fc.array(wish, { minLength: 1, maxLength: 1 }), ttlSeconds).map(([wanted, ttl]) => reserve(wanted, ttl)),
  fc.tuple(fc.integer({ min: 2, max: 6 }), wish).map(([callers, wanted]) => crowd(callers, wanted)),
  fc
    .tuple(
      fc.array(fc.record({ place, delta: fc.integer({ min: 1, max: 20 }) }), { minLength: 1, maxLength: 4 }),
      cost,
      naming,
    )
    .map(([deltas, unitCostMinor, how]) => adjust(deltas, { reason: 'RECEIVED', unitCostMinor, naming: how })),
  // A delivery of everything, so that most of what is asked for can be had.
  fc
    .tuple(fc.integer({ min: 5, max: 40 }), cost, naming)
    .map(([units, unitCostMinor, how]) =>
      adjust(everywhere(units), { reason: 'RECEIVED', unitCostMinor, naming: { ...how, how: 'PLAIN' } }),
    ),
  fc
    .tuple(fc.array(delta, { minLength: 1, maxLength: 3 }), cost, naming)
    .map(([deltas, unitCostMinor, how]) => adjust(deltas, { reason: 'DAMAGED', unitCostMinor, naming: how })),
  fc
    .tuple(place, fc.nat(12), fc.option(fc.nat(12), { freq: 1 }))
    .map(([index, quantity, expected]) => setTo(index, quantity, expected)),
  fc
    .tuple(overTheCounter, fc.constantFrom(0, 0, 0, 1, -1), fc.option(fc.nat(9), { freq: 1 }))
    .map(([wanted, off, scan]) => sell(wanted, off, scan)),
  fc.tuple(fc.nat(40), fc.boolean()).map(([index, different]) => replay(index, different)),
  fc.constant(restart),
];
