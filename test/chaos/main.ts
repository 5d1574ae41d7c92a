import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The long fault tests; each is a program of its own with its own --help, and has a short form in `npm test`. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'mongo-crash': 'kill -9 of the embedded server at random moments under a mixed transactional load (--rounds 500)',
  'mongo-fuzz': 'hostile frames against the embedded server (--frames 1000000)',
  'mongo-isolation': 'bank transfers and list appends by 16 clients, judged by a history checker',
  'guard-mutants': 'removes each guard of stock and money in turn; some test must fail each time',
};

function help(): string {
  const lines = Object.entries(PROGRAMS).map(([name, purpose]) => `  ${name.padEnd(16)} ${purpose}`);
  return `Usage: npm run test:chaos -- NAME [options of that program]\n${lines.join('\n')}\n`;
}

function main(): void {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === '--help' || PROGRAMS[name] === undefined) {
    process.stdout.write(help());
    process.exitCode = name === undefined || name === '--help' ? 0 : 1;
    return;
  }
  const file = join(__dirname, `${name}.js`);
  if (!existsSync(file)) throw new Error(`Expected ${file} to be built. Run: npm run build`);
  const child = spawn(process.execPath, ['--expose-gc', file, ...args], { stdio: 'inherit' });
  // Ctrl-C reaches the child by the terminal; waiting for it here keeps the shell's prompt away until it has cleaned up.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
  });
}

main();
