import { MongoClient } from 'mongodb';
import { MONGO_VARIABLE, REDIS_VARIABLE, FAILURE_VARIABLE } from '../support/stack';

test('the stack of the tests is running: a replica set with transactions', async () => {
  expect(process.env[FAILURE_VARIABLE]).toBeUndefined();
  expect(process.env[REDIS_VARIABLE]).toMatch(/^redis:/);
  const client = new MongoClient(process.env[MONGO_VARIABLE] ?? '');
  try {
    expect((await client.db('admin').command({ hello: 1 }))['setName']).toEqual(expect.any(String));
  } finally {
    await client.close();
  }
});
