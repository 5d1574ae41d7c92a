import fc from 'fast-check';
import type { Actor } from '../../src/kernel/context';
import {
  approveStockCount,
  cancelStockCount,
  recordStockCount,
  startStockCount,
  submitStockCount,
} from '../../src/modules/inventory';
import type { StockCountDoc } from '../../src/modules/inventory';
import { approve, countRefusal, differences, openLines, record, varianceOf } from './count-model';
import type { ModelCount } from './count-model';
import { command, newestId, send } from './stock-commands';
import type { StockCommand } from './stock-commands';
import { VARIANTS } from './stock-model';
import type { StockModel } from './stock-model';
import type { StockWorld } from './stock-world';

/** DESIGN's limits up to which anyone may approve, written out here so that a change of them is noticed. */
const FREE_UNITS = 20;
const FREE_VALUE_MINOR = 20_000;

interface Found {
  readonly variant: number;
  readonly quantity: number;
}

/** Opens a count; `found` records the first lines of it, else it stays empty. */
function start(branch: number, found: readonly Found[], person: number): StockCommand {
  const what = `branch ${branch}, found ${JSON.stringify(found)} by person ${person}`;
  return command(`start count of ${what}`, async (model, world) => {
    const branchId = world.branch(branch);
    const code = await send(world, { branch }, (input) => startStockCount(world.system, { input, branchId }));
    expect(code).toBe('OK');
    world.countIds.push(newestId(world));
    const count: ModelCount = { status: 'OPEN', branch, lines: [], counters: new Set() };
    model.counts.push(count);
    done(model, 'started');
    if (found.length > 0) await writeDown(model, world, { count, index: model.counts.length - 1, found, person });
  });
}

interface Sheet {
  readonly count: ModelCount;
  readonly index: number;
  readonly found: readonly Found[];
  readonly person: number;
  readonly mode?: 'ADD' | 'REPLACE';
}

async function writeDown(model: StockModel, world: StockWorld, sheet: Sheet): Promise<void> {
  const { count, index, found, person, mode = 'REPLACE' } = sheet;
  const countId = idOf(world, index);
  const lines = found.map(({ variant, quantity }) => ({ variantId: world.variant(variant), quantity }));
  const code = await send(world, { index, found, mode }, (input) =>
    recordStockCount(world.as(personOf(world, person)), { input, countId, lines, mode }),
  );
  const isBooked = found.some(({ variant }) =>
    count.lines.some((line) => line.variant === variant && line.status === 'APPLIED'),
  );
  expect(code).toBe(countRefusal(count, ['OPEN']) ?? (isBooked ? 'COUNT_LINE_APPLIED' : 'OK'));
  if (code !== 'OK') return;
  for (const one of found) record(model, count, one, mode);
  count.counters.add(person);
  model.effect();
}

const FIRST = start(0, [{ variant: 0, quantity: 3 }], 1);

/** A command on one of the counts that there are; while there is none, it starts the first. */
function onCount(
  name: string,
  pick: number,
  act: (model: StockModel, world: StockWorld, count: ModelCount, index: number) => Promise<void>,
): StockCommand {
  return command(`${name} count ~${pick}`, async (model, world) => {
    if (model.counts.length === 0) await FIRST.act(model, world);
    const index = pick % Math.max(1, model.counts.length);
    const count = model.counts[index];
    if (count !== undefined) await act(model, world, count, index);
  });
}

function submit(pick: number): StockCommand {
  return onCount('submit', pick, async (model, world, count, index) => {
    await handIn(model, world, count, index);
  });
}

/** Submits; what was booked as difference is told by the service, and its units are the model's. */
async function handIn(model: StockModel, world: StockWorld, count: ModelCount, index: number): Promise<void> {
  const countId = idOf(world, index);
  const code = await send(world, { submit: index }, (input) => submitStockCount(world.system, { input, countId }));
  const refusal = countRefusal(count, ['OPEN']) ?? (openLines(count).length === 0 ? 'STOCK_COUNT_EMPTY' : 'OK');
  expect(code).toBe(refusal);
  if (code !== 'OK') return;
  count.status = 'SUBMITTED';
  const { varianceUnits, varianceValueMinor } = JSON.parse(world.sent.at(-1)?.answer ?? '{}') as StockCountDoc;
  expect(varianceUnits).toBe(varianceOf(count));
  world.countValues[index] = varianceValueMinor ?? 0;
  done(model, 'submitted');
}

