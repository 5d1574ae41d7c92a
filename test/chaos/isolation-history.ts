/** One step of a list-append transaction. */
export type Step =
  | { readonly kind: 'append'; readonly key: string; readonly value: number }
  | { readonly kind: 'read'; readonly key: string; readonly values: readonly number[] };

export interface HistoryTransaction {
  readonly id: number;
  readonly status: 'committed' | 'aborted';
  readonly steps: readonly Step[];
}

/** What happened, and what every list held at the end. */
export interface History {
  readonly transactions: readonly HistoryTransaction[];
  readonly finals: ReadonlyMap<string, readonly number[]>;
}

export interface Anomaly {
  readonly kind:
    | 'dirty read'
    | 'intermediate read'
    | 'lost update'
    | 'dirty write'
    | 'incompatible order'
    | 'own write unseen'
    | 'cyclic information flow'
    | 'read skew';
  readonly detail: string;
}

/** The order of every key's versions and who wrote them, as far as it is consistent. */
interface Versions {
  readonly writerOf: Map<number, HistoryTransaction>;
  readonly positionOf: Map<number, number>;
}

/**
 * Finds what snapshot isolation forbids (after Adya's and Elle's definitions for append-only lists): aborted and
 * intermediate reads, lost updates, orders that contradict each other, cycles of write and read dependencies, and
 * cycles with exactly one anti-dependency (read skew). Write skew, which snapshot isolation allows, is not reported.
 *
 * Every value must be appended at most once in the whole history.
 */
export function findAnomalies(history: History): Anomaly[] {
  const anomalies: Anomaly[] = [];
  const versions = collectVersions(history, anomalies);
  for (const transaction of history.transactions) {
    if (transaction.status === 'committed') checkReads(transaction, history, versions, anomalies);
  }
  if (anomalies.length === 0) checkCycles(history, versions, anomalies);
  return anomalies;
}

function collectVersions(history: History, anomalies: Anomaly[]): Versions {
  const writerOf = new Map<number, HistoryTransaction>();
  for (const transaction of history.transactions) {
    for (const step of transaction.steps) if (step.kind === 'append') writerOf.set(step.value, transaction);
  }
  const positionOf = new Map<number, number>();
  for (const [key, values] of history.finals) {
    values.forEach((value, position) => {
      if (positionOf.has(value)) anomalies.push({ kind: 'dirty write', detail: `${key} holds ${value} twice` });
      positionOf.set(value, position);
      if (writerOf.get(value)?.status !== 'committed') {
        anomalies.push({ kind: 'dirty write', detail: `${key} holds ${value} of a transaction that did not commit` });
      }
    });
  }
  for (const [value, writer] of writerOf) {
    if (writer.status === 'committed' && !positionOf.has(value)) {
      anomalies.push({ kind: 'lost update', detail: `${value} of committed transaction ${writer.id} is gone` });
    }
  }
  return { writerOf, positionOf };
}

function checkReads(transaction: HistoryTransaction, history: History, versions: Versions, anomalies: Anomaly[]): void {
  const own = new Map<string, number[]>();
  for (const step of transaction.steps) {
    if (step.kind === 'append') {
      own.set(step.key, [...(own.get(step.key) ?? []), step.value]);
      continue;
    }
    const mine = own.get(step.key) ?? [];
    const { values } = step;
    const seen = values.slice(0, values.length - mine.length);
    const tail = values.slice(values.length - mine.length);
    if (mine.length > values.length || tail.some((value, i) => value !== mine[i])) {
      anomalies.push({
        kind: 'own write unseen',
        detail: `transaction ${transaction.id} read ${step.key} without its own appends`,
      });
      continue;
    }
    checkForeign(transaction, step.key, seen, history, versions, anomalies);
  }
}

