import fc from 'fast-check';
import { SerialUnits } from './serial-model';
import { adjustBy, command } from './stock-commands';
import type { StockCommand } from './stock-commands';
import { PLACES, isToldApart } from './stock-model';

/**
 * One unit that is known already, wherever it is or went, is received into a place again, or written off there. Only
 * one that is gone may come, and only one that is there may leave. Does nothing where no unit has a number.
 */
function meet(place: number, pick: number, what: 'receive' | 'write off'): StockCommand {
  return command(`${what} known unit ~${pick} in ${place}`, async (model, world) => {
    if (!(model.units instanceof SerialUnits)) return;
    const { units } = model.units;
    const serial = units[pick % Math.max(1, units.length)]?.serial ?? 'S0';
    const isReceived = what === 'receive';
    const change = { place, onHand: isReceived ? 1 : -1, serials: [serial] };
    await adjustBy(model, world, [{ ...change, kind: isReceived ? 'BROUGHT' : 'LOSS' }], {
      reason: isReceived ? 'RECEIVED' : 'DAMAGED',
      unitCostMinor: null,
    });
  });
}

const place = fc.constantFrom(...Array.from({ length: PLACES }, (_unused, index) => index).filter(isToldApart));

/** Commands that are about single units with serial numbers. */
export const SERIAL_COMMANDS: fc.Arbitrary<StockCommand>[] = [
  fc
    .tuple(place, fc.nat(60), fc.constantFrom('receive' as const, 'write off' as const))
    .map(([which, pick, what]) => meet(which, pick, what)),
];
