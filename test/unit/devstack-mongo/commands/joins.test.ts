import type { Document } from 'bson';
import { startMongoServer } from '../../../../src/devstack/mongo/server';
import type { MongoServer } from '../../../../src/devstack/mongo/server';
import { WireClient } from '../wire-client';

let server: MongoServer;
let client: WireClient;

beforeAll(async () => {
  server = await startMongoServer({ memory: true, ttlIntervalMs: 3_600_000 });
});
afterAll(() => server.close());
beforeEach(async () => {
  client = new WireClient(server.port);
  await client.run({ dropDatabase: 1 });
});
afterEach(() => client.close());

async function aggregate(collection: string, pipeline: Document[]): Promise<Document[]> {
  const answer = await client.run({ aggregate: collection, pipeline, cursor: {} });
  return answer['cursor'].firstBatch as Document[];
}

/** 20 accounts with 300 rows each; row n of an account has balance n at time n. */
async function makeChains(): Promise<void> {
  await client.run({ insert: 'accounts', documents: Array.from({ length: 20 }, (_, at) => ({ _id: at })) });
  const rows = Array.from({ length: 6_000 }, (_, at) => ({ account: at % 20, at: Math.floor(at / 20), kind: at % 3 }));
  await client.run({ insert: 'rows', documents: rows });
}

const lastBefore = (time: number): Document => ({
  $lookup: {
    from: 'rows',
    localField: '_id',
    foreignField: 'account',
    as: 'rows',
    pipeline: [{ $match: { at: { $lte: time } } }, { $sort: { at: -1 } }, { $limit: 1 }, { $project: { _id: 0 } }],
  },
});

describe('a join with a sub-pipeline', () => {
  it('answers the same with an index as without', async () => {
    await makeChains();
    const pipelines = [
      [{ $sort: { _id: 1 } }, lastBefore(120)],
      [{ $sort: { _id: 1 } }, lastBefore(-1)],
      [
        { $limit: 1 },
        { $project: { _id: 1 } },
        {
          $unionWith: { coll: 'rows', pipeline: [{ $match: { account: 3, at: { $gt: 290 } } }, { $sort: { at: -1 } }] },
        },
        { $project: { at: 1, account: 1, _id: 0 } },
      ],
      [
        { $sort: { _id: 1 } },
        {
          $lookup: {
            from: 'rows',
            let: { wanted: '$_id' },
            pipeline: [
              { $match: { kind: 1, $expr: { $eq: ['$account', '$$wanted'] } } },
              { $sort: { at: 1 } },
              { $limit: 2 },
              { $project: { _id: 0 } },
            ],
            as: 'rows',
          },
        },
      ],
    ];
    const without = [];
    for (const pipeline of pipelines) without.push(await aggregate('accounts', pipeline));
    const key = { account: 1, at: 1 };
    await client.run({
      createIndexes: 'rows',
      indexes: [
        { key, name: 'chain' },
        { key: { kind: 1 }, name: 'kind' },
      ],
    });
    const withIndex = [];
    for (const pipeline of pipelines) withIndex.push(await aggregate('accounts', pipeline));
    expect(withIndex).toEqual(without);
    expect(without[0]?.[7]).toEqual({ _id: 7, rows: [{ account: 7, at: 120, kind: expect.any(Number) }] });
    expect(without[1]?.every(({ rows }) => rows.length === 0)).toBe(true);
    expect(without[3]?.every(({ rows }) => rows.length === 2)).toBe(true);
  });

  it('does not let the limit of an order that no index gives cut off the first', async () => {
    await client.run({ insert: 'accounts', documents: [{ _id: 1 }] });
    const rows = [5, 9, 7].map((at) => ({ account: 1, at }));
    await client.run({ insert: 'rows', documents: rows });
    await client.run({ createIndexes: 'rows', indexes: [{ key: { account: 1 }, name: 'account' }] });
    expect(await aggregate('accounts', [lastBefore(100)])).toEqual([{ _id: 1, rows: [{ account: 1, at: 9 }] }]);
  });

  it('goes by its own collation and not by that of the other collection', async () => {
    await client.run({ insert: 'accounts', documents: [{ _id: 1 }] });
    await client.run({ create: 'rows', collation: { locale: 'en', strength: 2 } });
    await client.run({ insert: 'rows', documents: ['A', 'a', 'b'].map((name) => ({ account: 1, name })) });
    const pipeline = [{ $match: { name: 'a' } }, { $limit: 1 }, { $project: { _id: 0, name: 1 } }];
    const join = { from: 'rows', localField: '_id', foreignField: 'account', as: 'rows', pipeline };
    expect(await aggregate('accounts', [{ $lookup: join }])).toEqual([{ _id: 1, rows: [{ name: 'a' }] }]);
  });
});
