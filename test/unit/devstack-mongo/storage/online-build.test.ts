import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Int32 } from 'bson';
import type { CollectionInfo, Document, IndexSpec, StoredRecord } from '../../../../src/devstack/mongo/bson-types';
import type { EngineTransaction, IndexBuild } from '../../../../src/devstack/mongo/storage';
import { Engine } from '../../../../src/devstack/mongo/storage';

const COUNT = 2_000;
const int = (value: number): Int32 => new Int32(value);
const plain: IndexSpec = { v: 2, key: { a: 1 }, name: 'a_1' };
const unique: IndexSpec = { ...plain, unique: true };

let engine: Engine;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-build-'));
  engine = await Engine.open({ dataDir: folder, buildSliceLength: 256 });
  await write((tx) => {
    const coll = tx.createCollection('db', 'c', {});
    for (let i = 0; i < COUNT; i++) tx.insert(coll, { _id: int(i), a: int(i) });
  });
});

afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

function collection(tx: EngineTransaction): CollectionInfo {
  return tx.collection('db', 'c')!;
}

async function write<T>(work: (tx: EngineTransaction) => T, isMultiDocument = false): Promise<T> {
  const tx = engine.begin({ multiDocument: isMultiDocument });
  try {
    const result = work(tx);
    await tx.commit();
    return result;
  } finally {
    tx.abort();
  }
}

async function begin(spec: IndexSpec): Promise<IndexBuild> {
  const { build } = await write((tx) => tx.createIndexes({ db: 'db', name: 'c' }, [spec], { isOnline: true }));
  return build!;
}

function record(tx: EngineTransaction, id: number): StoredRecord {
  return tx.get(collection(tx), id + 1)!;
}

function set(tx: EngineTransaction, id: number, fields: Document): void {
  const found = record(tx, id);
  tx.replace(collection(tx), found, { ...found.document, ...fields });
}

/** Names of the usable indexes and what `validate` says of all entries. */
async function check(): Promise<{ names: string[]; valid: boolean; errors: string[]; keys: number | undefined }> {
  return write((tx) => {
    const coll = collection(tx);
    const { valid, errors, keysPerIndex } = engine.validate(tx, coll);
    return { names: coll.indexes.map(({ name }) => name), valid, errors, keys: keysPerIndex['a_1'] };
  });
}

it('hides an index until it is complete, from readers with an older snapshot as well', async () => {
  const build = await begin(plain);
  const before = engine.begin({ multiDocument: true });
  const namesSeen = (): string[] => before.indexFacts(collection(before)).map(({ spec }) => spec.name);
  expect(namesSeen()).toEqual(['_id_']);
  let commits = 0;
  await engine.finishBuild(build, () => {
    commits += 1;
    return undefined;
  });
  expect(commits).toBeGreaterThanOrEqual(7);
  expect(namesSeen()).toEqual(['_id_']);
  before.abort();
  expect(await check()).toEqual({ names: ['_id_', 'a_1'], valid: true, errors: [], keys: COUNT });
});

it('keeps what writers do during the build: before, at and behind the place it has reached', async () => {
  const build = await begin(plain);
  // Open all the time: its writes become visible only when the build has passed every one of these records.
  const late = engine.begin({ multiDocument: true });
  set(late, 3, { a: int(-3) });
  set(late, COUNT - 2, { a: int(-4) });
  late.insert(collection(late), { _id: int(COUNT), a: int(COUNT) });
  let slices = 0;
  await engine.finishBuild(build, async () => {
    slices += 1;
    if (slices === 4) await late.commit();
    await write((tx) => {
      set(tx, 10 * slices, { a: int(-100 - slices) });
      tx.remove(collection(tx), record(tx, 10 * slices + 1));
      set(tx, COUNT - 10 * slices, { a: int(-200 - slices) });
      tx.remove(collection(tx), record(tx, COUNT - 10 * slices + 1));
      set(tx, 10 * slices + 2, { other: int(1) });
    });
  });
  expect(await check()).toEqual({
    names: ['_id_', 'a_1'],
    valid: true,
    errors: [],
    keys: COUNT + 1 - 2 * slices,
  });
});

it('leaves nothing of a unique index that the documents break', async () => {
  await write((tx) => set(tx, COUNT - 1, { a: int(0) }));
  await expect(engine.finishBuild(await begin(unique), () => undefined)).rejects.toMatchObject({
    code: 11000,
    message: 'E11000 duplicate key error collection: db.c index: a_1 dup key: { a: 0 }',
  });
  expect(await check()).toEqual({ names: ['_id_'], valid: true, errors: [], keys: undefined });
  await write((tx) => set(tx, COUNT - 1, { a: int(COUNT - 1) }));
  await engine.finishBuild(await begin(unique), () => undefined);
  expect(await check()).toEqual({ names: ['_id_', 'a_1'], valid: true, errors: [], keys: COUNT });
});

it('waits for a transaction that holds a unique key, and finds the duplicate that it leaves', async () => {
  const build = await begin(unique);
  const open = engine.begin({ multiDocument: true });
  open.insert(collection(open), { _id: int(COUNT), a: int(1_500) });
  const finished = engine.finishBuild(build, () => undefined);
  const isOver = await Promise.race([
    finished.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 200)),
  ]);
  expect(isOver).toBe(false);
  const refused = expect(finished).rejects.toMatchObject({ code: 11000 });
  await open.commit();
  await refused;
});

it('does not lose the entry of a record when one that breaks the index with it goes and another comes', async () => {
  await write((tx) => set(tx, COUNT - 1, { a: int(0) }));
  const build = await begin(unique);
  let isTried = false;
  const refused: unknown[] = [];
  const finished = engine.finishBuild(build, async () => {
    if (isTried) return;
    isTried = true;
    // The build has put the entry of record 0 and not yet met the last one.
    await write((tx) => {
      tx.remove(collection(tx), record(tx, COUNT - 1));
      try {
        tx.insert(collection(tx), { _id: int(COUNT), a: int(0) });
      } catch (error) {
        refused.push((error as { code: number }).code);
      }
    });
  });
  await finished;
  expect(refused).toEqual([11000]);
  expect(await check()).toEqual({ names: ['_id_', 'a_1'], valid: true, errors: [], keys: COUNT - 1 });
});

it('ends with the collection, and sweeps a build away that the last process left', async () => {
  const build = await begin(plain);
  await expect(
    engine.finishBuild(build, async () => {
      await write((tx) => tx.dropIndexes(collection(tx), ['a_1']));
    }),
  ).rejects.toMatchObject({ code: 276 });
  let stop: (() => void) | undefined;
  const second = engine.finishBuild(await begin(plain), () => new Promise((resolve) => (stop = resolve)));
  const ended = expect(second).rejects.toMatchObject({ code: 91 });
  while (stop === undefined) await new Promise(setImmediate);
  await engine.close();
  stop();
  await ended;
  engine = await Engine.open({ dataDir: folder });
  expect(await check()).toEqual({ names: ['_id_'], valid: true, errors: [], keys: undefined });
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  expect(engine.store.entries.getKeysCount({ start: '\u0000' })).toBe(COUNT);
});
