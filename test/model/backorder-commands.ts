import fc from 'fast-check';
import { setBackorderPolicy } from '../../src/modules/inventory';
import { waitingUnits } from './backorder-model';
import { adjust, command, reserve, sell, send } from './stock-commands';
import type { StockCommand } from './stock-commands';
import { PLACES, isToldApart, VARIANTS } from './stock-model';

interface Policy {
  readonly kind: 'BACKORDER' | 'PREORDER';
  readonly limit: number;
  readonly isDated: boolean;
}

/** Says how many units of a place may wait; `expected` is the limit that the client saw, undefined compares none. */
function promise(place: number, policy: Policy | null, expected: number | null | undefined): StockCommand {
  const what = policy === null ? 'none' : `${policy.kind} of ${policy.limit}${policy.isDated ? '' : ', some day'}`;
  return command(`backorders of ${place}: ${what}, expected ${expected}`, async (model, world) => {
    const availableAt = policy?.isDated === true ? new Date(model.nowMs) : null;
    const code = await send(world, { place, policy, expected: expected ?? null }, (input) =>
      setBackorderPolicy(world.system, {
        input,
        ...world.place(place),
        backorder: policy === null ? null : { kind: policy.kind, limitQuantity: policy.limit, availableAt },
        ...(expected !== undefined && { expectedLimitQuantity: expected }),
      }),
    );
    const entry = model.entries[place] ?? null;
    const isStale = expected !== undefined && expected !== (entry?.limit ?? null);
    const isBelow = (policy?.limit ?? 0) < waitingUnits(entry?.queue ?? []);
    const needsAlike = policy !== null && model.tracking !== 'NONE' && isToldApart(place);
    const refusal = needsAlike
      ? 'BACKORDER_NEEDS_UNTRACKED'
      : isStale
        ? 'STALE_SETTINGS'
        : isBelow
          ? 'BACKORDER_LIMIT_BELOW_WAITING'
          : 'OK';
    expect(code).toBe(policy?.kind === 'PREORDER' && !policy.isDated ? 'PREORDER_NEEDS_DATE' : refusal);
    if (code !== 'OK') return;
    model.entry(place).limit = policy?.limit ?? null;
    model.effect();
  });
}

/** A shopper asks for all that is promised of a place, and some more or fewer: the two sides of the cap. */
function takeAll(place: number, more: number): StockCommand {
  return command(`reserve all of ${place} and ${more}`, async (model, world) => {
    const quantity = Math.max(1, model.promisable(place) + more);
    await reserve([{ place, quantity }], 900).act(model, world);
  });
}

/** A till sells all that it may, and some more or fewer: the two sides of how far below 0 it may go. */
function sellAll(place: number, more: number): StockCommand {
  return command(`sell all of ${place} and ${more}`, async (model, world) => {
    await sell([{ place, quantity: Math.max(1, model.sellable(place) + more) }], 0, null).act(model, world);
  });
}

/** Several shoppers who wait for goods of one place: who came first must get them first. */
function lineUp(place: number, sizes: readonly number[]): StockCommand {
  return command(`line up ${JSON.stringify(sizes)} for ${place}`, async (model, world) => {
    if ((model.entries[place]?.limit ?? null) === null) await FIRST(place).act(model, world);
    for (const quantity of [model.available(place), ...sizes]) {
      if (quantity > 0) await reserve([{ place, quantity }], 900).act(model, world);
    }
  });
}

/** A small delivery: of those who wait, only some get theirs. */
function trickle(place: number, units: number): StockCommand {
  const naming = { pick: 0, how: 'PLAIN' } as const;
  return adjust([{ place, delta: units }], { reason: 'RECEIVED', unitCostMinor: null, naming });
}

const FIRST = (place: number) => promise(place, { kind: 'BACKORDER', limit: 12, isDated: false }, undefined);

const place = fc.nat(PLACES - 1);
const few = fc.integer({ min: 1, max: 4 });
const more = fc.constantFrom(-1, 0, 0, 1);
const policy = fc.record({
  kind: fc.constantFrom('BACKORDER' as const, 'BACKORDER' as const, 'PREORDER' as const),
  limit: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 })),
  isDated: fc.boolean(),
});
const expected = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(null, 1, 2) },
);

/** Commands that let shoppers and tills take what is not there yet, up to their limits. */
export const BACKORDER_COMMANDS: fc.Arbitrary<StockCommand>[] = [
  fc.tuple(place, policy, expected).map(([which, what, seen]) => promise(which, what, seen)),
  fc.tuple(place, fc.option(policy, { freq: 1 }), expected).map(([which, what, seen]) => promise(which, what, seen)),
  fc.tuple(place, fc.array(few, { minLength: 2, maxLength: 4 })).map(([which, sizes]) => lineUp(which, sizes)),
  fc.tuple(place, few).map(([which, units]) => trickle(which, units)),
  fc.tuple(place, more).map(([which, units]) => takeAll(which, units)),
  fc.tuple(fc.nat(VARIANTS - 1), more).map(([which, units]) => sellAll(which, units)),
];
