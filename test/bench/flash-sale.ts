import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { App } from '../../src/app';
import { idFromHex, toGlobalId } from '../../src/kernel/ids';
import { createProduct } from '../../src/modules/catalog';
import { adjustStock } from '../../src/modules/inventory';
import { tenantDirectory } from '../../src/modules/tenants';
import { cpuSeconds } from './processes';
import type { Side } from './measure';
import type { BenchData } from './seed';
import { RESERVE } from './workloads';

const SHOPPERS = 2_000;
const UNITS = 500;
const SOCKETS = 128;

/** What a crowd that wants one unit each got. */
export interface FlashFigures {
  readonly says: string;
  readonly sold: number;
  readonly refused: number;
  readonly failed: number;
  readonly seconds: number;
  readonly cpuMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * W7: all shoppers come at the same moment and nobody waits for an answer before the next one comes (open loop), so
 * queueing shows. Once for one SKU with too few units, once for one SKU with enough, once spread over all SKUs.
 */
export async function flashSale(app: App, side: Side, data: BenchData): Promise<FlashFigures[]> {
  const scarce = await makeVariant(app, data, UNITS);
  const plenty = await makeVariant(app, data, SHOPPERS);
  return [
    await crowd(side, data, `${SHOPPERS} shoppers, one SKU, ${UNITS} units`, () => scarce),
    await crowd(side, data, `${SHOPPERS} shoppers, one SKU, ${SHOPPERS} units`, () => plenty),
    await crowd(
      side,
      data,
      `${SHOPPERS} shoppers, ${data.variantIds.length} SKUs`,
      (n) => data.variantIds[n % data.variantIds.length] ?? '',
    ),
  ];
}

async function makeVariant(app: App, data: BenchData, units: number): Promise<string> {
  const ctx = app.newContext(idFromHex(data.tenantHex), { kind: 'system', job: 'bench' });
  const facts = await tenantDirectory(app.db).byId(ctx.tenantId);
  const branch = [...(facts?.branchById.values() ?? [])].find(
    (row) => toGlobalId('Branch', row._id) === data.branchIds[0],
  );
  if (branch === undefined) throw new Error('The bench tenant has lost its first branch.');
  const name = `FLASH-${randomUUID().slice(0, 8)}`;
  const { variants } = await createProduct(ctx, {
    input: { idempotencyKey: name },
    product: {
      title: name,
      status: 'ACTIVE',
      variants: [{ sku: name, barcodes: [], priceMinor: 1_000, costPriceMinor: null, taxRateBasisPoints: 2_000 }],
    },
  });
  const [variant] = variants;
  if (variant === undefined) throw new Error('createProduct returned no variant.');
  const lines = [{ branchId: branch._id, variantId: variant._id, delta: units }];
  await adjustStock(ctx, { input: { idempotencyKey: `${name}-stock` }, reason: 'RECEIVED', lines });
  return toGlobalId('Variant', variant._id);
}

async function crowd(
  side: Side,
  data: BenchData,
  says: string,
  variantOf: (n: number) => string,
): Promise<FlashFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  const cpuBefore = cpuSeconds(side.pids);
  const startedAt = performance.now();
  const answers = await Promise.all(
    Array.from({ length: SHOPPERS }, async (_, n) => {
      const lines = [{ branchId: data.branchIds[0], variantId: variantOf(n), quantity: 1 }];
      const body = JSON.stringify({ query: RESERVE, variables: { input: { idempotencyKey: randomUUID(), lines } } });
      const outcome = await post(agent, side, body);
      return { outcome, ms: performance.now() - startedAt };
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = ((cpuSeconds(side.pids) - cpuBefore) * 1000) / SHOPPERS;
  agent.destroy();
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const count = (name: string): number => answers.filter(({ outcome }) => outcome === name).length;
  const [sold, refused] = [count('ReservationPayload'), count('InsufficientStockError')];
  return {
    says,
    sold,
    refused,
    failed: SHOPPERS - sold - refused,
    seconds,
    cpuMs,
    p50Ms: times[Math.floor(SHOPPERS * 0.5)] ?? 0,
    p99Ms: times[Math.floor(SHOPPERS * 0.99)] ?? 0,
  };
}

/** The union member that came, or the code of the error. */
function post(agent: Agent, side: Side, body: string): Promise<string> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...side.headers };
    const sent = request(side.url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(outcomeOf(Buffer.concat(chunks).toString('utf8'))));
    });
    sent.on('error', (error) => resolve(error.message));
    sent.end(body);
  });
}

function outcomeOf(text: string): string {
  const answer = JSON.parse(text) as {
    data?: { reserveStock?: { __typename?: string } } | null;
    errors?: { extensions?: { code?: string } }[];
  };
  return answer.data?.reserveStock?.__typename ?? answer.errors?.[0]?.extensions?.code ?? 'no answer';
}

/** The figures as lines; the last one compares the one busy row with the spread crowd. */
export function flashLines(figures: readonly FlashFigures[]): string[] {
  const rate = ({ seconds }: FlashFigures): number => SHOPPERS / seconds;
  const lines = figures.map(
    (row) =>
      `  ${row.says.padEnd(38)}sold ${row.sold}, refused ${row.refused}, failed ${row.failed}; ` +
      `${rate(row).toFixed(0)}/s, CPU ${row.cpuMs.toFixed(2)} ms each, p50 ${row.p50Ms.toFixed(0)} ms, p99 ${row.p99Ms.toFixed(0)} ms`,
  );
  const [, hot, spread] = figures;
  const ratio =
    hot === undefined || spread === undefined
      ? ''
      : `  one SKU / spread: ${(rate(hot) / rate(spread)).toFixed(2)} of the throughput`;
  return ['', `W7  flash sale, open loop, ${SOCKETS} sockets, our side only`, ...lines, ratio];
}
