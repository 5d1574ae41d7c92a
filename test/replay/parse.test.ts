import { classifyRow } from '../../src/replay/classify-row';
import { parsePrice, parseQuantity, splitToMinor, valueMinor } from '../../src/replay/exact-price';
import type { ExactPrice } from '../../src/replay/exact-price';
import { fileFigures } from '../../src/replay/file-figures';
import { parseLocalTime } from '../../src/replay/local-time';
import { planReplay } from '../../src/replay/plan-replay';
import { readRows } from '../../src/replay/read-rows';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const DATE = '01/12/2010 08:26';

function rowsOf(...lines: string[]) {
  return readRows(Buffer.from([HEADER, ...lines].join('\n')));
}

function verdictOf(line: string): string {
  const row = rowsOf(line)[0];
  if (row === undefined) throw new Error('the line gave no row');
  const verdict = classifyRow(row);
  if (verdict.kind === 'sale') return verdict.isService ? 'service' : 'sale';
  return verdict.kind === 'adjustment' ? `${verdict.reason} ${verdict.delta}` : verdict.reason;
}

describe('reading rows', () => {
  test('quoted delimiters, doubled quotes and line breaks in a field stay in the field', () => {
    const rows = rowsOf(
      `536381,82567,"AIRLINE LOUNGE,METAL SIGN",2,${DATE},2.1,15311,United Kingdom`,
      `536477,22041,"RECORD FRAME 7"" SINGLE SIZE ",48,${DATE},2.1,16210,United Kingdom`,
      `536478,22042,"TWO\nLINES",1,${DATE},1,16210,United Kingdom`,
    );
    expect(rows.map((row) => row.description)).toEqual([
      'AIRLINE LOUNGE,METAL SIGN',
      'RECORD FRAME 7" SINGLE SIZE',
      'TWO\nLINES',
    ]);
    expect(rows.map((row) => row.complete)).toEqual([true, true, true]);
  });

  test('a semicolon file with BOM and decimal comma reads as the comma file does', () => {
    const semicolon = readRows(
      Buffer.from(`\ufeff${HEADER.replaceAll(',', ';')}\r\n536365;85123A;HOLDER;6;1/12/2010 08:26;2,55;17850;UK\r\n`),
    );
    const comma = rowsOf('536365,85123A,HOLDER,6,01/12/2010 08:26,2.55,17850,UK');
    const [left, right] = [semicolon[0], comma[0]].map((row) => row && classifyRow(row));
    expect(left).toEqual(right);
    expect(left).toMatchObject({ kind: 'sale', sku: '85123A', quantity: 6, at: new Date('2010-12-01T08:26:00.000Z') });
  });

  test('a Latin-1 file keeps its pound sign, and the second edition of the data set has other column names', () => {
    const text = `Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n1,22041,\xa35 GIFT,1,2010-12-01 08:26:00,2.1,13085.0,UK`;
    const [row] = readRows(Buffer.from(text, 'latin1'));
    expect(row).toMatchObject({ description: '£5 GIFT', customerId: '13085', unitPrice: '2.1', complete: true });
  });

  test('another file is refused with the names of the missing columns', () => {
    expect(() => readRows(Buffer.from('a,b\n1,2'))).toThrow('got no invoiceNo, stockCode, description, quantity');
    expect(() => readRows(Buffer.from(''))).toThrow('got no invoiceNo');
  });
});

describe('judging rows', () => {
  test.each([
    ['sale', `536365,85123A,HOLDER,6,${DATE},2.55,17850,UK`],
    ['sale', `536365,85123a,HOLDER,6,${DATE},2.55,,UK`],
    ['cancellation (C...)', `C536379,85123A,HOLDER,-1,${DATE},2.55,14527,UK`],
    ['cancellation (C...)', `C536379,D,Discount,-1,${DATE},27.5,14527,UK`],
    ['service', `536370,POST,POSTAGE,3,${DATE},18,12583,France`],
    ['service', `536370,M,Manual,1,${DATE},18,12583,France`],
    ['service', `536370,BANK CHARGES,Bank Charges,1,${DATE},15,,UK`],
    ['service', `536370,dot,DOTCOM,1,${DATE},15,,UK`],
    ['service without a price', `536370,POST,POSTAGE,1,${DATE},0,,UK`],
    ['OTHER -10', `536589,21777,,-10,${DATE},0,,UK`],
    ['DAMAGED -10', `536589,21777,damages,-10,${DATE},0,,UK`],
    ['SHRINKAGE -3', `536589,21777,lost in space,-3,${DATE},0,,UK`],
    ['CORRECTION -3', `536589,21777,check,-3,${DATE},1.5,,UK`],
    ['zero quantity', `536589,21777,X,0,${DATE},1,,UK`],
    ['PROMOTION -56', `536414,22139,,56,${DATE},0,,UK`],
    ['negative price', `536414,22139,X,1,${DATE},-11062.06,,UK`],
    ['not a SKU', `536414,"a b",X,1,${DATE},1,,UK`],
    ['value below the penny', `536414,22139,X,1,${DATE},0.085,,UK`],
    ['malformed row', `536414,22139,X,1.5,${DATE},1,,UK`],
    ['malformed row', `536414,22139,X,9999999999,${DATE},1,,UK`],
    ['malformed row', `536414,22139,X,one,${DATE},1,,UK`],
    ['malformed row', `536414,22139,X,1,31/02/2010 08:26,1,,UK`],
    ['malformed row', `536414,22139,X,1,${DATE},free,,UK`],
    ['malformed row', `536414,22139,X,1,${DATE}`],
    ['malformed row', `,22139,X,1,${DATE},1,,UK`],
  ])('%s: %s', (reason, line) => {
    expect(verdictOf(line)).toBe(reason);
  });
});

