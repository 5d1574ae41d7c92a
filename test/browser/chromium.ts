import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { findProgram } from '../../src/devstack/child-process';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing but this machine has an address, whatever part of the browser asks.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** A real browser; undefined, with a message, where none is installed. */
export async function openChromium(): Promise<Browser | undefined> {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const executablePath = findProgram(names, process.env['PATH']);
  if (executablePath === undefined) {
    process.stderr.write('No Chromium on the PATH: browser tests do nothing here. Run: apt-get install chromium\n');
    return undefined;
  }
  return chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
}

/** What a page asked of other machines, and what it complained about. */
export interface PageWatch {
  readonly outside: string[];
  readonly complaints: string[];
}

/** Blocks and counts every request that does not go to `origin`, and keeps errors of the console. */
export async function watchPage(page: Page, origin: string): Promise<PageWatch> {
  const watch: PageWatch = { outside: [], complaints: [] };
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    const isLocal = url.origin === origin || url.protocol === 'blob:' || url.protocol === 'data:';
    if (isLocal) return route.continue();
    watch.outside.push(url.href);
    return route.abort();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') watch.complaints.push(message.text());
  });
  page.on('pageerror', (error) => watch.complaints.push(error.message));
  return watch;
}
