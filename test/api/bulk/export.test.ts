import { importExportJob } from '../../../jobs/import-export.job';
import { newId } from '../../../src/kernel/ids';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { commitReservation, reserveStock } from '../../../src/modules/reservations';
import { buildServer } from '../../../src/server';
import { depsOf, unseen } from '../../jobs/deps';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { allowBackorders } from '../inventory/backorder-scenario';
import { importScenario } from './import-scenario';

let t: TestApp;
let server: Awaited<ReturnType<typeof buildServer>>;
beforeAll(async () => {
  t = await createTestApp();
  server = await buildServer(t.app);
});
afterAll(async () => {
  await server.close();
  await t.expectStockConsistent();
  await t.close();
});
const imports = importScenario(() => t);
let made = 0;

const START = `mutation S($input: StartExportInput!) { startExport(input: $input) { __typename
  ... on ExportJobPayload { exportJob { id status filePath } } ... on UserError { code } } }`;
const READ = 'query R($id: ID!) { exportJob(id: $id) { status rows bytes withCost filePath } }';

async function exported(input: Record<string, unknown>, token = t.tokens.buyer) {
  const idempotencyKey = `export-${(made += 1)}`;
  const { data } = await t.gql(START, { input: { idempotencyKey, ...input } }, token);
  await importExportJob(depsOf(t), unseen);
  const { exportJob } = (await t.gql(READ, { id: data.startExport.exportJob.id }, token)).data;
  return exportJob;
}

async function fetchFile(path: string, token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return server.inject({ method: 'GET', url: path, headers });
}

const catalogue = async () =>
  JSON.stringify([
    await t.app.db.collection('products').find().toArray(),
    await t.app.db.collection('variants').find().toArray(),
  ]);

it('a catalogue that is written and brought in again is the same, whatever its texts', async () => {
  const category = `mutation C($input: CreateCategoryInput!) { createCategory(input: $input) { __typename } }`;
  const name = 'A > B | =C';
  await t.gql(category, { input: { idempotencyKey: 'c1', name } }, t.tokens.buyer);
  await imports.bringIn([
    'sku,slug,title,description,categories,option1_name,option1_value,barcodes,price,compare_at_price,cost_price,tax_rate',
    `E-1,e-1,'=HYPERLINK("x"),"' =1+1\r\nline, ""two""",A \\> B \\| '=C,,,2000000000039,1.05,2,0.5,5.5`,
    `E-2,e-2,"'-5; ""off""",'@x,A \\> B \\| =C,Size,'+XL,,0,,,0`,
    `E-3,e-2,,,,Size,'[clear],,100000000,,,20`,
    `E-4,e-4,Word,'[clear],,,,'[clear],1,,,`,
    `E-5,e-5,Blanks,"' [clear] ",,,,,1,,,`,
  ]);
  const product = await t.app.db.collection('products').findOne({ slug: 'e-2' });
  expect(product).toMatchObject({ title: '-5; "off"', description: '@x' });
  expect(product?.['options']).toEqual([{ name: 'Size', values: ['+XL', '[clear]'] }]);
  const words = await t.app.db
    .collection('products')
    .find({ slug: { $in: ['e-4', 'e-5'] } })
    .toArray();
  expect(words.map(({ description }) => description)).toEqual(['[clear]', ' [clear] ']);
  expect(await t.app.db.collection('variants').findOne({ sku: 'E-4' })).toMatchObject({ barcodes: ['[clear]'] });
  const before = await catalogue();

  for (const format of [{}, { delimiter: 'SEMICOLON', decimalMark: 'COMMA' }]) {
    const job = await exported({ kind: 'CATALOG', ...format });
    expect(job).toMatchObject({ status: 'SUCCEEDED', withCost: true });
    const file = await fetchFile(job.filePath, t.tokens.buyer);
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(file.body.charCodeAt(0)).toBe(0xfeff);
    expect(Buffer.byteLength(file.body)).toBe(job.bytes);
    const report = await imports.bringIn(file.body);
    expect(report).toMatchObject({ status: 'SUCCEEDED', rowsUnchanged: job.rows, rowsUpdated: 0, rowsCreated: 0 });
  }
  expect(await catalogue()).toBe(before);
});

