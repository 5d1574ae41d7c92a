import type { GraphqlData } from '../../support/executors';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { importScenario } from './import-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
const imports = importScenario(() => t);

const PRODUCT = `query P($slug: String) { product(slug: $slug) { title description status options { name values }
  categories { name }
  variants { nodes { sku title barcodes price { gross { amountMinor } } compareAtPrice { amountMinor }
    costPrice { amountMinor } selectedOptions { name value } } } } }`;

async function productOf(slug: string) {
  const { data, errors } = await t.gql(PRODUCT, { slug }, t.tokens.buyer);
  expect(errors).toBeUndefined();
  return data.product;
}

const SHIRT = [
  'sku,slug,title,description,status,option1_name,option1_value,barcodes,price,compare_at_price,cost_price,tax_rate',
  'TEE-S,tee,Tee,"Soft, warm',
  'and ""light""",DRAFT,Size,S,4006381333931 96385074,19.90,25,7.5,20',
  'TEE-M,tee,Tee,,DRAFT,size,M,,21,,,5.5%',
];

describe('an import of a catalogue', () => {
  it('makes a product of the rows of one slug, with all that they say', async () => {
    const report = await imports.bringIn(SHIRT);

    expect(report).toMatchObject({ status: 'SUCCEEDED', rowsTotal: 2, rowsDone: 2, rowsCreated: 2, issues: [] });
    expect(await productOf('tee')).toEqual({
      title: 'Tee',
      description: 'Soft, warm\r\nand "light"',
      status: 'DRAFT',
      options: [{ name: 'Size', values: ['S', 'M'] }],
      categories: [],
      variants: {
        nodes: [
          {
            ...{ sku: 'TEE-S', title: 'S', barcodes: ['4006381333931', '96385074'] },
            ...{ price: { gross: { amountMinor: 1_990 } }, compareAtPrice: { amountMinor: 2_500 } },
            ...{ costPrice: { amountMinor: 750 } },
            selectedOptions: [{ name: 'Size', value: 'S' }],
          },
          {
            ...{ sku: 'TEE-M', title: 'M', barcodes: [], price: { gross: { amountMinor: 2_100 } } },
            ...{ compareAtPrice: null, costPrice: null },
            selectedOptions: [{ name: 'Size', value: 'M' }],
          },
        ],
      },
    });
    const rates = await t.app.db
      .collection('variants')
      .find({ skuKey: { $in: ['TEE-S', 'TEE-M'] } })
      .toArray();
    expect(rates.map((variant) => variant['taxRateBasisPoints'])).toEqual([2_000, 550]);
  });

  it('changes what a known SKU says, leaves what is empty, removes what is cleared, and changes nothing twice', async () => {
    await imports.bringIn(['sku,title,description,price,compare_at_price,barcodes', 'CUP-1,Cup,Old,5,9,12345670']);
    const change = ['SKU,Price,Compare At Price,Barcodes,description,title', 'cup-1,6.5,[clear],,[clear],Mug'];

    expect(await imports.bringIn(change)).toMatchObject({ status: 'SUCCEEDED', rowsUpdated: 1 });
    const product = await productOf('cup');
    expect(product).toMatchObject({ title: 'Mug', description: null });
    expect(product.variants.nodes[0]).toMatchObject({
      ...{ sku: 'CUP-1', title: 'Mug', barcodes: ['12345670'] },
      ...{ price: { gross: { amountMinor: 650 } }, compareAtPrice: null },
    });
    const events = () => t.app.db.collection('outbox_events').countDocuments({});
    const before = await events();
    expect(await imports.bringIn(change)).toMatchObject({ status: 'SUCCEEDED', rowsUnchanged: 1, rowsUpdated: 0 });
    expect(await events()).toBe(before);
  });

  it('refuses each bad row with its line, column and code, and brings the good ones in', async () => {
    await t.makeProduct({ variants: [{ sku: 'OWNER', barcodes: ['2000000000015'] }] });
    const report = await imports.bringIn([
      'sku,title,status,price,barcodes,option1_name,option1_value,x_note',
      'GOOD-1,Good,ACTIVE,1.00,,,,mine',
      '-bad,Bad sku,,1,,,,',
      'B-1,No price,,,,,,',
      'B-2,,,2,,,,',
      'B-3,Status,SOLD,many,,,,',
      'B-4,Barcode,,1,4006381333932,,,',
      'B-5,Taken,,1,2000000000015,,,',
      'good-1,Twice,,1,,,,',
      'B-6,Round,,1,4.00638E+12,,,',
      'B-7,Option,,1,,Size,,',
      'B-8,Short',
      '"multi',
      'line",Embedded,,1,,,,',
      'B-9,Lost \uFFFD,,1,,,,',
      'B-10,Nul \u0000,,1,,,,',
      `B-11,Long,,1,${'x'.repeat(20_001)},,,`,
      'GOOD-2,"Said ""so""",,2.5,,,,',
    ]);

    expect(report).toMatchObject({ status: 'PARTLY_FAILED', rowsTotal: 16, rowsDone: 16, rowsCreated: 2 });
    expect(report['rowsFailed']).toBe(14);
    expect(report.issues).toEqual([
      [3, 'sku', 'BAD_USER_INPUT'],
      [4, 'price', 'PRICE_REQUIRED'],
      [5, 'title', 'TITLE_REQUIRED'],
      [6, 'status', 'CHOICE_INVALID'],
      [6, 'price', 'AMOUNT_INVALID'],
      [7, 'barcodes', 'BARCODE_CHECK_DIGIT'],
      [8, 'barcodes', 'BARCODE_TAKEN'],
      [9, 'sku', 'DUPLICATE_IN_FILE'],
      [10, 'barcodes', 'BARCODE_ROUNDED'],
      [11, 'option1_value', 'OPTIONS_INVALID'],
      [12, null, 'CELL_COUNT'],
      [13, 'sku', 'BAD_USER_INPUT'],
      [15, 'title', 'ENCODING_UNKNOWN'],
      [16, 'title', 'NUL_CHARACTER'],
      [17, 'barcodes', 'CELL_TOO_LARGE'],
    ]);
    expect(await productOf('said-so')).toMatchObject({ title: 'Said "so"' });
  });

  it('reads semicolons and decimal commas, finding both out, and adds variants and categories to what is there', async () => {
    await imports.bringIn(['sku,slug,title,option1_name,option1_value,price', 'LAMP-R,lamp,Lamp,Colour,Red,10']);
    const category = `mutation C($input: CreateCategoryInput!) { createCategory(input: $input) {
      ... on CategoryPayload { category { id } } } }`;
    const input = { idempotencyKey: 'category-light', name: 'Light > dark' };
    const made = await t.gql(category, { input }, t.tokens.buyer);
    const parentId = made.data.createCategory.category.id;
    await t.gql(category, { input: { idempotencyKey: 'category-desk', name: 'Desk', parentId } }, t.tokens.buyer);
    const report = await imports.bringIn([
      '\uFEFFsku;slug;option1_name;option1_value;price;categories',
      'LAMP-B;lamp;Colour;Blue;12,5;light \\> dark > desk',
      'LAMP-R;lamp;Colour;red;11,00;',
      'LAMP-X;lamp;Colour;Grey;1.234,00;',
      'LAMP-Y;lamp;Colour;Pink;1;Nowhere',
      'LAMP-Z;lamp;Size;XL;1;',
      'LAMP-B2;lamp;Colour;BLUE;1;',
    ]);

    expect(report).toMatchObject({ delimiter: 'SEMICOLON', decimalMark: 'COMMA', rowsCreated: 1, rowsUpdated: 1 });
    expect(report.issues).toEqual([
      [4, 'price', 'AMOUNT_INVALID'],
      [5, 'categories', 'CATEGORY_UNKNOWN'],
      [6, 'option1_value', 'OPTIONS_INVALID'],
      [7, 'option1_value', 'OPTIONS_INVALID'],
    ]);
    const lamp = await productOf('lamp');
    expect(lamp.options).toEqual([{ name: 'Colour', values: ['Red', 'Blue'] }]);
    expect(lamp.categories).toEqual([{ name: 'Desk' }]);
    expect(lamp.variants.nodes.map((one: GraphqlData) => [one.sku, one.price.gross.amountMinor])).toEqual([
      ['LAMP-R', 1_100],
      ['LAMP-B', 1_250],
    ]);
  });

  it('passes over rows without any text, as spreadsheets leave them behind', async () => {
    const report = await imports.bringIn(['sku,title,price', 'BL-1,Blank,1', ',,', ' ,\t,', 'BL-2,Blank two,', ',,']);

    expect(report).toMatchObject({ rowsTotal: 2, rowsCreated: 1, rowsFailed: 1 });
    expect(report.issues).toEqual([[5, 'price', 'PRICE_REQUIRED']]);
  });

  it('puts a product into a category once, however often its row says so', async () => {
    const category = `mutation C($input: CreateCategoryInput!) { createCategory(input: $input) { __typename } }`;
    await t.gql(category, { input: { idempotencyKey: 'category-once', name: 'Once' } }, t.tokens.buyer);
    await imports.bringIn(['sku,slug,title,price,categories', 'ONCE-1,once,Once,1,Once | once']);

    expect((await productOf('once')).categories).toEqual([{ name: 'Once' }]);
  });

  it.each([
    ['UNKNOWN_COLUMN', 'sku,colour\nA,red\n', 1],
    ['DUPLICATE_COLUMN', 'sku,SKU\nA,B\n', 1],
    ['MISSING_COLUMN', 'title,price\nA,1\n', 1],
    ['TOO_MANY_COLUMNS', `sku${',x_a'.repeat(100)}\nA\n`, 1],
    ['FILE_EMPTY', 'sku,price\n', 1],
    ['FILE_EMPTY', ' \r\n', 1],
    ['ENCODING_UTF16', 's\u0000k\u0000u\u0000\n\u0000A\u0000\n\u0000', 1],
    ['ENCODING_UTF16', '\u00FF\u00FEsku\nA\n', 1],
    ['QUOTE_NOT_CLOSED', 'sku,title,price\nA,a,1\nB,"b,2\nC,c,3\n', 3],
    ['DECIMAL_MARK_AMBIGUOUS', 'sku;title;price\nA;a;1,50\nB;b;1.50\n', null],
  ])('refuses a file as a whole: %s', async (code, content, line) => {
    const before = await t.app.db.collection('products').countDocuments({});
    const report = await imports.bringIn(content);

    expect(report).toMatchObject({ status: 'FAILED', fileError: { code, line } });
    expect(await t.app.db.collection('products').countDocuments({})).toBe(before);
  });

  it('judges everything in a dry run and writes nothing', async () => {
    const state = async () =>
      JSON.stringify([
        await t.app.db.collection('products').find().toArray(),
        await t.app.db.collection('variants').find().toArray(),
      ]);
    await imports.bringIn(['sku,title,price', 'DRY-1,Dry,1']);
    const before = await state();
    const report = await imports.bringIn(
      ['sku,title,price', 'DRY-1,Dry,2', 'DRY-2,Dry two,1', 'DRY-3,,1', 'dry-1,Again,1'],
      { dryRun: true },
    );

    expect(report).toMatchObject({ status: 'PARTLY_FAILED', rowsCreated: 1, rowsUpdated: 1, rowsFailed: 2 });
    expect(report.issues).toEqual([
      [4, 'title', 'TITLE_REQUIRED'],
      [5, 'sku', 'DUPLICATE_IN_FILE'],
    ]);
    expect(await state()).toBe(before);
  });
});
