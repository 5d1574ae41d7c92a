import { Decimal128, Double, Int32, Long } from 'bson';

import type { Document } from '../../../../src/devstack/mongo/bson-types';
import { compilePipeline, compileUpdate, type MergeSpec, type PipelineEnv } from '../../../../src/devstack/mongo/query';

const int = (n: number): Int32 => new Int32(n);
const double = (n: number): Double => new Double(n);
const now = new Date(0);

const collections: Record<string, Document[]> = {
  sales: [
    { _id: int(1), item: 'a', qty: int(2), price: Decimal128.fromString('1.10'), tags: ['x', 'y'] },
    { _id: int(2), item: 'b', qty: int(1), price: Decimal128.fromString('2.20'), tags: [] },
    { _id: int(3), item: 'a', qty: int(5), price: Decimal128.fromString('1.10') },
  ],
  items: [
    { _id: 'a', name: 'Apple', parent: 'fruit' },
    { _id: 'b', name: 'Bean', parent: 'veg' },
    { _id: 'fruit', parent: 'food' },
    { _id: 'food' },
  ],
};

function environment(extra: Partial<PipelineEnv> = {}): PipelineEnv {
  return { db: 'd', collection: 'sales', now, find: (ns) => collections[ns.coll] ?? [], ...extra };
}

async function run(stages: Document[], env = environment()): Promise<Document[]> {
  const results: Document[] = [];
  for await (const doc of compilePipeline(stages, env).run(collections['sales'] ?? [])) results.push(doc);
  return results;
}

