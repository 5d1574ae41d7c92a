import { writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Int32 } from 'bson';
import type { CollectionInfo, Document, IndexSpec, StoredRecord, Value } from '../../src/devstack/mongo/bson-types';
import type { EngineTransaction } from '../../src/devstack/mongo/storage';
import { Engine, WriteConflict } from '../../src/devstack/mongo/storage';

export const DB = 'crash';
export const ACCOUNTS = 20;
export const INITIAL = 1000;
const WORKERS = 8;

export const INDEXES: { readonly [collection: string]: readonly IndexSpec[] } = {
  accounts: [{ v: 2, key: { balance: 1 }, name: 'balance_1' }],
  ledger: [
    { v: 2, key: { tags: 1, amount: -1 }, name: 'tags_1_amount_-1' },
    { v: 2, key: { reference: 1 }, name: 'reference_1', unique: true },
  ],
  items: [{ v: 2, key: { state: 1 }, name: 'state_1', partialFilterExpression: { state: 'open' } }],
};

/** Random numbers with a seed, so that a failing run can be repeated as far as time allows. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

/** The collection that must exist. */
export function collectionOf(tx: EngineTransaction, name: string): CollectionInfo {
  const coll = tx.collection(DB, name);
  if (coll === undefined) throw new Error(`${name} is missing`);
  return coll;
}

/** The document with this `_id`. */
export function findById(tx: EngineTransaction, coll: CollectionInfo, id: Value): StoredRecord | undefined {
  const bounds = { fields: [[{ low: id, high: id, isLowIncluded: true, isHighIncluded: true }]] };
  for (const { recordId } of tx.scanIndex(coll, '_id_', bounds, 1)) return tx.get(coll, recordId);
  return undefined;
}

/** Runs until the process is killed. Prints `ready`, then one line for each acknowledged commit. */
export async function runLoad(dataDir: string, seed: number): Promise<void> {
  const engine = await Engine.open({ dataDir });
  await prepare(engine);
  writeSync(1, 'ready\n');
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(engine, worker, seed)));
}

/** Collections, indexes and accounts, where they are missing. */
export async function prepare(engine: Engine): Promise<void> {
  const tx = engine.begin({ multiDocument: false });
  for (const [name, specs] of Object.entries(INDEXES)) tx.createIndexes({ db: DB, name }, specs);
  const accounts = collectionOf(tx, 'accounts');
  for (let id = 0; id < ACCOUNTS; id++) {
    if (findById(tx, accounts, new Int32(id)) !== undefined) continue;
    tx.insert(accounts, { _id: new Int32(id), balance: new Int32(INITIAL), base: new Int32(INITIAL) });
  }
  await tx.commit();
}

async function work(engine: Engine, worker: number, seed: number): Promise<void> {
  const next = randomOf(seed * 100 + worker);
  for (let step = 0; ; step++) {
    const name = `${seed}-${worker}-${step}`;
    const kind = next(10);
    const tx = engine.begin({ multiDocument: kind < 5 });
    try {
      let line: string;
      if (kind < 5) line = await transfer(tx, name, next);
      else if (kind < 9) line = items(tx, name, worker, next);
      else line = definitions(tx, worker);
      await tx.commit();
      writeSync(1, `${line}\n`);
    } catch (error) {
      tx.abort();
      if (!(error instanceof WriteConflict)) throw error;
      await error.ended;
      await nextTurn();
    }
  }
}

async function transfer(tx: EngineTransaction, name: string, next: (below: number) => number): Promise<string> {
  const from = next(ACCOUNTS);
  const to = (from + 1 + next(ACCOUNTS - 1)) % ACCOUNTS;
  const amount = 1 + next(5);
  const accounts = collectionOf(tx, 'accounts');
  for (const [id, change] of [
    [from, -amount],
    [to, amount],
  ] as const) {
    const record = findById(tx, accounts, new Int32(id)) as StoredRecord;
    const balance = (record.document['balance'] as Int32).value + change;
    tx.replace(accounts, record, { ...record.document, balance: new Int32(balance) });
    // Open across turns, so that transactions overlap and conflict.
    if (next(3) === 0) await nextTurn();
  }
  const entry: Document = {
    _id: name,
    from: new Int32(from),
    to: new Int32(to),
    amount: new Int32(amount),
    reference: `r-${name}`,
    tags: [`t${next(5)}`, `t${next(5)}`, new Int32(amount)],
  };
  tx.insert(collectionOf(tx, 'ledger'), entry);
  return `transfer ${name}`;
}

function items(tx: EngineTransaction, name: string, worker: number, next: (below: number) => number): string {
  const coll = collectionOf(tx, 'items');
  const mine = `${worker}-${next(30)}`;
  const record = findById(tx, coll, mine);
  if (record === undefined) {
    tx.insert(coll, { _id: mine, state: 'open', last: name, filler: 'f'.repeat(next(3000)) });
    return `item ${mine} ${name}`;
  }
  if (next(3) === 0) {
    tx.remove(coll, record);
    return `gone ${mine} ${name}`;
  }
  const state = record.document['state'] === 'open' ? 'closed' : 'open';
  tx.replace(coll, record, { ...record.document, state, last: name });
  return `item ${mine} ${name}`;
}

/** Makes or drops a collection of the worker's own, with an index, so that a sweep is often under way. */
function definitions(tx: EngineTransaction, worker: number): string {
  const name = `own${worker}`;
  if (tx.dropCollection(DB, name)) return `dropped ${name}`;
  tx.createIndexes({ db: DB, name }, [{ v: 2, key: { n: 1 }, name: 'n_1' }]);
  const coll = collectionOf(tx, name);
  for (let n = 0; n < 50; n++) tx.insert(coll, { _id: new Int32(n), n: new Int32(n % 7) });
  return `created ${name}`;
}
