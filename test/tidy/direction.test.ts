import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** One wrong import for each rule: [rule, file, what it imports]. */
const SAMPLES: readonly (readonly [string, string, string])[] = [
  ['kernel-is-lowest', 'src/kernel/wrong.ts', '../platform/target'],
  ['platform-knows-kernel-only', 'src/platform/wrong.ts', '../graphql/target'],
  ['graphql-kit-knows-no-module', 'src/graphql/wrong.ts', '../modules/pos/index'],
  ['modules-know-nothing-above', 'src/modules/pos/wrong-above.ts', '../../app'],
  ['modules-through-their-door', 'src/modules/pos/wrong-door.ts', '../tenants/target'],
  ['domain-without-graphql', 'src/modules/pos/wrong-graphql.ts', '../../graphql/target'],
  ['src-knows-no-jobs-or-tests', 'src/wrong-jobs.ts', '../jobs/target'],
  ['jobs-load-no-schema', 'jobs/wrong-schema.ts', '../src/server'],
  ['production-without-devstack', 'src/wrong-devstack.ts', './devstack/target'],
  ['tenants-imports-only-lower-modules', 'src/modules/tenants/wrong.ts', '../catalog/index'],
  ['catalog-imports-only-lower-modules', 'src/modules/catalog/wrong.ts', '../inventory/index'],
  ['inventory-imports-only-lower-modules', 'src/modules/inventory/wrong.ts', '../reservations/index'],
  ['reservations-imports-only-lower-modules', 'src/modules/reservations/wrong.ts', '../payments/index'],
  ['payments-imports-only-lower-modules', 'src/modules/payments/wrong.ts', '../orders/index'],
  ['orders-imports-only-lower-modules', 'src/modules/orders/wrong.ts', '../pos/index'],
  ['pos-imports-only-lower-modules', 'src/modules/pos/wrong.ts', '../bulk/index'],
];

interface Cruise {
  readonly summary: {
    readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[];
  };
}

function cruise(folder: string): Cruise {
  const args = [CRUISER, 'src', 'jobs', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(run.stdout) as Cruise;
}

describe('the direction rules', () => {
  it('each fail on the sample made for it', () => {
    // Given a tree in our layout with one wrong import for each rule, and a circle
    const folder = mkdtempSync(join(tmpdir(), 'direction-'));
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    };
    try {
      cpSync(join(ROOT, '.dependency-cruiser.cjs'), join(folder, '.dependency-cruiser.cjs'));
      write('tsconfig.json', '{ "compilerOptions": { "module": "commonjs" } }');
      write('package.json', '{}');
      for (const [, file, target] of SAMPLES) {
        write(join(dirname(file), `${target}.ts`), 'export const target = 1;');
      }
      for (const [, file, target] of SAMPLES) {
        write(file, `import { target } from '${target}';\nexport const wrong = target;`);
      }
      write('src/kernel/a.ts', "import { b } from './b';\nexport const a = (): number => b();");
      write('src/kernel/b.ts', "import { a } from './a';\nexport const b = (): number => a();");

      // When the rules are checked
      const found = cruise(folder).summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);

      // Then every rule reports its sample
      for (const [rule, file] of SAMPLES) expect(found).toContain(`${rule} ${file}`);
      expect(found.some((violation) => violation.startsWith('no-circular'))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('hold in this repository', () => {
    const { violations } = cruise(ROOT).summary;
    expect(violations.map(({ rule, from }) => `${rule.name} ${from}`)).toEqual([]);
  });

  it('are all covered by a sample', () => {
    const printed = execFileSync(
      process.execPath,
      ['-e', "console.log(require('./.dependency-cruiser.cjs').forbidden.map((rule) => rule.name).join('\\n'))"],
      { cwd: ROOT, encoding: 'utf8' },
    );
    const covered = new Set([...SAMPLES.map(([rule]) => rule), 'no-circular', 'pos-imports-only-lower-modules']);
    expect(
      printed
        .trim()
        .split('\n')
        .filter((rule) => !covered.has(rule)),
    ).toEqual([]);
  });
});