describe('exact prices', () => {
  const priceOf = (text: string): ExactPrice => {
    const price = parsePrice(text);
    if (price === null) throw new Error(`${text} is no price`);
    return price;
  };

  test.each([
    ['2.55', 6, 1530],
    ['2,55', 6, 1530],
    ['3', 2, 600],
    ['2.1', 1, 210],
    ['0.085', 12, 102],
    ['0.085', 1, null],
    ['-1.5', 2, -300],
  ])('%s x %d is %s minor units', (text, quantity, value) => {
    expect(valueMinor(quantity, priceOf(text))).toBe(value);
  });

  test('a price between two pennies becomes two lines of the same value', () => {
    expect(splitToMinor(12, priceOf('0.085'))).toEqual([
      { quantity: 6, unitPriceMinor: 8 },
      { quantity: 6, unitPriceMinor: 9 },
    ]);
    expect(splitToMinor(6, priceOf('2.55'))).toEqual([{ quantity: 6, unitPriceMinor: 255 }]);
  });

  test('what is no plain number is no price and no quantity', () => {
    expect(['1e3', '1.234,56', '', 'NaN', '£2'].map(parsePrice)).toEqual([null, null, null, null, null]);
    expect(['1.0', '', '0x10', '2147483648', '-2147483647'].map(parseQuantity)).toEqual([
      null,
      null,
      null,
      null,
      -2_147_483_647,
    ]);
  });
});

describe('London time', () => {
  test.each([
    ['01/12/2010 08:26', '2010-12-01T08:26:00.000Z'],
    ['1/7/2011 08:26', '2011-07-01T07:26:00.000Z'],
    ['2011-07-01 08:26:30', '2011-07-01T07:26:30.000Z'],
    ['27/03/2011 02:30', '2011-03-27T01:30:00.000Z'],
    ['30/10/2011 01:30', '2011-10-30T00:30:00.000Z'],
    ['30/10/2011 02:30', '2011-10-30T02:30:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseLocalTime(text)?.toISOString()).toBe(instant);
  });

  test.each(['12/13/2010 08:26', '01/12/2010 24:00', '01/12/2010', 'yesterday'])('%s is no time', (text) => {
    expect(parseLocalTime(text)).toBeNull();
  });
});

describe('planning', () => {
  const rows = rowsOf(
    `1,85123A,HOLDER,6,${DATE},2.55,17850,UK`,
    `1,85123a,HOLDER,2,${DATE},2.95,17850,UK`,
    `1,POST,POSTAGE,1,${DATE},18,17850,UK`,
    `C2,85123A,HOLDER,-1,${DATE},2.55,17850,UK`,
    `3,22139,,12,${DATE},0.085,,UK`,
    `3,22139,RETROSPOT,3,${DATE},1,,UK`,
    `4,22139,RETROSPOT,3,${DATE},1,,UK`,
    `5,99999,damaged,-4,${DATE},0,,UK`,
  );

  test('invoices keep their order and lines; codes of both cases are one SKU', () => {
    const plan = planReplay(rows);
    expect(plan.invoices.map(({ invoiceNo, channel, rowCount }) => ({ invoiceNo, channel, rowCount }))).toEqual([
      { invoiceNo: '1', channel: 'WEB', rowCount: 3 },
      { invoiceNo: '3', channel: 'POS', rowCount: 2 },
      { invoiceNo: '4', channel: 'POS', rowCount: 1 },
    ]);
    expect(plan.invoices[0]?.lines).toEqual([
      { sku: '85123A', quantity: 6, unitPriceMinor: 255, isService: false },
      { sku: '85123A', quantity: 2, unitPriceMinor: 295, isService: false },
      { sku: 'POST', quantity: 1, unitPriceMinor: 1_800, isService: true },
    ]);
    expect(plan.products).toEqual([
      { sku: '85123A', title: 'HOLDER', priceMinor: 255, isService: false },
      { sku: 'POST', title: 'POSTAGE', priceMinor: 1_800, isService: true },
      { sku: '22139', title: 'RETROSPOT', priceMinor: 9, isService: false },
      { sku: '99999', title: 'Item 99999', priceMinor: 0, isService: false },
    ]);
    expect([...plan.demand.WEB]).toEqual([
      ['99999', 4],
      ['85123A', 8],
    ]);
    expect(plan.adjustments.map(({ sku, delta, reason }) => [sku, delta, reason])).toEqual([['99999', -4, 'DAMAGED']]);
    expect([...plan.demand.POS]).toEqual([['22139', 18]]);
    expect(plan.bothCases).toEqual(['85123A']);
    expect(plan.setAside.map((row) => row.reason)).toEqual(['cancellation (C...)']);
  });

  test('the limit counts the invoices of the file, also those that are set aside', () => {
    const plan = planReplay(rows, 2);
    expect(plan.invoices.map((invoice) => invoice.invoiceNo)).toEqual(['1']);
    expect(plan.rowCount).toBe(4);
  });

  test("the file's own figures need no plan", () => {
    const figures = fileFigures(rows, (row) => classifyRow(row).kind === 'sale');
    expect(figures).toEqual({ invoices: 3, lines: 6, units: 27, valueMinor: 1530 + 590 + 1800 + 102 + 300 + 300 });
  });
});
