import * as fc from 'fast-check';
import { formatScaled, parseScaled } from '../../../src/kernel/money-text';
import { CLEAR, guardCell, joinPaths, splitPaths, unguardCell } from '../../../src/modules/bulk/csv/cell-text';
import { detectDelimiter, readCsv } from '../../../src/modules/bulk/csv/read-csv';
import type { Delimiter } from '../../../src/modules/bulk/csv/read-csv';
import { writeCsv } from '../../../src/modules/bulk/csv/write-csv';

const RUNS = { numRuns: 1_000 };
/** Texts of what is dangerous at the beginning, in any order and number, and of anything else. */
const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', ' ', '＝', '"', ';', ',', 'a', '1') }),
  fc.constantFrom(CLEAR, `'${CLEAR}`, `${CLEAR} `, "'=1+1", '=HYPERLINK("x")', '\u00A0=1', '-1'),
  fc.string({ unit: 'binary' }).map((text) => text.replace(/\p{Surrogate}/gu, '')),
);

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  const characters = [...text];
  for (let at = 0; at < characters.length; at += size) yield characters.slice(at, at + size).join('');
}

async function read(text: string, delimiter: Delimiter, size = 7) {
  const records: { line: number; cells: readonly string[] }[] = [];
  for await (const record of readCsv(inPieces(text, size), delimiter)) records.push(record);
  return records;
}

describe('a guarded cell', () => {
  it('is read as the text it was made of, whatever that is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(unguardCell(guardCell(text))).toBe(text);
      }),
      RUNS,
    );
  });

  it('never begins with what a spreadsheet runs, blanks before it or not', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(guardCell(text)).not.toMatch(/^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/);
      }),
      RUNS,
    );
    expect(guardCell('plain')).toBe('plain');
    expect(guardCell('=1+1')).toBe("'=1+1");
    expect(unguardCell("'tis")).toBe("'tis");
  });
});

it('what is written as CSV is read as the same cells, however it is cut into pieces', async () => {
  const cells = fc.array(hostile, { minLength: 2, maxLength: 4 });
  const property = fc.asyncProperty(
    fc.array(cells, { minLength: 1, maxLength: 5 }),
    fc.constantFrom<Delimiter>(',', ';', '\t'),
    fc.integer({ min: 1, max: 20 }),
    async (rows, delimiter, size) => {
      const text = writeCsv([['h', 'h'], ...rows], delimiter);
      const found = await read(text, delimiter, size);
      expect(found.slice(1).map((record) => record.cells.map(unguardCell))).toEqual(rows);
    },
  );
  await fc.assert(property, { numRuns: 200 });
}, 60_000);

it('lines are those of the file, with any line ends and breaks inside quotes', async () => {
  const text = 'a,b\r\n1,"x\r\ny\rz"\r\n\r\n2,"p\nq"\n3,4\r5,6';
  expect((await read(text, ',')).map(({ line }) => line)).toEqual([1, 2, 6, 8, 9]);
});

it('a quote that is never closed is told by the line where its row begins', async () => {
  await expect(read('a,b\n1,2\n3,"4\n5,6\n', ',')).rejects.toMatchObject({ code: 'QUOTE_NOT_CLOSED', line: 3 });
});

it('a row of more than a mebibyte is refused and not held', async () => {
  await expect(read(`a,b\n1,${'x'.repeat(1_100_000)}\n`, ',', 100_000)).rejects.toMatchObject({
    code: 'RECORD_TOO_LARGE',
    line: 2,
  });
});

it.each([
  ['sku;price', ';'],
  ['sku,price;x', ','],
  ['sku\tprice', '\t'],
  ['sku', ','],
  ['"a;b;c",price', ','],
  ['\uFEFFsku;title\nA;"1,2,3"', ';'],
])('the delimiter of %j is %j', (header, delimiter) => {
  expect(detectDelimiter(header)).toBe(delimiter);
});

it('amounts are written and read exactly, and never guessed', () => {
  const amount = fc.integer({ min: 0, max: 100_000_000_000 });
  fc.assert(
    fc.property(
      amount,
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom('.' as const, ',' as const),
      (minor, places, mark) => {
        expect(parseScaled(formatScaled(minor, places).replace('.', mark), places, mark)).toBe(minor);
      },
    ),
    RUNS,
  );
  for (const text of ['', '-1', '1.234', '1,5', '1.', '.5', '1e3', '1 000', '0x10', '99999999999999999']) {
    expect([text, parseScaled(text, 2, '.')]).toEqual([text, null]);
  }
});

it('paths of categories are read as they were written, marks in names included', () => {
  const name = fc
    .string({ unit: fc.constantFrom('>', '|', '\\', 'a', ' ', 'é'), minLength: 1 })
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const paths = fc.array(fc.array(name, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(paths, (given) => {
      expect(splitPaths(joinPaths(given))).toEqual(given);
    }),
    RUNS,
  );
});
