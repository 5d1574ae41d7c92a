import autocannon from 'autocannon';
import type { MongoClient } from 'mongodb';
import { commandsRun } from './database-commands';
import { cpuSeconds } from './processes';
import type { BenchData } from './seed';
import type { Workload } from './workloads';

/** One side of a comparison: a server, and every process whose work is its work. */
export interface Side {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serverPid: number;
  /** The server, the database and, where it is used, Redis. */
  readonly pids: readonly number[];
  /** A peer with another schema: its own request for the workloads that it can answer, by their names. */
  readonly ownBodies?: Readonly<Record<string, (n: number) => object>>;
}

/** Whether the side can answer the workload at all. */
export function canAnswer(side: Side, workload: Workload): boolean {
  return side.ownBodies === undefined || side.ownBodies[workload.name] !== undefined;
}

function bodyOf(side: Side, workload: Workload, data: BenchData, n: number): object {
  return side.ownBodies === undefined ? workload.body(data, n) : (side.ownBodies[workload.name]?.(n) ?? {});
}

/** Figures of one run of one workload on one side. */
export interface Sample {
  readonly operations: number;
  readonly perSecond: number;
  /** Milliseconds of CPU per operation, over all processes of the side. */
  readonly cpuMs: number;
  /** The part of it that the server process used; the rest is the database's and Redis'. */
  readonly serverCpuMs: number;
  readonly commands: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

let sent = 0;

/** How long a load lasts: for warming up some seconds, for figures a number of requests. */
export type Extent = { readonly seconds: number } | { readonly requests: number };

/**
 * Loads one side and takes the figures. Throws on any wrong answer. Figures need a number of requests: after so many
 * seconds, requests that are cut off would have cost CPU and commands without being counted.
 */
export async function measure(
  side: Side,
  workload: Workload,
  data: BenchData,
  client: MongoClient,
  extent: Extent,
): Promise<Sample> {
  const failures: string[] = [];
  const [cpuBefore, serverBefore] = [cpuSeconds(side.pids), cpuSeconds([side.serverPid])];
  const commandsBefore = await commandsRun(client);
  const result = await autocannon({
    url: side.url,
    connections: workload.connections,
    ...('seconds' in extent ? { duration: extent.seconds } : { amount: extent.requests }),
    timeout: 30,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...side.headers },
        setupRequest: (request) => {
          sent += 1;
          return { ...request, body: JSON.stringify(bodyOf(side, workload, data, sent)) };
        },
        onResponse: (status, body) => {
          // A look at every answer would load the generator; the status and the first characters tell a failure.
          if (status !== 200 || body.startsWith('{"errors"')) failures.push(`${status} ${body.slice(0, 300)}`);
        },
      },
    ],
  });
  const [cpuAfter, serverAfter] = [cpuSeconds(side.pids), cpuSeconds([side.serverPid])];
  const commandsAfter = await commandsRun(client);
  const broken = result.errors + result.timeouts + result.non2xx + failures.length;
  if (broken > 0)
    throw new Error(`${side.name} ${workload.name}: ${broken} failed requests, such as ${failures[0] ?? 'no answer'}`);
  const operations = result.requests.total;
  return {
    operations,
    perSecond: operations / result.duration,
    cpuMs: ((cpuAfter - cpuBefore) * 1000) / operations,
    serverCpuMs: ((serverAfter - serverBefore) * 1000) / operations,
    commands: (commandsAfter - commandsBefore) / operations,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}

/** One request by hand, its whole answer checked; returns `data`. */
export async function askOnce(
  side: Side,
  workload: Workload,
  data: BenchData,
  n: number,
): Promise<Record<string, unknown>> {
  const response = await fetch(side.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...side.headers },
    body: JSON.stringify(bodyOf(side, workload, data, n)),
  });
  const answer = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
  if (answer.data === undefined || answer.errors !== undefined) {
    throw new Error(`${side.name} ${workload.name}: ${JSON.stringify(answer).slice(0, 500)}`);
  }
  if (side.ownBodies === undefined) workload.check(answer.data);
  return answer.data;
}
