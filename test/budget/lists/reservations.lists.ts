import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import type { ListBudget } from '../list-budget';
import type { ListWorld } from '../list-world';

const RESERVATIONS = 'reservations(first: $first)';

/** Changes the stored balances of the first entries behind the ledger's back. */
async function shift({ t }: ListWorld, count: number, by: number): Promise<void> {
  const tenantId = t.tenant._id;
  const entries = await stockEntries(t.app.db).find({ tenantId }, { _id: 1 }).sort({ _id: 1 }).limit(count).lean();
  await stockEntries(t.app.db).updateMany(
    { tenantId, _id: { $in: entries.map(({ _id }) => _id) } },
    { $inc: { quantityOnHand: by, quantityAvailable: by } },
  );
}

export const reservationsLists: readonly ListBudget[] = [
  {
    field: 'Query.reservations',
    list: RESERVATIONS,
    select: 'status expiresAt orderId',
    commands: ['find reservations'],
  },
  {
    field: 'Reservation.lines',
    list: RESERVATIONS,
    select: 'lines { quantity branch { code } variant { sku } }',
    commands: ['find reservations', 'find variants'],
  },
  {
    field: 'StockReconciliation.drifts',
    // Wrong balances of as many entries; repairing them is one write each, so they are only listed.
    async request(world, count) {
      await shift(world, count, 1);
      const drifts = 'drifts { actualOnHand entry { quantityOnHand branch { code } variant { sku } } }';
      return { document: `mutation { reconcileStock(dryRun: true) { ${drifts} } }` };
    },
    after: (world, count) => shift(world, count, -1),
    commands: [
      'find reservations',
      'find backorders',
      'find stock_entries',
      'find stock_movements',
      'find stock_entries',
      'find stock_movements',
      'find reservations',
      'find backorders',
      'commitTransaction',
      'find stock_entries',
      'find stock_movements',
      'aggregate stock_serials',
      'aggregate stock_lots',
      'find variants',
    ],
  },
];
