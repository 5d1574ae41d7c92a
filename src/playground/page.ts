import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type * as RenderGraphiql from '@graphql-yoga/render-graphiql';

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
 * token of their prepared operation; they are dropped when the server's data is another (`stamp`). The tabs are written
 * to GraphiQL's own store, because its option `defaultTabs` leaves the variables and headers of the open tab empty.
 * The fetcher is ours, because the package's refuses a play that comes quickly after another tab was opened: GraphiQL
 * still gives it the name of the tab before ("Cannot infer operation"). It follows subscriptions as server-sent events,
 * because these carry the headers of the tab like any other request; a socket would need them a second way.
 */
const START_SCRIPT = `
(async (settings) => {
  const stored = (key) => window.localStorage.getItem('graphiql:' + key);
  const store = (key, value) => window.localStorage.setItem('graphiql:' + key, value);
  const answer = await fetch('/playground/tabs');
  const prepared = answer.ok ? await answer.json() : { stamp: 'none', tabs: [] };
  const tabOf = ({ name = null, query, variables = null, headers = null }) => ({
    id: Math.random().toString(36).slice(2), title: name ?? 'query', operationName: name, query, variables, headers, response: null,
  });
  const earlier = stored('holdfast') === prepared.stamp ? JSON.parse(stored('tabState') ?? 'null') : null;
  const tabs = earlier?.tabs ?? prepared.tabs.map(tabOf);
  for (const tab of tabs) {
    const match = prepared.tabs.find((one) => one.name === tab.operationName || one.name === tab.title);
    if (match) tab.headers = match.headers ?? tab.headers;
  }
  const here = new URL(window.location.href);
  const linked = here.searchParams.get('query');
  let active = linked === null ? (earlier?.activeTabIndex ?? 0) : tabs.findIndex((tab) => tab.query === linked);
  if (active < 0) active = tabs.push(tabOf({ query: linked, headers: prepared.tabs[0]?.headers })) - 1;
  const open = tabs[active] ?? {};
  here.searchParams.delete('query');
  window.history.replaceState({}, '', here);
  store('holdfast', prepared.stamp);
  store('tabState', JSON.stringify({ tabs, activeTabIndex: active }));
  const follow = (request) => ({
    subscribe(observer) {
      const stopped = new AbortController();
      const read = async () => {
        const answer = await window.fetch('/graphql/stream', { ...request, signal: stopped.signal });
        if (!answer.ok) return observer.next(await answer.json());
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        let rest = '';
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          const blocks = (rest + part.value).split('\\n\\n');
          rest = blocks.pop();
          for (const block of blocks) {
            const result = /^event: next\\ndata: (.+)/.exec(block)?.[1];
            if (result !== undefined) observer.next(JSON.parse(result));
          }
        }
      };
      read().then(
        () => observer.complete(),
        (error) => stopped.signal.aborted || observer.error(error),
      );
      return { unsubscribe: () => stopped.abort() };
    },
  });
  const fetcher = async ({ query, operationName, variables }, options) => {
    const kind = new RegExp('(query|mutation|subscription)\\\\s+' + operationName + '\\\\b').exec(query)?.[1];
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...options?.headers },
      body: JSON.stringify({ query, variables, operationName: kind === undefined ? undefined : operationName }),
    };
    const isLive = kind === undefined ? /^\\s*subscription\\b/m.test(query) : kind === 'subscription';
    return isLive ? follow(request) : (await window.fetch('/graphql', request)).json();
  };
  YogaGraphiQL.renderYogaGraphiQL(window.document.querySelector('#root'), {
    ...settings,
    fetcher,
    query: open.query ?? undefined,
    variables: open.variables ?? '',
    initialHeaders: open.headers ?? '',
  });
})`;

/** Three users have a dozen operations: the tabs wrap instead of hiding those of the admin. */
const STYLE = `<style>
.graphiql-session-header { height: auto !important; align-items: flex-start; }
.graphiql-session-header .graphiql-tabs { flex-wrap: wrap; overflow: visible; row-gap: 4px; }
/* Their animation assumes one row, and a click on a tab that still moves is lost. */
.graphiql-session-header .graphiql-tab { transform: none !important; }
.graphiql-logo span { white-space: nowrap; padding-left: 4px; }
</style>`;

/** Renders the page; takes about half a second, so it happens at the first visit. */
export async function renderPage(): Promise<PlaygroundPage> {
  const { renderGraphiQL } = load('@graphql-yoga/render-graphiql') as typeof RenderGraphiql;
  const settings = { title: 'Holdfast playground', favicon: ICON, shouldPersistHeaders: true };
  const rendered = renderGraphiQL(settings);
  const tail = rendered.lastIndexOf('YogaGraphiQL.renderYogaGraphiQL(');
  const call = START_CALL.exec(rendered.slice(tail));
  if (call?.[1] === undefined)
    throw new Error('Expected the start call of @graphql-yoga/render-graphiql, it has changed.');
  const started = `${START_SCRIPT}(${JSON.stringify({ ...settings, title: 'Holdfast', logo: LOGO })});</script>`;
  const page = rendered.slice(0, tail) + started + rendered.slice(tail + call[0].length);
  const html = page.replace('</head>', () => `${STYLE}</head>`);
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
