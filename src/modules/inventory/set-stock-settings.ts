import type { Context } from '../../kernel/context';
import { ValidationError, badInput, invariant } from '../../kernel/errors';
import { QUANTITY_MAX } from '../../kernel/quantity';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { Tx } from '../../platform/transaction';
import { entriesFor } from './find-stock';
import { stockKeyOf } from './stock-change';
import type { StockKey } from './stock-change';
import type { StockEntryDoc } from './stock-entry.model';
import { applyStockChanges } from './stock-ledger';
import { saveEntrySettings } from './stock-ledger-settings';
import type { EntrySettings } from './stock-ledger-settings';

const FIELDS = ['reorderPoint', 'safetyStock'] as const;

export interface SetStockSettingsRequest extends StockKey {
  /** The client's input, for the idempotency record. */
  readonly input: IdempotentRequest['input'];
  /** What is left out stays as it is; null removes. */
  readonly settings: Partial<Pick<EntrySettings, (typeof FIELDS)[number]>>;
  /** What the client saw; what is left out is not compared, null expects that none was set. */
  readonly expected: Partial<Pick<EntrySettings, (typeof FIELDS)[number]>>;
}

/**
 * Sets when to order again and what to keep back for one variant in one branch; an entry that does not exist is made.
 * Throws NotFoundError for unknown places and ValidationError STALE_SETTINGS when an expected value is not the stored.
 */
export async function setStockSettings(ctx: Context, request: SetStockSettingsRequest): Promise<StockEntryDoc> {
  for (const field of FIELDS) {
    const value = request.settings[field] ?? 0;
    if (!Number.isInteger(value) || value < 0 || value > QUANTITY_MAX) {
      throw badInput(`Expected ${field} to be 0 to ${QUANTITY_MAX} or null, got ${value}.`, field);
    }
  }
  const work = { operation: 'setStockSettings', input: request.input };
  return runIdempotent(ctx, work, (tx) => setSettingsIn(tx, request));
}

async function setSettingsIn(tx: Tx, request: SetStockSettingsRequest): Promise<StockEntryDoc> {
  const entry = await entryToSet(tx, request);
  for (const field of FIELDS) {
    const expected = request.expected[field];
    if (expected === undefined || expected === entry[field]) continue;
    throw new ValidationError(
      `expected.${field}`,
      `Expected ${field} to be ${expected ?? 'not set'}, got ${entry[field] ?? 'not set'}. Read it again and decide anew.`,
      'STALE_SETTINGS',
    );
  }
  return saveEntrySettings(tx, entry, request.settings);
}

/** The entry of a place whose settings are to be written, made when it does not exist. */
export async function entryToSet(tx: Tx, place: StockKey): Promise<StockEntryDoc> {
  return (await entriesFor(tx, [place])).get(stockKeyOf(place)) ?? (await emptyEntry(tx, place));
}

/** A change of incoming by 0 makes the entry in the one place that makes entries, and no movement. */
async function emptyEntry(tx: Tx, { branchId, variantId }: StockKey): Promise<StockEntryDoc> {
  const nothing = { type: 'ADJUSTMENT', onHandDelta: 0, reservedDelta: 0, incomingDelta: 0 } as const;
  const { entries } = await applyStockChanges(tx, [{ branchId, variantId, ...nothing, requires: 'NOTHING' }]);
  const [made] = entries;
  invariant(made !== undefined, 'a change answers the entry that it changed');
  return made;
}
