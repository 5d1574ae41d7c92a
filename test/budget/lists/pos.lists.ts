import { toGlobalId } from '../../../src/kernel/ids';
import { adjustStock, entriesFor, stockKeyOf } from '../../../src/modules/inventory';
import { tenantDirectory } from '../../../src/modules/tenants';
import { branches } from '../../../src/modules/tenants/branch.model';
import type { NegativeStockPolicy } from '../../../src/modules/tenants';
import { Shop } from '../../api/orders/order-scenario';
import type { ListBudget } from '../list-budget';
import type { ListWorld } from '../list-world';

function placesOf({ t, products }: ListWorld, count: number) {
  const variants = products.flatMap((product) => product.variants).slice(0, count);
  return variants.map(({ _id }) => ({ branchId: t.branches.north._id, variantId: _id }));
}

/** Brings the first `count` entries of branch north to so many available units. */
async function level(world: ListWorld, count: number, units: number): Promise<void> {
  const places = placesOf(world, count);
  const entries = await entriesFor(world.t.ctx, places);
  const lines = places
    .map((place) => ({ ...place, delta: units - (entries.get(stockKeyOf(place))?.quantityAvailable ?? 0) }))
    .filter(({ delta }) => delta !== 0);
  if (lines.length === 0) return;
  await adjustStock(world.t.ctx, { input: { idempotencyKey: world.key() }, reason: 'CORRECTION', lines });
}

async function policy({ t }: ListWorld, negativeStockPolicy: NegativeStockPolicy): Promise<void> {
  const north = { tenantId: t.tenant._id, _id: t.branches.north._id };
  await branches(t.app.db).updateOne(north, { $set: { negativeStockPolicy } });
  tenantDirectory(t.app.db).forget(t.tenant._id);
  await tenantDirectory(t.app.db).byId(t.tenant._id);
}

/** What a till has few of is remembered: reading it is not part of a sale. */
async function readRegister({ t }: ListWorld): Promise<void> {
  const registerId = toGlobalId('Register', t.ids.register);
  const document = 'query ($registerId: ID!) { posProducts(first: 1, registerId: $registerId) { nodes { title } } }';
  await t.gql(document, { registerId }, t.tokens.admin);
}

export const posLists: readonly ListBudget[] = [
  {
    field: 'PosSalePayload.oversold',
    async request(world, count) {
      await policy(world, 'WARN');
      await level(world, count, 0);
      await readRegister(world);
      const oversold = 'oversold { quantityAvailable branch { code } variant { sku } }';
      const document = `mutation ($input: CreatePosSaleInput!) { createPosSale(input: $input) { ... on PosSalePayload { ${oversold} } } }`;
      const lines = placesOf(world, count).map(({ variantId }) => ({
        variantId: toGlobalId('Variant', variantId),
        quantity: 1,
      }));
      const input = {
        idempotencyKey: world.key(),
        registerId: toGlobalId('Register', world.t.ids.register),
        lines,
        payments: [{ method: 'CASH', amount: { amountMinor: 1_000 * count, currency: 'GBP' } }],
      };
      return { document, variables: { input }, token: world.t.tokens.cashier };
    },
    async after(world, count) {
      await level(world, count, 100);
      await policy(world, 'BLOCK');
      // Other rows read the newest order first, and it must be like the others.
      const [first] = placesOf(world, 1);
      if (first === undefined) return;
      const branchId = toGlobalId('Branch', first.branchId);
      const variantId = toGlobalId('Variant', first.variantId);
      await new Shop(world.t).paid([{ branchId, variantId, quantity: 1 }]);
    },
    commands: [
      'find variants',
      'find list_prices',
      'find products',
      'insert orders',
      'insert payments',
      'findAndModify registers',
      'insert receipts',
      'update stock_entries',
      'find stock_entries',
      'insert stock_movements',
      'insert idempotency_records',
      'insert outbox_events',
      'commitTransaction',
      'find variants',
    ],
  },
];
