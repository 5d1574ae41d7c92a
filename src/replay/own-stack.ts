import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../devstack/child-process';
import { freePort } from '../devstack/free-port';
import { readCredentials } from './credentials';
import type { Credentials } from './credentials';

const START_LIMIT_MS = 180_000;
const PROBE_EVERY_MS = 200;

/** A whole stack of our own: database, Redis, API and workers. */
export interface OwnStack {
  readonly url: string;
  readonly credentials: Credentials;
  /** Ends every process and removes the data. */
  stop(): Promise<void>;
}

/**
 * Starts `npm run dev` as a child on a free port with fresh data in a temporary folder, and waits until it is ready.
 * Throws with the child's last output when it ends or does not come up.
 */
export async function startOwnStack(environment: NodeJS.ProcessEnv, say: (line: string) => void): Promise<OwnStack> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-replay-'));
  const port = await freePort();
  // A database that the environment names belongs to someone; the replay's own stack must start empty.
  const env = { ...environment, MONGODB_URI: '' };
  const child = startChild({
    command: process.execPath,
    args: [join(__dirname, '..', 'devstack', 'dev.js'), '--port', String(port), '--data', folder, '--fresh'],
    env,
    onErrorLine: say,
  });
  const stop = async (): Promise<void> => {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    let hasEnded = false;
    void child.ended.then(() => {
      hasEnded = true;
    });
    const file = join(folder, 'credentials.json');
    const url = `http://127.0.0.1:${port}`;
    const deadline = performance.now() + START_LIMIT_MS;
    while (!existsSync(file) || !(await isReady(url))) {
      if (hasEnded) throw new Error(`Expected the replay's own stack to start, got:\n${child.output()}`);
      if (performance.now() > deadline) throw new Error(`The replay's own stack is not ready:\n${child.output()}`);
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
    }
    return { url, credentials: readCredentials(file), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    return response.status === 200;
  } catch {
    return false;
  }
}
