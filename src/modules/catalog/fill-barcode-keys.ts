import type { Context } from '../../kernel/context';
import { barcodeKeysOf } from './variant-codes';
import { variants as variantModel } from './variant.model';
import type { VariantDoc } from './variant.model';

const BATCH_SIZE = 500;

/**
 * Gives variants that were stored before barcodes were looked up by key their keys; safe to repeat. Without them a scan
 * finds nothing. Returns how many it changed.
 */
export async function fillBarcodeKeys(ctx: Pick<Context, 'db' | 'tenantId'>): Promise<number> {
  const { tenantId } = ctx;
  const model = variantModel(ctx.db);
  for (let filled = 0; ;) {
    const rows = await model
      .find({ tenantId, barcodeKeys: { $exists: false } }, { barcodes: 1, packBarcodes: 1 })
      .limit(BATCH_SIZE)
      .lean<Pick<VariantDoc, '_id' | 'barcodes' | 'packBarcodes'>[]>();
    if (rows.length === 0) return filled;
    await model.bulkWrite(
      rows.map((row) => ({
        updateOne: {
          filter: { tenantId, _id: row._id, barcodeKeys: { $exists: false } },
          update: { $set: { barcodeKeys: barcodeKeysOf(row) } },
        },
      })),
    );
    filled += rows.length;
  }
}