it('codes of packs come in by a file, refused like those of units, and go out into it', async () => {
  const packsOf = async (sku: string) => (await t.app.db.collection('variants').findOne({ sku }))?.['packBarcodes'];
  const report = await imports.bringIn([
    'sku,title,price,barcodes,pack_barcodes',
    'PACK-1,One,1,2000000000107,12*12000000000104 144*PAL*1',
    'PACK-2,Two,1,2000000000114,',
    'PACK-3,Three,1,,6*2000000000114',
    'PACK-4,Four,1,,1*CASE-4',
    'PACK-5,Five,1,,CASE-5',
    'PACK-6,Six,1,,6*12000000000105',
    'PACK-7,Seven,1,,24*PAL*1',
  ]);
  expect(report.issues).toEqual([
    [4, 'barcodes', 'DUPLICATE_IN_FILE'],
    [5, 'pack_barcodes', 'BAD_USER_INPUT'],
    [6, 'pack_barcodes', 'PACK_INVALID'],
    [7, 'pack_barcodes', 'BARCODE_CHECK_DIGIT'],
    [8, 'barcodes', 'DUPLICATE_IN_FILE'],
  ]);
  const packs = [
    { code: '12000000000104', packQuantity: 12 },
    { code: 'PAL*1', packQuantity: 144 },
  ];
  expect([await packsOf('PACK-1'), await packsOf('PACK-2')]).toEqual([packs, []]);
  const before = await catalogue();
  const { filePath, rows } = await exported({ kind: 'CATALOG' });
  const { body } = await fetchFile(filePath, t.tokens.buyer);
  expect(body).toContain(',2000000000107,12*12000000000104 144*PAL*1,');
  expect(await imports.bringIn(body)).toMatchObject({ status: 'SUCCEEDED', rowsUnchanged: rows });
  expect(await catalogue()).toBe(before);

  const taken = await imports.bringIn(['sku,pack_barcodes', 'PACK-2,3*PAL*1']);
  expect(taken.issues).toEqual([[2, 'pack_barcodes', 'BARCODE_TAKEN']]);
  await imports.bringIn(['sku,pack_barcodes,price', 'PACK-1,[clear],2']);
  expect(await packsOf('PACK-1')).toEqual([]);
});

it('a variant with a tax class keeps it through a file, whatever the rate of the class is by then', async () => {
  const CREATE = `mutation M($input: CreateTaxClassInput!) { createTaxClass(input: $input) { __typename } }`;
  const UPDATE = `mutation M($input: UpdateTaxClassInput!) { updateTaxClass(input: $input) { __typename } }`;
  const made = { code: 'BOOKS', name: 'Books', rateBasisPoints: 700 };
  await t.gql(CREATE, { input: { idempotencyKey: 'books', ...made } }, t.tokens.admin);
  const taxOf = async (sku: string) => {
    const variant = await t.app.db.collection('variants').findOne({ sku });
    return [variant?.['taxClassCode'], variant?.['taxRateBasisPoints']];
  };
  const report = await imports.bringIn([
    'sku,title,price,tax_class,tax_rate',
    'BOOK-1,Book one,5,BOOKS,',
    'BOOK-2,Book two,5,,20',
    'BOOK-3,Book three,5,NOTHING,',
    'BOOK-4,Book four,5,BOOKS,7',
  ]);
  expect(report.issues).toEqual([
    [4, 'tax_class', 'TAX_CLASS_UNKNOWN'],
    [5, 'tax_class', 'BAD_USER_INPUT'],
  ]);
  expect([await taxOf('BOOK-1'), await taxOf('BOOK-2')]).toEqual([
    ['BOOKS', 700],
    [null, 2_000],
  ]);
  await t.gql(UPDATE, { input: { idempotencyKey: 'more', code: 'BOOKS', rateBasisPoints: 500 } }, t.tokens.admin);
  const before = await catalogue();
  const { filePath, rows } = await exported({ kind: 'CATALOG' });
  const { body } = await fetchFile(filePath, t.tokens.buyer);
  expect(await imports.bringIn(body)).toMatchObject({ status: 'SUCCEEDED', rowsUnchanged: rows });
  expect(await catalogue()).toBe(before);

  await imports.bringIn(['sku,tax_class', 'BOOK-1,[clear]', 'BOOK-2,books']);
  expect([await taxOf('BOOK-1'), await taxOf('BOOK-2')]).toEqual([
    [null, 500],
    ['BOOKS', 500],
  ]);
});

