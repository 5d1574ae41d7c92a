import fc from 'fast-check';
import {
  cancelStockTransfer,
  createStockTransfer,
  receiveStockTransfer,
  shipStockTransfer,
} from '../../src/modules/inventory';
import { command, newestId, send } from './stock-commands';
import type { StockCommand } from './stock-commands';
import { VARIANTS } from './stock-model';
import type { StockModel } from './stock-model';
import type { StockWorld } from './stock-world';
import {
  FATES,
  allBack,
  arrivals,
  callBack,
  cargoOf,
  onTheWay,
  receiptRefusal,
  receive,
  settlementsOf,
  ship,
  transferRefusal,
} from './transfer-model';
import type { ModelFate, ModelReceipt, ModelTransfer } from './transfer-model';
import type { UnitChange } from './unit-model';

interface Cargo {
  readonly variant: number;
  readonly quantity: number;
}

/** Plans a transfer and, mostly, sends it off at once; both are steps of their own. */
export function plan(from: number, cargo: readonly Cargo[], shipsToo: boolean, isNowhere: boolean): StockCommand {
  const what = `${JSON.stringify(cargo)} from branch ${from}${isNowhere ? ' to itself' : ''}`;
  return command(`transfer ${what}${shipsToo ? ', shipped' : ''}`, async (model, world) => {
    const lines = cargo.map(({ variant, quantity }) => ({ variantId: world.variant(variant), quantity }));
    const fromBranchId = world.branch(from);
    const toBranchId = isNowhere ? fromBranchId : world.branch(1 - from);
    const code = await send(world, { from, cargo, isNowhere }, (input) =>
      createStockTransfer(world.system, { input, fromBranchId, toBranchId, lines }),
    );
    expect(code).toBe(isNowhere ? 'TRANSFER_SAME_BRANCH' : 'OK');
    if (code !== 'OK') return;
    world.transferIds.push(newestId(world));
    const sums = new Map<number, number>();
    for (const { variant, quantity } of cargo) sums.set(variant, (sums.get(variant) ?? 0) + quantity);
    const none = { shipped: 0, received: 0, lost: 0, returned: 0 };
    const transfer: ModelTransfer = {
      status: 'DRAFT',
      from,
      lines: [...sums].map(([variant, quantity]) => ({ variant, quantity, ...none })),
    };
    model.transfers.push(transfer);
    done(model, 'created');
    if (shipsToo) await sendOff(model, world, transfer, model.transfers.length - 1);
  });
}

async function sendOff(model: StockModel, world: StockWorld, transfer: ModelTransfer, index: number): Promise<void> {
  const transferId = idOf(world, index);
  const code = await send(world, { ship: index }, (input) => shipStockTransfer(world.system, { input, transferId }));
  const isCovered = model.covers(cargoOf(transfer));
  const units = model.unitsAfter(
    cargoOf(transfer).map(({ place, quantity }): UnitChange => {
      return { place, onHand: -quantity, kind: 'USE', leftAs: 'IN_TRANSIT', transfer: index };
    }),
  );
  const refusal = isCovered ? (units.refusal ?? 'OK') : 'INSUFFICIENT_STOCK';
  expect(code).toBe(transferRefusal(transfer, ['DRAFT']) ?? refusal);
  if (code !== 'OK') return;
  model.units = units;
  ship(model, transfer);
  done(model, 'shipped');
}

const FIRST = plan(0, [{ variant: 0, quantity: 4 }], true, false);

/** A command on one of the transfers that there are; while there is none, it makes the first. */
function onTransfer(
  name: string,
  pick: number,
  act: (model: StockModel, world: StockWorld, transfer: ModelTransfer, index: number) => Promise<void>,
): StockCommand {
  return command(`${name} transfer ~${pick}`, async (model, world) => {
    if (model.transfers.length === 0) await FIRST.act(model, world);
    const index = pick % Math.max(1, model.transfers.length);
    const transfer = model.transfers[index];
    if (transfer !== undefined) await act(model, world, transfer, index);
  });
}

