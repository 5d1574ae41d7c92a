import type { QueryFilter } from 'mongoose';
import type { Id } from '../../../kernel/ids';
import type { Tx } from '../../../platform/transaction';
import { SERIALS_PER_REQUEST_MAX } from '../inventory.policy';
import type { EntryDemand, StockChange } from '../stock-change';
import { stockEntries } from '../stock-entry.model';
import type { StockEntryDoc } from '../stock-entry.model';
import { serialKeyOf } from './serial-number';
import { STOCK_SERIALS_COLLECTION, stockSerials } from './stock-serial.model';
import type { StockSerialDoc } from './stock-serial.model';

/** A demand of an entry whose units have serial numbers, with the entry after it. */
export interface SerialDemand {
  readonly demand: EntryDemand;
  readonly entry: StockEntryDoc;
}

/** Whether the units of what comes in are known from what left by the same reference. */
export function comesBack(change: StockChange): change is StockChange & { referenceId: Id } {
  const { type, onHandDelta, serials, referenceId } = change;
  const isBack = type === 'TRANSFER_IN' || type === 'RETURN';
  return isBack && onHandDelta > 0 && serials === undefined && referenceId !== undefined;
}

/**
 * The units that the changes may move: the oldest of each entry that units leave, those that are named, and those that
 * left by the references of what comes back. Oldest first. At most two commands, each only when it is needed.
 */
export async function serialsFor(tx: Tx, tracked: readonly SerialDemand[]): Promise<StockSerialDoc[]> {
  const rows = new Map<string, StockSerialDoc>();
  for (const row of [...(await oldestUnits(tx, tracked)), ...(await knownUnits(tx, tracked))]) {
    rows.set(row._id.toHexString(), row);
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function unitsOut(changes: readonly StockChange[]): number {
  return changes.reduce((sum, { onHandDelta }) => sum - Math.min(0, onHandDelta), 0);
}

/** Of each entry as many as the greatest demand takes; the entry's write keeps everyone else away from them. */
async function oldestUnits(tx: Tx, tracked: readonly SerialDemand[]): Promise<StockSerialDoc[]> {
  const leaving = tracked.filter(({ demand }) =>
    demand.changes.some(({ onHandDelta, serials = [] }) => -onHandDelta > serials.length),
  );
  if (leaving.length === 0) return [];
  const found = await stockEntries(tx.db)
    .aggregate<{ units: StockSerialDoc[] }>([
      { $match: { tenantId: tx.tenantId, _id: { $in: leaving.map(({ entry }) => entry._id) } } },
      {
        $lookup: {
          from: STOCK_SERIALS_COLLECTION,
          localField: '_id',
          foreignField: 'entryId',
          as: 'units',
          pipeline: [
            { $match: { tenantId: tx.tenantId, status: 'IN_STOCK' } },
            { $sort: { _id: 1 } },
            { $limit: Math.max(...leaving.map(({ demand }) => unitsOut(demand.changes))) },
          ],
        },
      },
      { $project: { units: 1 } },
    ])
    .option({ batchSize: leaving.length + 1, session: tx.session });
  return found.flatMap(({ units }) => units);
}

/** Units that are named, and units that come back. */
async function knownUnits(tx: Tx, tracked: readonly SerialDemand[]): Promise<StockSerialDoc[]> {
  const wanted: QueryFilter<StockSerialDoc>[] = [];
  let most = 0;
  for (const { demand, entry } of tracked) {
    const { variantId } = entry;
    const named = demand.changes.flatMap(({ serials = [] }) => serials.map(serialKeyOf));
    if (named.length > 0) wanted.push({ variantId, serialKey: { $in: named } });
    const back = demand.changes.filter(comesBack).map(({ referenceId }) => referenceId);
    if (back.length > 0) {
      wanted.push({ variantId, referenceId: { $in: back }, status: { $in: ['SOLD', 'IN_TRANSIT'] } });
    }
    // What one reference moved of a variant was one change once, and is as bounded.
    most += named.length + back.length * SERIALS_PER_REQUEST_MAX;
  }
  if (wanted.length === 0) return [];
  return stockSerials(tx.db)
    .find({ tenantId: tx.tenantId, $or: wanted }, null, { session: tx.session })
    .limit(most)
    .batchSize(most + 1)
    .lean<StockSerialDoc[]>();
}
