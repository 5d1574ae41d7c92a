import fc from 'fast-check';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { BACKORDER_COMMANDS } from './backorder-commands';
import { BUCKET_COMMANDS } from './bucket-commands';
import { COUNT_COMMANDS } from './count-commands';
import { HOLD_COMMANDS } from './hold-commands';
import { LOT_COMMANDS } from './lot-commands';
import { SERIAL_COMMANDS } from './serial-commands';
import { STOCK_COMMANDS } from './stock-commands';
import { StockModel } from './stock-model';
import { Processes, StockWorld } from './stock-world';
import { TRANSFER_COMMANDS } from './transfer-commands';

const RUNS_DEFAULT = 40;
/** Test files that share the runs: Jest gives each a process of its own. */
const LANES = 2;
/** fast-check draws lengths evenly from 0 to this, so that runs have 30 commands on average. */
const COMMANDS_MAX = 60;

const runs = Math.ceil(Number(process.env['MODEL_RUNS'] ?? RUNS_DEFAULT) / LANES);
const firstSeed = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);
/** The path of a failure, as its text says it, to go straight to the shrunk counterexample; with its seed and lane 0. */
const path = process.env['MODEL_PATH'];
const replayPath = process.env['MODEL_REPLAY_PATH'];
const LIMIT_MS = Math.max(120_000, runs * 3_000);
const TELLING_MS = 10_000;
/**
 * Ends of holds are drawn twice as often as the rest, because holds are made one by one, and by crowds; what is about
 * lots and serial numbers too, because one run in three has either.
 */
const COMMANDS = [
  ...STOCK_COMMANDS,
  ...HOLD_COMMANDS,
  ...HOLD_COMMANDS,
  ...TRANSFER_COMMANDS,
  ...COUNT_COMMANDS,
  ...BUCKET_COMMANDS,
  ...BACKORDER_COMMANDS,
  ...LOT_COMMANDS,
  ...LOT_COMMANDS,
  ...SERIAL_COMMANDS,
  ...SERIAL_COMMANDS,
];
/** How far below 0 the till may sell by the policy of its branch, written out here so that a change is noticed. */
const OVERDRAWS = { BLOCK: 0, WARN: 1_000, ALLOW: 1_000 } as const;
const shops = fc.record({
  policy: fc.constantFrom('BLOCK' as const, 'BLOCK' as const, 'WARN' as const, 'ALLOW' as const),
  tracking: fc.constantFrom('NONE' as const, 'LOT' as const, 'SERIAL' as const),
});

/** One lane of the property test; lanes draw from seeds that follow each other. */
export function testStockModel(lane: number): void {
  const seed = firstSeed + lane;
  let t: TestApp;
  let processes: Processes;
  beforeAll(async () => {
    t = await createTestApp();
    processes = new Processes(t);
  });
  afterAll(async () => {
    await processes.close();
    await t.close();
  });

  it(
    `stock, holds, queues, lots, serial numbers, transfers and counts do what the model says in any order (${runs} runs)`,
    async () => {
      let steps = 0;
      const startedAt = performance.now();
      const cpuBefore = process.cpuUsage();
      const commands = fc.commands(COMMANDS, {
        maxCommands: COMMANDS_MAX,
        size: 'max',
        ...(replayPath !== undefined && { replayPath }),
      });
      await fc.assert(
        fc.asyncProperty(shops, commands, async (shop, drawn) => {
          const world = await StockWorld.open(t, processes, shop);
          const model = new StockModel(t.clock.now().getTime(), OVERDRAWS[shop.policy], shop.tracking);
          await fc.asyncModelRun(() => ({ model, real: world }), drawn);
          await world.checkRecords(model);
          steps += world.steps;
        }),
        {
          numRuns: runs,
          seed,
          ...(path !== undefined && { path }),
          // A failure that takes long to shrink is told as far as it got: Jest's time-out would tell nothing of it.
          interruptAfterTimeLimit: LIMIT_MS - TELLING_MS,
          markInterruptAsFailure: true,
        },
      );
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      const { user, system } = process.cpuUsage(cpuBefore);
      const cpuSeconds = ((user + system) / 1_000_000).toFixed(1);
      process.stderr.write(
        `stock model: lane ${lane}, seed ${seed}, ${runs} runs, ${steps} commands, ${seconds} s, ${cpuSeconds} s of CPU in this process\n`,
      );
    },
    LIMIT_MS,
  );
}