function checkForeign(
  transaction: HistoryTransaction,
  key: string,
  seen: readonly number[],
  history: History,
  versions: Versions,
  anomalies: Anomaly[],
): void {
  const final = history.finals.get(key) ?? [];
  const aborted = seen.find((value) => versions.writerOf.get(value)?.status === 'aborted');
  if (aborted !== undefined) {
    anomalies.push({
      kind: 'dirty read',
      detail: `transaction ${transaction.id} read ${aborted} of an aborted transaction`,
    });
  } else if (seen.some((value, i) => final[i] !== value)) {
    anomalies.push({
      kind: 'incompatible order',
      detail: `transaction ${transaction.id} read ${key} as ${seen.join()} but it became ${final.join()}`,
    });
  }
  const last = seen.at(-1);
  const writer = last === undefined ? undefined : versions.writerOf.get(last);
  const ofWriter = writer?.steps.filter((step) => step.kind === 'append' && step.key === key) ?? [];
  const newest = ofWriter.at(-1);
  if (newest?.kind === 'append' && newest.value !== last) {
    anomalies.push({
      kind: 'intermediate read',
      detail: `transaction ${transaction.id} read ${key} in the middle of transaction ${writer?.id}`,
    });
  }
}

/** Edges between committed transactions, by their position in the list of them. */
interface Graph {
  readonly size: number;
  /** Must come before: write-write and write-read dependencies. */
  readonly after: number[][];
  /** Read a version that the other overwrote. */
  readonly overwrittenBy: number[][];
}

function buildGraph(history: History, versions: Versions): Graph {
  const committed = history.transactions.filter(({ status }) => status === 'committed');
  const indexOf = new Map(committed.map((transaction, index) => [transaction, index]));
  const after: number[][] = committed.map(() => []);
  const overwrittenBy: number[][] = committed.map(() => []);
  const indexOfWriter = (value: number): number | undefined => {
    const writer = versions.writerOf.get(value);
    return writer === undefined ? undefined : indexOf.get(writer);
  };
  const link = (edges: number[][], from: number | undefined, to: number | undefined): void => {
    if (from !== undefined && to !== undefined && from !== to) edges[from]?.push(to);
  };
  for (const values of history.finals.values()) {
    for (let i = 1; i < values.length; i += 1) {
      link(after, indexOfWriter(values[i - 1] as number), indexOfWriter(values[i] as number));
    }
  }
  committed.forEach((transaction, reader) => {
    for (const step of transaction.steps) {
      if (step.kind !== 'read') continue;
      const foreign = step.values.filter((value) => versions.writerOf.get(value) !== transaction);
      const last = foreign.at(-1);
      if (last !== undefined) link(after, indexOfWriter(last), reader);
      const next = history.finals.get(step.key)?.[foreign.length];
      if (next !== undefined) link(overwrittenBy, reader, indexOfWriter(next));
    }
  });
  return { size: committed.length, after, overwrittenBy };
}

/** Positions in an order in which every dependency points forward; undefined when there is a cycle. */
function topologicalOrder(graph: Graph): number[] | undefined {
  const incoming = new Array<number>(graph.size).fill(0);
  for (const targets of graph.after) for (const target of targets) incoming[target] = (incoming[target] ?? 0) + 1;
  const ready: number[] = [];
  incoming.forEach((count, node) => {
    if (count === 0) ready.push(node);
  });
  const order = new Array<number>(graph.size).fill(-1);
  for (let done = 0; done < ready.length; done += 1) {
    const node = ready[done] as number;
    order[node] = done;
    for (const target of graph.after[node] as number[]) {
      incoming[target] = (incoming[target] ?? 0) - 1;
      if (incoming[target] === 0) ready.push(target);
    }
  }
  return ready.length === graph.size ? order : undefined;
}

function checkCycles(history: History, versions: Versions, anomalies: Anomaly[]): void {
  const graph = buildGraph(history, versions);
  const order = topologicalOrder(graph);
  if (order === undefined) {
    anomalies.push({ kind: 'cyclic information flow', detail: 'write and read dependencies form a cycle' });
    return;
  }
  graph.overwrittenBy.forEach((targets, reader) => {
    for (const writer of targets) {
      if (isReachable(graph, order, writer, reader)) {
        anomalies.push({
          kind: 'read skew',
          detail: `committed transactions ${reader} and ${writer} see each other half`,
        });
      }
    }
  });
}

/** Whether dependencies lead from one transaction to another; only nodes between them in the order are looked at. */
function isReachable(graph: Graph, order: readonly number[], from: number, to: number): boolean {
  const limit = order[to] as number;
  const seen = new Set([from]);
  const stack = [from];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === to) return true;
    for (const next of graph.after[node] as number[]) {
      if (seen.has(next) || (order[next] as number) > limit) continue;
      seen.add(next);
      stack.push(next);
    }
  }
  return false;
}
