import { parseArgs } from 'node:util';
import { MongoClient, MongoError } from 'mongodb';
import type { ClientSession, Collection } from 'mongodb';
import { startMongoServer } from '../../src/devstack/mongo/server';
import { findAnomalies } from './isolation-history';
import type { Anomaly, HistoryTransaction, Step } from './isolation-history';
import { Random } from './random';

const ACCOUNTS = 20;
const OPENING_BALANCE = 1000;
/** Lists are short, so that reads stay cheap; a new one is begun when one is full. */
const APPENDS_PER_KEY = 25;
const ACTIVE_KEYS = 12;

interface Account {
  _id: number;
  balance: number;
}

interface List {
  _id: string;
  values: number[];
}

export interface IsolationReport {
  committed: number;
  aborted: number;
  snapshotReads: number;
  wrongTotals: number;
  finalTotal: number;
  expectedTotal: number;
  anomalies: Anomaly[];
  durationMs: number;
}

class Workload {
  readonly report: IsolationReport = {
    committed: 0,
    aborted: 0,
    snapshotReads: 0,
    wrongTotals: 0,
    finalTotal: 0,
    expectedTotal: ACCOUNTS * OPENING_BALANCE,
    anomalies: [],
    durationMs: 0,
  };
  private readonly accounts: Collection<Account>;
  private readonly lists: Collection<List>;
  private readonly history: HistoryTransaction[] = [];
  private nextValue = 1;
  private started = 0;

  constructor(
    private readonly client: MongoClient,
    private readonly total: number,
    private readonly random: Random,
  ) {
    const db = client.db('isolation');
    this.accounts = db.collection<Account>('accounts');
    this.lists = db.collection<List>('lists');
  }

  async run(clients: number): Promise<IsolationReport> {
    const startedMs = performance.now();
    await this.accounts.deleteMany({});
    await this.lists.deleteMany({});
    await this.accounts.insertMany(Array.from({ length: ACCOUNTS }, (_, _id) => ({ _id, balance: OPENING_BALANCE })));
    await Promise.all(Array.from({ length: clients }, () => this.work()));
    const finals = new Map((await this.lists.find().toArray()).map(({ _id, values }) => [_id, values]));
    this.report.anomalies = findAnomalies({ transactions: this.history, finals });
    this.report.finalTotal = await this.sum();
    this.report.durationMs = Math.round(performance.now() - startedMs);
    return this.report;
  }

  private async work(): Promise<void> {
    const session = this.client.startSession();
    try {
      while (this.started < this.total) {
        this.started += 1;
        const kind = this.random.below(10);
        if (kind < 4) await this.transfer(session);
        else if (kind < 5) await this.readTotal();
        else await this.append(session);
      }
    } finally {
      await session.endSession();
    }
  }

  /** Runs one transaction once; a conflict is an abort and not repeated. */
  private async attempt(session: ClientSession, body: () => Promise<boolean>): Promise<boolean> {
    session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } });
    try {
      if (!(await body())) {
        await session.abortTransaction();
        this.report.aborted += 1;
        return false;
      }
      await session.commitTransaction();
      this.report.committed += 1;
      return true;
    } catch (error) {
      if (!(error instanceof MongoError) || !error.hasErrorLabel('TransientTransactionError')) throw error;
      if (session.inTransaction()) await session.abortTransaction();
      this.report.aborted += 1;
      return false;
    }
  }

  private async transfer(session: ClientSession): Promise<void> {
    const from = this.random.below(ACCOUNTS);
    const to = (from + 1 + this.random.below(ACCOUNTS - 1)) % ACCOUNTS;
    const amount = 1 + this.random.below(50);
    await this.attempt(session, async () => {
      const source = await this.accounts.findOne({ _id: from }, { session });
      if (source === null || source.balance < amount) return false;
      await this.accounts.updateOne({ _id: from }, { $set: { balance: source.balance - amount } }, { session });
      await this.accounts.updateOne({ _id: to }, { $inc: { balance: amount } }, { session });
      return true;
    });
  }

  private async sum(session?: ClientSession): Promise<number> {
    // Two batches, so that the snapshot must hold across a getMore.
    const found = await this.accounts.find({}, { session, batchSize: 7 }).toArray();
    return found.reduce((sum, { balance }) => sum + balance, 0);
  }

  private async readTotal(): Promise<void> {
    const session = this.client.startSession({ snapshot: true });
    try {
      for (let i = 0; i < 2; i += 1) {
        this.report.snapshotReads += 1;
        if ((await this.sum(session)) !== this.report.expectedTotal) this.report.wrongTotals += 1;
      }
    } finally {
      await session.endSession();
    }
  }

  private keyFor(): string {
    const generation = Math.floor(this.nextValue / (ACTIVE_KEYS * APPENDS_PER_KEY));
    return `k${generation}-${this.random.below(ACTIVE_KEYS)}`;
  }

  private async append(session: ClientSession): Promise<void> {
    const steps: Step[] = [];
    const id = this.history.length;
    const wanted = 1 + this.random.below(4);
    const isGivenUp = this.random.below(20) === 0;
    // A place is taken at once, so that numbers follow the order of starting.
    const slot = this.history.push({ id, status: 'aborted', steps }) - 1;
    const isCommitted = await this.attempt(session, async () => {
      for (let i = 0; i < wanted; i += 1) {
        const key = this.keyFor();
        if (this.random.below(2) === 0) {
          const found = await this.lists.findOne({ _id: key }, { session });
          steps.push({ kind: 'read', key, values: found?.values ?? [] });
        } else {
          const value = this.nextValue++;
          steps.push({ kind: 'append', key, value });
          await this.lists.updateOne({ _id: key }, { $push: { values: value } }, { session, upsert: true });
        }
      }
      return !isGivenUp;
    });
    this.history[slot] = { id, status: isCommitted ? 'committed' : 'aborted', steps };
  }
}

/** Runs bank transfers and list appends and checks what every snapshot and the whole history say. */
export async function checkIsolation(
  uri: string,
  transactions: number,
  clients: number,
  seed: number,
): Promise<IsolationReport> {
  const client = new MongoClient(uri, { maxPoolSize: clients * 2 });
  try {
    return await new Workload(client, transactions, new Random(seed)).run(clients);
  } finally {
    await client.close();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      transactions: { type: 'string', default: '100000' },
      clients: { type: 'string', default: '16' },
      seed: { type: 'string', default: '1' },
      uri: { type: 'string' },
    },
  });
  const server = values.uri === undefined ? await startMongoServer({ memory: true }) : undefined;
  try {
    const uri = values.uri ?? server?.uri ?? '';
    const report = await checkIsolation(uri, Number(values.transactions), Number(values.clients), Number(values.seed));
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    const isRight =
      report.anomalies.length === 0 && report.wrongTotals === 0 && report.finalTotal === report.expectedTotal;
    process.exitCode = isRight ? 0 : 1;
  } finally {
    await server?.close();
  }
}

if (require.main === module) void main();
