import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Int32 } from 'bson';
import { Engine } from '../../../../src/devstack/mongo/storage';
import { damageOf } from '../../../../src/devstack/mongo/storage/data-file';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-folder-'));
});

afterEach(() => rmSync(dataDir, { recursive: true }));

async function fill(count: number): Promise<void> {
  const engine = await Engine.open({ dataDir });
  const tx = engine.begin({ multiDocument: false });
  const coll = tx.collection('db', 'c') ?? tx.createCollection('db', 'c', {});
  for (let i = 0; i < count; i++) tx.insert(coll, { _id: new Int32(i), text: 'x'.repeat(i % 50 === 0 ? 9000 : 50) });
  await tx.commit();
  await engine.close();
}

it('refuses a second server on the same folder, and takes over the lock of a dead one', async () => {
  const engine = await Engine.open({ dataDir });
  await expect(Engine.open({ dataDir })).rejects.toThrow(`another server (process ${process.pid}) runs on it`);
  await engine.close();
  const dead = JSON.stringify({ pid: 2 ** 22 + 1, started: 'x' });
  writeFileSync(join(dataDir, 'holdfast-mongo.lock'), dead);
  const again = await Engine.open({ dataDir });
  await again.close();
});

it('does not take a living process with the number of a dead server for that server', async () => {
  await fill(1);
  writeFileSync(join(dataDir, 'holdfast-mongo.lock'), JSON.stringify({ pid: process.pid, started: 'another boot/1' }));
  const engine = await Engine.open({ dataDir });
  await engine.close();
});

it('refuses a folder with other things in it and leaves it alone', async () => {
  writeFileSync(join(dataDir, 'thesis.txt'), 'years of work');
  await expect(Engine.open({ dataDir })).rejects.toThrow('it holds something else (thesis.txt)');
  expect(readFileSync(join(dataDir, 'thesis.txt'), 'utf8')).toBe('years of work');
});

it('refuses another format', async () => {
  writeFileSync(join(dataDir, 'holdfast-mongo.json'), '{"format":"holdfast-embedded-mongo","version":99}');
  await expect(Engine.open({ dataDir })).rejects.toThrow('another format (holdfast-embedded-mongo, version 99)');
});

it.each([
  ['garbage', (file: string) => writeFileSync(file, Buffer.alloc(100_000, 7)), 'not an LMDB file'],
  ['a file cut in half', (file: string) => truncateSync(file, 200_000), 'cut short (200000 bytes)'],
])('says that %s is damaged instead of dying of it, and can be asked again', async (_, damage, message) => {
  await fill(1000);
  const file = join(dataDir, 'data.mdb');
  expect(damageOf(file)).toBeUndefined();
  damage(file);
  await expect(Engine.open({ dataDir })).rejects.toThrow(message);
  await expect(Engine.open({ dataDir })).rejects.toThrow(message);
});
