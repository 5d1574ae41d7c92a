import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startMongoServer } from '../../src/devstack/mongo/server';
import type { MongoServer } from '../../src/devstack/mongo/server';
import { findSpecFiles } from './spec-files';
import { SuiteRunner } from './suite';

/** Test data read in place, beside the repository; it is not part of it. */
const shared = join(__dirname, '..', '..', '..', 'shared', 'mongodb-driver-spec-tests');
const isPresent = existsSync(shared);

describe("MongoDB's driver specification tests on the embedded server", () => {
  let server: MongoServer;
  let runner: SuiteRunner;

  beforeAll(async () => {
    server = await startMongoServer({ memory: true });
    runner = await SuiteRunner.connect(server.uri);
  });

  afterAll(async () => {
    await runner.close();
    await server.close();
  });

  if (!isPresent) {
    it('are not beside this repository (../shared/mongodb-driver-spec-tests), so none of them ran here', () => {
      process.stdout.write('mongo-spec: ../shared/mongodb-driver-spec-tests is absent; its cases were not run\n');
      expect(isPresent).toBe(false);
    });
    return;
  }

  const suites = readdirSync(shared, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of suites) {
    it(`${name}: every case that applies to a 7.0 replica set passes`, async () => {
      const failures: string[] = [];
      let passed = 0;
      for (const file of findSpecFiles(join(shared, name))) {
        for (const result of await runner.runFile(file)) {
          if (result.outcome === 'failed') failures.push(`${file}: ${result.description}: ${result.reason ?? ''}`);
          if (result.outcome === 'passed') passed += 1;
        }
      }
      expect(failures).toEqual([]);
      expect(passed).toBeGreaterThan(0);
    }, 120_000);
  }
});
