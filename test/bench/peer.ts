import fastify from 'fastify';
import mercurius from 'mercurius';
import { MongoClient, ObjectId } from 'mongodb';
import type { Collection, Db } from 'mongodb';
import { taxedFromGross } from '../../src/kernel/money';
import { fromGlobalId, toGlobalId } from '../../src/kernel/ids';
import { decodeCursor } from '../../src/kernel/page';
import { PEER_SDL } from './peer-schema';

/**
 * The hard peer: bare Fastify + Mercurius with graphql-jit over the same database and the same commands by the native
 * driver. It has no permissions, tenant scope, typed outcomes, masking, limits or metrics: what it costs is the floor.
 */
interface Peer {
  readonly client: MongoClient;
  readonly db: Db;
  readonly tenantId: ObjectId;
  readonly branchById: ReadonlyMap<string, { code: string; name: string }>;
}

interface VariantRow {
  readonly _id: ObjectId;
  readonly productId: ObjectId;
  readonly sku: string;
  readonly title: string;
  readonly barcodes: string[];
  readonly priceMinor: number;
  readonly taxRateBasisPoints: number;
  readonly currency: string;
}
interface EntryRow {
  readonly _id: ObjectId;
  readonly variantId: ObjectId;
  readonly branchId: ObjectId;
  readonly productId: ObjectId;
  readonly quantityOnHand: number;
  readonly quantityReserved: number;
  readonly quantityAvailable: number;
  readonly sequence: number;
}

async function main(): Promise<void> {
  const [uri = '', tenantHex = ''] = process.argv.slice(2);
  const client = await new MongoClient(uri, {
    maxPoolSize: 30,
    writeConcern: { w: 'majority', journal: true },
  }).connect();
  const db = client.db();
  const tenantId = new ObjectId(tenantHex);
  const branches = await db
    .collection<{ _id: ObjectId; code: string; name: string }>('branches')
    .find({ tenantId })
    .toArray();
  const branchById = new Map(branches.map(({ _id, code, name }) => [_id.toHexString(), { code, name }]));
  const peer: Peer = { client, db, tenantId, branchById };
  const server = fastify({ logger: false });
  await server.register(mercurius, {
    schema: PEER_SDL,
    jit: 1,
    resolvers: resolversOf(peer),
    loaders: loadersOf(peer),
  } as Parameters<typeof mercurius>[1] & object);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`listening ${url}\n`);
  process.once('SIGTERM', () => {
    void server
      .close()
      .then(() => client.close())
      .then(() => process.exit(0));
  });
}

function productView(row: { _id: ObjectId; title: string; slug: string; status: string }) {
  return {
    id: toGlobalId('Product', row._id.toHexString()),
    key: row._id,
    title: row.title,
    slug: row.slug,
    status: row.status,
  };
}

function variantView(row: VariantRow) {
  const { netMinor, taxMinor, grossMinor } = taxedFromGross(row.priceMinor, row.taxRateBasisPoints);
  const money = (amountMinor: number) => ({ amountMinor, currency: row.currency });
  return {
    id: toGlobalId('Variant', row._id.toHexString()),
    key: row._id,
    sku: row.sku,
    title: row.title,
    barcodes: row.barcodes,
    price: { net: money(netMinor), tax: money(taxMinor), gross: money(grossMinor) },
  };
}

function resolversOf(peer: Peer) {
  const { db, tenantId } = peer;
  return {
    Query: {
      products: async (_parent: unknown, { first, after }: { first: number; after?: string | null }) => {
        const place = after ? { _id: { $gt: new ObjectId(String(decodeCursor(after, ['string'])[0])) } } : {};
        const rows = await db
          .collection<{ _id: ObjectId; title: string; slug: string; status: string }>('products')
          .find({ tenantId, deletedAt: null, status: 'ACTIVE', ...place })
          .sort({ _id: 1 })
          .limit(first + 1)
          .toArray();
        return { nodes: rows.slice(0, first).map(productView) };
      },
      variant: async (_parent: unknown, { barcode }: { barcode: string }) => {
        const row = await db
          .collection<VariantRow>('variants')
          .findOne({ tenantId, barcodeKeys: barcode, deletedAt: null });
        return row === null ? null : variantView(row);
      },
    },
    Mutation: { reserveStock: (_parent: unknown, { input }: { input: ReserveInput }) => reserve(peer, input) },
    ReserveStockResult: { resolveType: () => 'ReservationPayload' },
  };
}

