import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

interface Ban {
  readonly name: string;
  /** Which files it is about. */
  readonly files: RegExp;
  readonly pattern: RegExp;
  /** A line that must be caught: a guard that can't fail is none. */
  readonly sample: string;
  /** Files that may, because they are the one place for it. */
  readonly except?: RegExp;
}

const MARKER = ['TO', 'DO'].join('');

const BANS: readonly Ban[] = [
  {
    name: 'a note instead of work',
    files: /^(src|jobs|test)\//,
    pattern: new RegExp(`\\b(${MARKER}|FIX${'ME'})\\b`),
    sample: `// ${MARKER}: later`,
  },
  {
    name: 'a silenced type check',
    files: /^(src|jobs|test)\//,
    pattern: /@ts-(ignore|nocheck|expect-error)|eslint-dis[a]ble/,
    sample: '// @ts-ignore',
    except: /^test\/(tidy|generated)\//,
  },
  {
    name: 'a skipped or focused test',
    files: /^test\/.*\.test\.ts$/,
    pattern: /\b(it|test|describe)\.(skip|only|todo)\(/,
    sample: "it.skip('x')",
    except: /^test\/tidy\//,
  },
  {
    name: 'a document that is read, changed and saved',
    files: /^(src\/modules|jobs)\//,
    pattern: /\.save\(\)/,
    sample: 'await product.save();',
  },
  {
    name: 'user text as a regular expression',
    files: /^src\/modules\//,
    pattern: /new RegExp\(|\$regex/,
    sample: 'find({ title: { $regex: search } })',
  },
  {
    name: 'a script operator',
    files: /^src\/(modules|platform|graphql)\//,
    pattern: /\$where|\$function|\$accumulator/,
    sample: "find({ $where: 'x' })",
  },
  {
    name: 'parallel awaits in a unit of work',
    files: /^src\/modules\/.*\.ts$/,
    pattern: /Promise\.(all|allSettled|any|race)\(/,
    sample: 'await Promise.all(writes)',
    except: /\/graphql\/|payments\/charge|stock-flights|reserve-batch/,
  },
  {
    name: 'the environment outside config.ts',
    files: /^src\/(kernel|platform|graphql|modules)\//,
    pattern: /process\.env/,
    sample: 'process.env.PORT',
  },
  {
    name: 'a write of stock outside the ledger',
    files: /^(src\/modules|jobs)\//,
    pattern: /stock(Entries|Movements)\([^)]*\)\s*\.(update|insert|bulk|delete|findOneAnd|replace)/,
    sample: 'stockEntries(ctx.db).updateOne({})',
    except: /^src\/modules\/inventory\/stock-ledger(-\w+)?\.ts$/,
  },
  { name: 'a vague name', files: /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/, pattern: /[^]/, sample: 'x' },
  {
    name: 'a path of one machine',
    files: /.*/,
    pattern: /(^|[\s'"`(])\/(work|home|root|Users)\/[a-z]/,
    sample: "'/root/data'",
    except: /^(package-lock\.json|test\/tidy\/)/,
  },
];

function tracked(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((file) => /\.(ts|md|yml|json|graphql|cjs|mjs|js)$/.test(file));
}

describe('the words and ways that have no place here', () => {
  it.each(BANS)('$name: the sample is caught', ({ pattern, sample }) => {
    expect(pattern.test(sample)).toBe(true);
  });

  it.each(BANS)('$name: nowhere in the repository', ({ files, pattern, except }) => {
    const guilty = tracked()
      .filter((file) => files.test(file) && except?.test(file) !== true)
      .flatMap((file) => {
        const lines = readFileSync(resolve(ROOT, file), 'utf8').split('\n');
        return lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : []));
      });
    expect(guilty).toEqual([]);
  });
});
