import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { check, runRounds } from '../../../chaos/mongo-crash-check';
import { prepare } from '../../../chaos/mongo-crash-load';
import { Engine } from '../../../../src/devstack/mongo/storage';

const ROOT = resolve(__dirname, '../../../..');
const OPTIONS = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-crash-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The killed process runs outside of jest, so the few sources that it needs are turned into JavaScript here. */
function transpile(from: string, to: string): void {
  for (const entry of readdirSync(join(ROOT, from), { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.ts')) continue;
    const file = join(to, from, entry.replace(/ts$/, 'js'));
    mkdirSync(dirname(file), { recursive: true });
    const source = readFileSync(join(ROOT, from, entry), 'utf8');
    writeFileSync(file, transpileModule(source, { compilerOptions: OPTIONS }).outputText);
  }
}

it('keeps what it acknowledged, whole, over 10 kills at random moments', async () => {
  const code = join(folder, 'code');
  for (const part of ['src/devstack/mongo', 'test/chaos']) transpile(part, code);
  const dataDir = join(folder, 'data');
  const totals = await runRounds({
    dataDir,
    rounds: 10,
    seed: 3,
    child: [join(code, 'test/chaos/mongo-crash.js')],
    env: { NODE_PATH: join(ROOT, 'node_modules') },
  });
  expect(totals.rounds).toBe(10);
  expect(totals.acknowledged).toBeGreaterThan(50);
  expect(totals.checkedEntries).toBeGreaterThan(200);
}, 120_000);

const NOTHING = { rounds: 0, acknowledged: 0, unacknowledged: 0, checkedEntries: 0 };

it.each([
  ['a lost transfer', ['transfer 1-2-3'], 'lost: transfer 1-2-3'],
  ['lost items', ['item 4-7 1-4-8', 'item 4-8 1-4-9'], 'item 4-8: item 9, found undefined, excused 4-7'],
])('would notice %s', async (_, lines, message) => {
  const engine = await Engine.open({ memory: true });
  await prepare(engine);
  await expect(check(engine, lines, { ...NOTHING })).rejects.toThrow(message);
  await engine.close();
});

it('would notice half a transaction and an index that lost an entry', async () => {
  const engine = await Engine.open({ memory: true });
  await prepare(engine);
  const tx = engine.begin({ multiDocument: false });
  const coll = tx.collection('crash', 'accounts')!;
  const [record] = tx.scan(coll, 1);
  tx.replace(coll, record!, { ...record!.document, balance: record!.document['_id'] });
  await tx.commit();
  await expect(check(engine, [], { ...NOTHING })).rejects.toThrow('account 0 has 0, its transfers say 1000');
  const [key] = engine.store.entries.getKeys({ start: '\u0000', limit: 1 });
  engine.store.write(() => void engine.store.entries.remove(key!));
  const later = engine.begin({ multiDocument: false });
  later.writeMeta('makes a new snapshot', {});
  await later.commit();
  await expect(check(engine, [], { ...NOTHING })).rejects.toThrow(/accounts: index \S+ lacks an entry of record/);
  await engine.close();
});