interface Keyed {
  readonly obj: { readonly key: ObjectId };
}

function loadersOf({ db, tenantId, branchById }: Peer) {
  return {
    Product: {
      variants: {
        opts: { cache: false },
        loader: async (queries: readonly Keyed[]) => {
          const rows = await db
            .collection<VariantRow>('variants')
            .find({ tenantId, productId: { $in: queries.map(({ obj }) => obj.key) }, deletedAt: null })
            .sort({ productId: 1, position: 1 })
            .toArray();
          const groups = groupBy(rows, (row) => row.productId);
          return queries.map(({ obj }) => ({ nodes: (groups.get(obj.key.toHexString()) ?? []).map(variantView) }));
        },
      },
    },
    Variant: {
      stock: {
        opts: { cache: false },
        loader: async (queries: readonly Keyed[]) => {
          const rows = await db
            .collection<EntryRow>('stock_entries')
            // The default first batch of 101 would cost a getMore.
            .find({ tenantId, variantId: { $in: queries.map(({ obj }) => obj.key) } }, { batchSize: 1_000 })
            .toArray();
          const groups = groupBy(rows, (row) => row.variantId);
          return queries.map(({ obj }) =>
            (groups.get(obj.key.toHexString()) ?? []).map((row) => ({
              ...row,
              branch: branchById.get(row.branchId.toHexString()),
            })),
          );
        },
      },
    },
  };
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => ObjectId): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row).toHexString();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

interface ReserveInput {
  readonly idempotencyKey: string;
  readonly lines: readonly { branchId: string; variantId: string; quantity: number }[];
}

/** The same unit of work as ours: hold, guarded entries, movements with balances, event and idempotency record. */
async function reserve({ client, db, tenantId }: Peer, input: ReserveInput): Promise<object> {
  const now = new Date();
  const reservationId = new ObjectId();
  const lines = input.lines.map(({ branchId, variantId, quantity }) => ({
    branchId: new ObjectId(fromGlobalId('Branch', branchId).toHexString()),
    variantId: new ObjectId(fromGlobalId('Variant', variantId).toHexString()),
    quantity,
  }));
  // A copy, because movements that our ledger does not know would be drift.
  const entries: Collection<EntryRow> = db.collection('peer_stock_entries');
  await client.withSession((session) =>
    session.withTransaction(
      async () => {
        const hold = { _id: reservationId, tenantId, lines, status: 'ACTIVE', createdAt: now };
        await db.collection('peer_reservations').insertOne(hold, { session });
        const written = await entries.bulkWrite(
          lines.map(({ branchId, variantId, quantity }) => ({
            updateOne: {
              filter: { tenantId, branchId, variantId, quantityAvailable: { $gte: quantity } },
              update: {
                $inc: { quantityReserved: quantity, quantityAvailable: -quantity, sequence: 1 },
                $set: { updatedAt: now },
              },
            },
          })),
          { session },
        );
        if (written.matchedCount !== lines.length) throw new Error('short of stock');
        const balances = await entries
          .find(
            { tenantId, $or: lines.map(({ branchId, variantId }) => ({ branchId, variantId })) },
            { session, batchSize: 1_000 },
          )
          .toArray();
        await db.collection('peer_movements').insertMany(
          balances.map((entry) => ({
            tenantId,
            entryId: entry._id,
            sequence: entry.sequence,
            type: 'RESERVE',
            onHandAfter: entry.quantityOnHand,
            reservedAfter: entry.quantityReserved,
            referenceId: reservationId,
            recordedAt: now,
          })),
          { session },
        );
        await db.collection('peer_events').insertMany(
          [
            { tenantId, type: 'reservation.created' },
            { tenantId, type: 'stock.changed' },
          ],
          { session },
        );
        await db
          .collection('peer_idempotency')
          .insertOne({ tenantId, key: input.idempotencyKey, result: reservationId }, { session });
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } },
    ),
  );
  return { reservation: { id: toGlobalId('Reservation', reservationId.toHexString()), status: 'ACTIVE' } };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
