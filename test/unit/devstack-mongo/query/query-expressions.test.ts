import { Decimal128, Double, Int32, Long, ObjectId } from 'bson';

import type { Value } from '../../../../src/devstack/mongo/bson-types';
import { compileFilter, compilePipeline, type PipelineEnv } from '../../../../src/devstack/mongo/query';

const int = (n: number): Int32 => new Int32(n);
const double = (n: number): Double => new Double(n);
const long = (n: bigint): Long => Long.fromBigInt(n);
const decimal = (s: string): Decimal128 => Decimal128.fromString(s);
const now = new Date(1_700_000_000_000);
const env: PipelineEnv = { db: 'd', collection: 'c', now, find: () => [] };

const doc = {
  _id: int(1),
  n: int(7),
  s: 'Grüße',
  a: [int(3), int(1), int(2)],
  o: { x: int(1), y: int(2) },
  docs: [{ v: int(1) }, { v: int(2) }, int(5), {}],
  d: new Date('2024-02-29T13:45:06.789Z'),
  z: null,
};

async function evaluate(expression: Value): Promise<Value> {
  for await (const result of compilePipeline([{ $replaceWith: { r: expression } }], env).run([doc])) {
    return Object.hasOwn(result, 'r') ? result['r'] : 'MISSING';
  }
  throw new Error('no result');
}

