import { toGlobalId } from '../../../src/kernel/ids';
import type { Id } from '../../../src/kernel/ids';
import { adjustStock } from '../../../src/modules/inventory';
import { tenantDirectory } from '../../../src/modules/tenants';
import { branches } from '../../../src/modules/tenants/branch.model';
import type { NegativeStockPolicy } from '../../../src/modules/tenants';
import { Shop } from '../../api/orders/order-scenario';
import type { ListBudget } from '../list-budget';
import type { ListWorld } from '../list-world';

/** What the sale sells; it goes below 0 and must come back. */
let sold: Id[] = [];

async function adjustAll({ t, key }: ListWorld, delta: number): Promise<void> {
  const lines = sold.map((variantId) => ({ branchId: t.branches.north._id, variantId, delta }));
  await adjustStock(t.ctx, { input: { idempotencyKey: key() }, reason: 'CORRECTION', lines });
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
      sold = [];
      for (let made = 0; made < count; made += 1) sold.push((await world.t.makeProduct()).variant._id);
      // Their entries are there, and empty.
      await adjustAll(world, 1);
      await adjustAll(world, -1);
      await readRegister(world);
      const oversold = 'oversold { quantityAvailable branch { code } variant { sku } }';
      const document = `mutation ($input: CreatePosSaleInput!) { createPosSale(input: $input) { ... on PosSalePayload { ${oversold} } } }`;
      const lines = sold.map((variantId) => ({
        variantId: toGlobalId('Variant', variantId),
        quantity: 1,
        // Other rows set prices; this one sells at its own.
        unitPriceOverride: { amountMinor: 1_000, currency: 'GBP' },
      }));
      const input = {
        idempotencyKey: world.key(),
        registerId: toGlobalId('Register', world.t.ids.register),
        lines,
        payments: [{ method: 'CASH', amount: { amountMinor: 1_000 * count, currency: 'GBP' } }],
      };
      return { document, variables: { input }, token: world.t.tokens.manager };
    },
    async after(world) {
      await adjustAll(world, 1);
      await policy(world, 'BLOCK');
      // Other rows read the newest order first, and it must be like the others.
      const { variant } = await world.t.makeProduct();
      await world.t.makeStock({ branch: world.t.branches.north, variant, quantity: 1 });
      const branchId = toGlobalId('Branch', world.t.branches.north._id);
      const variantId = toGlobalId('Variant', variant._id);
      await new Shop(world.t).paid([{ branchId, variantId, quantity: 1 }]);
    },
    commands: [
      'find variants',
      'aggregate list_prices',
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