it('files are for those who may see what is in them, and only once they are there', async () => {
  const { filePath } = await exported({ kind: 'CATALOG' });
  const statusFor = async (token?: string) => (await fetchFile(filePath, token)).statusCode;

  expect(await statusFor(t.tokens.admin)).toBe(200);
  expect(await statusFor()).toBe(401);
  for (const token of [t.tokens.foreignAdmin, t.tokens.clerk, t.tokens.cashier, t.tokens.customer]) {
    expect(await statusFor(token)).toBe(404);
  }
  expect((await fetchFile('/exports/nothing/file.csv', t.tokens.admin)).json().errors[0].extensions.code).toBe(
    'NOT_FOUND',
  );
  const refused = await t.gql(START, { input: { idempotencyKey: 'clerk', kind: 'CATALOG' } }, t.tokens.clerk);
  expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

it("an import's issues are a file, guarded like any other", async () => {
  const report = await imports.bringIn(['sku,title,price', '=1+1,Bad,1']);
  const file = await fetchFile(`/imports/${report['id']}/issues.csv`, t.tokens.buyer);

  expect(file.statusCode).toBe(200);
  expect(file.body).toContain('line,column,code,message,value\r\n2,sku,BAD_USER_INPUT,');
  expect(file.body).toContain(",'=1+1\r\n");
});

it('stock is set by a file, compare and set, and the written file changes nothing', async () => {
  const { variant } = await t.makeProduct({ variants: [{ sku: 'S-1' }] });
  const { variant: ahead } = await t.makeProduct({ variants: [{ sku: 'S-2' }] });
  await t.makeStock({ branch: t.branches.north, variant, quantity: 5 });
  const report = await imports.bringIn(
    [
      'sku,branch,quantity,expected_quantity,reason',
      's-1,north,7,5,CYCLE_COUNT',
      'S-2,NORTH,3,,',
      'S-2,SOUTH,0,,',
      'S-1,SOUTH,4,1,',
      'S-9,NORTH,1,,',
      'S-1,MOON,1,,',
      'S-2,WH,-1,,',
      'S-1,NORTH,9,,',
      'S-1,WH,1.5,,NO_SUCH',
    ],
    { kind: 'STOCK' },
    t.tokens.clerk,
  );

  expect(report).toMatchObject({ status: 'PARTLY_FAILED', rowsCreated: 1, rowsUpdated: 1, rowsUnchanged: 1 });
  expect(report.issues).toEqual([
    [5, 'expected_quantity', 'STALE_QUANTITY'],
    [6, 'sku', 'SKU_UNKNOWN'],
    [7, 'branch', 'BRANCH_UNKNOWN'],
    [8, 'quantity', 'QUANTITY_INVALID'],
    [9, 'sku', 'DUPLICATE_IN_FILE'],
    [10, 'quantity', 'NUMBER_INVALID'],
    [10, 'reason', 'CHOICE_INVALID'],
  ]);
  // Sold before they came: on hand is below 0, and the shelf is empty.
  await allowBackorders(t, ahead, 9);
  const shopper = t.as({ kind: 'guest', guestId: newId() });
  const lines = [{ branchId: t.branches.north._id, variantId: ahead._id, quantity: 5 }];
  const { _id: reservationId } = await reserveStock(shopper, { input: { idempotencyKey: 'ahead' }, lines });
  await commitReservation(shopper, { input: { idempotencyKey: 'ahead-paid' }, reservationId });
  // A till that may sold what was never booked in: only a count can say what lies there.
  const { variant: unbooked } = await t.makeProduct({ variants: [{ sku: 'S-3' }] });
  const place = { tenantId: t.tenant._id, branchId: t.branches.north._id, variantId: unbooked._id };
  await t.makeStock({ branch: t.branches.north, variant: unbooked, quantity: 1 });
  const below = { quantityOnHand: -4, quantityAvailable: -4, quantityPromisable: -4 };
  await stockEntries(t.app.db).updateOne(place, { $inc: below });
  const job = await exported({ kind: 'STOCK' }, t.tokens.clerk);
  const { body } = await fetchFile(job.filePath, t.tokens.clerk);
  const written = ['', '\uFEFFsku,branch,quantity,expected_quantity', 'S-1,NORTH,7,7', "S-2,NORTH,0,'-2"];
  expect(body.split('\r\n').sort()).toEqual([...written, "S-3,NORTH,'-3,'-3"].sort());
  expect(await imports.bringIn(body, { kind: 'STOCK' })).toMatchObject({ status: 'SUCCEEDED', rowsUnchanged: 3 });
  await stockEntries(t.app.db).updateOne(place, {
    $inc: { quantityOnHand: 4, quantityAvailable: 4, quantityPromisable: 4 },
  });
});