describe('compilePipeline', () => {
  test('$group with exact types', async () => {
    const found = await run([
      {
        $group: {
          _id: '$item',
          qty: { $sum: '$qty' },
          mean: { $avg: '$qty' },
          worth: { $sum: { $multiply: ['$qty', '$price'] } },
          ids: { $push: '$_id' },
          n: { $count: {} },
          best: { $top: { sortBy: { qty: int(-1) }, output: '$_id' } },
        },
      },
      { $sort: { _id: int(1) } },
    ]);
    expect(found).toEqual([
      {
        _id: 'a',
        qty: int(7),
        mean: double(3.5),
        worth: Decimal128.fromString('7.70'),
        ids: [int(1), int(3)],
        n: int(2),
        best: int(3),
      },
      {
        _id: 'b',
        qty: int(1),
        mean: double(1),
        worth: Decimal128.fromString('2.20'),
        ids: [int(2)],
        n: int(1),
        best: int(2),
      },
    ]);
  });

  test('$unwind with index and empty arrays', async () => {
    const found = await run([
      { $unwind: { path: '$tags', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } },
      { $project: { tags: int(1), i: int(1) } },
    ]);
    expect(found).toEqual([
      { _id: int(1), tags: 'x', i: Long.fromNumber(0) },
      { _id: int(1), tags: 'y', i: Long.fromNumber(1) },
      { _id: int(2), i: null },
      { _id: int(3), i: null },
    ]);
  });

  test('$lookup in both forms', async () => {
    const simple = await run([
      { $lookup: { from: 'items', localField: 'item', foreignField: '_id', as: 'found' } },
      { $replaceWith: { name: '$found.name' } },
    ]);
    expect(simple).toEqual([{ name: ['Apple'] }, { name: ['Bean'] }, { name: ['Apple'] }]);
    const full = await run([
      { $limit: int(1) },
      {
        $lookup: {
          from: 'items',
          let: { wanted: '$item' },
          pipeline: [{ $match: { $expr: { $ne: ['$_id', '$$wanted'] } } }, { $count: 'others' }],
          as: 'found',
        },
      },
      { $project: { found: int(1), _id: int(0) } },
    ]);
    expect(full).toEqual([{ found: [{ others: int(3) }] }]);
  });

  test('$graphLookup', async () => {
    const found = await run([
      { $limit: int(1) },
      {
        $graphLookup: {
          from: 'items',
          startWith: '$item',
          connectFromField: 'parent',
          connectToField: '_id',
          as: 'up',
          depthField: 'depth',
        },
      },
      { $replaceWith: { up: { $map: { input: '$up', in: ['$$this._id', '$$this.depth'] } } } },
    ]);
    expect(found).toEqual([
      {
        up: [
          ['a', Long.fromNumber(0)],
          ['fruit', Long.fromNumber(1)],
          ['food', Long.fromNumber(2)],
        ],
      },
    ]);
  });

  test('$facet, $bucket, $sortByCount, $count, $unionWith', async () => {
    const found = await run([
      {
        $facet: {
          buckets: [{ $bucket: { groupBy: '$qty', boundaries: [int(0), int(2), int(4)], default: 'more' } }],
          top: [{ $sortByCount: '$item' }],
          n: [{ $count: 'n' }],
        },
      },
    ]);
    expect(found).toEqual([
      {
        buckets: [
          { _id: int(0), count: int(1) },
          { _id: int(2), count: int(1) },
          { _id: 'more', count: int(1) },
        ],
        top: [
          { _id: 'a', count: int(2) },
          { _id: 'b', count: int(1) },
        ],
        n: [{ n: int(3) }],
      },
    ]);
    expect(await run([{ $unionWith: 'items' }, { $count: 'n' }])).toEqual([{ n: int(7) }]);
  });

  test('pushdown says what a planner may take', () => {
    const pipeline = compilePipeline(
      [
        { $match: { item: 'a' } },
        { $match: { qty: int(2) } },
        { $sort: { qty: int(1) } },
        { $limit: int(5) },
        { $skip: int(1) },
      ],
      environment(),
    );
    expect(pipeline.pushdown).toEqual({
      filter: { $and: [{ item: 'a' }, { qty: int(2) }] },
      sort: { qty: int(1) },
      limit: 5,
      stages: 4,
    });
  });

  test('$merge decides by its modes', async () => {
    let seen: MergeSpec | undefined;
    const merge = async (spec: MergeSpec, docs: AsyncIterable<Document>): Promise<void> => {
      seen = spec;
      for await (const doc of docs) expect(doc['_id']).toBeDefined();
    };
    const pipeline = [
      {
        $merge: {
          into: 'out',
          whenMatched: [{ $set: { total: { $add: ['$total', '$$new.qty'] } } }],
          whenNotMatched: 'discard',
        },
      },
    ];
    expect(await run(pipeline, environment({ merge }))).toEqual([]);
    expect(seen?.into).toEqual({ db: 'd', coll: 'out' });
    expect(seen?.decide({ _id: int(1), total: int(4) }, { _id: int(1), qty: int(2) })).toEqual({
      action: 'replace',
      document: { _id: int(1), total: int(6) },
    });
    expect(seen?.decide(undefined, { _id: int(9) })).toEqual({ action: 'keep' });
  });

  test.each<[string, Document[], number, string]>([
    ['unknown stage', [{ $foo: {} }], 40324, "Unrecognized pipeline stage name: '$foo'"],
    [
      'two fields',
      [{ $match: {}, $limit: int(1) }],
      40323,
      'A pipeline stage specification object must contain exactly one field.',
    ],
    ['$out not last', [{ $out: 'x' }, { $match: {} }], 40601, '$out can only be the final stage in the pipeline'],
    ['$group without _id', [{ $group: {} }], 15955, 'a group specification must include an _id'],
    ['unknown accumulator', [{ $group: { _id: null, x: { $foo: 1 } } }], 15952, "unknown group operator '$foo'"],
    ['limit 0', [{ $limit: int(0) }], 15958, 'the limit must be positive'],
  ])('refuses: %s', (_name, stages, code, message) => {
    expect(() => compilePipeline(stages, environment())).toThrow(expect.objectContaining({ code, message }) as Error);
  });

  test('a sort of many documents yields and is stable', async () => {
    const docs = Array.from({ length: 20_000 }, (_, i) => ({ _id: int(i), k: int((i * 7919) % 100) }));
    let pauses = 0;
    const env = environment({
      yieldNow: () => {
        pauses += 1;
        return undefined;
      },
    });
    const results: Document[] = [];
    for await (const doc of compilePipeline([{ $sort: { k: int(1) } }], env).run(docs)) results.push(doc);
    expect(results).toEqual([...docs].sort((a, b) => a.k.value - b.k.value || a._id.value - b._id.value));
    expect(pauses).toBeGreaterThan(600);
  });
});

describe('pipeline updates', () => {
  test('sees the old document, keeps _id, makes dotted and dollar fields through $setField', () => {
    const update = compileUpdate(
      [
        { $set: { total: { $add: ['$a', '$$plus'] } } },
        { $unset: ['a'] },
        { $replaceWith: { $setField: { field: { $literal: '$x.y' }, input: '$$ROOT', value: int(1) } } },
      ],
      { isReplacementAllowed: false, variables: { plus: int(3) } },
    );
    const doc = { _id: int(1), a: int(2) };
    expect(update.apply(doc, { isInsert: false, now })).toEqual({
      document: { _id: int(1), total: int(5), '$x.y': int(1) },
      modified: true,
    });
  });
});
