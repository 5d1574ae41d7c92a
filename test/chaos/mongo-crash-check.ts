import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Int32 } from 'bson';
import type { Document } from '../../src/devstack/mongo/bson-types';
import type { EngineTransaction } from '../../src/devstack/mongo/storage';
import { Engine } from '../../src/devstack/mongo/storage';
import { ACCOUNTS, collectionOf, DB, findById, INITIAL, randomOf } from './mongo-crash-load';

export interface CrashOptions {
  dataDir: string;
  rounds: number;
  seed: number;
  /** Arguments of node that run the load; `--child DIR --seed N` is added. */
  child: readonly string[];
  env?: NodeJS.ProcessEnv;
  onRound?: (round: number, line: string) => void;
}

export interface CrashTotals {
  rounds: number;
  acknowledged: number;
  unacknowledged: number;
  checkedEntries: number;
}

/** Kills and checks; rejects with the first violation. */
export async function runRounds(options: CrashOptions): Promise<CrashTotals> {
  const totals: CrashTotals = { rounds: 0, acknowledged: 0, unacknowledged: 0, checkedEntries: 0 };
  const next = randomOf(options.seed * 7919);
  for (let round = 1; round <= options.rounds; round++) {
    const lines = await killedAfter(options, options.seed * 10_000 + round, { answers: next(150), thenMs: next(25) });
    const engine = await Engine.open({ dataDir: options.dataDir });
    try {
      const line = await check(engine, lines, totals);
      totals.rounds++;
      options.onRound?.(round, line);
    } finally {
      await engine.close();
    }
  }
  return totals;
}

/** Starts the load, kills it a moment after so many answers, and returns all that it had acknowledged. */
async function killedAfter(
  options: CrashOptions,
  seed: number,
  moment: { answers: number; thenMs: number },
): Promise<string[]> {
  const child = spawn(process.execPath, [...options.child, '--child', options.dataDir, '--seed', String(seed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let output = '';
  let complaints = '';
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  const closed = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_, signal) => resolve(signal)));
  child.stderr.on('data', (text: string) => (complaints += text));
  let answers = -1;
  const isDue = new Promise<void>((resolve) => {
    child.stdout.on('data', (text: string) => {
      output += text;
      answers += text.split('\n').length - 1;
      if (answers >= moment.answers) resolve();
    });
  });
  await Promise.race([isDue, closed]);
  await delay(moment.thenMs);
  child.kill('SIGKILL');
  const signal = await closed;
  if (signal !== 'SIGKILL' || complaints !== '') throw new Error(`the load ended by itself: ${complaints}`);
  // The last line may have been cut by the kill; a cut one is no acknowledgement.
  return output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(1, -1);
}

/** Checks the folder against what was acknowledged since the last check; rejects with the violations. */
export async function check(engine: Engine, lines: readonly string[], totals: CrashTotals): Promise<string> {
  const tx = engine.begin({ multiDocument: false });
  const violations: string[] = [];
  for (const coll of tx.listCollections(DB)) {
    const result = engine.validate(tx, coll);
    violations.push(...result.errors.map((error) => `${coll.name}: ${error}`));
    totals.checkedEntries += Object.values(result.keysPerIndex).reduce((sum, keys) => sum + keys, 0);
  }
  const entries = [...tx.scan(collectionOf(tx, 'ledger'), 1)].map((record) => record.document);
  violations.push(...checkTransfers(tx, entries, lines), ...checkItems(tx, lines), ...checkDefinitions(tx, lines));
  if (violations.length > 0) throw new Error(`after a kill:\n${violations.slice(0, 20).join('\n')}`);
  const transfers = lines.filter((line) => line.startsWith('transfer ')).length;
  totals.acknowledged += lines.length;
  totals.unacknowledged += entries.length - transfers;
  await settle(tx);
  return `${lines.length} acknowledged, ${entries.length} transfers found`;
}

function checkTransfers(tx: EngineTransaction, entries: readonly Document[], lines: readonly string[]): string[] {
  const found = new Set(entries.map((entry) => entry['_id'] as string));
  const lost = lines.filter((line) => line.startsWith('transfer ') && !found.has(line.slice(9)));
  const change = new Array<number>(ACCOUNTS).fill(0);
  for (const entry of entries) {
    const [from, to, amount] = ['from', 'to', 'amount'].map((field) => (entry[field] as Int32).value);
    change[from as number]! -= amount as number;
    change[to as number]! += amount as number;
  }
  const accounts = [...tx.scan(collectionOf(tx, 'accounts'), 1)].map((record) => record.document);
  const violations = lost.map((line) => `lost: ${line}`);
  let total = 0;
  for (const { _id, balance, base } of accounts as { _id: Int32; balance: Int32; base: Int32 }[]) {
    total += balance.value;
    if (balance.value !== base.value + (change[_id.value] as number))
      violations.push(
        `account ${_id.value} has ${balance.value}, its transfers say ${base.value + change[_id.value]!}`,
      );
  }
  if (total !== ACCOUNTS * INITIAL) violations.push(`the total is ${total}`);
  return violations;
}

/** Each worker acknowledges its writes in order, so the last line about an item says what must be found, or newer. */
function checkItems(tx: EngineTransaction, lines: readonly string[]): string[] {
  const last = new Map<string, { kind: string; step: number }>();
  for (const line of lines) {
    const [kind = '', id = '', name = ''] = line.split(' ');
    if (kind === 'item' || kind === 'gone') last.set(id, { kind, step: stepOf(name) });
  }
  const violations: string[] = [];
  const excused = new Map<string, string>();
  for (const [id, { kind, step }] of last) {
    const found = findById(tx, collectionOf(tx, 'items'), id)?.document['last'] as string | undefined;
    if (kind === 'gone' ? found === undefined : found !== undefined && stepOf(found) === step) continue;
    // The write after its last answer may have been stored without the answer getting out: one for each worker.
    const worker = id.split('-')[0] as string;
    const isExplained = !excused.has(worker) && (found === undefined || stepOf(found) > newestStep(lines, worker));
    if (isExplained) excused.set(worker, id);
    else violations.push(`item ${id}: ${kind} ${step}, found ${String(found)}, excused ${String(excused.get(worker))}`);
  }
  return violations;
}

function stepOf(name: string): number {
  return Number(name.split('-')[2]);
}

function newestStep(lines: readonly string[], worker: string): number {
  let newest = -1;
  for (const line of lines) {
    const name = line.split(' ').at(-1) ?? '';
    const [, owner, step] = name.split('-');
    if (owner === worker && step !== undefined) newest = Math.max(newest, Number(step));
  }
  return newest;
}

function checkDefinitions(tx: EngineTransaction, lines: readonly string[]): string[] {
  const violations: string[] = [];
  for (const coll of tx.listCollections(DB)) {
    if (!coll.name.startsWith('own')) continue;
    const { count } = tx.stats(coll);
    if (count !== 50 || coll.indexes.length !== 2) violations.push(`${coll.name} is there in part: ${count} documents`);
  }
  if (lines.some((line) => line.startsWith('created ')) && tx.listCollections(DB).length < 3)
    violations.push('collections are missing');
  return violations;
}

/** Folds the transfers into the accounts, so that a long run does not check the same ones again and again. */
async function settle(tx: EngineTransaction): Promise<void> {
  const ledger = collectionOf(tx, 'ledger');
  for (const record of tx.scan(ledger, 1)) tx.remove(ledger, record);
  const accounts = collectionOf(tx, 'accounts');
  for (const record of tx.scan(accounts, 1))
    tx.replace(accounts, record, { ...record.document, base: record.document['balance'] });
  await tx.commit();
}
