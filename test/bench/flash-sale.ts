import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { App } from '../../src/app';
import { fromGlobalId, idFromHex, toGlobalId } from '../../src/kernel/ids';
import { createProduct } from '../../src/modules/catalog';
import { adjustStock } from '../../src/modules/inventory';
import { cpuSeconds } from './processes';
import type { Side } from './measure';
import type { BenchData } from './seed';
import { RESERVE } from './workloads';

const SHOPPERS = 5_000;
/** A plain transaction a shopper retries for so long that fewer of them tell the rate. */
const PLAIN_SHOPPERS = 1_000;
const UNITS = 500;
/** The spread crowd: as many SKUs as shoppers, made as products of so many variants. */
const VARIANTS_PER_PRODUCT = 100;
const UNITS_OF_SPREAD = 10;
const SOCKETS = 128;
/** Crowds that are compared come in turn so often; the middle one counts. */
const ROUNDS = 5;
/** The same request, read and its variables judged as ever, that does nothing; and the emptiest there is. */
const RESERVE_NOTHING = RESERVE.replace('reserveStock(input: $input)', '$& @skip(if: true)');
const EMPTY = JSON.stringify({ query: 'mutation { __typename }' });
/** What the peer throws when a guarded update matched nothing. */
const PEER_SHORT = 'short of stock';

