import { Schema } from 'mongoose';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import { runAgainIfTaken } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';

/** Documents of stock that have numbers of their own, and how these begin. */
const PREFIXES = { TRANSFER: 'T', COUNT: 'C' } as const;
export type NumberedDocument = keyof typeof PREFIXES;

interface DocumentCounterDoc {
  _id: Id;
  tenantId: Id;
  kind: NumberedDocument;
  lastTaken: number;
}

const UNIQUE_INDEX = 'stock_document_counter_unique';
const schema = new Schema<DocumentCounterDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  kind: { type: String, enum: Object.keys(PREFIXES), required: true },
  lastTaken: { type: Number, required: true },
});
// One counter a tenant and kind.
schema.index({ tenantId: 1, kind: 1 }, { name: UNIQUE_INDEX, unique: true });

const documentCounters = defineModel<DocumentCounterDoc>('StockDocumentCounter', 'stock_document_counters', schema);

/**
 * The tenant's next number of this kind, such as `T-000123`, without gaps: it is taken in the document's own
 * transaction. Those who make documents of one kind at once wait for each other, which orders could not afford and
 * transfers and counts can.
 */
export async function takeDocumentNumber(tx: Tx, kind: NumberedDocument): Promise<string> {
  // Another transaction may make the tenant's first counter at the same time.
  const counter = await documentCounters(tx.db)
    .findOneAndUpdate(
      { tenantId: tx.tenantId, kind },
      { $inc: { lastTaken: 1 }, $setOnInsert: { _id: newId() } },
      { upsert: true, returnDocument: 'after', session: tx.session },
    )
    .lean<DocumentCounterDoc>()
    .catch((error: unknown) => runAgainIfTaken(error, UNIQUE_INDEX));
  if (counter === null) throw new Error('Invariant broken: an upsert answered nothing.');
  return `${PREFIXES[kind]}-${String(counter.lastTaken).padStart(6, '0')}`;
}
