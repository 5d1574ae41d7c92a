import { Int32 } from 'bson';
import type { Document, IndexSpec } from '../../../../src/devstack/mongo/bson-types';
import { executePlan, explainPlan, planQuery } from '../../../../src/devstack/mongo/planner';
import { compileFilter } from '../../../../src/devstack/mongo/query';
import { Engine } from '../../../../src/devstack/mongo/storage';

const int = (value: number): Int32 => new Int32(value);
const SPECS: IndexSpec[] = [
  { v: 2, key: { t: 1, n: 1 }, name: 'by_n' },
  { v: 2, key: { t: 1, tags: 1, n: 1 }, name: 'by_tag' },
  { v: 2, key: { t: 1, words: 1 }, name: 'by_word' },
  { v: 2, key: { t: 1, other: 1 }, name: 'by_other' },
];

let engine: Engine;
beforeEach(async () => {
  engine = await Engine.open({ memory: true });
  const tx = engine.begin({ multiDocument: false });
  const coll = tx.createCollection('db', 'c', {});
  tx.createIndexes(coll, SPECS);
  for (let i = 0; i < 3_000; i++) {
    const tags = [`t${i % 5}`, `t${(i * 7) % 11}`, 'all'];
    const words = [i % 20 === 0 ? `rare${i}` : 'x', 'common'];
    tx.insert(coll, { _id: int(i), t: int(1), n: int((i * 37) % 3_000), tags, words, other: int(i % 3) });
  }
  await tx.commit();
});
afterEach(() => engine.close());

function page(filter: Document, direction: 1 | -1, limit = 21) {
  const tx = engine.begin({ multiDocument: false });
  const coll = tx.collection('db', 'c')!;
  const rawFilter = { t: int(1), ...filter };
  const compiled = compileFilter(rawFilter);
  const plan = planQuery(tx, coll, { rawFilter, filter: compiled, sort: { n: int(direction) }, limit });
  const stats = { keysExamined: 0, docsExamined: 0 };
  const found: number[] = [];
  for (const record of executePlan(tx, plan, stats)) {
    if (record !== undefined) found.push((record.document['n'] as Int32).value);
    if (found.length === limit && !plan.needsSort) break;
  }
  const all = [...tx.scan(coll, 1)].map(({ document }) => document).filter((one) => compiled.matches(one));
  const expected = all.map((one) => (one['n'] as Int32).value).sort((a, b) => (a - b) * direction);
  if (plan.needsSort) found.sort((a, b) => (a - b) * direction);
  expect(found.slice(0, limit)).toEqual(expected.slice(0, limit));
  tx.abort();
  return { ...stats, plan: JSON.stringify(explainPlan(plan)) };
}

describe.each([1, -1] as const)('in direction %i', (direction) => {
  it('one value of a list is walked in the order of the field behind it', () => {
    const answer = page({ tags: 't3' }, direction);
    expect(answer.plan).toContain('by_tag');
    expect(answer.plan).not.toContain('SORT');
    expect(answer.docsExamined).toBe(21);
  });

  it('several values of a list are merged, each record once, and no further than the page', () => {
    const answer = page({ tags: { $in: ['t1', 't3', 't9', 'all'] } }, direction);
    expect(answer.plan).toContain('SORT_MERGE');
    expect(answer.docsExamined).toBeLessThanOrEqual(25);
  });

  it('more than 200 values are not merged', () => {
    const answer = page({ tags: { $in: Array.from({ length: 201 }, (_, i) => `t${i}`) } }, direction);
    expect(answer.plan).not.toContain('SORT_MERGE');
  });

  it('a narrow range is sorted instead of walking the order through everything, beyond the trial too', () => {
    const answer = page({ words: { $elemMatch: { $gte: 'rare', $lt: 'rarf' } } }, direction, 100);
    expect(answer.plan).toContain('by_word');
    expect(answer.docsExamined).toBe(150);
  });

  it('a wide range is walked in the order, and not sorted', () => {
    const answer = page({ words: { $elemMatch: { $gte: 'common', $lt: 'commoo' } } }, direction);
    expect(answer.plan).toContain('by_n');
    expect(answer.docsExamined).toBe(21);
  });
});