/** What a crowd that wants one unit each got. */
export interface FlashFigures {
  readonly says: string;
  readonly shoppers: number;
  readonly sold: number;
  readonly refused: number;
  readonly failed: number;
  readonly seconds: number;
  readonly cpuMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Requests of one crowd: where they go, and what each shopper sends. */
interface Crowd {
  readonly says: string;
  readonly shoppers: number;
  readonly side: Side;
  readonly body: (n: number) => string;
}

/**
 * W7: all shoppers come at the same moment and nobody waits for an answer before the next one comes (open loop), so
 * queueing shows. For one SKU with too few units and with enough, spread over as many SKUs, with mutations that do
 * nothing, and with one plain transaction a shopper on the peer, over the same database. Ours is warmed up by a crowd
 * of each kind first, the peer by the retries of its own shoppers.
 */
export async function flashSale(app: App, sides: readonly [Side, Side], data: BenchData): Promise<FlashFigures[]> {
  const [ours, peer] = sides;
  const oneSku = async (units: number): Promise<string> => (await makeVariants(app, data, 1, units))[0] ?? '';
  const reserve =
    (variantOf: (n: number) => string, query = RESERVE) =>
    (n: number) => {
      const lines = [{ branchId: data.branchIds[0], variantId: variantOf(n), quantity: 1 }];
      return JSON.stringify({ query, variables: { input: { idempotencyKey: randomUUID(), lines } } });
    };
  const shoppers = SHOPPERS;
  const inTurn = async (): Promise<Crowd[]> => {
    const [scarce, plenty] = [await oneSku(UNITS), await oneSku(SHOPPERS)];
    return [
      { says: `one SKU, ${UNITS} units`, shoppers, side: ours, body: reserve(() => scarce) },
      { says: `one SKU, ${SHOPPERS} units`, shoppers, side: ours, body: reserve(() => plenty) },
      { says: 'the same mutation, skipped', shoppers, side: ours, body: reserve(() => plenty, RESERVE_NOTHING) },
      { says: 'mutation { __typename }', shoppers, side: ours, body: () => EMPTY },
    ];
  };
  // V8 compiles the way of a mutation within the first thousands, of a sale and of a refusal; none of them is counted.
  process.stderr.write('W7: warm-up\n');
  for (const each of await inTurn()) await crowd(each);
  const rounds: FlashFigures[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    process.stderr.write(`W7: round ${round + 1} of ${ROUNDS}\n`);
    const figures: FlashFigures[] = [];
    for (const each of await inTurn()) figures.push(await crowd(each));
    rounds.push(figures);
  }
  const spread = await makeVariants(app, data, SHOPPERS, UNITS_OF_SPREAD);
  const scarce = await oneSku(UNITS);
  const once: Crowd[] = [
    { says: `${SHOPPERS} SKUs`, shoppers, side: ours, body: reserve((n) => spread[n % spread.length] ?? '') },
    { says: `plain transactions, ${UNITS} units`, shoppers: PLAIN_SHOPPERS, side: peer, body: reserve(() => scarce) },
  ];
  const figures = middleRound(rounds);
  for (const each of once) {
    process.stderr.write(`W7: ${each.shoppers} shoppers, ${each.says}\n`);
    figures.push(await crowd(each));
  }
  return figures;
}

/** Of each crowd the round with the middle time; what failed in any round is kept, so that it fails the run. */
function middleRound(rounds: readonly FlashFigures[][]): FlashFigures[] {
  return (rounds[0] ?? []).flatMap((_, at) => {
    const runs = rounds.flatMap((round) => round[at] ?? []).sort((a, b) => a.seconds - b.seconds);
    const middle = runs[Math.floor(runs.length / 2)];
    return middle ? [{ ...middle, failed: Math.max(...runs.map(({ failed }) => failed)) }] : [];
  });
}

/** Makes so many variants with stock in the first branch, also in the peer's copy of the entries. */
async function makeVariants(app: App, data: BenchData, count: number, units: number): Promise<string[]> {
  const ctx = app.newContext(idFromHex(data.tenantHex), { kind: 'system', job: 'bench' });
  const branchId = fromGlobalId('Branch', data.branchIds[0] ?? '');
  const made: string[] = [];
  while (made.length < count) {
    const name = `FLASH-${randomUUID().slice(0, 8)}`;
    const wanted = Math.min(VARIANTS_PER_PRODUCT, count - made.length);
    const { variants } = await createProduct(ctx, {
      input: { idempotencyKey: name },
      product: {
        title: name,
        status: 'ACTIVE',
        options: [{ name: 'Number', values: Array.from({ length: wanted }, (_, n) => String(n)) }],
        variants: Array.from({ length: wanted }, (_, n) => ({
          sku: `${name}-${n}`,
          barcodes: [],
          priceMinor: 1_000,
          costPriceMinor: null,
          taxRateBasisPoints: 2_000,
          selectedOptions: [{ name: 'Number', value: String(n) }],
        })),
      },
    });
    const lines = variants.map(({ _id }) => ({ branchId, variantId: _id, delta: units }));
    const stocked = await adjustStock(ctx, { input: { idempotencyKey: `${name}-stock` }, reason: 'RECEIVED', lines });
    await app.db.collection('peer_stock_entries').insertMany(stocked.entries.map((entry) => ({ ...entry })));
    made.push(...variants.map(({ _id }) => toGlobalId('Variant', _id)));
  }
  return made;
}

async function crowd({ says, shoppers, side, body }: Crowd): Promise<FlashFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  const cpuBefore = cpuSeconds(side.pids);
  const startedAt = performance.now();
  const answers = await Promise.all(
    Array.from({ length: shoppers }, async (_, n) => {
      const outcome = await post(agent, side, body(n));
      return { outcome, ms: performance.now() - startedAt };
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = ((cpuSeconds(side.pids) - cpuBefore) * 1000) / shoppers;
  agent.destroy();
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const count = (name: string): number => answers.filter(({ outcome }) => outcome === name).length;
  const [sold, refused] = [
    count('ReservationPayload') + count('Mutation') + count('nothing'),
    count('InsufficientStockError'),
  ];
  return {
    says,
    shoppers,
    sold,
    refused,
    failed: shoppers - sold - refused,
    seconds,
    cpuMs,
    p50Ms: times[Math.floor(shoppers * 0.5)] ?? 0,
    p99Ms: times[Math.floor(shoppers * 0.99)] ?? 0,
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
    data?: { __typename?: string; reserveStock?: { __typename?: string } | null } | null;
    errors?: { message: string; extensions?: { code?: string } }[];
  };
  const [error] = answer.errors ?? [];
  // The peer has no typed outcomes: its refusal is a thrown error.
  if (error?.message === PEER_SHORT) return 'InsufficientStockError';
  const { data } = answer;
  const name = data?.reserveStock?.__typename ?? data?.__typename ?? (data && 'nothing');
  return name ?? error?.extensions?.code ?? error?.message ?? 'no answer';
}

/** The figures as lines; the last one compares the one busy row with the other crowds. */
export function flashLines(figures: readonly FlashFigures[]): string[] {
  const rate = ({ shoppers, seconds }: FlashFigures): number => shoppers / seconds;
  const lines = figures.map(
    (row) =>
      `  ${String(row.shoppers)} ${row.says.padEnd(34)}answered ${row.sold}, refused ${row.refused}, failed ${row.failed}; ` +
      `${rate(row).toFixed(0)}/s, CPU ${row.cpuMs.toFixed(2)} ms each, p50 ${row.p50Ms.toFixed(0)} ms, p99 ${row.p99Ms.toFixed(0)} ms, all ${row.seconds.toFixed(2)} s`,
  );
  const [scarce, plenty, nothing, empty, spread, plain] = figures;
  const heading = ['', `W7  flash sale, ${SHOPPERS} shoppers at once, open loop, ${SOCKETS} sockets`, ...lines];
  if (!scarce || !plenty || !spread || !nothing || !empty || !plain) return heading;
  const beside = (other: FlashFigures): string =>
    `${(scarce.seconds / other.seconds).toFixed(2)}x (${UNITS} units), ${(plenty.seconds / other.seconds).toFixed(2)}x (${SHOPPERS} units)`;
  return [
    ...heading,
    `  one SKU / spread: ${(rate(plenty) / rate(spread)).toFixed(2)} of the throughput; ` +
      `against plain transactions: ${(rate(scarce) / rate(plain)).toFixed(1)}x; ` +
      `of the time of the same mutation, skipped: ${beside(nothing)}; of { __typename }: ${beside(empty)}`,
  ];
}
