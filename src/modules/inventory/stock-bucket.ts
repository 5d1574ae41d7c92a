import type { StockChange, StockLine } from './stock-change';
import { UNAVAILABLE_REASONS } from './stock-entry.model';
import type { UnavailableReason } from './stock-entry.model';

/** Where units of one place are: for sale, or in the bucket of a reason why not. */
export const STOCK_BUCKETS = ['AVAILABLE', ...UNAVAILABLE_REASONS] as const;
export type StockBucket = 'AVAILABLE' | UnavailableReason;

/**
 * The part of a change that takes units out of a bucket: what is taken from AVAILABLE must be available, what is taken
 * from another is guarded by that bucket.
 */
export function takenFrom(
  bucket: StockBucket,
  quantity: number,
): Pick<StockChange, 'requires' | 'unavailableDelta' | 'bucket'> {
  return bucket === 'AVAILABLE'
    ? { requires: 'AVAILABLE' }
    : { requires: 'NOTHING', unavailableDelta: -quantity, bucket };
}

/** The changes that move a line from one bucket to another: one movement per bucket that is not AVAILABLE. */
export function bucketMoves(line: StockLine, from: StockBucket, to: StockBucket, note: string | null): StockChange[] {
  const { branchId, variantId, quantity } = line;
  const still = { branchId, variantId, type: 'ADJUSTMENT', onHandDelta: 0, reservedDelta: 0, note } as const;
  const changes: StockChange[] = [];
  if (from !== 'AVAILABLE') changes.push({ ...still, ...takenFrom(from, quantity) });
  if (to === 'AVAILABLE') return changes;
  const requires = from === 'AVAILABLE' ? 'AVAILABLE' : 'NOTHING';
  return [...changes, { ...still, requires, unavailableDelta: quantity, bucket: to }];
}
