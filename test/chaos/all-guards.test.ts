import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GUARDS, lostGuards } from './all-guards';

const ROOT = join(__dirname, '..', '..');

it('every guard that the chaos test takes away is still where its list says, and so are its tests', () => {
  expect(lostGuards(ROOT).map(({ name, file }) => `${name} (${file})`)).toEqual([]);
  const tests = new Set(GUARDS.flatMap((guard) => guard.tests));
  expect([...tests].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