/** Approves, after handing in what is still open when `all`. */
function book(pick: number, person: number, choice: 'REBASE' | 'RECOUNT', all: boolean): StockCommand {
  const name = `${all ? 'submit and ' : ''}approve (person ${person}, ${choice})`;
  return onCount(name, pick, async (model, world, count, index) => {
    if (all && count.status === 'OPEN') await handIn(model, world, count, index);
    const countId = idOf(world, index);
    const code = await send(world, { index, choice }, (input) =>
      approveStockCount(world.as(personOf(world, person)), { input, countId, movedLines: choice }),
    );
    const isLarge = varianceOf(count) > FREE_UNITS || (world.countValues[index] ?? 0) > FREE_VALUE_MINOR;
    const unfit = person === CLERK ? 'APPROVER_REQUIRED' : count.counters.has(person) ? 'APPROVER_COUNTED' : 'OK';
    const units = model.unitsAfter(differences(model, count, choice));
    const refusal = isLarge && unfit !== 'OK' ? unfit : (units.refusal ?? 'OK');
    expect(code).toBe(countRefusal(count, ['SUBMITTED']) ?? refusal);
    if (code !== 'OK') return;
    model.units = units;
    approve(model, count, choice);
    done(model, count.status === 'APPROVED' ? 'approved' : 'reopened');
  });
}

function cancel(pick: number): StockCommand {
  return onCount('cancel', pick, async (model, world, count, index) => {
    const countId = idOf(world, index);
    const code = await send(world, { index }, (input) => cancelStockCount(world.system, { input, countId }));
    expect(code).toBe(countRefusal(count, ['OPEN', 'SUBMITTED']) ?? 'OK');
    if (code !== 'OK') return;
    count.status = 'CANCELLED';
    done(model, 'cancelled');
  });
}

const CLERK = 0;
const MANAGERS = [1, 2] as const;

function personOf(world: StockWorld, person: number): Actor {
  const userId = world.people[person];
  if (userId === undefined) throw new Error(`the world has no person ${person}`);
  return { kind: 'staff', userId, role: person === CLERK ? 'STOCK_CLERK' : 'MANAGER' };
}

function done(model: StockModel, what: string): void {
  model.event(`stock-count.${what}`);
  model.effect();
}

function idOf(world: StockWorld, index: number) {
  const id = world.countIds[index];
  if (id === undefined) throw new Error(`the world has no count ${index}`);
  return id;
}

const pick = fc.nat(12);
const person = fc.constantFrom(CLERK, ...MANAGERS);
const some = { variant: fc.nat(VARIANTS - 1), quantity: fc.oneof(fc.nat(12), fc.nat(60)) };
const found = (minLength: number) =>
  fc.uniqueArray(fc.record(some), { minLength, maxLength: VARIANTS, selector: ({ variant }) => variant });
const choice = fc.constantFrom('REBASE' as const, 'RECOUNT' as const);

/** Commands that count a branch while it sells. */
export const COUNT_COMMANDS: fc.Arbitrary<StockCommand>[] = [
  fc.tuple(fc.nat(1), found(0), person).map(([branch, what, who]) => start(branch, what, who)),
  fc
    .tuple(pick, found(1), person, fc.constantFrom('ADD' as const, 'REPLACE' as const))
    .map(([which, what, who, mode]) =>
      onCount(`record ${JSON.stringify(what)} (${mode}, person ${who}) in`, which, (model, world, count, index) =>
        writeDown(model, world, { count, index, found: what, person: who, mode }),
      ),
    ),
  pick.map((which) => submit(which)),
  fc.tuple(pick, person, choice, fc.boolean()).map(([which, who, how, all]) => book(which, who, how, all)),
  fc.tuple(pick, person, choice, fc.constant(true)).map(([which, who, how, all]) => book(which, who, how, all)),
  pick.map((which) => cancel(which)),
];
