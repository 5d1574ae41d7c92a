import 'reflect-metadata';
import fc from 'fast-check';
import { RefusalError } from '../../../src/kernel/errors';
import { decodeCursor, encodeCursor, pageSize, toConnection, toPage } from '../../../src/graphql/pagination';

describe('a page', () => {
  it('is cut from one item too many, which only says that there is more', () => {
    const page = toPage([1, 2, 3], 2, undefined, (n) => encodeCursor([n]));
    const connection = toConnection(page, (n) => ({ n }));
    expect(connection.nodes).toEqual([{ n: 1 }, { n: 2 }]);
    expect(connection.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: encodeCursor([1]),
      endCursor: encodeCursor([2]),
    });
    expect(connection.edges.map((edge) => edge.cursor)).toEqual([encodeCursor([1]), encodeCursor([2])]);
  });

  it('may be empty', () => {
    const { pageInfo, nodes } = toConnection(toPage<number>([], 20, 'x', String), (n) => ({ n }));
    expect(nodes).toEqual([]);
    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null });
  });

  it.each([0, -1, 101, 1.5, 1e9, Number.NaN])('of size %d is refused', (first) => {
    expect(() => pageSize(first)).toThrow(RefusalError);
  });

  it('has 20 items when nobody says', () => {
    expect([pageSize(undefined), pageSize(1), pageSize(100)]).toEqual([20, 1, 100]);
  });
});

describe('a cursor', () => {
  it('comes back as its values', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (text, number) => {
        expect(decodeCursor(encodeCursor([text, number]), ['string', 'number'])).toEqual([text, number]);
      }),
    );
  });

  it('that is not one of this list is refused as bad input, whatever it is', () => {
    const wrong = ['', 'x', encodeCursor(['a']), encodeCursor([1, 'a']), encodeCursor(['a', 1, 2]), '{"$gt":""}'];
    for (const cursor of wrong) expect(() => decodeCursor(cursor, ['string', 'number'])).toThrow('cursor of this list');
  });
});
