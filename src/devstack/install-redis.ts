import { spawnSync } from 'node:child_process';
import { findProgram } from './child-process';

const INSTALL_TIMEOUT_MS = 300_000;

/**
 * As root on a machine with apt-get: installs Debian's `redis-server`, saying so; the service it brings isn't started.
 * @returns false when that is not possible here or failed; `say` has then told why.
 */
export function installRedis(path: string | undefined, say: (line: string) => void): Promise<boolean> {
  const aptGet = findProgram(['apt-get'], path);
  if (aptGet === undefined || process.getuid?.() !== 0) return Promise.resolve(false);
  say("No Redis here. Installing Debian's package redis-server with apt-get, because this runs as root ...");
  const environment = { PATH: path, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8', RUNLEVEL: '1' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'redis-server']]) {
    const run = spawnSync(aptGet, args, { env: environment, encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS });
    if (run.status !== 0 && args[0] === 'install') {
      say(`apt-get ${args.join(' ')} failed: ${(run.stderr ?? '').trim().slice(-500)}`);
      return Promise.resolve(false);
    }
  }
  say('Installed redis-server.');
  return Promise.resolve(true);
}
