import type { QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { findAll } from '../../platform/find-all';
import { runInTransaction } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import { applyStockChanges } from '../inventory';
import { releaseChanges } from './end-in';
import { heldLines } from './held-lines';
import { reservations } from './reservation.model';
import type { ReservationDoc } from './reservation.model';
import { EXPIRY_LINES_PER_TRANSACTION_MAX } from './reservations.policy';
import { expiredEvent } from './reserve-in';

export interface ExpireOptions {
  /** Names the worker in `claimedBy`; each run adds a token of its own, which fences off a worker that woke up late. */
  readonly workerId: string;
  /** Reservations that one run takes, 1 to 1,000. */
  readonly batchSize: number;
  /** How long nobody else may take what this run claimed. */
  readonly leaseMs: number;
}

export interface ExpireSummary {
  readonly expired: number;
  /** True when more may be due than this run looked for: the next one need not wait. */
  readonly more: boolean;
}

/**
 * Claims due holds (oldest first) and holds whose worker died, gives their stock back and marks them EXPIRED. Each is
 * released exactly once, whatever number of workers runs: the release is guarded by this run's claim, in its own
 * transaction. A hold that can't be released is logged, left to its lease and never stops the others.
 */
export async function expireReservations(ctx: Context, options: ExpireOptions): Promise<ExpireSummary> {
  const { workerId, batchSize } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 1_000) {
    throw badInput(`Expected a batchSize of 1 to 1,000, got ${batchSize}.`, 'batchSize');
  }
  const claim = `${workerId}:${newId().toHexString()}`;
  const due = await findDue(ctx, batchSize);
  if (due.abandoned.length === 0 && due.last === undefined) return { expired: 0, more: false };
  const claimed = await claimDue(ctx, due, claim, options.leaseMs);
  let expired = 0;
  for (const group of groupByLines(claimed)) expired += await expireGroup(ctx, group, claim);
  return { expired, more: due.more };
}

/** Where a hold stands in the index that expiry walks. */
type DuePlace = Pick<ReservationDoc, '_id' | 'expiresAt'>;

/** What one run may take. */
interface Due {
  /** Holds whose worker died. */
  readonly abandoned: readonly Id[];
  /** The last of the oldest active ones; those before it are due as well. */
  readonly last: DuePlace | undefined;
  readonly more: boolean;
}

/** Abandoned claims may fill half of a batch at most, so that a few hopeless rows can't starve the rest. */
async function findDue(ctx: Context, batchSize: number): Promise<Due> {
  const now = ctx.clock.now();
  const abandonedMax = Math.ceil(batchSize / 2);
  const abandoned = await findAbandoned(ctx, now, abandonedMax);
  const activeMax = batchSize - abandoned.length;
  const active = await oldestActive(ctx, now, activeMax);
  return { abandoned, last: active.last, more: abandoned.length === abandonedMax || active.more };
}

/** Those first whose lease ended first: who can never be released is claimed again and again, and lets the others pass. */
async function findAbandoned(ctx: Context, now: Date, limit: number): Promise<Id[]> {
  const rows = await reservations(ctx.db)
    .find({ tenantId: ctx.tenantId, endedAt: null, status: 'RELEASING', leaseUntil: { $lte: now } }, { _id: 1 })
    .sort({ leaseUntil: 1, _id: 1 })
    .limit(limit)
    .batchSize(limit + 1)
    .lean<{ _id: Id }[]>();
  return rows.map(({ _id }) => _id);
}

/** The last of up to `limit` active holds that are due, oldest first; and whether there are more than that. */
async function oldestActive(ctx: Context, now: Date, limit: number): Promise<Pick<Due, 'last' | 'more'>> {
  if (limit === 0) return { last: undefined, more: false };
  const { tenantId } = ctx;
  // One too many is looked at: who knows that nothing is left need not look again.
  const [found] = await reservations(ctx.db).aggregate<{ count: number; ends: DuePlace[] }>([
    { $match: { tenantId, endedAt: null, status: 'ACTIVE', expiresAt: { $lte: now } } },
    { $sort: { expiresAt: 1, _id: 1 } },
    { $limit: limit + 1 },
    {
      $group: {
        _id: null,
        count: { $sum: 1 },
        ends: { $lastN: { input: { _id: '$_id', expiresAt: '$expiresAt' }, n: 2 } },
      },
    },
  ]);
  const more = found !== undefined && found.count > limit;
  return { last: more ? found.ends[0] : found?.ends.at(-1), more };
}

