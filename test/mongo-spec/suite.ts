import { readFileSync } from 'node:fs';
import { EJSON } from 'bson';
import { MongoClient, WriteConcern } from 'mongodb';
import { Entities } from './entities';
import { Mismatch, Skip } from './format';
import type { CollectionData, SpecFile, SpecTest } from './format';
import { runOperation } from './operations';
import type { OperationContext } from './operations';
import { readServerFacts, unmetReason } from './requirements';
import type { ServerFacts } from './requirements';
import { checkDocuments } from './runner-operations';

const MAJORITY = new WriteConcern('majority');
const SUPPORTED_SCHEMA = 1;

export interface CaseResult {
  readonly file: string;
  readonly description: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Of a skip or a failure. */
  readonly reason?: string;
  readonly durationMs: number;
}

/** Reads a file of the unified test format. @throws Error when it is none */
export function readSpecFile(path: string): SpecFile {
  const file = EJSON.parse(readFileSync(path, 'utf8')) as SpecFile;
  if (typeof file.schemaVersion !== 'string' || !Array.isArray(file.tests)) {
    throw new Error(`${path} is no file of the unified test format`);
  }
  return file;
}

/** Runs files of the unified test format against one server. */
export class SuiteRunner {
  private facts: ServerFacts | undefined;

  private constructor(
    private readonly uri: string,
    private readonly internal: MongoClient,
  ) {}

  static async connect(uri: string): Promise<SuiteRunner> {
    const internal = new MongoClient(uri);
    await internal.connect();
    const runner = new SuiteRunner(uri, internal);
    runner.facts = await readServerFacts(internal);
    return runner;
  }

  async close(): Promise<void> {
    await this.internal.close();
  }

  /** Runs the cases of one file whose description contains `only`. */
  async runFile(path: string, only?: string): Promise<CaseResult[]> {
    const file = readSpecFile(path);
    const results: CaseResult[] = [];
    for (const test of file.tests) {
      if (only !== undefined && !`${path} ${test.description}`.includes(only)) continue;
      results.push(await this.runCase(path, file, test));
    }
    return results;
  }

  private skipReason(file: SpecFile, test: SpecTest): string | undefined {
    const facts = this.facts as ServerFacts;
    if (Number(file.schemaVersion.split('.')[0]) !== SUPPORTED_SCHEMA)
      return `schema version ${file.schemaVersion} is not supported`;
    if (test.skipReason !== undefined) return test.skipReason;
    const unmet = unmetReason(file.runOnRequirements, facts) ?? unmetReason(test.runOnRequirements, facts);
    if (unmet !== undefined) return unmet;
    if (test.expectLogMessages !== undefined || test.expectTracingMessages !== undefined)
      return 'log and tracing messages are not supported by this runner';
    return undefined;
  }

  /** One test from a clean start to its verdict. */
  async runCase(path: string, file: SpecFile, test: SpecTest): Promise<CaseResult> {
    const started = performance.now();
    const result = (outcome: CaseResult['outcome'], reason?: string): CaseResult => ({
      file: path,
      description: test.description,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      durationMs: Math.round(performance.now() - started),
    });
    const reason = this.skipReason(file, test);
    if (reason !== undefined) return result('skipped', reason);
    try {
      await this.play(file, test);
      return result('passed');
    } catch (error) {
      if (error instanceof Skip) return result('skipped', error.message);
      const message =
        error instanceof Mismatch
          ? error.message
          : String(error instanceof Error ? (error.stack ?? error.message) : error);
      return result('failed', message);
    }
  }

  private async play(file: SpecFile, test: SpecTest): Promise<void> {
    // A failed test may have left a transaction open that would block this one.
    await this.internal.db('admin').command({ killAllSessions: [] });
    for (const data of file.initialData ?? []) await this.prepare(data);
    const entities = new Entities(this.uri);
    const context: OperationContext = {
      entities,
      internal: this.internal,
      failPoints: new Set(),
      threads: new Map(),
      runOperation: (operation) => runOperation(operation, context),
      runCallbackOperation: (operation) => runOperation(operation, context, true),
    };
    try {
      await entities.create(file.createEntities ?? []);
      for (const operation of test.operations) await runOperation(operation, context);
      for (const thread of context.threads.values()) await thread;
      for (const expected of test.expectEvents ?? []) entities.log(expected.client).check(expected, entities);
    } finally {
      for (const name of context.failPoints) {
        await this.internal.db('admin').command({ configureFailPoint: name, mode: 'off' });
      }
      await entities.close();
    }
    for (const data of test.outcome ?? []) await this.checkOutcome(data, context);
  }

  private async prepare(data: CollectionData): Promise<void> {
    const db = this.internal.db(data.databaseName);
    const collection = db.collection(data.collectionName, { writeConcern: MAJORITY });
    await collection.drop();
    if (data.documents.length > 0 && data.createOptions === undefined) {
      await collection.insertMany(data.documents, { ignoreUndefined: false });
      return;
    }
    await db.createCollection(data.collectionName, { ...data.createOptions, writeConcern: MAJORITY });
    if (data.documents.length > 0) await collection.insertMany(data.documents);
  }

  private async checkOutcome(data: CollectionData, context: OperationContext): Promise<void> {
    const collection = this.internal.db(data.databaseName).collection(data.collectionName);
    const documents = await collection
      .find({}, { sort: { _id: 1 }, readPreference: 'primary', readConcern: { level: 'local' } })
      .toArray();
    checkDocuments(data.documents, documents, context, `${data.databaseName}.${data.collectionName}`);
  }
}
