import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** The page, rendered once: 9 MB of HTML with every script, style and worker inside, 2.4 MB when compressed. */
export interface PlaygroundPage {
  readonly html: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
  readonly contentSecurityPolicy: string;
}

/** The package is 9 MB of text: processes that never show the page should not load it. */
const load = createRequire(__filename);

const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 32 32%22%3E' +
  '%3Crect width=%2232%22 height=%2232%22 rx=%227%22 fill=%22%231f4e5f%22/%3E' +
  '%3Cpath d=%22M10 7v18M22 7v18M10 16h12%22 stroke=%22white%22 stroke-width=%224%22 stroke-linecap=%22round%22/%3E%3C/svg%3E';
const LOGO = `<img alt="" src="${ICON}" width="28" height="28">`;

/** The call by which the package's page starts itself; ours replaces it, so that tabs can be fetched first. */
const START_CALL =
  /YogaGraphiQL\.renderYogaGraphiQL\(\s*window\.document\.querySelector\('#root'\),\s*(\{.*\}),\s*\);\s*<\/script>/;

/**
 * Loads the prepared tabs, then starts GraphiQL. Tabs of an earlier visit stay as they were left, but get the fresh
 * token of their prepared operation; they are dropped when the server's data is another (`stamp`).
 */
const START_SCRIPT = `
(async (settings) => {
  const stored = (key) => window.localStorage.getItem('graphiql:' + key);
  const store = (key, value) => window.localStorage.setItem('graphiql:' + key, value);
  const answer = await fetch('/playground/tabs');
  const prepared = answer.ok ? await answer.json() : { stamp: 'none', tabs: [] };
  if (stored('holdfast') !== prepared.stamp) {
    window.localStorage.removeItem('graphiql:tabState');
    store('holdfast', prepared.stamp);
  }
  const earlier = JSON.parse(stored('tabState') ?? 'null');
  const here = new URL(window.location.href);
  const open = (earlier?.tabs ?? []).findIndex((tab) => tab.query === here.searchParams.get('query'));
  if (open >= 0) {
    // GraphiQL would open the query in the address once more, without its token.
    here.searchParams.delete('query');
    window.history.replaceState({}, '', here);
    earlier.activeTabIndex = open;
  }
  for (const tab of earlier?.tabs ?? []) {
    const match = prepared.tabs.find((one) => one.name === tab.operationName || one.name === tab.title);
    if (match) tab.headers = match.headers;
  }
  if (earlier) store('tabState', JSON.stringify(earlier));
  YogaGraphiQL.renderYogaGraphiQL(window.document.querySelector('#root'), { ...settings, defaultTabs: prepared.tabs });
})`;

/** Renders the page; takes about half a second, so it happens at the first visit. */
export async function renderPage(): Promise<PlaygroundPage> {
  const { renderGraphiQL } = load('@graphql-yoga/render-graphiql') as typeof import('@graphql-yoga/render-graphiql');
  const settings = { title: 'Holdfast playground', favicon: ICON, endpoint: '/graphql', shouldPersistHeaders: true };
  const rendered = renderGraphiQL(settings);
  const tail = rendered.lastIndexOf('YogaGraphiQL.renderYogaGraphiQL(');
  const call = START_CALL.exec(rendered.slice(tail));
  if (call?.[1] === undefined)
    throw new Error('Expected the start call of @graphql-yoga/render-graphiql, it has changed.');
  const started = `${START_SCRIPT}(${JSON.stringify({ ...settings, logo: LOGO })});</script>`;
  const html = rendered.slice(0, tail) + started + rendered.slice(tail + call[0].length);
  const bytes = Buffer.from(html.trimStart());
  return {
    html: bytes,
    gzipped: await promisify(gzip)(bytes),
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
    contentSecurityPolicy: policyFor(html),
  };
}

/**
 * Only this very script may run, named by its hash; workers are made from blobs of it, styles are put inline by the
 * editor, and nothing is loaded from or sent to anywhere but this server.
 */
function policyFor(html: string): string {
  const start = html.indexOf('<script>') + '<script>'.length;
  const script = html.slice(start, html.lastIndexOf('</script>'));
  const hash = createHash('sha256').update(script).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    'worker-src blob:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