/** `receipts` null: all that is on its way arrives. */
function unload(pick: number, receipts: readonly ModelReceipt[] | null, closeRest: ModelFate | null): StockCommand {
  const what = `${receipts === null ? 'all' : JSON.stringify(receipts)}, rest ${closeRest ?? 'open'}`;
  return onTransfer(`receive ${what} of`, pick, async (model, world, transfer, index) => {
    const transferId = idOf(world, index);
    const all = transfer.lines.map((line) => ({ variant: line.variant, received: onTheWay(line), fates: [] }));
    const stated = receipts ?? all;
    const lines = stated.map(({ variant, received, fates }) => ({
      variantId: world.variant(variant),
      receivedQuantity: received,
      discrepancies: fates.map(({ fate, quantity }) => ({ reason: fate, quantity })),
    }));
    const code = await send(world, { index, receipts, closeRest }, (input) =>
      receiveStockTransfer(world.system, { input, transferId, lines, closeRest }),
    );
    const units = model.unitsAfter(arrivals(transfer, index, settlementsOf(transfer, stated, closeRest)));
    expect(code).toBe(receiptRefusal(transfer, stated, closeRest) ?? units.refusal ?? 'OK');
    if (code !== 'OK') return;
    model.units = units;
    receive(model, transfer, stated, closeRest);
    done(model, 'received');
  });
}

function cancel(pick: number): StockCommand {
  return onTransfer('cancel', pick, async (model, world, transfer, index) => {
    const transferId = idOf(world, index);
    const code = await send(world, { index }, (input) => cancelStockTransfer(world.system, { input, transferId }));
    const units = model.unitsAfter(arrivals(transfer, index, allBack(transfer)));
    expect(code).toBe(transferRefusal(transfer, ['DRAFT', 'IN_TRANSIT']) ?? units.refusal ?? 'OK');
    if (code !== 'OK') return;
    model.units = units;
    callBack(model, transfer);
    done(model, 'cancelled');
  });
}

function done(model: StockModel, what: string): void {
  model.event(`stock-transfer.${what}`);
  model.effect();
}

function idOf(world: StockWorld, index: number) {
  const id = world.transferIds[index];
  if (id === undefined) throw new Error(`the world has no transfer ${index}`);
  return id;
}

const pick = fc.nat(12);
const variant = fc.nat(VARIANTS - 1);
const cargo = fc.array(fc.record({ variant, quantity: fc.integer({ min: 1, max: 6 }) }), {
  minLength: 1,
  maxLength: 3,
});
const fates = fc.array(fc.record({ fate: fc.constantFrom(...FATES), quantity: fc.integer({ min: 1, max: 2 }) }), {
  maxLength: 2,
});
const receipts = fc.uniqueArray(fc.record({ variant, received: fc.nat(4), fates }), {
  minLength: 1,
  maxLength: VARIANTS,
  selector: (receipt) => receipt.variant,
});
const rest = fc.option(fc.constantFrom(...FATES.filter((fate) => fate !== 'OVER')), { freq: 3 });

/** Commands that plan, ship, receive and give up transfers between the two branches. */
export const TRANSFER_COMMANDS: fc.Arbitrary<StockCommand>[] = [
  fc
    .tuple(fc.nat(1), cargo, fc.constantFrom(true, true, false), fc.constantFrom(false, false, false, false, true))
    .map(([from, what, shipsToo, isNowhere]) => plan(from, what, shipsToo, isNowhere)),
  pick.map((which) => onTransfer('ship', which, sendOff)),
  fc.tuple(pick, fc.option(receipts, { freq: 3 }), rest).map(([which, some, why]) => unload(which, some, why)),
  fc.tuple(pick, receipts, rest).map(([which, some, why]) => unload(which, some, why)),
  pick.map((which) => cancel(which)),
];
