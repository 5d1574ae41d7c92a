import { withDatabase } from '../../src/devstack/mongo-uri';
import { migrate } from '../../src/migrate';
import { connectMongo } from '../../src/platform/mongo';
import { ended, startServiceProcess } from '../support/service-process';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let t: TestApp;
beforeEach(async () => {
  t = await createTestApp();
});
afterEach(() => t.close());

const indexesOf = async (collection: string) =>
  (await t.app.db.collection(collection).listIndexes().toArray()).map(({ name }) => String(name)).sort();

describe('npm run migrate', () => {
  test('brings the database of an earlier version to the present state, tells what it did, and has then nothing to do', async () => {
    const { db } = t.app;
    const { product } = await t.makeProduct({ variants: [{ barcodes: ['4006381333931'] }] });
    const wanted = await indexesOf('reservations');
    await db.collection('reservations').dropIndex('reservation_live');
    await db
      .collection('reservations')
      .createIndex({ tenantId: 1, status: 1, expiresAt: 1 }, { name: 'reservation_expiry' });
    await db.collection('variants').createIndex({ tenantId: 1, barcodes: 1 }, { name: 'variants_barcode' });
    await db.collection('variants').updateMany({}, { $unset: { barcodeKeys: '' } });
    await db.collection('products').updateMany({}, { $unset: { titleOrder: '', priceOrder: '' } });
    await db.dropCollection('import_undo');
    // Of somebody who looks after this database; the name of a retired index counts in its own collection only.
    await db.collection('reservations').createIndex({ ownerKey: 1, tenantId: 1 }, { name: 'reports_by_owner' });
    await db.collection('orders').createIndex({ status: 1, _id: 1 }, { name: 'reservation_expiry' });

    expect(await migrate(t.app)).toEqual({
      madeCollections: ['import_undo'],
      madeIndexes: ['import_undo.import_undo_order', 'reservations.reservation_live'],
      droppedIndexes: ['reservations.reservation_expiry', 'variants.variants_barcode'],
      tenants: 2,
      variants: 1,
      products: 1,
      backorders: 0,
    });
    expect(await indexesOf('reservations')).toEqual([...wanted, 'reports_by_owner'].sort());
    expect(await indexesOf('orders')).toContain('reservation_expiry');
    expect(await indexesOf('variants')).not.toContain('variants_barcode');
    expect(await db.collection('products').findOne({ _id: product._id })).toMatchObject({
      titleOrder: expect.stringContaining(product._id.toHexString()),
    });
    const nothing = {
      madeCollections: [],
      madeIndexes: [],
      droppedIndexes: [],
      variants: 0,
      products: 0,
      backorders: 0,
    };
    expect(await migrate(t.app)).toEqual({ ...nothing, tenants: 2 });
  });

  test('serves tenants that are shut as well: they may open again', async () => {
    await t.makeProduct();
    await t.app.db.collection('variants').updateMany({}, { $unset: { barcodeKeys: '' } });
    await t.app.db.collection('tenants').updateMany({}, { $set: { status: 'SUSPENDED' } });
    expect(await migrate(t.app)).toMatchObject({ tenants: 2, variants: 1 });
  });

  test('as a command makes the collections and indexes of every module in an empty database, and says so', async () => {
    const uri = withDatabase(t.app.config.mongoUri, `${t.app.db.name}-empty`);
    const env = { MONGODB_URI: uri };
    const first = await startServiceProcess(t, { script: 'src/migrate.ts', env, ready: /in place.*\n.*\n/ });
    expect(await ended(first.child)).toBe(0);
    expect(first.said[0]).toMatch(/[1-9]\d* collections and [1-9]\d* indexes made, none dropped/);
    const db = await connectMongo({ uri, poolSizeMax: 2 });
    const made = (await db.listCollections()).map(({ name }) => name);
    const all = (await t.app.db.listCollections()).map(({ name }) => name);
    await db.dropDatabase();
    await db.close();
    expect(made.sort()).toEqual(all.sort());
  });
});
