import fc from 'fast-check';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { HOLD_COMMANDS } from './hold-commands';
import { STOCK_COMMANDS } from './stock-commands';
import { StockModel } from './stock-model';
import { Processes, StockWorld } from './stock-world';

const RUNS_DEFAULT = 60;
/** fast-check draws lengths evenly from 0 to this, so that runs have 30 commands on average. */
const COMMANDS_MAX = 60;

const runs = Number(process.env['MODEL_RUNS'] ?? RUNS_DEFAULT);
const seed = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);
/** The path of a failure, as its text says it, to go straight to the shrunk counterexample. */
const path = process.env['MODEL_PATH'];
const replayPath = process.env['MODEL_REPLAY_PATH'];

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
  `stock and holds do what the model says, whatever is done in which order (${runs} runs)`,
  async () => {
    let steps = 0;
    const startedAt = performance.now();
    // Ends of holds are drawn twice as often as the rest: holds are made one by one, and by crowds.
    const commands = fc.commands([...STOCK_COMMANDS, ...HOLD_COMMANDS, ...HOLD_COMMANDS], {
      maxCommands: COMMANDS_MAX,
      size: 'max',
      ...(replayPath !== undefined && { replayPath }),
    });
    await fc.assert(
      fc.asyncProperty(commands, async (drawn) => {
        const world = await StockWorld.open(t, processes);
        const model = new StockModel(t.clock.now().getTime());
        await fc.asyncModelRun(() => ({ model, real: world }), drawn);
        await world.checkRecords(model);
        steps += [...drawn].length;
      }),
      { numRuns: runs, seed, ...(path !== undefined && { path }) },
    );
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stderr.write(`stock model: seed ${seed}, ${runs} runs, ${steps} commands, ${seconds} s\n`);
  },
  Math.max(120_000, runs * 3_000),
);
