import { startMongoServer } from '../../../../src/devstack/mongo/server';
import { findAnomalies } from '../../../chaos/isolation-history';
import type { History, HistoryTransaction, Step } from '../../../chaos/isolation-history';
import { checkIsolation } from '../../../chaos/mongo-isolation';

const append = (key: string, value: number): Step => ({ kind: 'append', key, value });
const read = (key: string, ...values: number[]): Step => ({ kind: 'read', key, values });

function history(
  finals: { [key: string]: number[] },
  ...transactions: [HistoryTransaction['status'], ...Step[]][]
): History {
  return {
    finals: new Map(Object.entries(finals)),
    transactions: transactions.map(([status, ...steps], id) => ({ id, status, steps })),
  };
}

const kinds = (bad: History): string[] => findAnomalies(bad).map(({ kind }) => kind);

describe('history checker, proved on bad histories', () => {
  it.each<[string, string, History]>([
    ['dirty read', 'dirty read', history({ x: [] }, ['aborted', append('x', 1)], ['committed', read('x', 1)])],
    ['a write of an aborted transaction that stays', 'dirty write', history({ x: [1] }, ['aborted', append('x', 1)])],
    [
      'lost update',
      'lost update',
      history({ x: [2] }, ['committed', read('x'), append('x', 1)], ['committed', read('x'), append('x', 2)]),
    ],
    [
      'intermediate read',
      'intermediate read',
      history({ x: [1, 2] }, ['committed', append('x', 1), append('x', 2)], ['committed', read('x', 1)]),
    ],
    [
      'two orders of the same list',
      'incompatible order',
      history({ x: [1, 2] }, ['committed', append('x', 1)], ['committed', append('x', 2)], ['committed', read('x', 2)]),
    ],
    ['own write unseen', 'own write unseen', history({ x: [1] }, ['committed', append('x', 1), read('x')])],
    [
      'read skew',
      'read skew',
      history(
        { x: [1], y: [2] },
        ['committed', append('x', 1), append('y', 2)],
        ['committed', read('x'), read('y', 2)],
      ),
    ],
    [
      'writes in opposite orders',
      'cyclic information flow',
      history(
        { x: [1, 3], y: [4, 2] },
        ['committed', append('x', 1), append('y', 2)],
        ['committed', append('x', 3), append('y', 4)],
      ),
    ],
  ])('%s', (_name, kind, bad) => {
    expect(kinds(bad)).toContain(kind);
  });

  it('allows write skew, as snapshot isolation does, and good histories', () => {
    expect(
      kinds(
        history({ x: [1], y: [2] }, ['committed', read('y'), append('x', 1)], ['committed', read('x'), append('y', 2)]),
      ),
    ).toEqual([]);
    expect(
      kinds(
        history(
          { x: [1, 2] },
          ['committed', append('x', 1), read('x', 1)],
          ['committed', read('x', 1), append('x', 2)],
        ),
      ),
    ).toEqual([]);
  });
});

describe('isolation of the server', () => {
  it('2,000 transactions by 16 clients: constant total at every snapshot, no anomaly in the history', async () => {
    const server = await startMongoServer({ memory: true });
    try {
      const report = await checkIsolation(server.uri, 2000, 16, 3);
      expect(report.anomalies).toEqual([]);
      expect(report.wrongTotals).toBe(0);
      expect(report.finalTotal).toBe(report.expectedTotal);
      expect(report.committed).toBeGreaterThan(300);
      expect(report.aborted).toBeGreaterThan(0);
      expect(report.snapshotReads).toBeGreaterThan(100);
    } finally {
      await server.close();
    }
  }, 60_000);
});
