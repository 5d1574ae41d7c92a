import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Int32 } from 'bson';
import { Engine } from '../../../../src/devstack/mongo/storage';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-full-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function insert(engine: Engine, id: number, bytes = 10): Promise<void> {
  const tx = engine.begin({ multiDocument: false });
  const coll = tx.collection('db', 'c') ?? tx.createCollection('db', 'c', {});
  tx.insert(coll, { _id: new Int32(id), text: 'x'.repeat(bytes) });
  await tx.commit();
}

function idsOf(engine: Engine): number[] {
  const tx = engine.begin({ multiDocument: false });
  const coll = tx.collection('db', 'c')!;
  expect(engine.validate(tx, coll).errors).toEqual([]);
  const ids = [...tx.scan(coll, 1)].map((record) => (record.document['_id'] as Int32).value);
  tx.abort();
  return ids;
}

it('acknowledges nothing that could not be stored, leaves no trace of it, and serves again', async () => {
  let isFull = false;
  const beforeCommit = (): void => {
    if (isFull) throw Object.assign(new Error('No space left on device'), { code: 28 });
  };
  const engine = await Engine.open({ dataDir: folder, beforeCommit });
  await insert(engine, 1);
  isFull = true;
  const both = await Promise.allSettled([insert(engine, 2), insert(engine, 3)]);
  expect(both.map((one) => (one.status === 'rejected' ? (one.reason as { code: number }).code : 0))).toEqual([
    14031, 14031,
  ]);
  expect(engine.health).toBe('read-only');
  expect(idsOf(engine)).toEqual([1]);
  isFull = false;
  await insert(engine, 2);
  expect(engine.health).toBe('ok');
  expect(idsOf(engine)).toEqual([1, 2]);
  await engine.close();
});

it('keeps the other commits of a group when one of them does not fit', async () => {
  let failures = 2;
  const beforeCommit = (): void => {
    if (failures-- > 0) throw new Error('No space left on device');
  };
  failures = 0;
  const engine = await Engine.open({ dataDir: folder, beforeCommit });
  await insert(engine, 1);
  // The first failure is the whole group, the second one its first member alone.
  failures = 2;
  const results = await Promise.allSettled([insert(engine, 2), insert(engine, 3)]);
  expect(results.map((one) => one.status)).toEqual(['rejected', 'fulfilled']);
  expect(idsOf(engine)).toEqual([1, 3]);
  await engine.close();
});

function mountSmall(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('disk-full: a real small file system needs root; only the injected failure was tested\n');
    return false;
  }
}

it('survives a file system that is really full, and goes on when there is room', async () => {
  if (!mountSmall(folder)) return;
  try {
    const dataDir = join(folder, 'data');
    let engine = await Engine.open({ dataDir });
    const ballast = join(folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(1_000_000));
    const acknowledged: number[] = [];
    let refused = 0;
    for (let id = 1; id <= 400; id++) {
      await insert(engine, id, 10_000).then(
        () => acknowledged.push(id),
        (error: { code: number }) => {
          expect(error.code).toBe(14031);
          refused++;
        },
      );
    }
    expect(refused).toBeGreaterThan(100);
    expect(engine.health).toBe('read-only');
    expect(idsOf(engine)).toEqual(acknowledged);
    rmSync(ballast);
    await insert(engine, 1000, 10_000);
    expect(engine.health).toBe('ok');
    await engine.close();
    engine = await Engine.open({ dataDir });
    expect(idsOf(engine)).toEqual([...acknowledged, 1000]);
    await engine.close();
  } finally {
    execFileSync('umount', [folder]);
  }
});
