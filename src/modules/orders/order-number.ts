import { Schema } from 'mongoose';
import type { Context } from '../../kernel/context';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { defineModel, isDuplicateKey } from '../../platform/mongo';
import { perConnection } from '../../platform/per-connection';
import { NUMBER_BLOCK_SIZE } from './orders.policy';

interface OrderCounterDoc {
  _id: Id;
  tenantId: Id;
  /** The highest number that was given out to any process. */
  lastTaken: number;
}

const UNIQUE_INDEX = 'order_counter_unique';
const schema = new Schema<OrderCounterDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  lastTaken: { type: Number, required: true },
});
// One counter a tenant.
schema.index({ tenantId: 1 }, { name: UNIQUE_INDEX, unique: true });

const orderCounters = defineModel<OrderCounterDoc>('OrderCounter', 'order_counters', schema);

interface Block {
  next: number;
  last: number;
}

/** Per tenant: the numbers that this process still has, and the read that brings more. */
const blocksOf = perConnection(() => new Map<string, { block: Block; refill: Promise<void> | null }>());

/**
 * The tenant's next order number, such as `000123`. Taken in blocks and outside of transactions: a counter inside
 * would make every order of a tenant wait for every other. Unique, rising within a process, with gaps.
 */
export async function takeOrderNumber(ctx: Context): Promise<string> {
  const state = stateOf(ctx);
  while (state.block.next > state.block.last) {
    state.refill ??= refill(ctx, state).finally(() => {
      state.refill = null;
    });
    await state.refill;
  }
  const number = state.block.next;
  state.block.next += 1;
  return String(number).padStart(6, '0');
}

function stateOf(ctx: Context): { block: Block; refill: Promise<void> | null } {
  const byTenant = blocksOf(ctx.db);
  const key = ctx.tenantId.toHexString();
  const known = byTenant.get(key);
  if (known !== undefined) return known;
  const made = { block: { next: 1, last: 0 }, refill: null };
  byTenant.set(key, made);
  return made;
}

async function refill(ctx: Context, state: { block: Block }): Promise<void> {
  const last = await takeBlock(ctx).catch((error: unknown) => {
    // Two processes made the tenant's first counter at once: it exists now.
    if (isDuplicateKey(error, UNIQUE_INDEX)) return takeBlock(ctx);
    throw error;
  });
  state.block = { next: last - NUMBER_BLOCK_SIZE + 1, last };
}

async function takeBlock(ctx: Context): Promise<number> {
  const counter = await orderCounters(ctx.db)
    .findOneAndUpdate(
      { tenantId: ctx.tenantId },
      { $inc: { lastTaken: NUMBER_BLOCK_SIZE }, $setOnInsert: { _id: newId() } },
      { upsert: true, returnDocument: 'after' },
    )
    .lean<OrderCounterDoc>();
  if (counter === null) throw new Error('Invariant broken: an upsert answered nothing.');
  return counter.lastTaken;
}