describe('expressions', () => {
  test.each<[string, Value, Value]>([
    ['int + int', { $add: [int(1), int(2)] }, int(3)],
    ['int + int overflows to long', { $add: [int(2147483647), int(1)] }, long(2147483648n)],
    ['long + int', { $add: [long(1n), int(2)] }, long(3n)],
    ['long + double', { $add: [long(1n), double(2)] }, double(3)],
    ['long overflow becomes double', { $add: [long(2n ** 63n - 1n), int(1)] }, double(2 ** 63)],
    ['decimal + double', { $add: [decimal('0.1'), double(0.2)] }, decimal('0.300000000000000')],
    ['decimal + int', { $add: [decimal('0.10'), int(1)] }, decimal('1.10')],
    ['date + int', { $add: [new Date(0), int(5)] }, new Date(5)],
    ['null in a sum', { $add: [int(1), '$nothing'] }, null],
    ['date - date', { $subtract: [new Date(9), new Date(4)] }, long(5n)],
    ['int * int overflows', { $multiply: [int(65536), int(65536)] }, long(4294967296n)],
    ['int / int is a double', { $divide: [int(7), int(2)] }, double(3.5)],
    ['decimal division', { $divide: [decimal('1'), int(3)] }, decimal('0.3333333333333333333333333333333333')],
    ['mod keeps the sign', { $mod: [int(-7), int(3)] }, int(-1)],
    ['abs of int min', { $abs: int(-2147483648) }, long(2147483648n)],
    ['round half even', { $round: [double(2.5)] }, double(2)],
    ['round to places', { $round: [decimal('2.345'), int(2)] }, decimal('2.34')],
    ['round of an int before the point', { $round: [int(155), int(-1)] }, int(160)],
    ['trunc', { $trunc: [double(-2.7)] }, double(-2)],
    ['pow of ints', { $pow: [int(2), int(31)] }, long(2147483648n)],
    ['negative pow', { $pow: [int(2), int(-1)] }, double(0.5)],
    ['sqrt of int', { $sqrt: int(16) }, double(4)],
    ['cmp across types', { $cmp: ['a', int(5)] }, int(1)],
    ['missing is below null', { $lt: ['$nothing', null] }, true],
    ['and of numbers', { $and: [int(1), double(0)] }, false],
    ['cond', { $cond: { if: { $gt: ['$n', int(5)] }, then: 'big', else: 'small' } }, 'big'],
    ['ifNull', { $ifNull: ['$nothing', '$z', 'x'] }, 'x'],
    ['switch', { $switch: { branches: [{ case: { $eq: ['$n', int(7)] }, then: 'seven' }] } }, 'seven'],
    ['path through an array', '$docs.v', [int(1), int(2)]],
    ['missing field leaves nothing', '$nothing', 'MISSING'],
    ['missing in an array is null', ['$nothing', int(1)], [null, int(1)]],
    ['$$REMOVE', '$$REMOVE', 'MISSING'],
    ['$$NOW', '$$NOW', now],
    ['$$ROOT', '$$ROOT.n', int(7)],
    ['let', { $let: { vars: { x: int(2), y: '$n' }, in: { $multiply: ['$$x', '$$y'] } } }, int(14)],
    ['map', { $map: { input: '$a', as: 'i', in: { $add: ['$$i', int(1)] } } }, [int(4), int(2), int(3)]],
    ['filter', { $filter: { input: '$a', cond: { $gte: ['$$this', int(2)] } } }, [int(3), int(2)]],
    ['reduce', { $reduce: { input: '$a', initialValue: int(0), in: { $add: ['$$value', '$$this'] } } }, int(6)],
    [
      'nested map',
      {
        $map: {
          input: [[int(1)], [int(2)]],
          as: 'r',
          in: { $map: { input: '$$r', as: 'c', in: { $add: ['$$c', { $size: '$$r' }] } } },
        },
      },
      [[int(2)], [int(3)]],
    ],
    ['arrayElemAt negative', { $arrayElemAt: ['$a', int(-1)] }, int(2)],
    ['arrayElemAt outside', { $arrayElemAt: ['$a', int(9)] }, 'MISSING'],
    ['slice', { $slice: ['$a', int(1), int(5)] }, [int(1), int(2)]],
    ['concatArrays', { $concatArrays: ['$a', [int(9)]] }, [int(3), int(1), int(2), int(9)]],
    ['in', { $in: [double(3), '$a'] }, true],
    ['indexOfArray', { $indexOfArray: ['$a', int(2)] }, int(2)],
    ['range', { $range: [int(0), int(6), int(2)] }, [int(0), int(2), int(4)]],
    ['sortArray', { $sortArray: { input: '$a', sortBy: int(-1) } }, [int(3), int(2), int(1)]],
    [
      'zip',
      { $zip: { inputs: [[int(1), int(2)], ['a']], useLongestLength: true, defaults: [int(0), 'z'] } },
      [
        [int(1), 'a'],
        [int(2), 'z'],
      ],
    ],
    ['maxN', { $maxN: { input: '$a', n: int(2) } }, [int(3), int(2)]],
    [
      'objectToArray',
      { $objectToArray: '$o' },
      [
        { k: 'x', v: int(1) },
        { k: 'y', v: int(2) },
      ],
    ],
    ['arrayToObject', { $arrayToObject: [[['p', int(1)]]] }, { p: int(1) }],
    ['mergeObjects', { $mergeObjects: ['$o', { y: int(9) }, null] }, { x: int(1), y: int(9) }],
    ['setField', { $setField: { field: { $literal: 'a.b' }, input: {}, value: int(1) } }, { 'a.b': int(1) }],
    ['getField', { $getField: { field: 'x', input: '$o' } }, int(1)],
    ['concat', { $concat: ['a', 'b'] }, 'ab'],
    ['concat with null', { $concat: ['a', null] }, null],
    ['toUpper changes ASCII only', { $toUpper: '$s' }, 'GRüßE'],
    ['strLenBytes', { $strLenBytes: '$s' }, int(7)],
    ['strLenCP', { $strLenCP: '$s' }, int(5)],
    ['substrCP', { $substrCP: ['$s', int(2), int(2)] }, 'üß'],
    ['split', { $split: ['a-b', '-'] }, ['a', 'b']],
    ['trim', { $trim: { input: ' x ' } }, 'x'],
    ['regexFind', { $regexFind: { input: 'ab12', regex: '(\\d)\\d' } }, { match: '12', idx: int(2), captures: ['1'] }],
    ['regexMatch of null', { $regexMatch: { input: '$z', regex: 'a' } }, false],
    ['replaceAll', { $replaceAll: { input: 'aXbX', find: 'X', replacement: { $literal: '$&' } } }, 'a$&b$&'],
    ['setUnion', { $setUnion: ['$a', [int(2), int(0)]] }, [int(0), int(1), int(2), int(3)]],
    ['setDifference', { $setDifference: ['$a', [double(1)]] }, [int(3), int(2)]],
    ['setIsSubset', { $setIsSubset: [[int(1)], '$a'] }, true],
    ['year', { $year: '$d' }, int(2024)],
    ['hour in a zone', { $hour: { date: '$d', timezone: 'Europe/Vienna' } }, int(14)],
    ['isoWeek', { $isoWeek: '$d' }, int(9)],
    ['dayOfYear', { $dayOfYear: '$d' }, int(60)],
    [
      'dateToString',
      { $dateToString: { date: '$d', format: '%Y-%m-%d %H:%M:%S.%L %j %z', timezone: '+05:30' } },
      '2024-02-29 19:15:06.789 060 +0530',
    ],
    [
      'dateAdd keeps to the month',
      { $dateAdd: { startDate: '$d', unit: 'year', amount: int(1) } },
      new Date('2025-02-28T13:45:06.789Z'),
    ],
    ['dateDiff', { $dateDiff: { startDate: '$d', endDate: new Date('2024-03-01T00:00:00Z'), unit: 'day' } }, long(1n)],
    [
      'dateTrunc week',
      { $dateTrunc: { date: '$d', unit: 'week', startOfWeek: 'monday' } },
      new Date('2024-02-26T00:00:00Z'),
    ],
    [
      'dateFromString',
      { $dateFromString: { dateString: '2024-02-29T13:45:06+01:00' } },
      new Date('2024-02-29T12:45:06Z'),
    ],
    [
      'dateFromParts',
      { $dateFromParts: { year: int(2024), month: int(14), day: int(1) } },
      new Date('2025-02-01T00:00:00Z'),
    ],
    ['toInt', { $toInt: '42' }, int(42)],
    ['toLong of a double', { $toLong: double(-2.9) }, long(-2n)],
    ['toString of a double', { $toString: double(1) }, '1'],
    ['toDecimal', { $toDecimal: '1.50' }, decimal('1.50')],
    ['toObjectId', { $toObjectId: '0123456789abcdef01234567' }, new ObjectId('0123456789abcdef01234567')],
    ['convert with onError', { $convert: { input: 'x', to: 'int', onError: 'bad' } }, 'bad'],
    ['type', { $type: '$nothing' }, 'missing'],
    ['sum of an array', { $sum: '$a' }, int(6)],
    ['avg', { $avg: ['$n', int(2)] }, double(4.5)],
    ['max ignores null', { $max: ['$z', int(2)] }, int(2)],
    ['bitAnd', { $bitAnd: [int(6), int(3)] }, int(2)],
  ])('%s', async (_name, expression, expected) => {
    const found = await evaluate(expression);
    expect(found).toEqual(expected);
    expect((found as object | null)?.constructor).toBe((expected as object | null)?.constructor);
  });

  test.each<[string, Value, number, string]>([
    ['unknown operator', { $foo: int(1) }, 168, "Unrecognized expression '$foo'"],
    ['undefined variable', '$$nope', 17276, 'Use of undefined variable: nope'],
    [
      'two operators',
      { $add: [], $subtract: [] },
      15983,
      'An object representing an expression must have exactly one field: { $add: [], $subtract: [] }',
    ],
    ['sum with a string', { $add: [int(1), 'x'] }, 14, '$add only supports numeric or date types, not string'],
    ['division by zero', { $divide: [int(1), int(0)] }, 2, "can't $divide by zero"],
    [
      'number of arguments',
      { $divide: [int(1)] },
      16020,
      'Expression $divide takes exactly 2 arguments. 1 were passed in.',
    ],
    ['size of a number', { $size: int(1) }, 17124, 'The argument to $size must be an array, but was of type: int'],
    [
      'toInt overflow',
      { $toInt: double(3e9) },
      241,
      'Conversion would overflow target type in $convert with no onError value: 3000000000.0',
    ],
    [
      'unknown time zone',
      { $hour: { date: '$d', timezone: 'Moon/Base' } },
      40485,
      'unrecognized time zone identifier: "Moon/Base"',
    ],
  ])('refuses: %s', async (_name, expression, code, message) => {
    await expect(evaluate(expression)).rejects.toMatchObject({ code, message });
  });

  test('$expr and let variables in a filter', () => {
    const filter = compileFilter({ $expr: { $gt: ['$n', '$$least'] } }, { variables: { least: int(6) } });
    expect(filter.matches(doc)).toBe(true);
    expect(filter.matches({ n: int(6) })).toBe(false);
  });
});
