import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** The rules that the sample breaks, one by one. */
const EXPECTED = [
  '@typescript-eslint/no-floating-promises',
  '@typescript-eslint/no-misused-promises',
  '@typescript-eslint/await-thenable',
  '@typescript-eslint/return-await',
  '@typescript-eslint/no-explicit-any',
  '@typescript-eslint/switch-exhaustiveness-check',
  'no-console',
  'no-empty',
  'eqeqeq',
];

it('each lint rule that guards against a defect fails on the sample', () => {
  const eslint = resolve(ROOT, 'node_modules/eslint/bin/eslint.js');
  const run = spawnSync(
    process.execPath,
    [eslint, '--no-ignore', '--format', 'json', 'test/tidy/samples/lint-sample.ts'],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  const report = JSON.parse(run.stdout) as { messages: { ruleId: string | null }[] }[];
  const broken = new Set(report.flatMap((file) => file.messages.map((message) => message.ruleId)));
  expect(EXPECTED.filter((rule) => !broken.has(rule))).toEqual([]);
}, 60_000);