/** What expiry needs to know of a hold: reading all of it costs twice as much. */
type ClaimedHold = Pick<ReservationDoc, '_id' | 'orderId' | 'lines'>;

/**
 * Takes what nobody else took since it was found; oldest first. Active holds are taken as a stretch of the index: naming
 * each of 200 is slower to send and to look up, and a worker who comes second learns from an empty stretch at once.
 */
async function claimDue(ctx: Context, due: Due, claim: string, leaseMs: number): Promise<ClaimedHold[]> {
  const now = ctx.clock.now();
  const { tenantId } = ctx;
  const model = reservations(ctx.db);
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const update = {
    $set: { status: 'RELEASING' as const, claimedBy: claim, claimedAt: now, leaseUntil, updatedAt: now },
  };
  const filters: QueryFilter<ReservationDoc>[] = [];
  if (due.last !== undefined) filters.push({ tenantId, endedAt: null, status: 'ACTIVE', ...upTo(due.last) });
  if (due.abandoned.length > 0) {
    filters.push({ tenantId, _id: { $in: [...due.abandoned] }, status: 'RELEASING', leaseUntil: { $lte: now } });
  }
  const taken = await model.bulkWrite(filters.map((filter) => ({ updateMany: { filter, update } })));
  // Another worker, who saw the same ones, was faster.
  if (taken.matchedCount === 0) return [];
  return findAll(
    model,
    { tenantId, endedAt: null, status: 'RELEASING', claimedBy: claim },
    { fields: ['_id', 'orderId', 'lines'], sort: { expiresAt: 1, _id: 1 } },
  );
}

/** Due holds that stand no later than `last` in the index; holds that end in the same instant are told apart by id. */
function upTo({ _id, expiresAt }: DuePlace): QueryFilter<ReservationDoc> {
  return { expiresAt: { $lte: expiresAt }, $or: [{ expiresAt: { $lt: expiresAt } }, { _id: { $lte: _id } }] };
}

/** Groups that are each fit for one transaction. */
function groupByLines(claimed: readonly ClaimedHold[]): ClaimedHold[][] {
  const groups: ClaimedHold[][] = [];
  let lines = Number.POSITIVE_INFINITY;
  for (const reservation of claimed) {
    lines += reservation.lines.length;
    if (lines > EXPIRY_LINES_PER_TRANSACTION_MAX) {
      groups.push([]);
      lines = reservation.lines.length;
    }
    groups.at(-1)?.push(reservation);
  }
  return groups;
}

/** Expires a group in one transaction; when that fails, one by one, so that a bad row only fails itself. */
async function expireGroup(ctx: Context, group: readonly ClaimedHold[], claim: string): Promise<number> {
  try {
    return await runInTransaction(ctx, (tx) => expireIn(tx, group, claim));
  } catch (error) {
    const [only] = group;
    if (group.length === 1 && only !== undefined) {
      const fields = { reservationId: only._id.toHexString(), error: String(error) };
      ctx.logger.error(fields, 'a hold could not be expired; it is tried again after its lease');
      return 0;
    }
  }
  let expired = 0;
  for (const reservation of group) expired += await expireGroup(ctx, [reservation], claim);
  return expired;
}

async function expireIn(tx: Tx, group: readonly ClaimedHold[], claim: string): Promise<number> {
  const ids = group.map(({ _id }) => _id);
  // One statement for all: what each line gives back is computed by the database, so that the holds need none of their own.
  const written = await reservations(tx.db).updateMany(
    { tenantId: tx.tenantId, _id: { $in: ids }, status: 'RELEASING', claimedBy: claim },
    [{ $set: { status: 'EXPIRED', lines: RELEASED_LINES, slots: [], updatedAt: tx.now, endedAt: tx.now } }],
    { session: tx.session, updatePipeline: true },
  );
  if (written.matchedCount !== group.length) throw new Error('a claim was taken over by another worker');
  tx.record(expiredEvent(group));
  await applyStockChanges(
    tx,
    group.flatMap((reservation) => releaseChanges(reservation._id, heldLines(reservation))),
  );
  return group.length;
}

/** The lines as they are, each with all that was not committed as released. */
const RELEASED_LINES = {
  $map: {
    input: '$lines',
    as: 'line',
    in: {
      $mergeObjects: ['$$line', { releasedQuantity: { $subtract: ['$$line.quantity', '$$line.committedQuantity'] } }],
    },
  },
};
