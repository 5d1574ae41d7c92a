import type { Context } from '../../src/kernel/context';
import type { Id } from '../../src/kernel/ids';
import type { StockCountDoc, StockTransferDoc } from '../../src/modules/inventory';
import { stockCountLines, stockCounts } from '../../src/modules/inventory/counts/stock-count.model';
import type { StockCountLineDoc } from '../../src/modules/inventory/counts/stock-count.model';
import { stockTransfers } from '../../src/modules/inventory/transfers/stock-transfer.model';
import { valueInTransit } from '../../src/modules/inventory/transfers/transfer-line';
import type { StockModel } from './stock-model';
import { goalOf, onTheWay } from './transfer-model';

interface NamedDocuments {
  readonly tenantId: Id;
  readonly transferIds: readonly Id[];
  readonly countIds: readonly Id[];
}

/** Every transfer and count is as the model has it, and there is none beside them. */
export async function checkDocuments(ctx: Context, model: StockModel, named: NamedDocuments): Promise<void> {
  const { tenantId } = named;
  if (model.transfers.length > 0) {
    checkTransfers(model, named, await stockTransfers(ctx.db).find({ tenantId }).lean<StockTransferDoc[]>());
  }
  if (model.counts.length === 0) return;
  const counts = await stockCounts(ctx.db).find({ tenantId }).lean<StockCountDoc[]>();
  const lines = await stockCountLines(ctx.db).find({ tenantId }).sort({ index: 1 }).lean<StockCountLineDoc[]>();
  expect(counts).toHaveLength(model.counts.length);
  for (const [index, count] of model.counts.entries()) {
    const countId = named.countIds[index];
    const doc = counts.find(({ _id }) => _id.equals(countId));
    const own = lines.filter((line) => line.countId.equals(countId));
    expect({
      status: doc?.status,
      lines: own.map((line) => [line.status, line.countedQuantity, line.expectedQuantity, line.appliedDelta]),
    }).toEqual({
      status: count.status,
      lines: count.lines.map((line) => [
        line.status,
        line.counted,
        line.expected,
        line.status === 'APPLIED' ? line.counted - line.expected : null,
      ]),
    });
  }
}

/** What left is received, lost, back or on its way, in units and in value (the last unit takes the residue). */
function checkTransfers(model: StockModel, named: NamedDocuments, docs: readonly StockTransferDoc[]): void {
  expect(docs).toHaveLength(model.transfers.length);
  const incoming = model.entries.map((entry) => entry?.incoming ?? 0);
  for (const [index, transfer] of model.transfers.entries()) {
    const doc = docs.find(({ _id }) => _id.equals(named.transferIds[index]));
    expect({
      status: doc?.status,
      lines: doc?.lines.map((line) => [
        line.shippedQuantity,
        line.receivedQuantity,
        line.lostQuantity,
        line.returnedQuantity,
      ]),
    }).toEqual({
      status: transfer.status,
      lines: transfer.lines.map((line) => [line.shipped, line.received, line.lost, line.returned]),
    });
    for (const [at, line] of transfer.lines.entries()) {
      const stored = doc?.lines[at];
      const valueMinor = stored === undefined ? -1 : valueInTransit(stored);
      expect(onTheWay(line) === 0 ? valueMinor === 0 : valueMinor >= 0).toBe(true);
      const goal = goalOf(transfer, line);
      incoming[goal] = (incoming[goal] ?? 0) - onTheWay(line);
    }
  }
  // What is on its way to a place is exactly what the transfers have on their way there.
  expect(incoming).toEqual(incoming.map(() => 0));
}
